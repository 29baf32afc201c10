// A world as the store in memory keeps it: its two logs, its identity, and who owns and plays it.
import {
  nodeOf,
  type Address,
  type ArtifactId,
  type LineId,
  type MemberId,
  type WorldId,
} from '../../../shared/world/address.ts'
import type { ProcessId } from '../../../server/storage/lease-store.ts'
import { claimedTwice, missingWorld } from '../../../server/storage/store-faults.ts'
import {
  isPersonal,
  type DocumentKey,
  type DocumentKind,
  type LogRow,
  type PersonalKind,
  type PersonalLog,
  type SnapshotSize,
} from '../../../server/storage/store.ts'
import type { WordRow } from '../../../server/storage/word-store.ts'
import { emptyHistory, type MemoryHistory } from './memory-history.ts'
import type { WorldKey, WorldRecord } from '../../../server/contracts/world-record.ts'

export interface MemoryDocument {
  rows: LogRow[]
  snapshot: Uint8Array | null
  snapshotSequence: number
  readonly clients: Map<number, MemberId>
  readonly history: MemoryHistory
}

export interface MemoryWorld {
  readonly key: WorldKey
  readonly createdAt: number
  binnedAt: number | null
  /** Its identity; null while it is staged. */
  identity: { readonly id: WorldId; readonly line: LineId; address: Address; title: string } | null
  owner: MemberId | null
  readonly documents: Record<DocumentKind, MemoryDocument>
  readonly personal: Map<PersonalKind, MemoryDocument>
  isLiving: boolean | null
  lookedTo: number
  readonly words: Map<ArtifactId, WordRow>
  wordsTo: number
  /** The highest sequence of its logs, where they rise within a world. */
  last: number
  /** The epoch of the last lease, and its holder; null when nobody holds it. */
  lease: { readonly epoch: number; readonly holder: ProcessId | null }
}

export type Identity = NonNullable<MemoryWorld['identity']>

export function emptyWorld(key: WorldKey, createdAt: number): MemoryWorld {
  return {
    key,
    createdAt,
    binnedAt: null,
    identity: null,
    owner: null,
    documents: { scene: emptyDocument(), live: emptyDocument() },
    personal: new Map(),
    isLiving: null,
    lookedTo: 0,
    words: new Map(),
    wordsTo: 0,
    lease: { epoch: 0, holder: null },
    last: 0,
  }
}

export function emptyDocument(): MemoryDocument {
  return { rows: [], snapshot: null, snapshotSequence: 0, clients: new Map(), history: emptyHistory() }
}

export function identityOf(world: MemoryWorld): Identity {
  if (world.identity === null) throw missingWorld(world.key)
  return world.identity
}

/** A document of a world, or a personal log, which is made when somebody asks for it. */
export function documentIn(world: MemoryWorld, kind: DocumentKey['kind']): MemoryDocument {
  if (!isPersonal(kind)) return world.documents[kind]
  const log = world.personal.get(kind) ?? emptyDocument()
  world.personal.set(kind, log)
  return log
}

/** The personal logs of a world that have rows. */
export function personalLogsIn(world: MemoryWorld): PersonalLog[] {
  const logs = [...world.personal].toSorted(([one], [other]) => (one < other ? -1 : 1))
  return logs.flatMap(([kind, { rows }]) => {
    const updates = rows.reduce((sum, row) => sum + row.updates, 0)
    const bytes = rows.reduce((sum, row) => sum + row.bytes.length, 0)
    return rows.length === 0 ? [] : [{ world: world.key, kind, updates, bytes }]
  })
}

export function snapshotSizesIn({ key, documents }: MemoryWorld): SnapshotSize[] {
  return (['live', 'scene'] as const).flatMap((kind) => {
    const { snapshot } = documents[kind]
    return snapshot === null ? [] : [{ world: key, kind, bytes: snapshot.length }]
  })
}

/** Whether it is the copy of another node's world. */
export const isForeign = ({ identity }: MemoryWorld): boolean =>
  identity !== null && nodeOf(identity.address) !== null

/** In which list a world is; in none while it is staged. */
export function placeOf(world: MemoryWorld): 'here' | 'binned' | 'foreign' | null {
  if (world.identity === null) return null
  if (isForeign(world)) return 'foreign'
  return world.binnedAt === null ? 'here' : 'binned'
}

export function note(world: MemoryWorld, isLiving: boolean, lookedTo: number): void {
  if (lookedTo < world.lookedTo) return
  world.isLiving = isLiving
  world.lookedTo = lookedTo
}

export function recordOf(world: MemoryWorld): WorldRecord | null {
  const { key, createdAt, binnedAt, identity, documents, isLiving, lookedTo, owner } = world
  const changedAt = documents.scene.rows.at(-1)?.lastAt ?? createdAt
  return identity && { key, ...identity, createdAt, changedAt, binnedAt, isLiving, lookedTo, owner }
}

/** Throws when a client id would get a second owner. */
export function checkClaims(
  updates: readonly { document: MemoryDocument; claims: readonly number[]; member: MemberId }[],
): void {
  const claimed = new Map<MemoryDocument, Map<number, MemberId>>()
  for (const { document, claims, member } of updates) {
    const here = claimed.get(document) ?? new Map<number, MemberId>()
    claimed.set(document, here)
    for (const client of claims) {
      const owner = document.clients.get(client) ?? here.get(client) ?? member
      if (owner !== member) throw claimedTwice(client)
      here.set(client, member)
    }
  }
}
