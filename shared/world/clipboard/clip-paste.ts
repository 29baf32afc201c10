// Making the things of a clip on a floor: with new ids, and with the ways between them leading to the new
// ones.
import { makeArtifactId, type ArtifactId, type RandomBytes } from '../address.ts'
import { parseName } from '../look.ts'
import { tooMany, type Clip } from './clip.ts'
import { isFree, writtenOf, type ClipThing } from './clip-thing.ts'
import { MAKING, type To } from '../edits/place-edits.ts'
import { refuseEdit, write, type Edit, type Refused } from '../edits/scene-edit.ts'
import { isField, parseField } from '../scene/scene-fields.ts'
import { ARTIFACTS_MAX, NESTING_MAX } from '../limits.ts'
import { checkTo } from '../edits/move-check.ts'
import { isCoordinate } from '../place.ts'
import { artifactMap, artifactMaps, innerMap, sceneArtifact } from '../scene/scene.ts'

type Pasted = { readonly ok: true; readonly ids: readonly ArtifactId[] } | Refused

/**
 * Makes the things of a clip on a floor, with new ids. The top left of the whole clip is placed at `to`. As
 * with `createArtifact`, they are made in limbo, and then put on their floor as one edit.
 */
export function pasteClip(edit: Edit, { things }: Clip, to: To, random: RandomBytes): Pasted {
  const { view } = edit
  if (view.size + things.length > ARTIFACTS_MAX) return tooMany(things.length, view.size)
  const refused = checkTo(view, to, heightIn(things))
  if (refused !== null) return refused
  const tops = things.filter((thing) => thing.in === undefined)
  const left = Math.round(to.x) - Math.min(...tops.map(({ x }) => x))
  const top = Math.round(to.y) - Math.min(...tops.map(({ y }) => y))
  const made = things.map((thing) => ({ thing, id: makeArtifactId(random) }))
  const ids = new Map(made.map(({ thing, id }) => [thing.id, id]))
  const spots = new Map<ArtifactId, object>()
  for (const { thing, id } of made) {
    if (thing.in !== undefined) continue
    const spot = { host: to.host, x: thing.x + left, y: thing.y + top, facing: thing.facing }
    if (!isCoordinate(spot.x) || !isCoordinate(spot.y)) {
      return refuseEdit('place', 'That is too far out to put anything.')
    }
    spots.set(id, spot)
  }
  view.scene.transact(() => {
    for (const { thing, id } of made) {
      const spot = spots.get(id)
      const place = spot
        ? { ...spot, host: 'limbo', was: spot }
        : { host: made[thing.in ?? 0]?.id, x: thing.x, y: thing.y, facing: thing.facing }
      makeThing(edit, id, thing, place, ids)
    }
  }, MAKING)
  write(edit, () => {
    for (const [id, spot] of spots) sceneArtifact(view.scene, id)?.set('place', spot)
  })
  return { ok: true, ids: [...spots.keys()] }
}

/** How many things high the highest pile is. */
function heightIn(things: readonly ClipThing[]): number {
  const heights: number[] = []
  for (const { in: at } of things) heights.push(1 + (at === undefined ? 0 : (heights[at] ?? NESTING_MAX)))
  return heights.reduce((highest, height) => Math.max(highest, height), 0)
}

function makeThing(
  { view }: Edit,
  id: ArtifactId,
  thing: ClipThing,
  place: object,
  ids: ReadonlyMap<string, ArtifactId>,
): void {
  const text = relinked(thing.text.toWellFormed(), ids)
  const properties = Object.entries(thing.properties).filter(
    ([key, value]) => isField(key) && key !== 'place' && key !== 'name' && parseField(key, value) !== null,
  )
  const name = parseName(thing.name) ?? ''
  const map = artifactMap([['name', name], ['place', place], ...properties], text, Object.entries(thing.look))
  artifactMaps(view.scene).set(id, map)
  for (const [key, value] of Object.entries(thing.colors)) innerMap(map, 'colors').set(key, value)
  for (const [key, value] of Object.entries(thing.settings)) innerMap(map, 'settings').set(key, value)
  for (const [key, value] of Object.entries(thing.more)) if (isFree(key)) map.set(key, writtenOf(value))
}

/**
 * Where a link of Markdown leads to a thing, or to a heading of its page: `[chest](#ID)`, `[chest]:
 * #ID/section`.
 */
const WAY = /(\]\(\s*<?|\]:\s*<?)#([A-Za-z0-9_-]{1,64})(?=[\s)>/]|$)/g

/** Ways between the things of a clip lead to the new ones; others stay as they are. */
function relinked(text: string, ids: ReadonlyMap<string, ArtifactId>): string {
  return text.replace(WAY, (way: string, before: string, id: string) => {
    const next = ids.get(id)
    return next === undefined ? way : `${before}#${next}`
  })
}
