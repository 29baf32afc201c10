// A world as the store in memory keeps it: its two logs, what it is found by, and who owns and plays it.
import type { Address, LineId, MemberId, WorldId } from '../../shared/world/address.ts'
import { claimedTwice, missingWorld } from './faults.ts'
import type { DocumentKind, LogRow, WorldKey, WorldRecord } from './store.ts'

export interface KeptDocument {
  rows: LogRow[]
  snapshot: Uint8Array | null
  snapshotSequence: number
  readonly clients: Map<number, MemberId>
}

export interface KeptWorld {
  readonly key: WorldKey
  readonly createdAt: number
  binnedAt: number | null
  /** What a world is found by; null while it is staged. */
  identity: { readonly id: WorldId; readonly line: LineId; address: Address; title: string } | null
  owner: MemberId | null
  readonly documents: Readonly<Record<DocumentKind, KeptDocument>>
  isLiving: boolean | null
  lookedTo: number
  /** The epoch of the last lease, and who has it; null when nobody has. */
  lease: { readonly epoch: number; readonly holder: string | null; readonly until: number }
}

export type Identity = NonNullable<KeptWorld['identity']>

export function emptyWorld(key: WorldKey, createdAt: number): KeptWorld {
  return {
    key,
    createdAt,
    binnedAt: null,
    identity: null,
    owner: null,
    documents: { scene: emptyDocument(), live: emptyDocument() },
    isLiving: null,
    lookedTo: 0,
    lease: { epoch: 0, holder: null, until: 0 },
  }
}

function emptyDocument(): KeptDocument {
  return { rows: [], snapshot: null, snapshotSequence: 0, clients: new Map() }
}

export function identityOf(world: KeptWorld): Identity {
  if (world.identity === null) throw missingWorld(world.key)
  return world.identity
}

export function note(world: KeptWorld, isLiving: boolean, lookedTo: number): void {
  if (lookedTo < world.lookedTo) return
  world.isLiving = isLiving
  world.lookedTo = lookedTo
}

export function recordOf(world: KeptWorld): WorldRecord | null {
  const { key, createdAt, binnedAt, identity, documents, isLiving, lookedTo, owner } = world
  const changedAt = documents.scene.rows.at(-1)?.lastAt ?? createdAt
  return identity && { key, ...identity, createdAt, changedAt, binnedAt, isLiving, lookedTo, owner }
}

/** Throws when a client id would get a second owner. */
export function checkClaims(
  updates: readonly { document: KeptDocument; claims: readonly number[]; member: MemberId }[],
): void {
  const claimed = new Map<KeptDocument, Map<number, MemberId>>()
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
