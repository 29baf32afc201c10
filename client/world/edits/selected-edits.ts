// A person's edits of the whole selection: each as one step of undo, announced when it is done. A pinned
// thing stays as it is, and says so.
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import {
  groupMany,
  moveMany,
  orderMany,
  resizeMany,
  sendManyToLimbo,
  type Boxed,
} from '../../../shared/world/edits/batch-edits.ts'
import type { Edit, Edited } from '../../../shared/world/edits/scene-edit.ts'
import { isPerson, thingsOn } from '../../../shared/world/view/present-people.ts'
import { isArea } from '../../../shared/world/sprites.ts'
import { notify } from '../../notices/notices.ts'
import { editWithNotice } from '../context/act.ts'
import { aligned, distributed, sameSize, type Alignment } from './align.ts'
import type { Axis } from '../geometry/snap-lines.ts'
import { announce } from '../../notices/announcement.ts'
import { around, boxOf, boxOnFloor } from '../geometry/box.ts'
import { shifted, type Shift } from './layers.ts'
import { shownAt } from '../motion/shown-motion.ts'
import { looseOf } from './pinned.ts'
import { bringAll, isAway, putAway, uncoverFloor } from './put-away.ts'
import { boundsFor, resizedBox, scaledBoxes } from '../geometry/resize-box.ts'
import type { Point } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'

type EditedIds = Iterable<ArtifactId>

/** Nudges that follow each other within this time, in ms, are one step. */
const NUDGE_MS = 400

let nudged: { readonly at: number; readonly ids: string } | null = null

/** Moves things by so many pixels, as far as the floor goes, all of them the same. */
export function nudgeAll(world: World, ids: EditedIds, by: Point): void {
  const things = freeOf(world, ids)
  const boxes = boxedOf(things)
  const all = around(boxes)
  if (!all) return
  const to = boxOnFloor({ ...all, x: all.x + by.x, y: all.y + by.y })
  const moves = boxes.map((box) => ({ ...box, x: box.x + to.x - all.x, y: box.y + to.y - all.y }))
  goOn(world, things, (edit) => moveMany(edit, moves))
  sayWhere(moves)
}

/** Makes things larger or smaller by so many pixels, their upper left corner where it is. */
export function growAll(world: World, ids: EditedIds, by: Point): void {
  const things = freeOf(world, ids)
  const boxes = boxedOf(things)
  const all = around(boxes)
  if (!all) return
  const pull = { by, corner: { x: 'end', y: 'end' }, keepsRatio: false, neighbours: null } as const
  const { box: to } = resizedBox(all, { ...pull, bounds: boundsFor(all, boxes) })
  goOn(world, things, (edit) =>
    resizeMany(
      edit,
      boxes.map((box) => scaledBoxes(box, all, to)),
    ),
  )
  announce(`${to.width} by ${to.height}`)
}

/** Runs a command that goes on with the step of the one before when the keys follow each other. */
function goOn(world: World, things: readonly Artifact[], command: (edit: Edit) => Edited): void {
  const key = things.map(({ id }) => id).join()
  const now = performance.now()
  if (nudged?.ids !== key || now - nudged.at > NUDGE_MS) world.undo.step()
  nudged = { at: now, ids: key }
  const done = command(world.edit)
  if (!done.ok) notify({ text: done.text })
}

/** Puts things in line with each other. */
export function alignAll(world: World, ids: EditedIds, to: Alignment): void {
  arrange(world, ids, (boxes) => aligned(boxes, to), 'Aligned.')
}

/** Puts equal distances between things. */
export function distributeAll(world: World, ids: EditedIds, axis: Axis): void {
  arrange(world, ids, (boxes) => distributed(boxes, axis), 'Distributed.')
}

/** Gives all of them the size of the one that was selected last. */
export function sizeAll(world: World, ids: EditedIds): void {
  const last = [...ids].at(-1)
  const look = last === undefined ? null : world.view.artifact(last)?.look
  if (look) arrange(world, ids, (boxes) => sameSize(boxes, look).map(placedOnFloor), 'All the same size.')
}

const placedOnFloor = (box: Boxed): Boxed => ({ ...box, ...boxOnFloor(box) })

function arrange(
  world: World,
  ids: EditedIds,
  arranged: (boxes: readonly Boxed[]) => readonly Boxed[],
  words: string,
): void {
  const boxes = boxedOf(freeOf(world, ids))
  if (boxes.length === 0) return
  if (editWithNotice(world, (edit) => resizeMany(edit, arranged(boxes)))) announce(words)
}

/** Brings things to the front of their floor, or sends them back. */
export function shiftAll(world: World, ids: EditedIds, shift: Shift): void {
  const things = thingsOnFloors(world, ids)
  const host = things[0]?.host
  if (!host || host === 'limbo') return
  const layered = thingsOnFloors(world, thingsOn(world.view, host)).flatMap((thing) => {
    const box = boxOf(thing)
    if (!box) return []
    // Of a ground the upper edge counts: things stand on it.
    const foot = isArea(thing.look.sprite) ? box.y : box.y + box.height
    return [{ ...box, id: thing.id, order: thing.look.order, foot }]
  })
  const orders = shifted(layered, new Set(ids), shift)
  if (orders.length > 0 && !editWithNotice(world, (edit) => orderMany(edit, orders))) return
  announce(orders.length > 0 ? SHIFTED[shift] : 'It is already there.')
}

const SHIFTED: Readonly<Record<Shift, string>> = {
  front: 'In front of everything.',
  forward: 'One step forward.',
  backward: 'One step back.',
  back: 'Behind everything.',
}

/** Makes one group of them, which lasts until somebody ungroups it. */
export function groupAll(world: World, ids: EditedIds): void {
  const group = makeArtifactId((bytes) => crypto.getRandomValues(new Uint8Array(bytes)))
  const all = [...ids]
  if (all.length > 1 && editWithNotice(world, (edit) => groupMany(edit, all, group))) announce('Grouped.')
}

export function ungroupAll(world: World, ids: EditedIds): void {
  if (editWithNotice(world, (edit) => groupMany(edit, ids, null))) announce('No longer grouped.')
}

/** Puts things into limbo, with a way back at hand. */
export function putAllAway(world: World, ids: EditedIds): void {
  const away = freeOf(world, ids).map(({ id }) => id)
  const [first] = away
  if (first === undefined) return
  if (away.length === 1) {
    putAway(world, first)
    return
  }
  if (!editWithNotice(world, (edit) => sendManyToLimbo(edit, away, Date.now()))) return
  const gone = new Set(away)
  world.selection.selectAll([...world.selection.now.ids].filter((id) => !gone.has(id)))
  uncoverFloor(world)
  notify({
    text: `${away.length} things are put away, in limbo.`,
    isSo: () => away.some((id) => isAway(world, id)),
    action: { label: 'Bring back', run: () => bringAll(world, away) },
  })
}

/** Selects all that stands on a floor. */
export function selectAllOn(world: World, host: ArtifactId): void {
  world.selection.selectAll(thingsOn(world.view, host))
}

/** A thing's box, and the floor it is on. */
interface PlacedBox extends Boxed {
  readonly host: ArtifactId
}

/** The things that are still on that floor: what somebody has put elsewhere stays there. Tells if none is. */
export function stillOn<One extends { readonly id: ArtifactId }>(
  host: Artifact['host'],
  things: readonly One[],
  { view }: Pick<World, 'view'>,
): readonly One[] {
  const here = things.filter(({ id }) => view.artifact(id)?.host === host)
  if (here.length === 0) notify({ text: 'Somebody has put it away meanwhile.' })
  return here
}

/** Where things are shown now, as boxes; walking ones, on their way. */
export function boxedOf(things: readonly Artifact[]): PlacedBox[] {
  return things.flatMap(({ id, host, place, walk, look }) => {
    if (!place || host === null || host === 'limbo') return []
    const { x, y } = shownAt({ ...place, walk, isHeld: false })
    return [{ id, host, x: Math.round(x), y: Math.round(y), width: look.width, height: look.height }]
  })
}

/** Those of a floor that a hand can move; says so when some of them are pinned. */
export function freeOf(world: World, ids: EditedIds): Artifact[] {
  const things = thingsOnFloors(world, ids)
  const free = new Set(
    looseOf(
      world,
      things.map(({ id }) => id),
    ),
  )
  return things.filter(({ id }) => free.has(id))
}

function thingsOnFloors(world: World, ids: EditedIds): Artifact[] {
  return [...ids].flatMap((id) => {
    const artifact = world.view.artifact(id)
    const stands = artifact !== null && artifact.host !== null && artifact.host !== 'limbo'
    return stands && !isPerson(artifact) ? [artifact] : []
  })
}

function sayWhere(boxes: readonly Boxed[]): void {
  const all = around(boxes)
  if (all) announce(`At ${all.x}, ${all.y}`)
}
