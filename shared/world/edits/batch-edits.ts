// Commands for many things at once: each is one transaction, or a refusal of them all.
import type { ArtifactId } from '../address.ts'
import { checkMoves } from './move-check.ts'
import { checkLook, erase } from './field-edits.ts'
import { putAway, putOn, type To } from './place-edits.ts'
import {
  EDITED,
  editable,
  refuseEdit,
  write,
  type Edit,
  type Editable,
  type Edited,
  type Refused,
} from './scene-edit.ts'
import { innerMap } from '../scene/scene.ts'

export interface ThingMove extends To {
  readonly id: ArtifactId
}

/** A thing as it will stand on its floor. All in pixels, rounded. */
export interface Boxed {
  readonly id: ArtifactId
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A layer of the floor: things of higher order are drawn over things of lower order. */
interface Ordered {
  readonly id: ArtifactId
  readonly order: number
}

/** Puts each of them where it is told, on its floor or another one. */
export function moveMany(edit: Edit, moves: readonly ThingMove[]): Edited {
  const found = findAll(edit, moves)
  if (!found.ok) return found
  const refused = checkMoves(edit.view, moves)
  if (refused !== null) return refused
  return writeEach(edit, found.all, ({ given, thing }) => putOn(edit.view, thing, given))
}

/**
 * Puts them into limbo, what is in them still in them; each keeps where it was. `since`: when, in ms since
 * 1970.
 */
export function sendManyToLimbo(edit: Edit, ids: Iterable<ArtifactId>, since?: number): Edited {
  const found = findAll(
    edit,
    [...ids].map((id) => ({ id })),
  )
  if (!found.ok) return found
  if (found.all.some(({ given }) => given.id === edit.view.root)) {
    return refuseEdit('root', 'The world itself cannot be put away.')
  }
  const out = found.all.filter(({ thing }) => thing.artifact.place?.host !== 'limbo')
  return writeEach(edit, out, ({ thing }) => putAway(thing.map, thing.artifact.place, since))
}

/**
 * Gives each another size, and the corner that goes with it. Only what is another than it is shown is
 * written: one person may make a thing wider while another moves it.
 */
export function resizeMany(edit: Edit, boxes: readonly Boxed[]): Edited {
  const found = findAll(edit, boxes.map(wholeBox))
  if (!found.ok) return found
  for (const { given, thing } of found.all) {
    const host = thing.artifact.host
    if (host === null || host === 'limbo') return refuseEdit('place', 'It is not on any floor now.')
    const refused = checkLook(sizeOf(given)) ?? checkMoves(edit.view, [{ ...given, host }])
    if (refused !== null) return refused
  }
  return writeEach(edit, found.all, ({ given, thing }) => {
    const { look, place, host, walk } = thing.artifact
    const { width, height, x, y } = given
    const map = innerMap(thing.map, 'look')
    if (width !== look.width) map.set('width', width)
    if (height !== look.height) map.set('height', height)
    const isMoved = x !== place?.x || y !== place.y || walk !== null
    if (isMoved && host !== null && host !== 'limbo') putOn(edit.view, thing, { host, x, y })
  })
}

/** Puts each into a layer. */
export function orderMany(edit: Edit, orders: readonly Ordered[]): Edited {
  const found = findAll(edit, orders)
  if (!found.ok) return found
  for (const { order } of orders) {
    const refused = checkLook({ order })
    if (refused !== null) return refused
  }
  return writeEach(edit, found.all, ({ given, thing }) =>
    innerMap(thing.map, 'look').set('order', given.order),
  )
}

/** Pins them where they are, or lets go of them. */
export function pinMany(edit: Edit, ids: Iterable<ArtifactId>, pinned: boolean): Edited {
  const found = findAll(
    edit,
    [...ids].map((id) => ({ id })),
  )
  if (!found.ok) return found
  return writeEach(edit, found.all, ({ thing }) => {
    if (pinned) thing.map.set('pinned', true)
    else erase(thing.map, 'pinned')
  })
}

/** Puts them into a group, out of any that they were in; null: into none. */
export function groupMany(edit: Edit, ids: Iterable<ArtifactId>, group: string | null): Edited {
  const found = findAll(
    edit,
    [...ids].map((id) => ({ id })),
  )
  if (!found.ok) return found
  return writeEach(edit, found.all, ({ thing }) => {
    if (group === null) thing.map.delete('group')
    else thing.map.set('group', group)
  })
}

interface FoundThing<Given> {
  readonly given: Given
  readonly thing: Editable
}

/** Everything that is to be edited, or why one of it cannot be. */
function findAll<Given extends { readonly id: ArtifactId }>(
  edit: Edit,
  wanted: readonly Given[],
): { readonly ok: true; readonly all: readonly FoundThing<Given>[] } | Refused {
  const all: FoundThing<Given>[] = []
  for (const given of wanted) {
    const thing = editable(edit, given.id)
    if (!thing.ok) return thing
    all.push({ given, thing })
  }
  return { ok: true, all }
}

function writeEach<Given>(
  edit: Edit,
  found: readonly FoundThing<Given>[],
  put: (one: FoundThing<Given>) => void,
): Edited {
  return found.length === 0 ? EDITED : write(edit, () => found.forEach(put))
}

function wholeBox({ id, x, y, width, height }: Boxed): Boxed {
  return {
    id,
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width),
    height: Math.round(height),
  }
}

const sizeOf = ({ width, height }: Boxed): { width: number; height: number } => ({ width, height })
