// The id and line of this node's copy of another node's world. They are made of the host's, so that they are
// the same after the copy was thrown away and fetched again, and that no host can name a world that is not
// its own. Two lines of a world have the same fork here where they have it there.
import { createHash } from 'node:crypto'
import { peerPath, type PeerPath } from '../../../shared/wire/peers/peer-path.ts'
import {
  forkOf,
  makeCopyLineId,
  parseLineId,
  parseWorldId,
  type ForeignPlace,
  type LineId,
  type MemberId,
  type NodeName,
  type WorldId,
} from '../../../shared/world/address.ts'

export interface CopyIdentity {
  readonly id: WorldId
  readonly line: LineId
}

/** The copy's identity; null when the host's own is none. */
export function identityAt(node: NodeName, id: string, line: string): CopyIdentity | null {
  const named = parseLineId(line)
  if (parseWorldId(id) === null || named === null) return null
  const fork = forkOf(named)
  return {
    id: digest('world', node, id) as WorldId,
    line: makeCopyLineId(digest('line', node, id, line) as LineId, fork && forkDigest(node, id, fork)),
  }
}

/** The line as somebody sees it whose edits were undone so often. */
export const lineAfter = (line: LineId, times: number): LineId =>
  times === 0 ? line : makeCopyLineId(digest('undone', line, String(times)) as LineId, forkOf(line))

/** The id of a record about somebody in a world. */
export const recordIdOf = (member: MemberId, world: WorldId): string => `${world}.${member}`

/** Where a world's documents are synced, on its own node. `beats`: this node is heard every few seconds. */
export const syncPath = (
  { account, world }: ForeignPlace,
  kind: 'scene' | 'live',
  how: 'follow' | 'bare',
): PeerPath =>
  peerPath(['sync', account, world, ...(kind === 'live' ? ['live'] : [])], {
    inkland: '1',
    [how]: '1',
    beats: '1',
  })

/** Where a world's routes are, on its own node. */
export const apiPath = (
  { account, world }: ForeignPlace,
  below: readonly string[],
  query: Readonly<Record<string, string>> = {},
): PeerPath => peerPath(['api', 'worlds', account, world, ...below], query)

const hash = (words: readonly string[], as: 'base64url' | 'hex'): string =>
  createHash('sha256').update(JSON.stringify(words)).digest(as)

/** 156 bits, as an id. */
const digest = (...words: readonly string[]): string => `f${hash(words, 'base64url').slice(0, 26)}`

/** 80 bits. */
const forkDigest = (...words: readonly string[]): string => hash(['fork', ...words], 'hex').slice(0, 20)
