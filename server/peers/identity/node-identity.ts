// This node for other nodes: its name and the key that it signs with. The key is made at the first start.
// When it is changed, the old one signs the new one, its private half is forgotten, and its earlier
// signatures count for a while.
import { z } from 'zod'
import { createRecordTables, type TableChange, type RecordTable } from '../../records/record-tables.ts'
import type { RecordStore } from '../../records/stored-record.ts'
import { parseNodeName, type NodeName, type RandomBytes } from '../../../shared/world/address.ts'
import {
  OLD_KEYS_MAX,
  SIGNED_MAX,
  type OldKey,
  type PublicKey,
} from '../../../shared/wire/peers/peer-claims.ts'
import { keyNameOf, keyPairFrom, publicKeyOf, SEED_BYTES, type KeyPair } from './node-keys.ts'
import { sign, type SignedKind } from './signed-tokens.ts'

/**
 * How long an old key counts, in ms: a node that looked at this one within a week knows it again without
 * asking.
 */
export const OLD_KEY_MS = 7 * 24 * 60 * 60_000
/** Until when a stolen key counts: never, whatever the clocks of this machine and of others say. */
const ENDED = 0
/** Bytes of the name of a run. */
const RUN_BYTES = 16

export interface NodeIdentity {
  /** The name of this node for others: its first public address, or its key if it has none. */
  name(): NodeName
  /** All that it is called. */
  names(): readonly NodeName[]
  /** This run of the node: another one after each start. Signatures for an earlier one are void. */
  readonly run: string
  keys(): { readonly current: PublicKey; readonly old: readonly OldKey[] }
  sign(kind: SignedKind, claims: object): Promise<string>
  /**
   * When a key that was stolen was turned over last, in ms since 1970; null: none that other nodes may still
   * count by.
   */
  stolenAt(): number | null
  /**
   * Makes the next key. Of a key that was stolen, and of all before it, nothing counts any more. Rejects with
   * a StoreFault; then nothing has changed.
   */
  turnOver(why?: 'old' | 'stolen'): Promise<void>
}

interface IdentityOptions {
  readonly store: RecordStore
  readonly clock: { now(): number }
  readonly random: RandomBytes
  /** The public addresses of this node, the one that others are told first. */
  readonly names: () => readonly NodeName[]
}

const KIND = 'node-key'

/** The key in use has a seed; an old one has what it signed of the next. `number` rises from key to key. */
const KeyRecord = z.discriminatedUnion('state', [
  z.object({ state: z.literal('current'), number: z.number(), seed: z.string() }),
  z.object({
    state: z.literal('old'),
    number: z.number(),
    x: z.string(),
    until: z.number(),
    successor: z.string().max(SIGNED_MAX),
    stolenAt: z.number().exactOptional(),
  }),
])
type KeyRecord = z.infer<typeof KeyRecord>

/** Opens what a node keeps of its keys; makes the first one. */
export async function openIdentity({ store, clock, random, names }: IdentityOptions): Promise<NodeIdentity> {
  const tables = createRecordTables({
    store,
    // Another key would make it another node.
    onUnreadable: (kind, id) => {
      throw new Error(`This node’s key (${kind} ${id}) cannot be read. Restore a backup.`)
    },
  })
  const table = await tables.table(KIND, KeyRecord)
  if (table.size === 0) {
    const first = random(SEED_BYTES)
    await tables.change([table.add(keyPairFrom(first).public.kid, currentRecord(first, 0))])
  }
  let held = heldIn(table)

  return {
    name: () => names()[0] ?? held.keyName,
    names: () => [...names(), held.keyName],
    run: Buffer.from(random(RUN_BYTES)).toString('base64url'),
    keys: () => ({ current: held.pair.public, old: held.old }),
    stolenAt: () => held.stolenAt,
    sign: (kind, claims) => sign(held.pair, kind, claims),
    async turnOver(why = 'old') {
      const { pair, number, old } = held
      const seed = random(SEED_BYTES)
      const next = keyPairFrom(seed)
      const now = clock.now()
      const successor = await sign(pair, 'inkland-successor', {
        x: next.public.x,
        iat: Math.floor(now / 1000),
      })
      const ends = why === 'stolen' ? { until: ENDED, stolenAt: now } : { until: now + OLD_KEY_MS }
      await tables.change(() => {
        if (held.number !== number) return null
        return [
          table.set(pair.public.kid, { state: 'old', number, x: pair.public.x, successor, ...ends }),
          table.add(next.public.kid, currentRecord(seed, number + 1)),
          ...old.slice(OLD_KEYS_MAX - 1).map(({ key }) => table.forget(key.kid)),
          // A node with a key may have those before it, from an older copy of the folder.
          ...(why === 'stolen' ? ended(table, old.slice(0, OLD_KEYS_MAX - 1)) : []),
        ]
      })
      held = heldIn(table)
    },
  }
}

function ended(table: RecordTable<KeyRecord>, old: readonly OldKey[]): TableChange[] {
  return old.flatMap(({ key }) => {
    const record = table.get(key.kid)
    return record?.state === 'old' ? [table.set(key.kid, { ...record, until: ENDED })] : []
  })
}

const currentRecord = (seed: Uint8Array, number: number): KeyRecord => ({
  state: 'current',
  number,
  seed: Buffer.from(seed).toString('base64url'),
})

interface OwnKeys {
  readonly pair: KeyPair
  readonly number: number
  /** The last one first. */
  readonly old: readonly OldKey[]
  readonly keyName: NodeName
  readonly stolenAt: number | null
}

function heldIn(table: RecordTable<KeyRecord>): OwnKeys {
  const records = Array.from(table.entries(), ([, record]) => record)
  const current = records.find((record) => record.state === 'current')
  if (current === undefined) throw new Error('This node’s key is missing. Restore a backup.')
  const pair = keyPairFrom(Buffer.from(current.seed, 'base64url'))
  const tables = records
    .filter((record) => record.state === 'old')
    .toSorted((one, other) => other.number - one.number)
  const old = tables.map(({ x, until, successor }) => ({ key: publicKeyOf(x), until, successor }))
  const stolenAt = tables.find((record) => record.stolenAt !== undefined)?.stolenAt ?? null
  return { pair, number: current.number, old, stolenAt, keyName: keyNameOf(old.at(-1)?.key ?? pair.public) }
}

/**
 * The name of a node by the address of its pages, such as `https://house.example`; null when it can be none.
 */
export function nodeNameOf(origin: string): NodeName | null {
  const { protocol, host, port } = new URL(origin)
  // A name without a port is reached by https.
  return parseNodeName(protocol === 'http:' && port === '' ? `${host}:80` : host)
}
