// Commands for where things are: make, move, put into limbo, bring back. Nothing here deletes.
import type * as Y from 'yjs'
import { parseArtifactId, type ArtifactId } from './address.ts'
import { artifactMap, artifactMaps } from './scene.ts'
import {
  checkLook,
  checkName,
  checkProperties,
  type LookChange,
  type PropertiesChange,
} from './edit-fields.ts'
import { checkText } from './edit-text.ts'
import { EDITED, editable, refuse, write, type Edit, type Edited, type Refused } from './edit.ts'
import { ARTIFACTS_MAX, NESTING_MAX } from './limits.ts'
import { isCoordinate, isPlain, type Facing, type Host, type Place, type Spot } from './place.ts'
import type { View } from './view.ts'

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

/** The origin of making a thing in limbo, which no undo goes by. */
export const MAKING = 'making'

/**
 * Makes a thing on a floor. Two transactions: it is made in limbo, and then put on its floor with the edit's origin. So
 * undo takes it off the floor, as deleting does, and not out of the world with what others have written on it since.
 */
export function createArtifact(edit: Edit, thing: NewArtifact): Edited {
  const { view } = edit
  const { id, place, text = '', look = {}, properties = {} } = thing
  const name = checkName(thing.name)
  if (!name.ok) return name
  if (parseArtifactId(id) === null || artifactMaps(view.scene).has(id) || view.artifact(id) !== null) {
    return refuse('taken', 'There is a thing with this id already.')
  }
  if (view.size >= ARTIFACTS_MAX) return refuse('count', `A world holds at most ${ARTIFACTS_MAX} things.`)
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
  if (id === view.root) return refuse('root', 'The world itself cannot be moved.')
  for (const host of hostsFrom(view, to.host)) {
    if (host === id) return refuse('inside', 'A thing cannot be put into itself.')
  }
  const refused = checkTo(view, to, to.host === found.artifact.host ? 0 : heightOf(view, id))
  if (refused !== null) return refused
  const facing = to.facing ?? found.artifact.place?.facing ?? 'down'
  return write(edit, () =>
    found.map.set('place', replaced(found.map.get('place'), { host: to.host, ...rounded(to), facing })),
  )
}

/** Puts a thing into limbo, its inside still inside it; it keeps where it was. */
export function sendToLimbo(edit: Edit, id: ArtifactId): Edited {
  const found = editable(edit, id)
  if (!found.ok) return found
  if (id === edit.view.root) return refuse('root', 'The world itself cannot be put away.')
  const { place } = found.artifact
  if (place?.host === 'limbo') return EDITED
  return write(edit, () => putAway(found.map, place))
}

/** Writes into an artifact's map that it is in limbo, and where it was. */
export function putAway(map: Y.Map<unknown>, place: Place | null): void {
  const { x = 0, y = 0, facing = 'down' } = place ?? {}
  const limbo = { host: 'limbo', x, y, facing, ...(place && { was: spotOf(place) }) }
  map.set('place', replaced(map.get('place'), limbo))
}

/** Brings a thing back from limbo: to where it was, or to the world's floor when that is gone or in limbo itself. */
export function bringBack(edit: Edit, id: ArtifactId): Edited {
  const { view } = edit
  const found = editable(edit, id)
  if (!found.ok) return found
  if (found.artifact.host !== 'limbo') return EDITED
  if (view.root === null) return refuse('missing', 'This world has no floor to bring it back to.')
  const { x, y, facing } = found.artifact.place?.was ?? found.artifact.place ?? { x: 0, y: 0, facing: 'down' }
  const was = found.artifact.place?.was?.host ?? null
  const host = was !== null && isOnFloor(view, was) ? was : view.root
  const back = moveArtifact(edit, id, { host, x, y, facing })
  // Since it left, other boxes may have been put into boxes there.
  return back.ok || host === view.root ? back : moveArtifact(edit, id, { host: view.root, x, y, facing })
}

/** The hosts from a floor outwards, that floor first; limbo ends it. */
function* hostsFrom(view: View, host: Host): Iterable<ArtifactId> {
  let at: Host | null = host
  while (at !== null && at !== 'limbo') {
    yield at
    at = view.artifact(at)?.host ?? null
  }
}

/** Whether a floor can be reached from the world's. */
function isOnFloor(view: View, host: ArtifactId): boolean {
  for (const at of hostsFrom(view, host)) if (at === view.root) return true
  return false
}

/** Checks a spot for something `height` things high; 0: it does not change floors. */
function checkTo(view: View, { host, x, y }: To, height: number): Refused | null {
  if (view.artifact(host) === null) return refuse('missing', 'The thing to put it on is not here any more.')
  if (!isCoordinate(Math.round(x)) || !isCoordinate(Math.round(y))) {
    return refuse('place', 'That is too far out to put anything.')
  }
  if (height === 0) return null
  let depth = height
  for (const at of hostsFrom(view, host)) if (at !== view.root) depth += 1
  if (depth <= NESTING_MAX) return null
  return refuse('nesting', `Things can be inside each other ${NESTING_MAX} deep, not more.`)
}

/** How many things high a thing is: 1 when nothing is in it. Counts no further than matters. */
function heightOf(view: View, id: ArtifactId): number {
  let level: readonly ArtifactId[] = [id]
  let height = 0
  while (level.length > 0 && height <= NESTING_MAX) {
    height += 1
    level = level.flatMap((host) => view.on(host))
  }
  return height
}

function rounded({ x, y }: To): { x: number; y: number } {
  return { x: Math.round(x), y: Math.round(y) }
}

/** The value that replaces a place: what is not known here is kept, `was` is not. */
export function replaced(raw: unknown, next: object): object {
  const { was: _was, ...kept }: { was?: unknown } = isPlain(raw) ? { ...raw } : {}
  return { ...kept, ...next }
}

function spotOf({ host, x, y, facing }: Place): Omit<Spot, 'host'> & { host: Host } {
  return { host, x, y, facing }
}

function given(change: object): (readonly [string, unknown])[] {
  return Object.entries(change).filter(([, value]) => value !== null && value !== undefined)
}
