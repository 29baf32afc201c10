// The things of a floor that are near what is seen; the others are not drawn.
import {
  memo,
  Suspense,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
} from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { usePresence } from '../../world/people/others.ts'
import { useSaidByThings } from '../../world/play/use-hearing.ts'
import { useMode } from '../../world/play/you.ts'
import { depthStart, useBand, wider } from '../../world/geometry/drawn-band.ts'
import type { Box } from '../../world/geometry/box.ts'
import { createDragState, type DragState } from '../gestures/drag-state.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { Thing, type Holder } from './floor-thing.tsx'
import { ReadingOrder, type OrderedBlock } from './reading-order.ts'
import { useThingsBetween, useWorld } from '../../world/context/use-world.ts'
import { later } from '../../browser/lazily.ts'
import type { FloorSlots } from '../slots/floor-slots.ts'
import { systemClock } from '../../device/system-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'

const SelectFrame = later(() => import('../gestures/select-frame.tsx'))

interface DrawnThingsProps extends Pick<FloorSlots, 'Figures'> {
  readonly host: ArtifactId
  readonly viewport: Viewport
  readonly hold: DragState
  readonly isWriting: boolean
}

interface ThingsProps extends Pick<DrawnThingsProps, 'Figures' | 'host' | 'viewport'> {
  /** Called when hands are there that hear presses. */
  readonly onHands: () => void
}

const NOBODY: readonly Holder[] = []

export default function Things({ host, viewport, Figures, onHands }: ThingsProps) {
  const [hold] = useState(createDragState)
  const isWriting = useMode() === 'write'
  return (
    <>
      <DrawnThings {...{ host, viewport, Figures, hold, isWriting }} />
      {isWriting && (
        <Suspense fallback={null}>
          <SelectFrame {...{ host, viewport, hold, onHands }} />
        </Suspense>
      )}
    </>
  )
}

function DrawnThings({ host, viewport, Figures, hold, isWriting }: DrawnThingsProps) {
  const theirs = useTheirs()
  const holders = useHolders()
  const said = useSaidByThings()
  // React does not look at an element again that is the same object: of a thousand things few are others.
  const elementOf = useMemo(
    () =>
      remembered((id: ArtifactId) => (
        <Thing
          key={id}
          id={id}
          floor={host}
          hold={hold}
          holders={holders.get(id) ?? NOBODY}
          theirs={theirs.get(id) ?? null}
          said={said.get(id) ?? null}
          isFixed={!isWriting}
        />
      )),
    [host, hold, holders, theirs, said, isWriting],
  )
  return <NearThings {...{ host, viewport, Figures, hold, theirs, elementOf }} />
}

interface NearThingsProps extends Omit<DrawnThingsProps, 'isWriting'>, Omit<ThingsInTurnProps, 'ids'> {
  readonly theirs: ReadonlyMap<ArtifactId, Box>
}

/** Drawn anew with each step that one scrolls. */
function NearThings({ host, viewport, Figures, hold, theirs, elementOf }: NearThingsProps) {
  const band = useBand(viewport)
  const near = useThingsBetween(host, band.top, band.bottom)
  const blocks = useReadingOrder(useWithHeld(near, host, hold, theirs), { host, hold, theirs })
  const { top, bottom } = wider(band)
  const figures = useMemo(
    () => (
      <Suspense fallback={null}>
        <Figures host={host} band={{ top, bottom }} />
      </Suspense>
    ),
    [Figures, host, top, bottom],
  )
  const group = useRef<HTMLElement>(null)
  useFocusKept(group)
  return (
    <section ref={group} className="things" aria-label="Things" style={{ '--top': depthStart(band) }}>
      {blocks.map(({ key, ids }) => (
        <ThingsInTurn key={key} ids={ids} elementOf={elementOf} />
      ))}
      {figures}
    </section>
  )
}

interface ThingsInTurnProps {
  readonly ids: readonly ArtifactId[]
  readonly elementOf: (id: ArtifactId) => ReactElement
}

/** React looks at none of them while they are the same ones in the same order. */
const ThingsInTurn = memo(({ ids, elementOf }: ThingsInTurnProps) => ids.map(elementOf))

/** The same element each time for the same thing. */
function remembered(make: (id: ArtifactId) => ReactElement): (id: ArtifactId) => ReactElement {
  const made = new Map<ArtifactId, ReactElement>()
  return (id) => {
    const element = made.get(id) ?? make(id)
    made.set(id, element)
    return element
  }
}

/** More that is held far from where it stands is not drawn. */
const HELD_MAX = 300

/** Near things, and held ones: these may be dragged here from far away. */
function useWithHeld(
  near: readonly ArtifactId[],
  host: ArtifactId,
  hold: DragState,
  theirs: ReadonlyMap<ArtifactId, Box>,
): readonly ArtifactId[] {
  const { view } = useWorld()
  const ours = useSyncExternalStore(hold.subscribe, () => hold.ids)
  return useMemo(() => {
    if (ours.size + theirs.size === 0) return near
    const drawn = new Set(near)
    const held = [...ours, ...theirs.keys()].filter((id) => !drawn.has(id)).slice(0, HELD_MAX)
    return [...near, ...[...new Set(held)].filter((id) => view.artifact(id)?.host === host)]
  }, [view, near, host, ours, theirs])
}

/** So soon after something came or went, all are in order again, in ms. */
const SETTLED_AFTER_MS = 1_000

interface FloorOrder {
  readonly host: ArtifactId
  readonly hold: DragState
  readonly theirs: ReadonlyMap<ArtifactId, Box>
}

/**
 * In the order in which one reads them. While one drags through time, things that leave the drawn band stay:
 * many come back, and a browser lays all of the floor out anew when one comes or goes.
 */
function useReadingOrder(
  ids: readonly ArtifactId[],
  { host, hold, theirs }: FloorOrder,
): readonly OrderedBlock[] {
  const { view, past, selection } = useWorld()
  const order = useMemo(() => new ReadingOrder(view), [view])
  const [, draw] = useReducer((times: number) => times + 1, 0)
  const isDragging = (): boolean => past?.kind === 'moment' && past.isMoving()
  const ordered = order.of(ids, (id) => isDragging() && view.artifact(id)?.host === host)
  const { isLoose } = order
  useEffect(() => {
    if (!isLoose) return undefined
    // What is written, pressed or moved in a thing would end when it is drawn as a new one.
    const isAtRest = ({ id, walk }: Artifact): boolean =>
      walk === null && !selection.now.ids.has(id) && !hold.ids.has(id) && !theirs.has(id)
    const settle = (): void => {
      // Nobody reads meanwhile; a browser would lay all of it out anew.
      if (past?.kind === 'moment' && past.isMoving()) return
      order.settle(isAtRest)
      draw()
    }
    return repeat(settle, { everyMs: SETTLED_AFTER_MS, clock: systemClock })
  }, [order, isLoose, past, selection, hold, theirs])
  return ordered
}

/** The selections of others. */
function useHolders(): ReadonlyMap<ArtifactId, readonly Holder[]> {
  const { presence } = useWorld()
  const holders = usePresence(presence, (others) =>
    others
      .filter(({ selected }) => selected.length > 0)
      .map(({ client, name, color, selected }) => ({ client, name, color, selected })),
  )
  return useMemo(() => {
    const by = new Map<ArtifactId, Holder[]>()
    for (const holder of holders) {
      for (const id of holder.selected) by.set(id, [...(by.get(id) ?? []), holder])
    }
    return by
  }, [holders])
}

/** The things that others drag just now, and where. */
function useTheirs(): ReadonlyMap<ArtifactId, Box> {
  const { presence } = useWorld()
  const held = usePresence(presence, (others) => others.flatMap((other) => other.held))
  return useMemo(() => new Map(held.map(({ id, ...box }) => [id, box])), [held])
}

/** A thing that gets another turn in the order is taken out and put in again, and would lose the focus. */
function useFocusKept(group: React.RefObject<HTMLElement | null>): void {
  // As it is before anything is taken out.
  const before = document.activeElement
  const thing = before instanceof HTMLElement ? before.dataset['thing'] : undefined
  useLayoutEffect(() => {
    if (thing === undefined || document.activeElement !== document.body) return
    group.current
      ?.querySelector<HTMLElement>(`[data-thing="${CSS.escape(thing)}"]`)
      ?.focus({ preventScroll: true })
  })
}
