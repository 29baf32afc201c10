// Worlds of other nodes, as this one offers them to its people: found in the cache or fetched, followed while
// somebody is there, edited and asked by connections of each person's own, with the hosts' last answers about
// everybody's rights.
import type { Logger } from 'pino'
import {
  foreignPartsOf,
  nodeOf,
  parseMemberId,
  type Address,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { ForeignPlaceBody } from '../../../shared/wire/api/foreign-place-bodies.ts'
import type { RecordTables } from '../../records/record-tables.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { Store } from '../../storage/store.ts'
import type { UnderLease } from '../../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { UnfinishedFrames } from '../../sync/connection/unfinished-frames.ts'
import {
  pendingLogMember,
  type WorldActions,
  type ServerClock,
  type ClosedToMember,
  type ForeignScenes,
  type Sync,
} from '../../sync/sync-server.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { PeerFault } from '../outward/faults.ts'
import { createFinding, type CopyLookup } from './copy-lookup.ts'
import { createFetches } from './first-fetch.ts'
import { copiesOf, GONE, leaveCopy } from './copy-list.ts'
import { openForeignCache, type ForeignCache } from './copy-cache.ts'
import { recordIdOf } from '../lines/copy-ids.ts'
import { createPlaces } from './destination-status.ts'
import { ForeignWorld } from './foreign-world.ts'
import { openKnownRights, type KnownRights } from '../lines/remote-rights.ts'
import type { Peers } from '../node-peers.ts'
import { openUndone, type RefusedEdits } from './refused-edits.ts'

/**
 * Most bytes of one person's waiting edits in one world: years of writing, and a bound on how much of the
 * disk somebody can fill. Less than a world holds, so that who waits is told this, and not that it is full.
 */
export const PENDING_BYTES_MAX = 12 * 1024 * 1024
/**
 * How often the hosts are told that people are still here, and asked for their rights, in ms: within the time
 * a voucher counts.
 */
const RENEW_MS = 10 * 60_000
/** How long a host may take to say whether somebody may write, in ms, before what it said last counts. */
const RIGHT_MS = 4_000
/** How long a host is waited for that did not answer before, in ms. */
const ASLEEP_MS = 2_000
/** How often copies that nobody needs are looked for, in ms. */
const EVICT_MS = 10 * 60_000
/** Copies that people are in may take so many times the room of all. */
const USED_TIMES = 2

const UNFOUNDED = 'This builds on something that is no longer there, so it could not be saved.'

export interface ForeignWorlds {
  /** For the sync side. */
  readonly scenes: ForeignScenes
  readonly actions: WorldActions
  readonly cache: ForeignCache
  rightOf(member: Member, world: WorldRecord): Right
  whyNot(member: Member, world: WorldRecord): ClosedToMember
  stateOf(world: WorldRecord): 'awake' | 'asleep' | 'unknown'
  place(address: Address, member: Member): Promise<ForeignPlaceBody>
  /**
   * Brings a copy up to its host in somebody's name, if the host soon answers; resolves with whether it has
   * all that the host has.
   */
  catchUp(world: WorldRecord, member: Member): Promise<boolean>
  /** Worlds that somebody is in now. */
  around(member: Member): readonly WorldRecord[]
  /** The copies of worlds that somebody was in and may see. */
  list(member: Member): Promise<WorldRecord[]>
  /**
   * Takes a world off somebody's list, and its copy away if nobody else has it there; with `lose` also where
   * changes of theirs wait for its host.
   */
  leave(address: Address, member: Member, lose: boolean): Promise<'left' | 'missing' | 'waiting'>
  /** Updates that wait for a node. */
  queueOf(node: NodeName): number
  /** Takes up what waited when the node stopped, and looks after what is here from now on. */
  begin(): Promise<void>
  stop(): void
}

interface ForeignWorldsOptions {
  readonly peers: Pick<Peers, 'book' | 'caller' | 'identity'>
  readonly sync: Pick<Sync, 'hold' | 'apart' | 'trials'>
  readonly store: Store
  readonly tables: RecordTables
  readonly clock: ServerClock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  readonly cacheBytesMax: number
  /** A copy is gone for good, and so are pictures that only it used. */
  readonly release: (world: WorldRecord) => Promise<void>
}

/** Shared by all worlds of other nodes. */
interface ForeignWorldsParts {
  readonly rights: KnownRights
  readonly undone: RefusedEdits
  readonly cache: ForeignCache
  readonly finding: CopyLookup
  readonly fetches: UnfinishedFrames
  /** Those in use, and those with something that waits. */
  readonly inUse: Map<WorldKey, ForeignWorld>
}

export async function openForeignWorlds(options: ForeignWorldsOptions): Promise<ForeignWorlds> {
  const { tables, store, clock, log, sync, peers } = options
  const onFault = (error: unknown): void =>
    log.warn({ err: error }, 'a record about a world of another node could not be stored')
  const rights = await openKnownRights({ tables, clock, onFault })
  const inUse: ForeignWorldsParts['inUse'] = new Map()
  const cache = await openForeignCache({
    tables,
    store,
    clock,
    onFault,
    isUsed: ({ key }) => inUse.get(key)?.isUsed ?? false,
    onGone: async (world, destroy) => {
      const isGone = await sync.apart(world.key, null, GONE, async () => {
        if (!(await destroy())) return false
        inUse.get(world.key)?.stop()
        inUse.delete(world.key)
        return true
      })
      if (!isGone) return false
      await rights.forget(world.id)
      await options.release(world)
      return true
    },
  })
  const fetches = createFetches()
  const finding = createFinding({
    fetches,
    caller: peers.caller,
    book: peers.book,
    store,
    rights,
    clock,
    trials: sync.trials,
    admit: (bytes) => cache.admit(bytes, options.cacheBytesMax),
    onFault: (error) => log.warn({ err: error }, 'the host could not be asked for a right'),
  })
  const undone = await openUndone({ tables, store, clock, trials: sync.trials })
  return new FollowedWorlds(options, { rights, undone, cache, finding, fetches, inUse })
}

class FollowedWorlds implements ForeignWorlds {
  readonly #options: ForeignWorldsOptions
  readonly #parts: ForeignWorldsParts
  /** People for whom the host was waited for, since their waiting edits rest on something missing. */
  readonly #waited = new Set<string>()
  readonly place: ForeignWorlds['place']
  readonly #letGo: (() => void)[]
  #isStopped = false

  constructor(options: ForeignWorldsOptions, parts: ForeignWorldsParts) {
    this.#options = options
    this.#parts = parts
    const { store, clock, peers } = options
    const { rights, finding } = parts
    this.place = createPlaces({ caller: peers.caller, store, rights, finding, clock })
    this.#letGo = [
      peers.book.onState((node, state) => this.#nodeIs(node, state)),
      peers.book.onTrust((node, mayCome) => !mayCome && this.#shut(node)),
    ]
  }

  get cache(): ForeignCache {
    return this.#parts.cache
  }

  readonly scenes: ForeignScenes = {
    find: (address, member) => this.#parts.finding.find(address, member),
    lineOf: (world, member) => this.#parts.undone.lineOf(world, member),
    undoneOf: (world, member) => this.#parts.undone.of(world, member),
    taken: (world, member, upTo) => {
      if (nodeOf(world.address) === null) return
      this.#parts.undone
        .taken(world, member, upTo)
        .catch((error: unknown) => this.#warn(error, 'a copy stays'))
    },
    askRight: (world, member) => this.#askRight(world, member),
    unfounded: (world, member, under) => this.#unfounded(world, member, under),
    came: (world, member) => {
      this.#parts.cache.used(world)
      this.#worldOf(world).came(member.id)
    },
    left: (world, member) => this.#parts.inUse.get(world.key)?.left(member),
    wrote: (world, member, updates, bytes) => this.#worldOf(world).wrote(member, updates, bytes),
    present: (world, member, update) => this.#parts.inUse.get(world.key)?.present(member, update),
    whyFull: (world, member) => this.#whyFull(world, member),
  }

  readonly actions: WorldActions = {
    act: (world, asker, sequence, request) => this.#worldOf(world).act(asker, sequence, request),
    came: (world, asker) => this.#worldOf(world).askerCame(asker),
    gone: (world, asker) => this.#parts.inUse.get(world.key)?.askerGone(asker),
    failed: (_world, error) => this.#warn(error, 'an action in a world of another node failed'),
  }

  rightOf(member: Member, world: WorldRecord): Right {
    const node = nodeOf(world.address)
    if (node === null || !this.#options.peers.book.mayCome(node)) return 'none'
    return this.#parts.rights.of(member.id, world.id) ?? 'none'
  }

  whyNot(member: Member, world: WorldRecord): ClosedToMember {
    const node = nodeOf(world.address)
    const reason = node && this.#options.peers.book.whyNot(node)
    return reason === null ? this.#parts.finding.whyNot(world, member.id) : { code: CLOSE.right, reason }
  }

  stateOf(world: WorldRecord): 'awake' | 'asleep' | 'unknown' {
    const node = nodeOf(world.address)
    const open = this.#parts.inUse.get(world.key)
    if (open !== undefined) return open.state
    return (node && this.#options.peers.book.find(node)?.state) ?? 'unknown'
  }

  queueOf(node: NodeName): number {
    const of = [...this.#parts.inUse.values()].filter(({ record }) => nodeOf(record.address) === node)
    return of.reduce((sum, world) => sum + world.waiting().updates, 0)
  }

  async catchUp(world: WorldRecord, member: Member): Promise<boolean> {
    const open = this.#worldOf(world)
    const isRead = open.reads(member.id)
    try {
      return await open.catchUp(open.state === 'asleep' ? ASLEEP_MS : undefined)
    } finally {
      isRead()
    }
  }

  around(member: Member): readonly WorldRecord[] {
    return [...this.#parts.inUse.values()].flatMap((world) =>
      world.members().includes(member.id) ? [world.record] : [],
    )
  }

  list(member: Member): Promise<WorldRecord[]> {
    return copiesOf(this.#options.store, this.#parts.rights, member)
  }

  leave(address: Address, member: Member, lose: boolean): Promise<'left' | 'missing' | 'waiting'> {
    const { rights, cache, inUse } = this.#parts
    const letGo = (world: WorldRecord): void => {
      inUse.get(world.key)?.stop()
      inUse.delete(world.key)
    }
    return leaveCopy({ ...this.#options, rights, cache, letGo }, { address, member, lose })
  }

  async begin(): Promise<void> {
    const { store, clock } = this.#options
    for (const { world: key, kind, updates, bytes } of await store.personalLogs()) {
      const world = kind.startsWith('pending:') ? await store.findByKey(key) : null
      const member = parseMemberId(pendingLogMember(kind))
      if (world !== null && member !== null) this.#worldOf(world).wrote(member, updates, bytes)
    }
    // A node may be stopped while it starts.
    if (this.#isStopped) return
    // A copy that was being thrown away when the node ended.
    for (const world of await store.worlds('foreign'))
      if (world.binnedAt !== null) await store.destroy(world.key)
    if (this.#isStopped) return
    const onFault = (error: unknown): void =>
      this.#warn(error, 'worlds of other nodes could not be looked after')
    const { cacheBytesMax } = this.#options
    const { cache } = this.#parts
    const evict = async (): Promise<void> => {
      await cache.evict(cacheBytesMax)
      await cache.limit(USED_TIMES * cacheBytesMax)
    }
    this.#letGo.push(
      repeat(() => this.#renew(), { everyMs: RENEW_MS, clock, onFault }),
      repeat(evict, { everyMs: EVICT_MS, clock, onFault }),
    )
  }

  stop(): void {
    this.#isStopped = true
    for (const letGo of this.#letGo) letGo()
    for (const world of this.#parts.inUse.values()) world.stop()
    this.#parts.inUse.clear()
  }

  /** While it does not answer, what it said last counts. */
  async #askRight(world: WorldRecord, member: MemberId): Promise<void> {
    try {
      await this.#parts.finding.ask(world, member, RIGHT_MS)
    } catch (error) {
      if (!(error instanceof PeerFault)) this.#warn(error, 'the host could not be asked for a right')
    }
  }

  /**
   * Waiting edits may rest on a message of the host that came a moment before this node ended, and was not on
   * the disk yet: it comes again. If it does not, it is lost, and the edits become a copy.
   */
  async #unfounded(world: WorldRecord, member: MemberId, under: UnderLease): Promise<void> {
    const key = recordIdOf(member, world.id)
    if (!this.#waited.has(key)) {
      this.#waited.add(key)
      if (await this.#worldOf(world).catchUp()) return
    }
    this.#waited.delete(key)
    await this.#parts.undone.undo(world, member, 0, { ...under, why: UNFOUNDED })
  }

  // Those in use

  #worldOf(record: WorldRecord): ForeignWorld {
    const known = this.#parts.inUse.get(record.key)
    if (known !== undefined) return known
    const place = foreignPartsOf(record.address)
    if (place === null) throw new Error(`${record.address} is a world of this node`)
    const { peers, store, clock, random } = this.#options
    const { rights, undone, finding, fetches, inUse } = this.#parts
    const world: ForeignWorld = new ForeignWorld(record, {
      place,
      self: () => peers.identity.name(),
      caller: peers.caller,
      sync: this.#options.sync,
      store,
      rights,
      undone,
      fetches,
      clock,
      random,
      warn: (error, text) => this.#warn(error, text),
      isAsleep: () => peers.book.find(place.node)?.state === 'asleep',
      clockTrouble: () => peers.book.figures.clockTrouble(place.node),
      onClosed: (member, closed) => finding.closed(world.record, member, closed),
      onWaiting: () => this.#count(place.node),
      onIdle: () => {
        world.stop()
        if (inUse.get(record.key) === world) inUse.delete(record.key)
      },
    })
    inUse.set(record.key, world)
    return world
  }

  #count(node: NodeName): void {
    this.#options.peers.book.figures.of(node).queue = this.queueOf(node)
  }

  #nodeIs(node: NodeName, state: 'awake' | 'asleep'): void {
    if (state !== 'awake') return
    for (const world of this.#parts.inUse.values()) if (nodeOf(world.record.address) === node) world.retry()
  }

  /** This node has nothing more to do with another one; waiting edits stay. */
  #shut(node: NodeName): void {
    for (const [key, world] of this.#parts.inUse) {
      if (nodeOf(world.record.address) !== node) continue
      world.stop(this.#options.peers.book.whyNot(node))
      this.#parts.inUse.delete(key)
    }
  }

  /** Tells the hosts that people are still here, and asks what they may. */
  async #renew(): Promise<void> {
    const { inUse, finding } = this.#parts
    for (const world of inUse.values()) {
      for (const member of world.members()) finding.refresh(world.record, member)
    }
  }

  #whyFull(world: WorldRecord, member: MemberId): string | null {
    const waits = this.#parts.inUse.get(world.key)?.waiting(member).bytes ?? 0
    if (waits < PENDING_BYTES_MAX) return null
    return `So many of your changes are waiting for ${nodeOf(world.address)} that no more can be kept. Carry on when it is awake.`
  }

  #warn(error: unknown, text: string): void {
    this.#options.log.warn({ err: error }, text)
  }
}
