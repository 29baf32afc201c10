// A thing as a folder's file tells of it, and the artifact that comes of it.
import * as Y from 'yjs'
import type { ArtifactId } from '../../world/address.ts'
import { ownValue, parsePlace, type Host } from '../../world/place.ts'
import { artifactMap } from '../../world/scene/scene.ts'
import { cameOfFile } from './came-field.ts'
import { isMapping } from './yaml-values.ts'

/** One file, or a folder that no file tells of. */
export interface FolderThing {
  /** The file; for a folder without one, the file that it would have. */
  readonly path: string
  /** The id that the file gives. */
  readonly id: ArtifactId | null
  readonly name: string
  readonly page: string
  /** Its links stay as they are. */
  readonly isAsWritten: boolean
  /**
   * The file's other fields: the keys of the artifact, with `look`, `colors` and `settings` as plain values.
   */
  readonly keys: ReadonlyMap<string, unknown>
  /** The fields under `more`: raw values of the artifact's map. */
  readonly more: ReadonlyMap<string, unknown>
  /** Its host by its folder; null: the whole folder's own floor. */
  readonly host: FolderThing | 'limbo' | null
  /** Nothing but a folder. */
  readonly isFolder: boolean
}

/** The host that a file names itself, when its folder does not say it. */
export function namedHost({ keys }: FolderThing): unknown {
  const place = keys.get('place')
  return isMapping(place) ? (ownValue(place, 'host') ?? null) : null
}

/**
 * The place that a file gives, on `host`; null when it gives none that can be read. `rename`: ids that became
 * others.
 */
export function placeIn(
  { keys }: FolderThing,
  host: Host,
  rename: (id: string) => string = (id) => id,
): object | null {
  const raw = keys.get('place')
  if (!isMapping(raw)) return host === 'limbo' ? { host, x: 0, y: 0, facing: 'down' } : null
  const { host: named, was, ...rest } = Object.fromEntries(Object.entries(raw))
  const base = host === 'limbo' ? { x: 0, y: 0 } : {}
  const place = {
    ...base,
    ...rest,
    host: typeof named === 'string' ? rename(named) : host,
    facing: rest['facing'] ?? 'down',
    ...(was === undefined ? {} : { was: spotIn(was, rename) }),
  }
  return parsePlace(place) === null ? null : place
}

function spotIn(was: unknown, rename: (id: string) => string): unknown {
  if (!isMapping(was)) return was
  const host = ownValue(was, 'host')
  const spot = { facing: 'down', ...was, ...(typeof host === 'string' ? { host: rename(host) } : {}) }
  return parsePlace(spot) === null ? was : spot
}

/** How a page looks that says nothing of it: a book, and a folder a board, which shows what it is called. */
const BOOK = { sprite: 'book', width: 48, height: 48 }
const BOARD = { sprite: 'board', width: 136, height: 80 }

/** In pixels. */
export function lookOf({ id, keys, isFolder }: FolderThing): Readonly<Record<string, unknown>> {
  const look = keys.get('look')
  if (isMapping(look)) return { ...look }
  if (id !== null) return {}
  return isFolder ? BOARD : BOOK
}

/**
 * The artifact's map; `place` is null for the root. A thing makes one once: the shared types of its file are
 * in it.
 */
export function mapFor(thing: FolderThing, place: object | null, page: string): Y.Map<unknown> {
  const { name, keys, more } = thing
  const fields = [...keys]
    .filter(([key, value]) => key !== 'place' && !(isMapKey(key) && isMapping(value)))
    .map(([key, value]) => [key, key === 'came' ? (cameOfFile(value) ?? value) : value] as const)
  const map = artifactMap(
    [
      ...(name === '' ? [] : [['name', name] as const]),
      ...(place === null ? [] : [['place', place] as const]),
    ],
    page,
    Object.entries(lookOf(thing)),
  )
  for (const key of ['colors', 'settings']) {
    const values = keys.get(key)
    if (isMapping(values)) map.set(key, new Y.Map(Object.entries(values)))
  }
  for (const [key, value] of [...fields, ...more]) map.set(key, value)
  return map
}

const isMapKey = (key: string): boolean => key === 'look' || key === 'colors' || key === 'settings'
