// The list of worlds, with a search when it is long.
import { Search, Trash2, WifiOff } from 'lucide-react'
import { Suspense, useDeferredValue, useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { matches, SHORTCUTS } from '../device/shortcuts.ts'
import { Link } from '../parts/route-link.tsx'
import { BIN } from '../navigation/route.ts'
import { nodeOf, type Address } from '../../shared/world/address.ts'
import { Button } from '../parts/button.tsx'
import { ElsewhereLine } from './elsewhere-line.tsx'
import { WorldLine } from './world-line.tsx'
import type { ListedWorld, Worlds } from '../session/listed-worlds.ts'
import type { PortalTarget } from './portal-item.tsx'
import './shelves.css'

const FoundInPages = lazyWithRetry(() => import('./found-in-pages.tsx'))

/** Most lines drawn at once; searching finds the rest. */
const LINES_MAX = 200

interface WorldListProps {
  readonly worlds: Worlds
  readonly onChange: () => void
  readonly onNew: () => void
  readonly onPortal: (to: PortalTarget) => void
  /** Saves a world as a folder; rejects when it could not be saved. */
  readonly saveFolder: (world: Address) => Promise<void>
}

export function WorldList({ worlds, onChange, onNew, onPortal, saveFolder }: WorldListProps) {
  const [query, setQuery] = useState('')
  const wanted = useDeferredValue(query)
  if (worlds.state === 'asking') return <div className="world-list" aria-busy="true" />
  const found = search(worlds.worlds, wanted)
  return (
    <section aria-label="Worlds" className="worlds">
      {worlds.state === 'offline' && (
        <p className="offline-note">
          <WifiOff size={16} aria-hidden="true" /> The server cannot be reached. These worlds are on this
          device, so you can open them.
        </p>
      )}
      {worlds.worlds.length > 0 && <SearchBox query={query} onQuery={setQuery} />}
      {worlds.worlds.length === 0 ? (
        <Empty offline={worlds.state === 'offline'} onNew={onNew} />
      ) : (
        shelvesOf(found.slice(0, LINES_MAX)).map(({ title, worlds: shelf }) => (
          <Shelf key={title} title={title}>
            {shelf.map((world) => {
              const given = { world, offline: worlds.state === 'offline', onChange, onPortal }
              if (isElsewhere(world)) return <ElsewhereLine key={world.id} {...given} />
              return <WorldLine key={world.id} {...given} saveFolder={saveFolder} />
            })}
          </Shelf>
        ))
      )}
      {worlds.worlds.length > 0 && found.length === 0 && <p className="empty">No world has that name.</p>}
      {wanted.trim() !== '' && (
        <Suspense fallback={null}>
          <FoundInPages query={wanted} />
        </Suspense>
      )}
      {found.length > LINES_MAX && (
        <p className="empty">And {found.length - LINES_MAX} more. Search to find them.</p>
      )}
      {worlds.state === 'here' && worlds.isCut && (
        <p className="empty">
          These are the most recently changed of the worlds open to everyone here. Open any other by its
          address.
        </p>
      )}
      <Link to={BIN} className="bin-link">
        <Trash2 size={15} aria-hidden="true" /> The bin
      </Link>
    </section>
  )
}

const isElsewhere = ({ address }: ListedWorld): boolean => nodeOf(address) !== null

/**
 * One's own worlds, then those of others here, then those of other nodes; without a heading where there is
 * one kind alone.
 */
function shelvesOf(worlds: readonly ListedWorld[]) {
  const elsewhere = worlds.filter(isElsewhere)
  const here = worlds.filter((world) => !isElsewhere(world))
  const mine = here.filter(({ right }) => right === null || right === 'own')
  const others = here.filter(({ right }) => right !== null && right !== 'own')
  if (others.length + elsewhere.length === 0) return [{ title: null, worlds }]
  return [
    // In an open node all worlds are everybody's.
    { title: mine.every(({ right }) => right === null) ? 'Here' : 'Mine', worlds: mine },
    { title: 'Shared with me', worlds: others },
    { title: 'Elsewhere', worlds: elsewhere },
  ].filter((shelf) => shelf.worlds.length > 0)
}

function Shelf({ title, children }: { readonly title: string | null; readonly children: ReactNode }) {
  const id = useId()
  if (title === null) return <ul className="world-list">{children}</ul>
  return (
    <section className="world-shelf" aria-labelledby={id}>
      <h2 className="section-title" id={id}>
        {title}
      </h2>
      <ul className="world-list">{children}</ul>
    </section>
  )
}

function search(worlds: readonly ListedWorld[], query: string): readonly ListedWorld[] {
  const words = query.trim().toLowerCase().split(/\s+/u)
  return worlds.filter(({ title, address }) => {
    const text = `${title} ${address}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

interface SearchBoxProps {
  readonly query: string
  readonly onQuery: (query: string) => void
}

/** The keys of the palette lead here: there is none on this screen. */
function SearchBox({ query, onQuery }: SearchBoxProps) {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || !SHORTCUTS.find.some((keys) => matches(keys, event))) return
      event.preventDefault()
      field.current?.focus()
      field.current?.select()
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <label className="search">
      <Search size={17} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        aria-label="Search worlds"
        placeholder="Search names and words"
        value={query}
        onChange={(event) => onQuery(event.target.value)}
      />
    </label>
  )
}

function Empty({ offline, onNew }: { readonly offline: boolean; readonly onNew: () => void }) {
  if (offline)
    return (
      <p className="empty">No world has been opened on this device yet. Come back when you are online.</p>
    )
  return (
    <div className="empty">
      <p>No worlds yet. A world is a page you write, with things standing on it.</p>
      <Button look="main" onClick={onNew}>
        Create the first one
      </Button>
    </div>
  )
}
