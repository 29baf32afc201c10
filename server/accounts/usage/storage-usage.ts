// How much everybody added to this node's disks, and how much more they may. Counted in memory as it is
// written, and kept now and then: after a power failure at most what came in the last second, or the last MB,
// is not counted.
import {
  BEHAVIOR,
  HOST,
  nodeOf,
  OWNER,
  parseMemberId,
  type MemberId,
  type NodeName,
} from '../../../shared/world/address.ts'
import type { DocumentKey, Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { ForeignPeople } from '../../contracts/foreign-people.ts'
import type { Owners } from '../rights/world-owners.ts'
import { countStore, PERSON_BYTES, ROW_BYTES } from './counted-store.ts'
import { dayOf, Ledger, type Contributor, type Used } from './usage-ledger.ts'
import { createKinds } from './usage-kinds.ts'
import type { BoundsOfAccounts } from './account-bounds.ts'
import { createKeeper, load, PEOPLE } from './usage-records.ts'
import {
  CODE_FULL,
  GUESTS_FULL,
  nearly,
  OWNER_FULL,
  SPARE_TIMES,
  warningWords,
  whyFull,
  type QuotaExceeded,
  type MostOfAll,
} from './storage-quota.ts'
import { pause } from '../../../shared/time/time-limit.ts'

/**
 * What was counted is kept so often, in ms; sooner, but at most once a second, where so many bytes were
 * counted since.
 */
const KEEP_MS = 60_000
const KEEP_SOON_MS = 1_000
const KEEP_BYTES = 1024 * 1024
/** Between two worlds that were never counted, in ms: people come first. */
const MEASURE_PAUSE_MS = 20

/** How the name of an account as a contributor begins. */
const ACCOUNT = 'account:'

/** A world as far as whose it is. */
type World = Pick<WorldRecord, 'key' | 'owner'>

export interface Usage {
  /** The store that everybody is to use. */
  readonly store: Store
  /** Why somebody can add nothing more anywhere, or not so many bytes; null while they can. */
  whyFull(member: MemberId, bytes?: number): QuotaExceeded | null
  /**
   * Keeps room for so many bytes that are on their way, until the answer is called; or why there is none:
   * many at once do not pass a bound together.
   */
  keepRoom(member: MemberId, bytes: number): (() => void) | QuotaExceeded
  /** Why somebody can write nothing more into a log. Code writes in the name of whoever owns its world. */
  whyFullIn(world: World, kind: DocumentKey['kind'], member: MemberId): QuotaExceeded | null
  /** With whom all of a world counts; null: with nobody. */
  ownerOf(world: Pick<WorldRecord, 'key' | 'owner' | 'address'>): Contributor | null
  /** Why no guest more can be let in: each is remembered for good. */
  whyNoGuest(): QuotaExceeded | null
  /** What was added by somebody, and by all who count together with them. */
  of(member: MemberId): Used
  all(): readonly (readonly [Contributor, Used])[]
  /** What of everybody's logs stands in pages as they are now; the rest is history. */
  pages(): ReadonlyMap<Contributor, number>
  /** For whom a member's bytes count. */
  contributorOf(member: MemberId): Contributor
  /** So many bytes more of somebody's pictures are held, or less. */
  picturesChanged(by: MemberId, bytes: number): void
  /**
   * From now on pictures count for the day; worlds that were never counted are measured, one after the other.
   */
  begin(): void
  /** Keeps what was counted. */
  stop(): Promise<void>
}

interface UsageOptions {
  readonly store: Store
  readonly owners: Pick<Owners, 'ownerOf'>
  readonly isAccount: (member: MemberId) => boolean
  readonly foreign: Pick<ForeignPeople, 'nodeOf' | 'isAllowed'>
  readonly settings: { now(): MostOfAll }
  /** Bounds of one account, where they are others than those of all. */
  readonly bounds?: Pick<BoundsOfAccounts, 'most'>
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  /** Most of somebody's room is used: told once a day, to whoever adds just then. */
  readonly onWarning: (member: MemberId, words: string) => void
  readonly onFault: (error: unknown) => void
}

/** Opens what was counted so far. */
export async function openUsage(options: UsageOptions): Promise<Usage> {
  const { owners, settings, clock, onFault } = options
  const ledger = new Ledger()
  const kinds = createKinds(ledger)
  const mostOf = mostFor(options)
  const stored = await load(options.store, ledger)
  const contributorOf = contributors(options)
  for (const { bytes, ...document } of await options.store.snapshotSizes()) kinds.noteState(document, bytes)
  // Of all worlds at once, before anybody waits for it.
  kinds.pages()
  const warn = warner(options, mostOf)
  /** Worlds that are gone, and are to be forgotten on the disk. */
  const ended = new Set<WorldKey>()
  let unkept = 0
  let hasBegun = false
  let isStopped = false

  const store = countStore(options.store, {
    added(document, member, bytes) {
      const payer = payerOf(document.world, member)
      if (payer === null) return
      const who = contributorOf(payer)
      ledger.add(document, who, bytes, clock.now())
      counted(payer, who, bytes)
    },
    met(member) {
      const who = contributorOf(member)
      ledger.add(PEOPLE, who, PERSON_BYTES, clock.now())
      counted(member, who, PERSON_BYTES)
    },
    brought({ key, owner }, logs) {
      if (owner === null) return
      const who = contributorOf(owner)
      for (const [kind, bytes] of logs) {
        ledger.add({ world: key, kind }, who, bytes, clock.now())
        counted(owner, who, bytes)
      }
    },
    shrunk: (document) => void measure(document).catch(onFault),
    stateStored: (document, bytes) => kinds.noteState(document, bytes),
    ended(world) {
      ledger.end(world)
      kinds.end(world)
      ended.add(world)
    },
  })

  /** For whom a member's bytes in a world count; null: for nobody. */
  function payerOf(world: WorldKey, member: MemberId): MemberId | null {
    // The copy of another node's world has a bound of its own: nobody pays for what a host sends.
    if (member === HOST) return null
    if (member === BEHAVIOR || member === OWNER) return owners.ownerOf({ key: world, owner: null })
    return member
  }

  function counted(payer: MemberId, who: Contributor, bytes: number): void {
    warn(payer, who, ledger.of(who, clock.now()))
    unkept += bytes
    if (unkept >= KEEP_BYTES) keepSoon()
  }

  /** Merged rows take less; what happens in a world counts for whose it is now. */
  async function measure(document: DocumentKey): Promise<void> {
    const { rows, bytes } = await options.store.size(document, clock.now())
    const size = bytes + rows * ROW_BYTES
    if (document.kind !== 'live') return ledger.settle(document, size)
    const owner = owners.ownerOf({ key: document.world, owner: null })
    ledger.assign(document, owner === null ? null : contributorOf(owner), size)
  }

  const keeper = createKeeper(options.store, ledger, clock, stored, ended)
  let cancel = (): void => undefined
  let isSoon = false

  function keep(): Promise<void> {
    unkept = 0
    return keeper.keep().catch(onFault)
  }

  function keepSoon(): void {
    if (isSoon || isStopped) return
    isSoon = true
    clock.after(KEEP_SOON_MS, () => {
      isSoon = false
      if (!isStopped) void keep()
    })
  }

  function keepOften(): void {
    cancel = clock.after(KEEP_MS, () => {
      void keep()
      keepOften()
    })
  }

  /** Worlds from before there was any counting count for who owns them. */
  async function measureOthers(): Promise<void> {
    const { store: disk } = options
    for (const { key, owner } of [...(await disk.worlds('here')), ...(await disk.worlds('binned'))]) {
      if (isStopped) return
      if (stored.has(key) || ledger.sharesOf(key).length > 0) continue
      for (const kind of ['scene', 'live'] as const) {
        const { rows, bytes } = await disk.size({ world: key, kind }, clock.now())
        const who = owner === null ? null : contributorOf(owner)
        ledger.assign({ world: key, kind }, who, bytes + rows * ROW_BYTES)
      }
      await pause(clock, MEASURE_PAUSE_MS)
    }
  }

  /** Bytes that are on their way, and not counted yet. */
  const coming = new Map<Contributor, number>()

  const full = (member: MemberId, bytes = 0): QuotaExceeded | null => {
    const who = contributorOf(member)
    return whyFull(who, ledger.of(who, clock.now()), mostOf(who), bytes + (coming.get(who) ?? 0))
  }

  function changeComing(who: Contributor, by: number): void {
    const now = (coming.get(who) ?? 0) + by
    if (now === 0) coming.delete(who)
    else coming.set(who, now)
  }

  return {
    store,
    whyFull: full,
    keepRoom(member, bytes) {
      const why = full(member, bytes)
      if (why !== null) return why
      const who = contributorOf(member)
      changeComing(who, bytes)
      return () => changeComing(who, -bytes)
    },
    whyFullIn(world, kind, member) {
      if (member === HOST) return null
      const isOfOwner = kind === 'live' || member === BEHAVIOR || member === OWNER
      if (!isOfOwner) return full(member)
      const owner = owners.ownerOf(world)
      if (owner === null || member === OWNER) return null
      if (kind !== 'live') return full(owner) && { isForToday: false, text: CODE_FULL }
      const who = contributorOf(owner)
      const { logs, pictures } = ledger.of(who, clock.now())
      const isFull = logs + pictures >= SPARE_TIMES * mostOf(who).bytesPerAccount
      return isFull ? { isForToday: false, text: OWNER_FULL } : null
    },
    ownerOf(world) {
      const node = nodeOf(world.address)
      if (node !== null) return contributorFrom(node, options.foreign)
      const owner = owners.ownerOf(world)
      return owner === null ? null : contributorOf(owner)
    },
    whyNoGuest() {
      const { bytesPerDay, bytesPerAccount } = settings.now()
      const most = {
        bytesPerDay: SPARE_TIMES * bytesPerDay,
        bytesPerAccount: SPARE_TIMES * bytesPerAccount,
      }
      const full = whyFull('guests', ledger.of('guests', clock.now()), most)
      return full && { ...full, text: GUESTS_FULL }
    },
    of: (member) => ledger.of(contributorOf(member), clock.now()),
    all: () => ledger.all(clock.now()),
    pages: () => kinds.pages(),
    contributorOf,
    picturesChanged(by, bytes) {
      const who = contributorOf(by)
      ledger.addPictures(who, bytes)
      if (!hasBegun || bytes <= 0) return
      ledger.addToday(who, bytes, clock.now())
      counted(by, who, bytes)
    },
    begin() {
      hasBegun = true
      keepOften()
      measureOthers().catch(onFault)
    },
    async stop() {
      isStopped = true
      cancel()
      await keep()
    },
  }
}

/** Finds for whom somebody's bytes count; each account's name for that is made once. */
function contributors({ isAccount, foreign }: UsageOptions): (member: MemberId) => Contributor {
  const names = new Map<MemberId, Contributor>()
  return (member) => {
    if (isAccount(member)) {
      const name = names.get(member) ?? `account:${member}`
      names.set(member, name)
      return name
    }
    const node = foreign.nodeOf(member)
    return node === null ? 'guests' : contributorFrom(node, foreign)
  }
}

function contributorFrom(node: NodeName, { isAllowed }: UsageOptions['foreign']): Contributor {
  return isAllowed(node) ? `node:${node}` : 'strangers'
}

/** The most that somebody may add: what an admin set for one account, else what is for all. */
function mostFor({ settings, bounds }: UsageOptions): (who: Contributor) => MostOfAll {
  return (who) => {
    const account = who.startsWith(ACCOUNT) ? parseMemberId(who.slice(ACCOUNT.length)) : null
    return (account && bounds?.most(account)) ?? settings.now()
  }
}

/** Warns once a day of each bound. */
function warner({ clock, onWarning }: UsageOptions, mostOf: (who: Contributor) => MostOfAll) {
  const warned = new Map<string, number>()
  return (member: MemberId, who: Contributor, used: Used): void => {
    const most = mostOf(who)
    for (const bound of nearly(who, used, most)) {
      const name = `${bound} ${who}`
      const today = dayOf(clock.now())
      if (warned.get(name) === today) continue
      warned.set(name, today)
      onWarning(member, warningWords(bound, who, used, most))
    }
  }
}
