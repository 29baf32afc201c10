// The reading view: the page of the floor in one column, over the whole screen, with the things of the floor
// in the text at their places. It goes with the floor under it: into things, out of them, and to the part
// that was read when it is closed.
import { Dialog } from '@base-ui/react/dialog'
import { BookOpen, ChevronRight, Pencil, X } from 'lucide-react'
import { useEffect, useId, useRef, useState, type ComponentType } from 'react'
import { flushSync } from 'react-dom'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { atLeast } from '../../shared/world/rights.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { closeOverlay, closeReading } from '../world/commands/overlay.ts'
import { floorPage } from '../world/floor-page.ts'
import { paperProps } from '../world/geometry/paper-colors.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useFloorTitle, useGoTo, useShownFloor, useWayTo } from '../world/shown-floor.ts'
import { useArtifactState, usePage, useWorld } from '../world/context/use-world.ts'
import type { PageEditorProps } from '../world/page-editor-props.ts'
import { useRight } from '../world/play/you.ts'
import { reveal } from '../world/reveal.ts'
import { IconButton } from '../parts/button.tsx'
import { bringLine, lineInSight } from './line-heights.ts'
import { useHistoryStep } from './history-step.ts'
import { ReadPage, type ReadTo } from './read-page.tsx'
import { WritePage } from './write-page.tsx'
import './reading.css'

interface ReadingProps {
  readonly viewport: Viewport
  /** One begins to write, at the caret of the floor's page, and not to read. */
  readonly writes: boolean
  readonly PageEditor: ComponentType<PageEditorProps>
}

export default function Reading(props: ReadingProps) {
  const host = useShownFloor()
  return host && <ReadingSheet host={host} {...props} />
}

interface ReadingSheetProps extends ReadingProps {
  readonly host: ArtifactId
}

function ReadingSheet({ host, viewport, writes, PageEditor }: ReadingSheetProps) {
  const world = useWorld()
  const goTo = useGoTo()
  const sheet = useRef<HTMLDivElement>(null)
  const titleId = useId()
  const text = usePage(host)
  const name = useFloorTitle(host)
  const mayEdit = atLeast(useRight(), 'edit')
  const [at, setAt] = useState<(() => number) | null>(() => (writes ? () => caretOn(viewport) : null))
  const colors = useArtifactState(host, (artifact) => artifact?.colors ?? null)
  /** Where one began, and where one is, by floor. */
  const [begun] = useState(() => ({ host, line: lineInSight(viewport) }))
  const [seen] = useState(() => new Map<ArtifactId, ReadTo>())
  const readTo = useRef<() => ReadTo | null>(() => null)
  useClosing(world.replica.address)
  const leave = useHistoryStep(close)
  const written = mayEdit && world.past === null ? text : null

  function note(): ReadTo | null {
    const read = readTo.current()
    if (read) seen.set(host, read)
    return read
  }
  function close(): void {
    const read = note()
    flushSync(closeOverlay)
    // A floor that one has left and come back to is at its top.
    if (read && (read.isElsewhere || seen.size > 1)) bringLine(viewport, read.line)
  }
  function show(id: ArtifactId): void {
    leave(() => {
      flushSync(closeOverlay)
      reveal({ world, viewport, floor: host }, id)
    })
  }

  function enter(id: ArtifactId, line: number | null): void {
    note()
    setAt(null)
    if (line !== null) seen.set(id, { line, isElsewhere: true })
    goTo(id)
  }

  /** At once: a phone shows its keyboard in the turn of the press alone. */
  function write(place: number): void {
    note()
    flushSync(() => setAt(() => () => place))
  }
  /** Behind the line at the top. */
  function writeHere(): void {
    write(endOfLine(pageOf(world.view, host) ?? '', readTo.current()?.line ?? 1))
  }
  const read = (): void => {
    note()
    setAt(null)
  }
  function onThere(ask: () => ReadTo | null): void {
    readTo.current = ask
  }

  return (
    <Dialog.Root
      open
      onOpenChange={(isOpen, { event, cancel }) => {
        // A menu of the page has taken the key for itself.
        if (event.defaultPrevented) return cancel()
        if (!isOpen) leave(close)
      }}
    >
      <Dialog.Portal>
        <Dialog.Popup
          ref={sheet}
          className="reading"
          initialFocus={writes ? false : sheet}
          // A floor on which letters are too small to be written does not have the keyboard again.
          finalFocus={!writes}
          aria-labelledby={titleId}
          {...(colors !== null && paperProps(colors))}
        >
          <header className="reading-head">
            <Way host={host} titleId={titleId} onGo={(id) => enter(id, null)} />
            {written && (
              <IconButton label={at === null ? 'Write' : 'Read'} onClick={at === null ? writeHere : read}>
                {at === null ? <Pencil {...ICON} /> : <BookOpen {...ICON} />}
              </IconButton>
            )}
            <IconButton label="Close" keys="Esc" onClick={() => leave(close)}>
              <X {...ICON} />
            </IconButton>
          </header>
          {written && at !== null ? (
            <WritePage key={host} {...{ host, text: written, name, at, PageEditor, onThere }} />
          ) : (
            <ReadPage
              key={host}
              {...{ host, viewport, onThere }}
              begin={seen.get(host)?.line ?? (host === begun.host ? begun.line : null)}
              onShow={show}
              onWrite={written && write}
              onEnter={enter}
            />
          )}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const ICON = { size: 20, 'aria-hidden': true }

/** What was typed on the floor until now is before it. */
const caretOn = (viewport: Viewport): number => floorPage(viewport)?.selection().head ?? 0

/** The end of a line, from 1. */
const endOfLine = (text: string, line: number): number => text.split('\n').slice(0, line).join('\n').length

/** A person who goes elsewhere, and comes back later, sees the floor. */
function useClosing(address: Address): void {
  const isHere = useRef(false)
  useEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
      // React tries out at once whether what is taken away can come back.
      queueMicrotask(() => !isHere.current && closeReading(address))
    }
  }, [address])
}

interface ReadWayProps {
  readonly host: ArtifactId
  readonly titleId: string
  readonly onGo: (id: ArtifactId) => void
}

/** Where one is, with the ways out. */
function Way({ host, titleId, onGo }: ReadWayProps) {
  const way = useWayTo(host)
  return (
    <nav className="reading-way" aria-label="Where you are">
      {way.slice(0, -1).map((id) => (
        <span key={id} className="reading-step">
          <button type="button" className="reading-out" onClick={() => onGo(id)}>
            <Name id={id} />
          </button>
          <ChevronRight size={15} aria-hidden="true" />
        </span>
      ))}
      <h1 id={titleId} className="reading-title">
        <Name id={host} />
      </h1>
    </nav>
  )
}

const Name = ({ id }: { readonly id: ArtifactId }) => <bdi>{useFloorTitle(id)}</bdi>
