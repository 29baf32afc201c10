// The layer over the things of a floor while one arranges them: the corners of the selection, the snap lines,
// the lasso, and the tools for several things at once.
import { Pin } from 'lucide-react'
import { Suspense, useEffect, useRef, useSyncExternalStore } from 'react'
import { lazyWithRetry } from '../../browser/lazily.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { usePhone } from '../../browser/media.ts'
import { useObservable } from '../../browser/use-observable.ts'
import { announce, announced } from '../../notices/announcement.ts'
import { ArrangeTools } from '../tools/arrange-tools.tsx'
import { around, boxOf, type Box } from '../../world/geometry/box.ts'
import { useFloorKeys } from './floor-keys.ts'
import { startGestures } from './pointer-gestures.ts'
import type { DragState } from './drag-state.ts'
import { FootOfFloor } from '../../parts/actions/foot-of-floor.tsx'
import { CORNERS } from '../../world/geometry/resize-box.ts'
import { useSelected } from '../../world/context/selection.ts'
import type { Guide } from '../../world/geometry/snap-lines.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useArtifactState, useArtifactStates, useWorld } from '../../world/context/use-world.ts'
import './select-frame.css'

/** Fetched when something is selected, like the same tools beside a thing. */
const ToolsAtFoot = lazyWithRetry(async () => ({
  default: (await import('../tools/thing-tools.tsx')).ToolsAtFoot,
}))

interface SelectFrameProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  readonly hold: DragState
  readonly onHands: () => void
}

export default function SelectFrame({ host, viewport, hold, onHands }: SelectFrameProps) {
  const world = useWorld()
  useEffect(() => startGestures({ world, host, viewport, hold }), [world, host, viewport, hold])
  useEffect(onHands, [onHands])
  useFloorKeys(host)
  useDeletedLeave()
  const ids = useSelectedOnFloors()
  const isPhone = usePhone()
  return (
    <>
      <Corners host={host} hold={hold} isMany={ids.size > 1} />
      <Drawn hold={hold} />
      <Announcer count={ids.size} />
      {ids.size > 1 && viewport.window && (
        <FootOfFloor floor={viewport.window}>
          <ArrangeTools ids={ids} />
        </FootOfFloor>
      )}
      {isPhone && viewport.window && <OneOver floor={viewport.window} hold={hold} />}
    </>
  )
}

/** The tools of the one thing that is selected, where there is no room beside it. */
function OneOver({ floor, hold }: { readonly floor: HTMLElement; readonly hold: DragState }) {
  const { selection } = useWorld()
  const id = useSelected(selection, ({ id, ids, naming, panel }) =>
    ids.size === 1 && !naming && panel.kind === 'none' ? id : null,
  )
  const isHeld = useSyncExternalStore(hold.subscribe, () => hold.ids.size > 0)
  const artifact = useArtifactState(id, (found) => found)
  if (isHeld || artifact?.place == null || artifact.host === 'limbo') return null
  return (
    <FootOfFloor floor={floor}>
      <Suspense fallback={null}>
        <ToolsAtFoot artifact={artifact} />
      </Suspense>
    </FootOfFloor>
  )
}

/** The selected things on a floor: others may have put some of them away. The same set until that changes. */
function useSelectedOnFloors(): ReadonlySet<ArtifactId> {
  const { selection } = useWorld()
  const ids = useSelected(selection, (now) => now.ids)
  const last = useRef(ids)
  return useArtifactStates(ids, (view) => {
    const onFloors = [...ids].filter((id) => (view.artifact(id)?.host ?? 'limbo') !== 'limbo')
    const isSame = onFloors.length === last.current.size && onFloors.every((id) => last.current.has(id))
    if (!isSame) last.current = new Set(onFloors)
    return last.current
  })
}

/** Of several selected things, those that somebody deletes leave: commands are refused for them. */
function useDeletedLeave(): void {
  const { selection, view } = useWorld()
  const ids = useSelected(selection, (now) => now.ids)
  const count = useArtifactStates(ids, () => [...ids].filter((id) => view.artifact(id) !== null).length)
  useEffect(() => {
    if (ids.size === 1 || count === ids.size) return
    const leave = selection.now.gathering ? selection.gather : selection.toggle
    for (const id of ids) if (view.artifact(id) === null) leave(id)
  }, [selection, view, ids, count])
}

/** The lines of a gesture over the floor: snap lines, a lasso. */
function Drawn({ hold }: { readonly hold: DragState }) {
  const { guides, lasso } = useSyncExternalStore(hold.subscribeDrawn, () => hold.drawn)
  return (
    <>
      {guides.map((guide) => (
        <GuideLine key={`${guide.axis} ${guide.at}`} guide={guide} />
      ))}
      {lasso && <i className="lasso" style={styleOf(lasso)} />}
    </>
  )
}

/** Around what is selected on a floor. */
interface Frame {
  readonly box: Box
  readonly isPinned: boolean
  readonly isWalking: boolean
}

/** The frame of the selection; the same until something of that changes. */
function useFrame(host: ArtifactId): Frame | null {
  const { selection } = useWorld()
  const ids = useSelected(selection, (now) => now.ids)
  const naming = useSelected(selection, (now) => now.naming)
  const last = useRef<Frame | null>(null)
  return useArtifactStates(ids, (view) => {
    const next = naming ? null : frameOf(view, ids, host)
    if (JSON.stringify(next) !== JSON.stringify(last.current)) last.current = next
    return last.current
  })
}

function frameOf(view: View, ids: ReadonlySet<ArtifactId>, host: ArtifactId): Frame | null {
  const boxes: Box[] = []
  let [isPinned, isWalking] = [true, false]
  for (const id of ids) {
    const thing = view.artifact(id)
    const box = thing?.host === host ? boxOf(thing) : null
    if (!thing || !box) continue
    boxes.push(box)
    isPinned &&= thing.pinned
    isWalking ||= thing.walk !== null
  }
  const box = around(boxes)
  return box && { box, isPinned, isWalking }
}

interface CornersProps {
  readonly host: ArtifactId
  readonly hold: DragState
  readonly isMany: boolean
}

/** Resizes by the corners of the selection; none while it is moved, or a lasso is drawn. */
function Corners({ host, hold, isMany }: CornersProps) {
  const frame = useFrame(host)
  const resized = useSyncExternalStore(hold.subscribeDrawn, () => hold.drawn.frame)
  const isLasso = useSyncExternalStore(hold.subscribeDrawn, () => hold.drawn.lasso !== null)
  const isHeld = useSyncExternalStore(hold.subscribe, () => hold.ids.size > 0)
  const box = resized ?? (isHeld || isLasso ? null : (frame?.box ?? null))
  if (!box || !frame) return null
  return (
    <div
      className="select-frame"
      data-many={isMany || undefined}
      style={{ '--left': box.x, '--above': box.y, '--wide': box.width, '--high': box.height }}
      aria-hidden="true"
    >
      {frame.isPinned ? (
        <span className="pin-mark">
          <Pin size={12} />
        </span>
      ) : (
        !frame.isWalking &&
        CORNERS.map((corner, at) => <i key={`${corner.x} ${corner.y}`} data-corner={at} />)
      )}
    </div>
  )
}

function GuideLine({ guide: { axis, at, from, to } }: { readonly guide: Guide }) {
  const box =
    axis === 'x'
      ? { x: at, y: from, width: 0, height: to - from }
      : { x: from, y: at, width: to - from, height: 0 }
  return <i className="guide" data-axis={axis} style={styleOf(box)} />
}

const styleOf = ({ x, y, width, height }: Box): React.CSSProperties => ({
  translate: `${x}px ${y}px`,
  width,
  height,
})

/** Announces how many things are selected, and changes of the selection. */
function Announcer({ count }: { readonly count: number }) {
  const said = useObservable(announced)
  useEffect(() => {
    // One thing says its name itself, when it gets the focus.
    announce(count > 1 ? `${count} things selected` : '')
  }, [count])
  return <output className="unseen">{said}</output>
}
