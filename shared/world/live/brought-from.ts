// The person who brought a thing from another node, and the time: the first line of its history, from before
// the log of this world. A link has the lender instead, and the time of the loan.
import type * as Y from 'yjs'
import {
  parseAnyAccount,
  parseNodeName,
  type AccountName,
  type ArtifactId,
  type NodeName,
} from '../address.ts'
import { liveArtifacts, parseLivePair } from './live-document.ts'
import { mapIn, sceneArtifact } from '../scene/scene.ts'

/** Longest account with its node that is read, in characters: no more than a name of a host and a word. */
const FROM_MAX = 400

export interface BroughtFrom {
  /** `ada@house.example`; the node alone, where it did not say who. */
  readonly from: AccountName | NodeName
  /** ms since 1970. */
  readonly at: number
}

/** Reads it in the form of live, the scene and cargo: a pair. */
export function parseBroughtFrom(raw: unknown): BroughtFrom | null {
  if (!Array.isArray(raw) || raw.length !== 2) return null
  const [who, at]: readonly unknown[] = raw
  if (typeof who !== 'string' || who.length > FROM_MAX) return null
  const from = parseAnyAccount(who) ?? parseNodeName(who)
  return from === null || typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0 ? null : { from, at }
}

/** The pair that is kept. */
export const plainBroughtFrom = ({ from, at }: BroughtFrom): readonly [string, number] => [from, at]

/** Where a thing came from; null: it was made here, or nobody knows. */
export function broughtFromOf(scene: Y.Doc, live: Y.Doc | null, id: ArtifactId): BroughtFrom | null {
  const now = live && parseLivePair(mapIn(liveArtifacts(live), id)?.get('came'))
  return parseBroughtFrom(now?.value) ?? parseBroughtFrom(sceneArtifact(scene, id)?.get('came'))
}
