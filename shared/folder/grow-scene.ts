// A folder becomes a new world.
import * as Y from 'yjs'
import { makeArtifactId, parseArtifactId, type RandomBytes } from '../world/address.ts'
import { parseTitle } from '../world/artifact.ts'
import { TITLE_MAX } from '../world/limits.ts'
import { holdAllCode } from '../behavior/held-code.ts'
import { ownValue } from '../world/place.ts'
import { artifactMaps, FORMAT, metaMap } from '../world/scene/scene.ts'
import { putRoot } from '../yjs/document-roots.ts'
import { ThingPlanner } from './planted-things.ts'
import type { Folder } from './read-folder.ts'
import { mapFor, type FolderThing } from './format/folder-thing.ts'
import { isMapping } from './format/yaml-values.ts'

/** The title of a folder's world, if its files say it; empty otherwise. */
export function titleOf(folder: Folder): string {
  const told = folder.world && parseTitle(ownValue(folder.world, 'title'))
  const { name } = rootOf(folder).root
  return (told ?? (name === '' ? folder.name : name))
    .replace(/\s+/gu, ' ')
    .trim()
    .slice(0, TITLE_MAX)
    .toWellFormed()
}

/**
 * The scene of a new world; `title` null: as the files say. Its code sleeps until somebody lets it run, or
 * `runsCode`.
 */
export function sceneFromFolder(
  folder: Folder,
  title: string | null,
  random: RandomBytes,
  runsCode = false,
): Y.Doc {
  const { root, things, isMade } = rootOf(folder)
  const scene = new Y.Doc()
  scene.clientID = new DataView(random(4).slice().buffer).getUint32(0)
  const rootId =
    root.id ?? parseArtifactId(folder.world && ownValue(folder.world, 'root')) ?? makeArtifactId(random)
  const ground = { host: rootId, hasText: isMade || root.page.trim() !== '', taken: [], keepsPlaces: true }
  const planting = new ThingPlanner(things, ground, ({ id }) => id ?? makeArtifactId(random))
  planting.name(root, rootId)
  scene.transact(() => {
    putWorld(scene, folder, title)
    metaMap(scene).set('root', rootId)
    const artifacts = artifactMaps(scene)
    artifacts.set(rootId, mapFor(root, null, isMade ? planting.contents() : planting.pageOf(root)))
    for (const { id, map } of planting.all()) artifacts.set(id, map)
    // Also that of things which the world's own entry brings beside its files.
    if (!runsCode) holdAllCode(scene)
  })
  return scene
}

interface Rooted {
  readonly root: FolderThing
  readonly things: readonly FolderThing[]
  /** No file is the page of the world: it gets one of contents. */
  readonly isMade: boolean
}

/** The page of the world, and all that stands on it. One file alone is that page. */
function rootOf({ root, things, name }: Folder): Rooted {
  if (root !== null) return { root, things, isMade: false }
  const [only] = things
  if (things.length === 1 && only?.host === null && !only.isFolder)
    return { root: only, things: [], isMade: false }
  const nothing = new Map<string, unknown>()
  const keys = new Map<string, unknown>([['look', {}]])
  const made = { id: null, page: '', isAsWritten: false, keys, more: nothing, host: null, isFolder: false }
  return { root: { ...made, path: '', name }, things, isMade: true }
}

/** Writes what is known of the world beside its things. */
function putWorld(scene: Y.Doc, folder: Folder, title: string | null): void {
  const { world } = folder
  const meta = metaMap(scene)
  const told = (key: string): unknown => (world === null ? undefined : ownValue(world, key))
  const format = told('format')
  meta.set('format', format === undefined ? FORMAT : format)
  for (const [key, value] of entriesOf(told('meta'))) meta.set(key, value)
  const toldTitle = told('title')
  const words = title ?? (typeof toldTitle === 'string' ? toldTitle : titleOf(folder))
  meta.set('title', words.toWellFormed())
  for (const [key, value] of entriesOf(told('artifacts'))) artifactMaps(scene).set(key, value)
  for (const [name, value] of entriesOf(told('roots'))) putRoot(scene, name, value)
}

const entriesOf = (value: unknown): [string, unknown][] => (isMapping(value) ? Object.entries(value) : [])
