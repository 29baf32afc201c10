// The target of a drag: another thing, when the pointer rests on it or is in its middle, the floor of a
// breadcrumb or of a line of the outline, or a heading there. The dragging code asks with every move, and
// tells when it is over.
import { parseArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { moveMany, type ThingMove } from '../../../shared/world/edits/batch-edits.ts'
import { hostsFrom } from '../../../shared/world/view/host-chain.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { notify } from '../../notices/notices.ts'
import { quotedAsTitle } from '../../words/quoted-names.ts'
import { go, pathOfFloor } from '../../navigation/route.ts'
import { headingsIn } from '../geometry/heading-positions.ts'
import { othersIn } from '../people/others.ts'
import { editWithNotice } from '../context/act.ts'
import { thingAt } from '../geometry/thing-at.ts'
import { looseOf } from './pinned.ts'
import { spotBelow, spotNear } from '../geometry/free-spot.ts'
import type { Box } from '../geometry/box.ts'
import type { Point, Viewport } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'
import { Observable } from '../../device/observable.ts'

/** How long a pointer rests on a thing, in ms, before what it holds would go in. */
const REST_MS = 500

/** The thing under the pointer, and whether it is the target. */
interface Over {
  readonly id: ArtifactId
  readonly element: Element
  /** The heading of its page that one would put under. */
  readonly under: Under | null
  readonly isTarget: boolean
}

/** A heading of a floor's page, to put things under. `top`: in pixels of the floor. */
export interface Under {
  readonly text: string
  readonly top: number
}

/** Where the dragged things would go. */
interface Into {
  readonly host: ArtifactId
  readonly under: Under | null
}

/** The marked target; the same object until that changes. */
export const dropTarget = new Observable<Over | null>(null)
let rest: ReturnType<typeof setTimeout> | undefined

function become(next: Over | null): void {
  const over = dropTarget.now
  if (next?.element !== over?.element || next?.isTarget !== over?.isTarget) dropTarget.set(next)
}

/** Where something is dragged. `host`: the host of the floor; null when none is shown. */
interface DragOver {
  readonly world: Pick<World, 'view' | 'presence'>
  readonly host: ArtifactId | null
  readonly viewport: Viewport
}

/**
 * The target, if the things were dropped here; marks it on the screen. `point` in pixels of the window. To be
 * asked with every move and at the drop; after that, and when the drag is given up, `leaveDropTarget`.
 */
export function dropTargetAt(where: DragOver, point: Point, dragged: ReadonlySet<ArtifactId>): Into | null {
  const found = isOnFloor(where, point)
    ? hostOnFloor(where, point, dragged)
    : hostInBar(where.world, point, dragged)
  if (found === null) {
    leaveDropTarget()
    return null
  }
  const { id, element, under } = found
  const over = dropTarget.now
  const isResting = over?.id === id
  if (!isResting) {
    clearTimeout(rest)
    rest = setTimeout(() => {
      if (dropTarget.now?.id === id) become({ ...dropTarget.now, isTarget: true })
    }, REST_MS)
  }
  const isTarget = found.isAtOnce || (isResting && over.isTarget)
  become({ id, element, under, isTarget })
  return isTarget ? { host: id, under } : null
}

/** Nothing is dragged any more. */
export function leaveDropTarget(): void {
  clearTimeout(rest)
  become(null)
}

interface FoundTarget {
  readonly id: ArtifactId
  readonly element: Element
  readonly under: Under | null
  /** A breadcrumb, or the middle of a thing. */
  readonly isAtOnce: boolean
}

function isOnFloor({ viewport }: DragOver, { x, y }: Point): boolean {
  const window = viewport.window?.getBoundingClientRect()
  return window !== undefined && x >= window.left && x < window.right && y >= window.top && y < window.bottom
}

function hostOnFloor(
  { world, host, viewport }: DragOver,
  point: Point,
  dragged: ReadonlySet<ArtifactId>,
): FoundTarget | null {
  const { view, presence } = world
  if (host === null) return null
  const theirs = othersIn(presence).flatMap(({ held }) => held.map(({ id }) => id))
  const { x, y } = viewport.toFloor(point)
  const at = thingAt(view, host, { x, y }, new Set([...dragged, ...theirs]))
  // On a ground one stands.
  if (at === null || isArea(at.thing.look.sprite)) return null
  const { box, thing } = at
  const over = dropTarget.now
  const element = over?.id === thing.id ? over.element : elementOf(thing.id)
  const isMiddle =
    Math.abs(x - box.x - box.width / 2) < box.width / 6 &&
    Math.abs(y - box.y - box.height / 2) < box.height / 6
  return element && { id: thing.id, element, under: null, isAtOnce: isMiddle }
}

const elementOf = (id: ArtifactId): Element | null =>
  document.querySelector(`[data-thing="${CSS.escape(id)}"]`)

/** The floor that a breadcrumb leads to, or a line of the outline. */
function hostInBar(
  { view }: Pick<World, 'view'>,
  { x, y }: Point,
  dragged: ReadonlySet<ArtifactId>,
): FoundTarget | null {
  for (const element of document.elementsFromPoint(x, y)) {
    const crumb = element.closest<HTMLElement>('[data-floor]')
    const id = parseArtifactId(crumb?.dataset['floor'])
    if (!crumb || id === null || dragged.has(id)) continue
    const under = headingsIn(view).of(id)[Number(crumb.dataset['heading'] ?? -1)] ?? null
    return { id, element: crumb, under, isAtOnce: true }
  }
  return null
}

/**
 * Puts things onto another floor, or under a heading of its page, each at a free spot, as one step; tells
 * where they are.
 */
export function putInto(
  world: World,
  ids: Iterable<ArtifactId>,
  host: ArtifactId,
  under: Under | null = null,
): boolean {
  const { view, selection } = world
  const moved = looseOf(world, ids)
  if (moved.length === 0) return false
  const moves = under === null ? spotsIn(view, moved, host) : spotsBelow(view, moved, host, under.top)
  if (!editWithNotice(world, (edit) => moveMany(edit, moves))) return false
  selection.selectAll([...selection.now.ids].filter((id) => !moved.includes(id)))
  tellWhere(world, moved, host, under)
  return true
}

/** Says on which floor things are now, with the way there. */
export function tellWhere(
  { view, replica, selection }: World,
  ids: readonly ArtifactId[],
  host: ArtifactId,
  under: Under | null = null,
): void {
  const [first] = ids
  const name = ids.length === 1 && first !== undefined ? nameOf(view, first) : `${ids.length} things`
  const floor = host === view.root ? 'on the world’s floor' : `in ${nameOf(view, host)}`
  const where = under === null ? floor : `under “${under.text}”`
  notify({
    text: `${name} ${ids.length === 1 ? 'is' : 'are'} ${where} now.`,
    action: {
      label: 'Go there',
      run() {
        selection.select(null)
        go(pathOfFloor(replica.address, host === view.root ? null : host))
      },
    },
  })
}

/** Takes things out of their host, onto the floor around that. */
export function takeOut(world: World, ids: Iterable<ArtifactId>): boolean {
  const [first] = ids
  const inside = first === undefined ? null : (world.view.artifact(first)?.host ?? null)
  const around = inside === null || inside === 'limbo' ? null : (world.view.artifact(inside)?.host ?? null)
  if (around === null || around === 'limbo') {
    notify({ text: 'You are on the world’s main floor: there is nothing outside it.' })
    return false
  }
  return putInto(world, ids, around)
}

/** A free spot for each: beside what they come out of, else below each other in the margin. */
function spotsIn(view: View, ids: readonly ArtifactId[], host: ArtifactId): ThingMove[] {
  const taken: Box[] = []
  return ids.map((id) => {
    const { width, height } = view.artifact(id)?.look ?? { width: 64, height: 64 }
    const near = around(view, id, host)
    const size = { width, height }
    const spot = near ? spotNear(view, host, size, near, taken) : spotBelow(view, host, size, 0, taken)
    taken.push({ ...spot, ...size })
    return { id, host, ...spot }
  })
}

/** A free spot for each in the margin, at a height of the floor or below it. */
function spotsBelow(view: View, ids: readonly ArtifactId[], host: ArtifactId, top: number): ThingMove[] {
  const taken: Box[] = []
  return ids.map((id) => {
    const { width, height } = view.artifact(id)?.look ?? { width: 64, height: 64 }
    const spot = spotBelow(view, host, { width, height }, top, taken)
    taken.push({ ...spot, width, height })
    return { id, host, ...spot }
  })
}

/** The thing on `host` that has the other one in it. */
function around(view: View, id: ArtifactId, host: ArtifactId): Box | null {
  const at = view.artifact(id)?.host
  if (at === undefined || at === null || at === 'limbo') return null
  for (const outer of hostsFrom(view, at)) {
    const artifact = view.artifact(outer)
    if (artifact?.host === host && artifact.place) return { ...artifact.place, ...artifact.look }
  }
  return null
}

const nameOf = (view: View, id: ArtifactId): string => quotedAsTitle(view.artifact(id)?.name ?? '')
