// The nodes that this one has met: their keys, whether they may come, and how they are now. A node's identity
// is that of the first meeting: its keys are kept then, and later ones count only if the keys before vouch
// for them.
import { parseNodeName, type NodeName } from '../../../shared/world/address.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { RecordTable, RecordTables } from '../../records/record-tables.ts'
import { isKnownBy, keyAt, type Card, type NodeKeys } from '../identity/node-card.ts'
import { createFigures, type AllFigures, type OnState } from './peer-statistics.ts'
import { PeerFault, type PeerFaultKind } from '../outward/faults.ts'
import { PeerRecord } from './peer-record.ts'

/**
 * How many nodes are known that nobody decided about; over that, the one heard of longest ago is forgotten:
 * strangers can make up nodes.
 */
export const UNKNOWN_MAX = 1_000

/**
 * `unknown`: may come where a world is open to it, if the node is open to strangers; `blocked`: may not, and
 * is not gone to.
 */
type Trust = 'unknown' | 'allowed' | 'blocked'

/**
 * A node as it is now. Fields that are not on the disk (all from `state` on) count from this node's start.
 */
export interface Peer {
  readonly node: NodeName
  /** Its own title. */
  readonly title: string
  readonly metAt: number
  readonly trust: Trust
  /** Why the node itself blocked it; null: it did not. */
  readonly trouble: string | null
  readonly state: 'awake' | 'asleep' | 'unknown'
  /** When anything of it was heard last, in ms since 1970; null: nothing was. */
  readonly heardAt: number | null
  /** How long the last answer took, in ms. */
  readonly latencyMs: number | null
  readonly bytesIn: number
  readonly bytesOut: number
  /** Updates that wait for it. */
  readonly queue: number
  readonly lastError: { readonly at: number; readonly kind: PeerFaultKind; readonly sentence: string } | null
  /** When it is tried again, in ms since 1970; null: when somebody wants something of it. */
  readonly retryAt: number | null
}

/** Which nodes may come and are gone to: all that nobody blocked, those that were allowed, or none. */
export type Openness = 'open' | 'closed' | 'off'

export interface PeerDirectory {
  find(node: NodeName): Peer | null
  all(): readonly Peer[]
  /**
   * Allows or blocks it; where its keys were others than before, it may then bring new ones. Null: it was
   * never met.
   */
  setTrust(node: NodeName, trust: Trust): Promise<Peer | null>
  /** Whether people of a node may come here, and ours go there. */
  mayCome(node: NodeName): boolean
  /** Why they may not, in words for people; null: they may. `isLinking`: as for `judge`. */
  whyNot(node: NodeName, isLinking?: boolean): string | null
  /**
   * Throws a PeerFault, with why, where people of a node may not come here, or ours go there. `isLinking`:
   * admins are about to decide, so that nobody has to have decided yet.
   */
  judge(node: NodeName, isLinking?: boolean): void
  /** Calls `listener` when a node may come from now on, or may not any more; until the answer is called. */
  onTrust(listener: (node: NodeName, mayCome: boolean) => void): () => void
  /** Calls `listener` when a node fell asleep or woke; until the answer is called. */
  onState(listener: OnState): () => void
  /**
   * Calls `listener` when a node says that a key which counted until now does so no longer; until the answer
   * is called.
   */
  onKeyEnded(listener: (node: NodeName) => void): () => void
  /** How nodes are now: for those who talk with them. */
  readonly figures: AllFigures
  /** The record of a node. */
  recordOf(node: NodeName): PeerRecord | null
  /**
   * Takes in a card of a node that was read just now. One whose keys are not by those before blocks the node.
   * Rejects with a PeerFault then, or a StoreFault.
   */
  take(node: NodeName, card: Card, isSecure: boolean): Promise<NodeKeys>
}

export async function openPeerDirectory(options: {
  readonly tables: RecordTables
  readonly clock: Pick<ServerClock, 'now' | 'sinceStillMs'>
  readonly openness: Openness
  /** A node showed keys that are not those it had, and was blocked. */
  readonly onTrouble: (node: NodeName) => void
}): Promise<PeerDirectory> {
  const { tables, clock, openness, onTrouble } = options
  const table = await tables.table('peer', PeerRecord)
  const figures = createFigures(clock)
  const listeners = new Set<(node: NodeName, mayCome: boolean) => void>()
  const keyListeners = new Set<(node: NodeName) => void>()

  table.watch((id, now) => {
    const node = parseNodeName(id)
    if (now === null && node !== null) figures.forget(node)
  })

  const isWanted = (trust: Trust): boolean =>
    openness !== 'off' && (trust === 'allowed' || (trust === 'unknown' && openness === 'open'))
  const mayCome = (node: NodeName): boolean => isWanted(table.get(node)?.trust ?? 'unknown')

  function whyNot(node: NodeName, isLinking = false): string | null {
    if (mayCome(node)) return null
    if (openness === 'off') return 'This node is not connected to other nodes.'
    const record = table.get(node)
    if (record?.trust === 'blocked')
      return record.trouble ?? `${node} is blocked here. An admin of this node can let it in again.`
    if (isLinking) return null
    return `This node is connected only to nodes that an admin has allowed, and ${node} is not one of them.`
  }

  function find(node: NodeName): Peer | null {
    const record = table.get(node)
    return record && peerOf(node, record, figures)
  }

  /** Does something, and tells where a node may come since, or may not any more. */
  async function telling(node: NodeName, act: () => Promise<unknown>): Promise<void> {
    const before = mayCome(node)
    await act()
    const now = mayCome(node)
    if (now !== before) for (const listener of listeners) listener(node, now)
  }

  async function block(node: NodeName): Promise<never> {
    const trouble = `${node} has different keys than before. It may belong to someone else now. An admin has to check.`
    await telling(node, () =>
      tables.change(() => {
        const record = table.get(node)
        return record && [table.set(node, { ...record, trust: 'blocked', trouble })]
      }),
    )
    onTrouble(node)
    const fault = new PeerFault('blocked', node, trouble)
    figures.failed(node, fault)
    throw fault
  }

  return {
    find,
    all: () => [...table.entries()].flatMap(([id]) => find(id as NodeName) ?? []),
    mayCome,
    whyNot,
    judge(node, isLinking = false) {
      const why = whyNot(node, isLinking)
      if (why !== null) throw new PeerFault('blocked', node, why)
    },
    async setTrust(node, trust) {
      await telling(node, () =>
        tables.change(() => {
          const record = table.get(node)
          if (record === null) return null
          const keys = record.trouble !== null && trust !== 'blocked' ? null : record.keys
          const trouble = trust === 'blocked' ? record.trouble : null
          return [table.set(node, { ...record, trust, trouble, keys })]
        }),
      )
      return find(node)
    },
    onTrust(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onKeyEnded(listener) {
      keyListeners.add(listener)
      return () => keyListeners.delete(listener)
    },
    onState: (listener) => figures.onState(listener),
    figures,
    recordOf: (node) => table.get(node),
    async take(node, { title, keys, old }, isSecure) {
      const before = table.get(node)?.keys ?? null
      const held = { keys, old }
      if (before !== null && !before.keys.keys.every(({ kid }) => isKnownBy(held, kid))) await block(node)
      const at = clock.now()
      await tables.change(() => {
        const record = table.get(node)
        if (record !== null) return [table.set(node, { ...record, title, keys: held, isSecure, readAt: at })]
        const made: PeerRecord = {
          title,
          metAt: at,
          trust: 'unknown',
          trouble: null,
          keys: held,
          isSecure,
          readAt: at,
        }
        return [...overOneMore(table, figures).map((id) => table.forget(id)), table.add(node, made)]
      })
      if (before !== null && kidsOf(before).some((kid) => isOver(before, held, kid, at)))
        for (const listener of keyListeners) listener(node)
      return held
    },
  }
}

/** A node as it is now. */
function peerOf(
  node: NodeName,
  { title, metAt, trust, trouble }: PeerRecord,
  figures: Pick<AllFigures, 'of' | 'traffic'>,
): Peer {
  const { state, heardAt, latencyMs, queue, lastError, retryAt } = figures.of(node)
  return {
    node,
    title,
    metAt,
    trust,
    trouble,
    state,
    heardAt: heardAt === 0 ? null : heardAt,
    latencyMs,
    ...figures.traffic(node),
    queue,
    lastError,
    retryAt,
  }
}

/** Those that nobody decided about, as far as they are too many once another one comes. */
function overOneMore(table: RecordTable<PeerRecord>, figures: Pick<AllFigures, 'of'>): readonly NodeName[] {
  const unknown = [...table.entries()].flatMap(([id, { trust, readAt }]) => {
    const node = parseNodeName(id)
    return trust === 'unknown' && node !== null
      ? [{ node, at: Math.max(readAt, figures.of(node).heardAt) }]
      : []
  })
  return unknown
    .toSorted((one, other) => one.at - other.at)
    .slice(0, Math.max(0, unknown.length + 1 - UNKNOWN_MAX))
    .map(({ node }) => node)
}

const kidsOf = ({ keys, old }: NodeKeys): readonly string[] =>
  [...keys.keys, ...old.map(({ key }) => key)].map(({ kid }) => kid)

const isOver = (before: NodeKeys, now: NodeKeys, kid: string, at: number): boolean =>
  keyAt(before, kid, at) !== null && keyAt(now, kid, at) === null
