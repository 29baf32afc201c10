// Commands for where things are: make, move, put into limbo, bring back. Nothing here deletes.
import type * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from '../address.ts'
import { artifactMap, artifactMaps, sceneArtifact } from '../scene/scene.ts'
import { checkMoves } from './move-check.ts'
import { checkLook, checkProperties, type LookChange, type PropertiesChange } from './field-edits.ts'
import { checkName } from './name-edits.ts'
import { checkText } from './text-edits.ts'
import { EDITED, editable, refuseEdit, write, type Edit, type Editable, type Edited } from './scene-edit.ts'
import { ARTIFACTS_MAX } from '../limits.ts'
import { checkTo } from './move-check.ts'
import { hostsFrom, isOnFloor } from '../view/host-chain.ts'
import { replaced, type Facing, type Host, type Place, type Spot } from '../place.ts'
import type { View } from '../view/world-view.ts'

/** Where to put something. Coordinates in pixels, rounded; it faces `down`, or as before, unless told. */
export interface To {
  readonly host: ArtifactId
  readonly x: number
  readonly y: number
  readonly facing?: Facing
}

export interface NewArtifact {
  /** From `makeArtifactId`. */
  readonly id: ArtifactId
  readonly name: string
  readonly place: To
  readonly text?: string
  readonly look?: LookChange
  readonly properties?: PropertiesChange
}

/** The origin of making a thing in limbo; undo ignores it. */
export const MAKING = 'making'

/**
 * Makes a thing on a floor, in two transactions: it is made in limbo, and then put on its floor with the
 * edit's origin. So undo takes it off the floor, as deleting does, and not out of the world with the edits
 * that others have made on it since.
 */
export function createArtifact(edit: Edit, thing: NewArtifact): Edited {
  const { view } = edit
  const { id, place, text = '', look = {}, properties = {} } = thing
  const name = checkName(thing.name)
  if (!name.ok) return name
  if (parseArtifactId(id) === null || artifactMaps(view.scene).has(id) || view.artifact(id) !== null) {
    return refuseEdit('taken', 'There is already a thing with this id.')
  }
  if (view.size >= ARTIFACTS_MAX) return refuseEdit('count', `A world holds at most ${ARTIFACTS_MAX} things.`)
  const refused = checkText(text) ?? checkLook(look) ?? checkProperties(properties) ?? checkTo(view, place, 1)
  if (refused !== null) return refused
  const spot = { host: place.host, ...rounded(place), facing: place.facing ?? 'down' }
  const limbo = { ...spot, host: 'limbo', was: spot }
  const map = artifactMap(
    [['name', name.text], ['place', limbo], ...given(properties)],
    text.toWellFormed(),
    given(look),
  )
  view.scene.transact(() => artifactMaps(view.scene).set(id, map), MAKING)
  return write(edit, () => map.set('place', spot))
}

/** Moves a thing on its floor or to another one. */
export function moveArtifact(edit: Edit, id: ArtifactId, to: To): Edited {
  const { view } = edit
  const found = editable(edit, id)
  if (!found.ok) return found
  const refused = checkMoves(view, [{ id, ...to }])
  if (refused !== null) return refused
  return write(edit, () => putOn(view, found, to))
}

/** Writes that a thing stands somewhere; it faces as before unless told. */
export function putOn(view: View, { artifact, map }: Editable, to: To): void {
  const facing = to.facing ?? artifact.place?.facing ?? 'down'
  map.set('place', replaced(map.get('place'), { host: to.host, ...rounded(to), facing }))
  mendAround(view, to.host)
}

/**
 * Where a circle of hosts was broken and is shown in limbo, that is written: a thing that comes in there may
 * be part of it.
 */
function mendAround(view: View, host: ArtifactId): void {
  const outermost = [...hostsFrom(view, host)].at(-1)
  if (outermost === undefined || !view.breaksCircle(outermost)) return
  const map = sceneArtifact(view.scene, outermost)
  if (map !== null) putAway(map, view.artifact(outermost)?.place ?? null)
}

/**
 * Puts a thing into limbo, its inside still inside it; it keeps where it was. `since`: when, in ms since
 * 1970.
 */
export function sendToLimbo(edit: Edit, id: ArtifactId, since?: number): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  if (id === edit.view.root) return refuseEdit('root', 'The world itself cannot be put away.')
  const { place } = found.artifact
  if (place?.host === 'limbo') return EDITED
  return write(edit, () => putAway(found.map, place, since))
}

/** Writes into an artifact's map that it is in limbo, where it was, and since when if that is known. */
export function putAway(map: Y.Map<unknown>, place: Place | null, since?: number): void {
  const { x = 0, y = 0, facing = 'down' } = place ?? {}
  const when = since === undefined ? {} : { since }
  const limbo = { host: 'limbo', x, y, facing, ...(place && { was: spotOf(place) }), ...when }
  map.set('place', replaced(map.get('place'), limbo))
}

/**
 * Brings a thing back from limbo: to where it was, or to the world's floor when that is gone or in limbo
 * itself.
 */
export function bringBack(edit: Edit, id: ArtifactId): Edited {
  const { view } = edit
  const found = editable(edit, id)
  if (!found.ok) return found
  if (found.artifact.host !== 'limbo') return EDITED
  if (view.root === null) return refuseEdit('missing', 'This world has no floor to bring it back to.')
  const { x, y, facing } = found.artifact.place?.was ?? found.artifact.place ?? { x: 0, y: 0, facing: 'down' }
  const was = found.artifact.place?.was?.host ?? null
  const host = was !== null && isOnFloor(view, was) ? was : view.root
  const back = moveArtifact(edit, id, { host, x, y, facing })
  // Since it left, other boxes may have been put into boxes there.
  return back.ok || host === view.root ? back : moveArtifact(edit, id, { host: view.root, x, y, facing })
}

function rounded({ x, y }: To): { x: number; y: number } {
  return { x: Math.round(x), y: Math.round(y) }
}

function spotOf({ host, x, y, facing }: Place): Omit<Spot, 'host'> & { host: Host } {
  return { host, x, y, facing }
}

function given(change: object): (readonly [string, unknown])[] {
  return Object.entries(change).filter(([, value]) => value !== null && value !== undefined)
}
