// The live document: how a world is now. Only its owner writes it; here it is read.
import type * as Y from 'yjs'
import type { EntryId } from '../../yjs/entry-id.ts'
import type { ArtifactId } from '../address.ts'
import { TEXT_MAX } from '../limits.ts'
import { mapIn } from '../scene/scene.ts'

/** A live value and the scene's entry that it stands over. `value` null stands for an absent one. */
interface LivePair {
  readonly value: unknown
  readonly over: EntryId
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

/** Who is here, by the id of their body. */
export function liveAvatars(live: Y.Doc): Y.Map<unknown> | null {
  return mapIn(nowMap(live), 'avatars')
}

/**
 * Whether a thing was carried away, by its map in live. Absolute: whatever is written in the scene since, it
 * is elsewhere.
 */
export function isGone(map: Y.Map<unknown> | null): boolean {
  return parseLivePair(map?.get('gone'))?.value === true
}

/** Where a thing really is that somebody holds here: `node/id`; null: here. */
export function linkOf(live: Y.Doc, id: ArtifactId): string | null {
  const link = parseLivePair(mapIn(liveArtifacts(live), id)?.get('link'))?.value
  return typeof link === 'string' ? link : null
}

/** The page of what code made, by its map in live; null when there is none. */
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
