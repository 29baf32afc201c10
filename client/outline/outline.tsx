// The outline: everything in the world as a tree, and a search in it.
import { BookOpen, Search, X } from 'lucide-react'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { REFERENCE } from '../navigation/route.ts'
import { count } from '../words/counts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { IconButton } from '../parts/button.tsx'
import { useThingsWithCode, useTroubled } from '../world/play/use-live.ts'
import type { FoundCounts, OutlineModel } from './outline-model.ts'
import { filterOutline, useOutlineShown, type Filter } from '../world/outline-shown.ts'
import { OutlineTree } from './outline-tree.tsx'
import { readAhead, useOutlineModel, useRows } from './use-outline.ts'
import { meantKeyOf } from '../device/pressed-key.ts'
import './outline.css'

export default function Outline({ viewport }: { readonly viewport: Viewport }) {
  const outline = useOutlineModel()
  return outline && <OutlineOf outline={outline} viewport={viewport} />
}

interface OutlineProps {
  readonly outline: OutlineModel
  readonly viewport: Viewport
}

function OutlineOf({ outline, viewport }: OutlineProps) {
  const { filter } = useOutlineShown()
  const [query, setQuery] = useState('')
  const rows = useRows(outline)
  const tree = useRef<HTMLDivElement>(null)
  const goToFound = useRef<() => void>(() => undefined)
  useEffect(() => outline.look(query, filter), [outline, query, filter])
  useShownFloorOpen(outline)
  const isNarrowed = query.trim() !== '' || filter !== 'all'
  return (
    <div className="outline">
      <SearchField
        outline={outline}
        query={query}
        onQuery={setQuery}
        onDown={() => tree.current?.focus()}
        onGo={() => goToFound.current()}
      />
      <FilterChoice filter={filter} />
      <output className="unseen">{isNarrowed && foundWords(outline.found())}</output>
      {rows.length === 0 ? (
        <NothingFound query={query} filter={filter} />
      ) : (
        <OutlineTree
          key={filter}
          place={tree}
          onFound={(goThere) => {
            goToFound.current = goThere
          }}
          outline={outline}
          rows={rows}
          viewport={viewport}
        />
      )}
      {filter !== 'all' && <ReferenceLink />}
    </div>
  )
}

/** "3 things found", "1 thing, 2 headings and 1 person found". */
function foundWords(found: FoundCounts | null): string {
  const { things = 0, headings = 0, people = 0 } = found ?? {}
  const others = [
    headings > 0 ? count(headings, 'heading') : '',
    people > 1 ? `${people.toLocaleString('en-GB')} people` : people === 1 ? '1 person' : '',
  ].filter((words) => words !== '')
  const all = things > 0 || others.length === 0 ? [count(things, 'thing'), ...others] : others
  const last = all.pop() ?? ''
  return `${all.length === 0 ? last : `${all.join(', ')} and ${last}`} found`
}

/** Where one is, is open. */
function useShownFloorOpen(outline: OutlineModel): void {
  const floor = useShownFloor()
  useEffect(() => {
    if (floor === null) return
    outline.openTo(floor)
    outline.setOpen(floor, true)
  }, [outline, floor])
}

interface SearchFieldProps {
  readonly outline: OutlineModel
  readonly query: string
  readonly onQuery: (query: string) => void
  /** Into what was found. */
  readonly onDown: () => void
  /** To the first of it. */
  readonly onGo: () => void
}

function SearchField({ outline, query, onQuery, onDown, onGo }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const stop = useRef<(() => void) | null>(null)
  useEffect(() => () => stop.current?.(), [])
  function clear(): void {
    onQuery('')
    field.current?.focus()
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (meantKeyOf(event) === 'ArrowDown' || (meantKeyOf(event) === 'Enter' && query.trim() === '')) onDown()
    else if (meantKeyOf(event) === 'Enter') onGo()
    else if (meantKeyOf(event) === 'Escape' && query !== '') onQuery('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="outline-search">
      <Search size={16} aria-hidden="true" />
      <input
        ref={field}
        className="outline-field"
        aria-label="Search for a thing"
        placeholder="Search…"
        value={query}
        autoComplete="off"
        spellCheck="false"
        onFocus={() => {
          stop.current ??= readAhead(outline)
        }}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {query !== '' && (
        <IconButton label="Clear search" onClick={clear}>
          <X size={15} aria-hidden="true" />
        </IconButton>
      )}
    </div>
  )
}

/** Narrows the outline to things with code, or in trouble; shown where there are any. */
function FilterChoice({ filter }: { readonly filter: Filter }) {
  const living = useThingsWithCode().length
  const troubled = useTroubled()
  if (living === 0 && filter === 'all') return null
  return (
    <fieldset className="outline-filter" aria-label="What to show">
      <FilterButton filter={filter} value="all" label="All" />
      <FilterButton filter={filter} value="alive" label="With code" number={living} />
      <FilterButton filter={filter} value="trouble" label="In trouble" number={troubled} />
    </fieldset>
  )
}

interface FilterButtonProps {
  readonly filter: Filter
  readonly value: Filter
  readonly label: string
  readonly number?: number
}

function FilterButton({ filter, value, label, number }: FilterButtonProps) {
  return (
    <button
      type="button"
      className="outline-choice"
      data-filter={value}
      aria-pressed={filter === value}
      onClick={() => filterOutline(value)}
    >
      {label}
      {number !== undefined && <span className="outline-number">{number.toLocaleString('en-GB')}</span>}
    </button>
  )
}

function NothingFound({ query, filter }: { readonly query: string; readonly filter: Filter }) {
  const { view } = useWorld()
  if (query.trim() !== '')
    return <p className="panel-note">Nothing here is named “{query.trim()}”, or contains it.</p>
  if (filter === 'trouble') return <p className="panel-note">Nothing is in trouble.</p>
  if (filter === 'alive') {
    return (
      <p className="panel-note">
        Nothing here has code yet. Start a block with <code>```js</code> on any page, or add a starter thing.
      </p>
    )
  }
  return <p className="panel-note">{view.title} is empty.</p>
}

function ReferenceLink() {
  return (
    <a className="outline-reference" href={REFERENCE} target="_blank" rel="noreferrer">
      <BookOpen size={16} aria-hidden="true" /> What code can do
    </a>
  )
}
