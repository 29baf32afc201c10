// What comes late to the conflicts of a merge: values of people who wrote without having seen it, as offline.
// Yjs decides which value stands. Here it is found out who wrote which, and whether it stands.
import * as Y from 'yjs'
import { parseArtifactId } from '../../world/address.ts'
import { mapIn, metaMap, sceneArtifact } from '../../world/scene/scene.ts'
import { entriesIn, entryChain, itemOf, type WrittenEntry } from '../../yjs/tree/entry-chain.ts'
import type { ItemId } from '../../yjs/id-ranges.ts'
import { IdSet } from '../../yjs/id-set.ts'
import type { AuthoredRow, OpenConflict, RowAuthor } from './merge-types.ts'

/** Of which thing, and which key: a nested one is `look.sprite`. */
export type ConflictKey = Pick<OpenConflict, 'id' | 'key'>

/** A value that somebody wrote who had not seen the merge. */
export interface LateWrite<By extends RowAuthor> extends ConflictKey {
  /** As JSON; absent: it is no plain value, or was gone before it was sent. */
  readonly value?: unknown
  readonly by: By
  /** It stands there now. */
  readonly isShown: boolean
}

/** Most of them of one merge: more than anybody looks through. */
const LATE_MAX = 200

interface WatchedKey {
  readonly conflict: ConflictKey
  readonly map: Y.Map<unknown>
  readonly key: string
  /** What stood there before the merge. */
  readonly before: IdSet
}

interface FoundWrite<By> {
  readonly watched: WatchedKey
  readonly entry: WrittenEntry
  readonly by: By
}

/** Follows a scene from right after a merge on. */
export class LateWrites<By extends RowAuthor> {
  readonly #scene: Y.Doc
  readonly #keys: readonly WatchedKey[]
  readonly #found: FoundWrite<By>[] = []

  /** `scene`: as it is right after the merge. The rows since are applied to it. */
  constructor(scene: Y.Doc, conflicts: readonly ConflictKey[]) {
    this.#scene = scene
    this.#keys = conflicts.flatMap((conflict) => {
      const place = placeOf(scene, conflict)
      if (place === null) return []
      const [, ...older] = entryChain(place.map, place.key)
      const before = new IdSet()
      for (const range of older) before.add(range)
      return [{ conflict, ...place, before }]
    })
  }

  /** The next rows of the scene. */
  follow(rows: readonly AuthoredRow<By>[]): void {
    for (const { update, by } of rows) {
      /** Of this update: of what somebody wrote there more than once, the last counts. */
      const late = new Map<WatchedKey, FoundWrite<By>>()
      for (const entry of entriesIn(update)) {
        const watched = this.#keys.find((each) => {
          const before = late.get(each)?.entry.id ?? null
          return standsThere(each, entry) || (entry.behind !== null && isSame(before, entry.behind))
        })
        if (watched !== undefined) late.set(watched, { watched, entry, by })
      }
      if (this.#found.length < LATE_MAX) this.#found.push(...late.values())
      Y.applyUpdate(this.#scene, update)
    }
  }

  writes(): readonly LateWrite<By>[] {
    return this.#found.map(({ watched: { conflict, map, key }, entry, by }) => {
      const [current] = entryChain(map, key)
      const isShown = map.has(key) && current !== undefined && isSame(current, entry.id)
      const value = 'value' in entry ? { value: entry.value } : {}
      return { id: conflict.id, key: conflict.key, ...value, by, isShown }
    })
  }
}

/** Whether it was written in ignorance of what stands under the key since the merge. */
function standsThere({ map, key, before }: WatchedKey, entry: WrittenEntry): boolean {
  if (entry.behind !== null) return before.has(entry.behind)
  const item = itemOf(map)
  return entry.key === key && item !== null && typeof entry.map === 'object' && isSame(entry.map, item)
}

const isSame = (one: ItemId | null, other: ItemId): boolean =>
  one !== null && one.client === other.client && one.clock === other.clock

/** Null: there is no such map any more. */
function placeOf(
  scene: Y.Doc,
  { id, key }: ConflictKey,
): { readonly map: Y.Map<unknown>; readonly key: string } | null {
  const artifact = parseArtifactId(id)
  const path = key.split('.')
  const last = path.pop()
  let map = id === 'world' ? metaMap(scene) : artifact && sceneArtifact(scene, artifact)
  for (const part of path) map = mapIn(map, part)
  return map === null || last === undefined ? null : { map, key: last }
}
