// Looks to choose from: drawings, coloured grounds, emoji, with a search over them. Enter in that takes the
// first one that fits, and arrow keys go from one to the next.
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { Drawing } from '../../drawings/thing-drawing.tsx'
import type { Carry, Load } from '../carry/carry.tsx'
import { choicesFor, type LookChoice } from '../../drawings/look-choices.ts'
import { gridKeys } from '../../browser/grid-keys.ts'
import { meantKeyOf } from '../../device/pressed-key.ts'
import '../field.css'
import './look-search.css'

interface ChooseProps {
  /** The look that something has already. */
  readonly chosen?: string | null
  readonly onChoose: (choice: LookChoice) => void
  /** Where they can be dragged onto the floor. */
  readonly carry?: Carry
  readonly loadOf?: (choice: LookChoice) => Load
}

/** All looks, with a search of their own. */
export default function Looks(props: ChooseProps) {
  const [query, setQuery] = useState('')
  return <SearchedLooks {...props} query={query} onQuery={setQuery} isSearchFirst={false} below={null} />
}

interface SearchedProps extends ChooseProps {
  readonly query: string
  readonly onQuery: (query: string) => void
  /** The search has the focus from the start, where a keyboard is at hand. */
  readonly isSearchFirst: boolean
  /** A way to bring something instead of choosing. */
  readonly above?: ReactNode
  /** Further results; null when there are none. */
  readonly below: ReactNode
}

export function SearchedLooks({ query, onQuery, isSearchFirst, above, below, ...shelf }: SearchedProps) {
  const { recent, things, grounds, emoji } = choicesFor(query)
  const found = [...recent, ...things, ...grounds, ...emoji]
  function onKeyDown(event: KeyboardEvent): void {
    const [first] = found
    if (meantKeyOf(event) !== 'Enter' || query.trim() === '' || !first) return
    event.preventDefault()
    shelf.onChoose(first)
  }
  return (
    <div className="looks" ref={gridKeys}>
      <input
        type="search"
        className="field-input looks-search"
        aria-label="Find a thing"
        placeholder="Find, or paste an emoji"
        autoComplete="off"
        value={query}
        ref={isSearchFirst ? beginByKeyboard : null}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {above}
      <div ref={shelf.carry?.area}>
        <Shelf title="Recently used" choices={recent} {...shelf} />
        <Shelf title="Things" choices={things} {...shelf} />
        <Shelf title="Grounds" choices={grounds} {...shelf} />
        <Shelf title="Emoji" choices={emoji} isSmall {...shelf} />
        {found.length === 0 && below === null && (
          <output className="looks-none">
            Nothing has that name. You can paste an emoji into the search.
          </output>
        )}
        {below}
      </div>
    </div>
  )
}

/** On a phone the keys would cover what there is to choose. */
function beginByKeyboard(field: HTMLInputElement | null): void {
  if (matchMedia('(pointer: fine)').matches) field?.focus({ preventScroll: true })
}

interface ShelfProps extends ChooseProps {
  readonly title: string
  readonly choices: readonly LookChoice[]
  readonly isSmall?: boolean
}

function Shelf({ title, choices, isSmall = false, chosen = null, onChoose, carry, loadOf }: ShelfProps) {
  const id = useId()
  if (choices.length === 0) return null
  return (
    <div>
      <h3 className="shelf-title" id={id}>
        {title}
      </h3>
      <ul aria-labelledby={id} className={isSmall ? 'sprite-grid sprite-grid-small' : 'sprite-grid'}>
        {choices.map((choice) => (
          <li key={choice.sprite}>
            <button
              type="button"
              className="sprite-choice"
              data-choice=""
              aria-label={choice.label}
              aria-pressed={chosen === null ? undefined : choice.sprite === chosen}
              title={choice.label}
              onClick={() => onChoose(choice)}
              {...(carry && loadOf && carry.handlers(loadOf(choice)))}
            >
              <Drawing name={choice.sprite} />
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
