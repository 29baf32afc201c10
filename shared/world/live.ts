// The live document: how a world is now. Only its owner writes it; here it is read.
import type * as Y from 'yjs'
import { mapIn } from './scene.ts'
import type { Over } from './over.ts'

/** A live value and the scene's entry that it stands over. `value` null stands for an absent one. */
export interface Standing {
  readonly value: unknown
  readonly over: Over
}

export function liveRoot(live: Y.Doc): Y.Map<unknown> {
  return live.getMap('live')
}

/** The live values of all artifacts; a new generation or a reset replaces the map whole. */
export function liveArtifacts(live: Y.Doc): Y.Map<unknown> | null {
  return mapIn(mapIn(liveRoot(live), 'now'), 'artifacts')
}

/** Reads `[value, over]`; null when it is anything else. */
export function parseStanding(raw: unknown): Standing | null {
  if (!Array.isArray(raw) || raw.length !== 2) return null
  const [value, over]: readonly unknown[] = raw
  return over === null || typeof over === 'string' ? { value, over } : null
}
