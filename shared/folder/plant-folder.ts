// A folder's things go onto a floor of a world that is open: made in limbo, then put in their places at once,
// so that one step of undo takes them back to limbo together, with all that others wrote on them.
import { makeArtifactId, type ArtifactId, type RandomBytes } from '../world/address.ts'
import { MAKING } from '../world/edits/place-edits.ts'
import { refuseEdit, write, type Edit, type Refused } from '../world/edits/scene-edit.ts'
import { holdCode } from '../behavior/held-code.ts'
import { ARTIFACTS_MAX, NESTING_MAX } from '../world/limits.ts'
import { artifactMaps } from '../world/scene/scene.ts'
import { pageOf } from '../world/view/world-view.ts'
import { PLANTED_BYTES_MAX } from './format/folder-limits.ts'
import { IMPORTED_AS, nameFromFile } from './format/file-name.ts'
import type { LayoutBox, LayoutPoint } from './floor-layout.ts'
import { PAGE_ENDING } from './format/folder-paths.ts'
import { ThingPlanner, type PlannedThing } from './planted-things.ts'
import type { Folder } from './read-folder.ts'
import type { FolderThing } from './format/folder-thing.ts'
import { isMapping } from './format/yaml-values.ts'

interface PlantOptions {
  /** The floor. */
  readonly host: ArtifactId
  /** The first row that may be used, in pixels. */
  readonly from: number
  /** Where a single thing goes: there somebody pointed. */
  readonly first?: LayoutPoint
  /** Whether what stands in the folder of an `index.md` goes into the thing that it is, or beside it. */
  readonly isTogether: boolean
  readonly random: RandomBytes
}

type PlantedFolder =
  | {
      readonly ok: true
      /** The things on the floor now, in order. */
      readonly ids: readonly ArtifactId[]
      /** How many things there are, those inside included. */
      readonly count: number
    }
  | Refused

/** Puts the things of a folder onto a floor. */
export function importFolder(edit: Edit, folder: Folder, options: PlantOptions): PlantedFolder {
  const { view } = edit
  const { host, from, first, isTogether, random } = options
  const things = together(folder, isTogether)
  const refused = check(edit, things, host)
  if (refused !== null) return refused
  const taken: LayoutBox[] = []
  for (const id of view.on(host)) {
    const thing = view.artifact(id)
    if (thing?.place) taken.push({ ...thing.place, ...thing.look })
  }
  const hasText = (pageOf(view, host) ?? '').trim() !== ''
  const isAlone = things.filter((thing) => thing.host === null).length === 1
  const given = new Set<ArtifactId>()
  const maps = artifactMaps(view.scene)
  const planting = new ThingPlanner(
    things,
    { host, hasText, taken, from, ...(first && isAlone && { first }), keepsPlaces: false },
    ({ id }) => {
      const isFree = id !== null && !maps.has(id) && view.artifact(id) === null && !given.has(id)
      const free = isFree ? id : makeArtifactId(random)
      given.add(free)
      return free
    },
  )
  return plant(edit, planting.all())
}

function plant(edit: Edit, planted: readonly PlannedThing[]): PlantedFolder {
  const { scene } = edit.view
  const onFloor = planted.filter(({ isOnGround }) => isOnGround)
  scene.transact(() => {
    const maps = artifactMaps(scene)
    for (const { id, map, place, isOnGround } of planted) {
      if (isOnGround && isMapping(place)) map.set('place', { ...place, host: 'limbo', was: place })
      maps.set(id, map)
      holdCode(scene, id)
    }
  }, MAKING)
  write(edit, () => {
    for (const { map, place } of onFloor) map.set('place', place)
  })
  return { ok: true, ids: onFloor.map(({ id }) => id), count: planted.length }
}

/** The things, the page of the whole folder with them. */
function together(folder: Folder, isTogether: boolean): readonly FolderThing[] {
  const { things } = folder
  const root = folder.root ?? (isTogether ? roomOf(folder) : null)
  if (root === null) return things
  if (!isTogether) return [root, ...things]
  const moved = new Map<FolderThing, FolderThing>()
  const inRoot = (thing: FolderThing): FolderThing => {
    const known = moved.get(thing)
    if (known !== undefined) return known
    const { host } = thing
    const next = { ...thing, host: host === null ? root : host === 'limbo' ? host : inRoot(host) }
    moved.set(thing, next)
    return next
  }
  return [root, ...things.map(inRoot)]
}

/** A folder without a page, as the room that it is; null for a folder that is one thing already. */
function roomOf({ things, name }: Folder): FolderThing | null {
  const tops = things.filter(({ host }) => host === null)
  if (tops.length < 2 || name === '') return null
  const keys = new Map([[IMPORTED_AS, `${name}${PAGE_ENDING}`]])
  const nothing = new Map<string, unknown>()
  const room = { id: null, name: nameFromFile(name), page: '', isAsWritten: false, keys, more: nothing }
  return { ...room, path: '', host: null, isFolder: true }
}

function check({ view }: Edit, things: readonly FolderThing[], host: ArtifactId): Refused | null {
  if (view.artifact(host) === null)
    return refuseEdit('missing', 'The floor to put them on is no longer here.')
  if (view.size + things.length > ARTIFACTS_MAX) {
    return refuseEdit(
      'count',
      `A world can have at most ${ARTIFACTS_MAX} things. Import these as a world of their own.`,
    )
  }
  const bytes = things.reduce((sum, { page }) => sum + page.length, 0)
  if (bytes > PLANTED_BYTES_MAX) {
    const most = PLANTED_BYTES_MAX / 1024 / 1024
    return refuseEdit('text', `At most ${most} MB of pages can be added at once. Add them in parts.`)
  }
  let around = 0
  for (let at: ArtifactId | 'limbo' | null = host; at !== null && at !== 'limbo'; around += 1) {
    at = view.artifact(at)?.host ?? null
  }
  const isDeep = things.some((thing) => depthOf(thing) + around > NESTING_MAX + 1)
  return isDeep
    ? refuseEdit('nesting', `Things can be nested inside each other only ${NESTING_MAX} deep.`)
    : null
}

/** How many things a thing is in, itself counted. */
function depthOf(thing: FolderThing): number {
  let depth = 0
  for (let at: FolderThing | 'limbo' | null = thing; at !== null && at !== 'limbo'; at = at.host) depth += 1
  return depth
}
