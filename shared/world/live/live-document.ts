// The live document: how a world is now. Only its owner writes it; here it is read.
import type * as Y from 'yjs'
import type { EntryId } from '../../yjs/entry-id.ts'
import type { ArtifactId } from '../address.ts'
import type { Field } from '../artifact.ts'
import { TEXT_MAX } from '../limits.ts'
import type { Parse } from '../look.ts'
import { isField } from '../scene/scene-fields.ts'
import { mapIn } from '../scene/scene.ts'

/** A live value and the scene's entry that it stands over. `value` null stands for an absent one. */
interface LivePair {
  readonly value: unknown
  readonly over: EntryId
}

/**
 * The entries that the values of a thing stand over, if not their own entry of the scene. A walk stands over
 * the place: an edit of the place ends the walk. A text counts only while the scene has never had the thing:
 * a page of the scene is edited in the scene. `gone` is absolute: whatever is written in the scene since, the
 * thing is elsewhere. A value without a field in the scene stands over nothing, too.
 */
const EXCEPTIONS: ReadonlyMap<string, StoodOver> = new Map([
  ['walk', 'place'],
  ['text', 'absence'],
  ['gone', 'nothing'],
])

/** A field of the scene; that the scene has never had the thing; or nothing, and the value always counts. */
type StoodOver = Field | 'absence' | 'nothing'

/** The entry that the value under a key of a thing stands over. */
export const stoodOver = (key: string): StoodOver => EXCEPTIONS.get(key) ?? (isField(key) ? key : 'nothing')

/**
 * Whether a live value counts: the entry that it stands over is still the current one. So an edit always
 * beats earlier values, on every replica alike.
 */
export function countsOver<Pair extends { readonly over: string | null }>(
  pair: Pair | null | undefined,
  current: string | null,
): pair is Pair {
  return pair?.over === current
}

/** A live value that counts, null for an absent one; undefined when it does not count, or is malformed. */
export function liveValueOver<T>(raw: unknown, current: EntryId, parse: Parse<T>): T | null | undefined {
  const pair = parseLivePair(raw)
  if (!countsOver(pair, current)) return undefined
  const value = parse(pair.value)
  return value === null && pair.value !== null ? undefined : value
}

export function liveRoot(live: Y.Doc): Y.Map<unknown> {
  return live.getMap('live')
}

/** All that live has; a new generation or a reset replaces the map whole. Null: nothing has happened yet. */
export function nowMap(live: Y.Doc): Y.Map<unknown> | null {
  return mapIn(liveRoot(live), 'now')
}

/** The live values of all artifacts. */
export function liveArtifacts(live: Y.Doc): Y.Map<unknown> | null {
  return mapIn(nowMap(live), 'artifacts')
}

/** The people who are here, by the ids of their bodies. */
export function liveAvatars(live: Y.Doc): Y.Map<unknown> | null {
  return mapIn(nowMap(live), 'avatars')
}

/**
 * Whether a thing was carried away, by its map in live. This is absolute: whatever is written in the scene
 * since, the thing is elsewhere.
 */
export function isGone(map: Y.Map<unknown> | null): boolean {
  return parseLivePair(map?.get('gone'))?.value === true
}

/** Where a thing really is that somebody holds here: `node/id`; null: here. */
export function linkOf(live: Y.Doc, id: ArtifactId): string | null {
  const link = parseLivePair(mapIn(liveArtifacts(live), id)?.get('link'))?.value
  return typeof link === 'string' ? link : null
}

/** The page of a thing that code made, by its map in live; null when there is none. */
export function liveTextIn(map: Y.Map<unknown> | null): string | null {
  const text = parseLivePair(map?.get('text'))?.value
  return typeof text === 'string' ? text.slice(0, TEXT_MAX).toWellFormed() : null
}

/** Reads `[value, over]`; null when it is anything else. */
export function parseLivePair(raw: unknown): LivePair | null {
  if (!Array.isArray(raw) || raw.length !== 2) return null
  const [value, over]: readonly unknown[] = raw
  return over === null || typeof over === 'string' ? { value, over } : null
}
