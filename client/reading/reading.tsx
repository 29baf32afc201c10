// The reading view: the page of the floor in one column, over the whole screen, with the things of the floor
// in the text at their places. It goes with the floor under it: into things, out of them, and to the part
// that was read when it is closed.
import { Dialog } from '@base-ui/react/dialog'
import { ChevronRight, X } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Address, ArtifactId } from '../../shared/world/address.ts'
import { closeOverlay, closeReading } from '../world/commands/overlay.ts'
import { styleOf } from '../world/geometry/paper-colors.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useGoTo, useShownFloor, useWayTo } from '../world/shown-floor.ts'
import { useArtifact, useArtifactState, useRoot, useTitle, useWorld } from '../world/context/use-world.ts'
import { reveal } from '../world/reveal.ts'
import { IconButton } from '../parts/button.tsx'
import { bringLine, lineInSight } from './line-heights.ts'
import { useHistoryStep } from './history-step.ts'
import { ReadPage, type ReadTo } from './read-page.tsx'
import './reading.css'

export default function Reading({ viewport }: { readonly viewport: Viewport }) {
  const world = useWorld()
  const host = useShownFloor()
  const goTo = useGoTo()
  const sheet = useRef<HTMLDivElement>(null)
  const titleId = useId()
  const colors = useArtifactState(host, (artifact) => artifact?.colors ?? null)
  /** Where one began, and where one is, by floor. */
  const [begun] = useState(() => ({ host, line: lineInSight(viewport) }))
  const [seen] = useState(() => new Map<ArtifactId, ReadTo>())
  const readTo = useRef<() => ReadTo | null>(() => null)
  useClosing(world.replica.address)
  const leave = useHistoryStep(close)
  if (host === null) return null

  function note(): ReadTo | null {
    const read = readTo.current()
    if (host !== null && read) seen.set(host, read)
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
    if (line !== null) seen.set(id, { line, isElsewhere: true })
    goTo(id)
  }

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && leave(close)}>
      <Dialog.Portal>
        <Dialog.Popup
          ref={sheet}
          className="reading"
          initialFocus={sheet}
          aria-labelledby={titleId}
          style={colors === null ? undefined : styleOf(colors)}
        >
          <header className="reading-head">
            <Way host={host} titleId={titleId} onGo={(id) => enter(id, null)} />
            <IconButton label="Close" keys="Esc" onClick={() => leave(close)}>
              <X size={20} aria-hidden="true" />
            </IconButton>
          </header>
          <ReadPage
            key={host}
            host={host}
            viewport={viewport}
            begin={seen.get(host)?.line ?? (host === begun.host ? begun.line : null)}
            onThere={(ask) => {
              readTo.current = ask
            }}
            onShow={show}
            onEnter={enter}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

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

function Name({ id }: { readonly id: ArtifactId }) {
  const { replica } = useWorld()
  const title = useTitle()
  const root = useRoot()
  const name = useArtifact(id)?.name ?? ''
  if (id === root) return <bdi>{title === '' ? replica.address : title}</bdi>
  return <bdi>{name === '' ? 'A thing without a name' : name}</bdi>
}
