// Who is here: round figures in the bar, names when one asks.
import { Eye } from 'lucide-react'
import { useState } from 'react'
import { useMe } from '../app/me.ts'
import { count } from '../app/words.ts'
import { CLOSED } from '../floor/selection.ts'
import { useWorld } from '../floor/world.ts'
import { Sheet } from '../parts/sheet.tsx'
import { colorOf, usePresence } from './presence.ts'
import './people.css'

interface Figure {
  readonly key: string
  /** One of their tabs: the last that told of itself. */
  readonly client: number
  readonly name: string
  readonly color: string
}

/** The others, one figure for each name and colour: a person with three tabs is one person. */
export function useFigures(): readonly Figure[] {
  const { presence } = useWorld()
  return usePresence(presence, (others) => {
    const figures = new Map<string, Figure>()
    for (const { client, name, color } of others)
      figures.set(`${color} ${name}`, { key: `${color} ${name}`, client, name, color })
    return [...figures.values()]
  })
}

/** How many figures stand in the bar before the rest is a number. */
const FIGURES_MAX = 4

export function People() {
  const figures = useFigures()
  const { person } = useMe()
  const [isOpen, setOpen] = useState(false)
  const more = figures.length - FIGURES_MAX
  const others = figures.length === 0 ? 'nobody else' : count(figures.length, 'other')
  return (
    <Sheet
      title="Here now"
      align="end"
      open={isOpen}
      onOpenChange={setOpen}
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
      <PeopleList onFollow={() => setOpen(false)} />
    </Sheet>
  )
}

export function PeopleList({ onFollow }: { readonly onFollow?: () => void }) {
  const { following, selection } = useWorld()
  const figures = useFigures()
  const { person } = useMe()
  return (
    <>
      <ul className="people-list">
        <li>
          <Round name={person.name} color={colorOf(person.id)} /> {person.name}{' '}
          <span className="people-you">you</span>
        </li>
        {figures.map(({ key, client, name, color }) => (
          <li key={key}>
            <button
              type="button"
              className="people-other"
              aria-label={`Follow ${name}`}
              onClick={() => {
                following.follow(client)
                if (selection.now.panel.kind === 'people') selection.open(CLOSED)
                onFollow?.()
              }}
            >
              <Round name={name} color={color} /> <span>{name}</span>
              <Eye size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {figures.length > 0 && (
        <p className="sheet-text">Choose somebody to go where they are, and along with them.</p>
      )}
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
