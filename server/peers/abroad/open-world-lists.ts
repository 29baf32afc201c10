// The worlds of other nodes that are open to somebody of this one who never was there: those nodes' last
// answers about people whom that person met. Asked anew when somebody looks, not more often than makes sense,
// and kept for when a node is asleep.
import { z } from 'zod'
import {
  OPEN_ACCOUNTS_MAX,
  OpenWorlds as Answer,
  type AskOpenWorlds,
  type PublicWorld,
} from '../../../shared/wire/api/friend-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { RIGHTS } from '../../../shared/world/rights.ts'
import {
  parseAddress,
  parseAnyAddress,
  partsOf,
  type AccountName,
  type Address,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import { nameAsSeenFrom } from '../../../shared/world/foreign-names.ts'
import { OF_MEMBER, type RecordTables } from '../../records/record-tables.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { PeerFault } from '../outward/faults.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** A node's answer is not asked anew for so long, in ms. */
const FRESH_MS = 60_000
/** How long a node may take for a page, in ms. */
const ASK_MS = 8_000
/**
 * How many pages are asked for, and so many nodes remembered for one person: those asked longest ago go
 * first.
 */
const PAGES_MAX = 3
const NODES_MAX = 50
/** So many worlds are remembered for one person, of the nodes that were asked last. */
const WORLDS_MAX = 1_000
/** When somebody's nodes were asked last is remembered for so many people and nodes. */
const ASKED_MAX = 10_000

const OpenWorldsRecord = z.object({
  at: z.number(),
  worlds: z.array(z.object({ address: z.string(), title: z.string(), right: z.enum(RIGHTS) })),
})
/** Under the member's id: by node. */
const OpenRecord = z.object({ nodes: z.record(z.string(), OpenWorldsRecord) })

export interface OpenWorldLists {
  /** The last answers of nodes; those about people who are not asked about any more are left out. */
  of(member: MemberId, accounts: readonly AccountName[]): readonly PublicWorld[]
  /**
   * Asks a node about accounts of its own, called as there, where that is not known well enough; true while
   * the answer is awaited.
   */
  ask(member: MemberId, node: NodeName, accounts: readonly AccountName[]): boolean
  /** Forgets the worlds of one account, or all. */
  forget(member: MemberId, account: AccountName | null): Promise<void>
}

export async function openOpenWorlds(options: {
  readonly tables: RecordTables
  readonly caller: Pick<PeerClient, 'call'>
  readonly clock: { now(): number }
  /** The name of this node. */
  readonly self: () => NodeName
  readonly onFault: (error: unknown) => void
}): Promise<OpenWorldLists> {
  const { tables, caller, clock, self, onFault } = options
  const table = await tables.table('open-worlds', OpenRecord, OF_MEMBER)
  /** When a node was asked for somebody; `of` are the people it was asked about. */
  const asked = new Map<string, { readonly at: number; readonly of: string; isOpen: boolean }>()

  async function fetchAll(
    member: MemberId,
    node: NodeName,
    accounts: readonly AccountName[],
  ): Promise<PublicWorld[]> {
    const worlds: PublicWorld[] = []
    let after: Address | null = null
    for (let page = 0; page < PAGES_MAX; page++) {
      const body: AskOpenWorlds = { accounts: [...accounts], after }
      const call = {
        method: 'POST',
        path: peersPath('worlds'),
        body,
        as: member,
        timeoutMs: ASK_MS,
      } as const
      const { status, body: came } = await caller.call(node, call)
      const read = Answer.safeParse(came)
      if (status !== 200 || !read.success)
        throw new PeerFault('refused', node, `${node} does not say which worlds are open there.`)
      // Its own worlds alone, of those who were asked about.
      const own = read.data.worlds.filter(({ address }) => isOf(address, accounts))
      worlds.push(...own.map((world) => ({ ...world, address: nameAsSeenFrom(world.address, node, self()) })))
      after = read.data.worlds.at(-1)?.address ?? null
      if (!read.data.hasMore || after === null) break
    }
    return worlds
  }

  async function keep(member: MemberId, node: NodeName, worlds: readonly PublicWorld[]): Promise<void> {
    await tables.change(() => {
      const nodes = { ...table.get(member)?.nodes, [node]: { at: clock.now(), worlds: [...worlds] } }
      const newest = Object.entries(nodes).toSorted(([, one], [, other]) => other.at - one.at)
      let room = WORLDS_MAX
      const kept = newest.slice(0, NODES_MAX).filter(([, { worlds: of }]) => (room -= of.length) >= 0)
      return [table.set(member, { nodes: Object.fromEntries(kept) })]
    })
  }

  return {
    of(member, accounts) {
      const wanted = new Set(accounts)
      return Object.values(table.get(member)?.nodes ?? {}).flatMap(({ worlds }) =>
        worlds.flatMap(({ address: text, title, right }) => {
          const address = parseAnyAddress(text)
          return address !== null && wanted.has(partsOf(address).account) ? [{ address, title, right }] : []
        }),
      )
    },
    ask(member, node, all) {
      const key = `${member} ${node}`
      const accounts = all.slice(0, OPEN_ACCOUNTS_MAX)
      const of = accounts.join(' ')
      const before = asked.get(key)
      if (before !== undefined && before.of === of && isRecent(before.at, FRESH_MS, clock.now()))
        return before.isOpen
      const now = { at: clock.now(), of, isOpen: true }
      asked.delete(key)
      asked.set(key, now)
      const [oldest] = asked.keys()
      if (asked.size > ASKED_MAX && oldest !== undefined) asked.delete(oldest)
      fetchAll(member, node, accounts)
        .then((worlds) => keep(member, node, worlds))
        .catch((error: unknown) => {
          // Asleep, or closed: its last answer stays.
          if (!(error instanceof PeerFault)) onFault(error)
        })
        .finally(() => {
          now.isOpen = false
        })
      return true
    },
    async forget(member, account) {
      await tables.change(() => {
        const record = table.get(member)
        if (record === null) return null
        if (account === null) return [table.forget(member)]
        const nodes = Object.entries(record.nodes).map(([node, { at, worlds }]) => [
          node,
          { at, worlds: worlds.filter(({ address }) => !address.startsWith(`${account}/`)) },
        ])
        return [table.set(member, { nodes: Object.fromEntries(nodes) })]
      })
    },
  }
}

const isOf = (address: Address, accounts: readonly AccountName[]): boolean =>
  parseAddress(address) !== null && accounts.includes(partsOf(address).account)
