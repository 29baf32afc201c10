// The list of worlds, with a search when it is long.
import { hasWords, wordsOf } from '../../shared/search/folded-text.ts'
import { Search, Trash2, WifiOff } from 'lucide-react'
import {
  Suspense,
  useDeferredValue,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
  type ReactNode,
} from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import { matches, SHORTCUTS } from '../device/shortcuts.ts'
import { Link } from '../parts/route-link.tsx'
import { BIN } from '../navigation/route.ts'
import type { Address } from '../../shared/world/address.ts'
import { Button } from '../parts/button.tsx'
import {
  arrangeWorlds,
  firstLines,
  isElsewhere,
  type WorldFamily,
  type WorldShelf,
} from './arranged-worlds.ts'
import { ElsewhereLine } from './elsewhere-line.tsx'
import { OrderContext, useHomeOrder } from './home-order.ts'
import { FolderCard, FolderHead, ListTools } from './order-controls.tsx'
import { WorldLine } from './world-line.tsx'
import type { ListedWorld, Worlds } from '../session/listed-worlds.ts'
import type { PortalTarget } from './portal-item.tsx'
import './shelves.css'

const FoundInPages = lazyWithRetry(() => import('./found-in-pages.tsx'))

/** So many lines are drawn, and as many more each time one asks for more. */
const LINES = 100

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
  const handle = useHomeOrder(worlds)
  const [most, setMost] = useState(LINES)
  const [filing, setFiling] = useState<ListedWorld | null>(null)
  const lineOrder = useMemo(() => handle && { ...handle, askFolder: setFiling }, [handle])
  if (worlds.state === 'asking' || lineOrder === null) return <div className="world-list" aria-busy="true" />
  const isSearching = wanted.trim() !== ''
  const found = search(worlds.worlds, wanted)
  const { shelves, left } = firstLines(arrangeWorlds(found, lineOrder, isSearching), most)
  const given = { offline: worlds.state === 'offline', onChange, onPortal, saveFolder }
  return (
    <OrderContext value={lineOrder}>
      <section aria-label="Worlds" className="worlds">
        {worlds.state === 'offline' && (
          <p className="offline-note">
            <WifiOff size={16} aria-hidden="true" /> The server cannot be reached. These worlds are on this
            device, so you can open them.
          </p>
        )}
        {worlds.worlds.length === 0 ? (
          <Empty offline={worlds.state === 'offline'} onNew={onNew} />
        ) : (
          <>
            <div className="list-head">
              <SearchBox query={query} onQuery={setQuery} />
              <ListTools />
            </div>
            {shelves.map((shelf) => (
              <Shelf key={`${shelf.kind} ${shelf.title}`} shelf={shelf}>
                {shelf.families.map((family) => (
                  <Family key={family.world.id} family={family} {...given} />
                ))}
              </Shelf>
            ))}
          </>
        )}
        {worlds.worlds.length > 0 && found.length === 0 && <p className="empty">No world has that name.</p>}
        {left > 0 && (
          <Button className="more-lines" onClick={() => setMost(most + LINES)}>
            Show {Math.min(LINES, left)} more of {left}
          </Button>
        )}
        {isSearching && (
          <Suspense fallback={null}>
            <FoundInPages query={wanted} />
          </Suspense>
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
        {filing !== null && <FolderCard world={filing} onClose={() => setFiling(null)} />}
      </section>
    </OrderContext>
  )
}

interface FamilyProps extends Omit<WorldListProps, 'worlds' | 'onNew'> {
  readonly family: WorldFamily
  readonly isDraft?: boolean
  readonly offline: boolean
}

/** A world with its drafts below it. */
function Family({ family: { world, drafts }, isDraft = false, ...given }: FamilyProps) {
  return (
    <li>
      {isElsewhere(world) ? (
        <ElsewhereLine world={world} {...given} />
      ) : (
        <WorldLine world={world} isBelow={isDraft} {...given} />
      )}
      {drafts.length > 0 && (
        <ul className="world-drafts" aria-label={`Drafts of ${world.title}`}>
          {drafts.map((draft) => (
            <Family key={draft.world.id} family={draft} isDraft {...given} />
          ))}
        </ul>
      )}
    </li>
  )
}

function Shelf({ shelf, children }: { readonly shelf: WorldShelf; readonly children: ReactNode }) {
  const { kind, title, families, isOpen, starred } = shelf
  const id = useId()
  if (title === null) return <ul className="world-list">{children}</ul>
  return (
    <section className="world-shelf" aria-label={title}>
      {kind === 'folder' ? (
        <FolderHead name={title} isOpen={isOpen} count={families.length + starred} listId={id} />
      ) : (
        <h2 className="section-title">{title}</h2>
      )}
      <ul className="world-list" id={id} hidden={!isOpen}>
        {isOpen && children}
        {families.length === 0 && (
          <li className="empty-folder">
            {starred > 0
              ? 'Its worlds are starred, and stand above.'
              : 'No worlds in it yet. “Put into a folder”, in the menu of a world, brings one here.'}
          </li>
        )}
      </ul>
    </section>
  )
}

function search(worlds: readonly ListedWorld[], query: string): readonly ListedWorld[] {
  const words = wordsOf(query)
  return worlds.filter(({ title, address }) => hasWords(`${title} ${address}`, words))
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
