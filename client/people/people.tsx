// Who is here: round figures in the bar, names when one asks.
import { useMe } from '../app/me.ts'
import { count } from '../app/words.ts'
import { useWorld } from '../floor/world.ts'
import { Sheet } from '../parts/sheet.tsx'
import { colorOf, usePresence } from './presence.ts'
import './people.css'

interface Figure {
  readonly key: string
  readonly name: string
  readonly color: string
}

/** The others, one figure for each name and colour: a person with three tabs is one person. */
export function useFigures(): readonly Figure[] {
  const { presence } = useWorld()
  return usePresence(presence, (others) => {
    const figures = new Map<string, Figure>()
    for (const { name, color } of others)
      figures.set(`${color} ${name}`, { key: `${color} ${name}`, name, color })
    return [...figures.values()]
  })
}

/** How many figures stand in the bar before the rest is a number. */
const FIGURES_MAX = 4

export function People() {
  const figures = useFigures()
  const { person } = useMe()
  const more = figures.length - FIGURES_MAX
  const others = figures.length === 0 ? 'nobody else' : count(figures.length, 'other')
  return (
    <Sheet
      title="Here now"
      align="end"
      trigger={
        <button type="button" className="people" aria-label={`People: you and ${others}`}>
          {figures.slice(0, FIGURES_MAX).map(({ key, name, color }) => (
            <Round key={key} name={name} color={color} />
          ))}
          {more > 0 && <span className="people-more">+{more}</span>}
          <Round name={person.name} color={colorOf(person.id)} />
        </button>
      }
    >
      <PeopleList />
    </Sheet>
  )
}

export function PeopleList() {
  const figures = useFigures()
  const { person } = useMe()
  return (
    <>
      <ul className="people-list">
        <li>
          <Round name={person.name} color={colorOf(person.id)} /> {person.name}{' '}
          <span className="people-you">you</span>
        </li>
        {figures.map(({ key, name, color }) => (
          <li key={key}>
            <Round name={name} color={color} /> {name}
          </li>
        ))}
      </ul>
      {figures.length === 0 && <p className="sheet-text">Nobody else. Share the link, and write together.</p>}
    </>
  )
}

function Round({ name, color }: { readonly name: string; readonly color: string }) {
  return (
    <span className="round" style={{ '--who': color }} aria-hidden="true">
      {String.fromCodePoint(name.codePointAt(0) ?? 63).toUpperCase()}
    </span>
  )
}
