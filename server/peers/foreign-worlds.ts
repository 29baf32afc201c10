// Worlds of other nodes, as this one offers them to its people: found in the cache or fetched, followed while somebody is there, edited and asked by lines of
// each person's own, and what their hosts said last of everybody's rights.
import type { Logger } from 'pino'
import {
  foreignPartsOf,
  nodeOf,
  parseMemberId,
  type Address,
  type ForeignPlace,
  type MemberId,
  type NodeName,
  type RandomBytes,
} from '../../shared/world/address.ts'
import { atLeast, type Right } from '../../shared/world/rights.ts'
import { CLOSE } from '../../shared/wire/frame.ts'
import type { Place } from '../../shared/wire/places.ts'
import type { Kept } from '../accounts/kept.ts'
import type { Member } from '../accounts/member.ts'
import { StoreFault, type Store, type WorldKey, type WorldRecord } from '../storage/store.ts'
import {
  memberOf,
  type Actions,
  type Clock,
  type Closed,
  type ForeignScenes,
  type Sync,
} from '../sync/sync.ts'
import { askRight, closedBy, NOT_OPEN } from './asking-rights.ts'
import { FetchClosed, fetchWorld, type Progress } from './first-fetch.ts'
import { openForeignCache, type ForeignCache } from './foreign-cache.ts'
import { ForeignWorld } from './foreign-world.ts'
import { recordIdOf } from './foreign-ids.ts'
import { openKnownRights, type KnownRights } from './known-rights.ts'
import type { Peers } from './peers.ts'
import { openUndone, type UndoneEdits } from './undone.ts'

/** Most that waits of one person in one world, in bytes: years of writing, and a bound on what somebody can fill the disk with. */
export const PENDING_BYTES_MAX = 32 * 1024 * 1024
/** How often the hosts are told that people are still here, and asked for their rights, in ms: within the time a voucher counts. */
const RENEW_MS = 10 * 60_000
/** How often copies that nobody needs are looked for, in ms. */
const EVICT_MS = 10 * 60_000
/** What a place was like is not asked anew for so long, in ms, for as many places at most. */
const PLACE_MS = 15_000
const PLACES_MAX = 1000

const UNFOUNDED = 'What this was made on top of is not there any more, so it could not be saved.'
const GONE: Closed = { code: CLOSE.fault, reason: 'This node’s copy of this world was removed.' }

export interface ForeignWorlds {
  /** For the sync side. */
  readonly scenes: ForeignScenes
  readonly actions: Actions
  readonly cache: ForeignCache
  rightOf(member: Member, world: WorldRecord): Right
  whyNot(member: Member, world: WorldRecord): Closed
  stateOf(world: WorldRecord): 'awake' | 'asleep' | 'unknown'
  place(address: Address, member: Member): Promise<Place>
  /** Worlds that somebody is in now. */
  around(member: Member): readonly WorldRecord[]
  /** The copies of worlds that somebody was in and may see. */
  list(member: Member): Promise<WorldRecord[]>
  /**
   * Takes a world off somebody's list, and its copy away if nobody else has it there; with `lose` also where changes of theirs wait for its
   * host.
   */
  leave(address: Address, member: Member, lose: boolean): Promise<'left' | 'missing' | 'waiting'>
  /** Updates that wait for a node. */
  queueOf(node: NodeName): number
  /** Takes up what waited when the node stopped, and looks after what is here from now on. */
  begin(): Promise<void>
  stop(): void
}

export interface ForeignWorldsOptions {
  readonly peers: Pick<Peers, 'book' | 'caller' | 'identity'>
  readonly sync: () => Pick<Sync, 'hold' | 'apart'>
  readonly store: Store
  readonly kept: Kept
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'warn'>
  readonly cacheBytesMax: number
  /** A copy is gone for good: so is what only it held. */
  readonly release: (world: WorldRecord) => Promise<void>
}

/** What all worlds of other nodes share. */
interface Parts {
  readonly rights: KnownRights
  readonly undone: UndoneEdits
  readonly cache: ForeignCache
  /** Those in use, and those with something that waits. */
  readonly inUse: Map<WorldKey, ForeignWorld>
}

export async function openForeignWorlds(options: ForeignWorldsOptions): Promise<ForeignWorlds> {
  const { kept, store, clock, log, sync } = options
  const onFault = (error: unknown): void =>
    log.warn({ err: error }, 'something of worlds of other nodes was not kept')
  const rights = await openKnownRights({ kept, clock, onFault })
  const inUse: Parts['inUse'] = new Map()
  const cache = await openForeignCache({
    kept,
    store,
    clock,
    onFault,
    isUsed: ({ key }) => inUse.get(key)?.isUsed ?? false,
    onGone: async (world, destroy) => {
      inUse.get(world.key)?.stop()
      inUse.delete(world.key)
      await sync().apart(world.key, null, GONE, destroy)
      await rights.forget(world.id)
      await options.release(world)
    },
  })
  return new Worlds(options, { rights, undone: await openUndone({ kept, store, clock }), cache, inUse })
}

class Worlds implements ForeignWorlds {
  readonly #options: ForeignWorldsOptions
  readonly #parts: Parts
  /** Worlds that are being fetched for the first time. */
  readonly #fetching = new Map<
    Address,
    { readonly done: Promise<WorldRecord>; readonly progress: Progress }
  >()
  /** Why somebody may not be in a world, as its host said last. */
  readonly #closed = new Map<string, Closed>()
  readonly #places = new Map<string, { readonly at: number; readonly place: Place }>()
  /** Those for whom the host was waited for, since what waits rests on something missing. */
  readonly #waited = new Set<string>()
  #letGo: (() => void)[] = []
  #isStopped = false

  constructor(options: ForeignWorldsOptions, parts: Parts) {
    this.#options = options
    this.#parts = parts
    const { book } = options.peers
    this.#letGo = [
      book.onState((node, state) => this.#nodeIs(node, state)),
      book.onTrust((node, mayCome) => !mayCome && this.#shut(node)),
    ]
  }

  get cache(): ForeignCache {
    return this.#parts.cache
  }

  readonly scenes: ForeignScenes = {
    find: (address, member) => this.#find(address, member),
    lineOf: (world, member) => this.#parts.undone.lineOf(world, member),
    undoneOf: (world, member) => this.#parts.undone.of(world, member),
    taken: (world, member, upTo) => {
      if (nodeOf(world.address) === null) return
      this.#parts.undone
        .taken(world, member, upTo)
        .catch((error: unknown) => this.#warn(error, 'a copy stays'))
    },
    unfounded: (world, member) => this.#unfounded(world, member),
    came: (world, member) => {
      this.#parts.cache.used(world)
      this.#worldOf(world).came(member.id)
    },
    left: (world, member) => this.#parts.inUse.get(world.key)?.left(member),
    wrote: (world, member, updates, bytes) => this.#worldOf(world).wrote(member, updates, bytes),
    whyFull: (world, member) => this.#whyFull(world, member),
  }

  readonly actions: Actions = {
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

  whyNot(member: Member, world: WorldRecord): Closed {
    return this.#closed.get(recordIdOf(member.id, world.id)) ?? NOT_OPEN
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

  around(member: Member): readonly WorldRecord[] {
    return [...this.#parts.inUse.values()].flatMap((world) =>
      world.members().includes(member.id) ? [world.record] : [],
    )
  }

  async list(member: Member): Promise<WorldRecord[]> {
    const seen = new Set(this.#parts.rights.seenBy(member.id))
    const copies = seen.size === 0 ? [] : await this.#options.store.worlds('foreign')
    return copies.filter((world) => seen.has(world.id) && world.binnedAt === null)
  }

  async leave(address: Address, member: Member, lose: boolean): Promise<'left' | 'missing' | 'waiting'> {
    const { store } = this.#options
    const { rights, cache, inUse } = this.#parts
    const world = await store.find(address)
    if (world === null || nodeOf(address) === null || rights.of(member.id, world.id) === null)
      return 'missing'
    const own = (await store.personalLogs()).filter(
      (log) => log.world === world.key && parseMemberId(memberOf(log.kind)) === member.id,
    )
    if (own.length > 0 && !lose) return 'waiting'
    inUse.get(world.key)?.stop()
    inUse.delete(world.key)
    await this.#options.sync().apart(world.key, member.id, GONE, async () => {
      for (const { kind } of own)
        await store.forgetRows({ world: world.key, kind }, 0, Number.MAX_SAFE_INTEGER)
    })
    await rights.forget(world.id, member.id)
    if (!rights.isKnown(world.id)) await cache.remove(world, false)
    return 'left'
  }

  async place(address: Address, member: Member): Promise<Place> {
    const key = `${member.id} ${address}`
    const now = this.#options.clock.now()
    const known = this.#places.get(key)
    if (known !== undefined && now - known.at < PLACE_MS && known.place.fetching === null) return known.place
    const place = await this.#lookAt(address, member)
    this.#places.delete(key)
    this.#places.set(key, { at: now, place })
    const [oldest] = this.#places.keys()
    if (this.#places.size > PLACES_MAX && oldest !== undefined) this.#places.delete(oldest)
    return place
  }

  async begin(): Promise<void> {
    const { store, clock } = this.#options
    for (const { world: key, kind, updates, bytes } of await store.personalLogs()) {
      const world = kind.startsWith('pending:') ? await store.findByKey(key) : null
      const member = parseMemberId(memberOf(kind))
      if (world !== null && member !== null) this.#worldOf(world).wrote(member, updates, bytes)
    }
    // A copy that was being thrown away when the node ended.
    for (const world of await store.worlds('foreign'))
      if (world.binnedAt !== null) await store.destroy(world.key)
    const every = (ms: number, act: () => Promise<unknown>): void => {
      const turn = (): void => {
        if (this.#isStopped) return
        act()
          .catch((error: unknown) => this.#warn(error, 'worlds of other nodes could not be looked after'))
          .finally(() => this.#letGo.push(clock.after(ms, turn)))
      }
      this.#letGo.push(clock.after(ms, turn))
    }
    every(RENEW_MS, () => this.#renew())
    every(EVICT_MS, () => this.#parts.cache.evict(this.#options.cacheBytesMax))
  }

  stop(): void {
    this.#isStopped = true
    for (const letGo of this.#letGo) letGo()
    for (const world of this.#parts.inUse.values()) world.stop()
    this.#parts.inUse.clear()
  }

  /**
   * What waits may rest on what its host told a moment before this node ended, and that was not on the disk yet: it comes again. Where it does not, it
   * is lost, and what waits becomes a copy.
   */
  async #unfounded(world: WorldRecord, member: MemberId): Promise<void> {
    const key = recordIdOf(member, world.id)
    if (!this.#waited.has(key)) {
      this.#waited.add(key)
      if (await this.#worldOf(world).catchUp()) return
    }
    this.#waited.delete(key)
    await this.#parts.undone.undo(world, member, 0, UNFOUNDED)
  }

  // Finding

  async #find(address: Address, member: Member): Promise<WorldRecord | Closed> {
    const place = foreignPartsOf(address)
    if (place === null) return NOT_OPEN
    const cached = await this.#options.store.find(address)
    const known = cached && this.#parts.rights.of(member.id, cached.id)
    if (cached !== null && cached.binnedAt === null && atLeast(known ?? 'none', 'see')) {
      if (!this.#options.peers.book.mayCome(place.node)) return NOT_OPEN
      this.#refresh(place, member.id, cached)
      return cached
    }
    try {
      const right = await askRight(this.#options.peers.caller, place, member.id)
      if (!atLeast(right, 'see')) return NOT_OPEN
      const world = cached ?? (await this.#fetch(address, place, member.id))
      this.#know(member.id, world, right)
      return world
    } catch (error) {
      if (error instanceof FetchClosed) return { code: error.code, reason: error.message }
      return closedBy(error)
    }
  }

  /** All who want the same world wait for the same fetch. */
  #fetch(address: Address, place: ForeignPlace, as: MemberId): Promise<WorldRecord> {
    const under = this.#fetching.get(address)
    if (under !== undefined) return under.done
    const progress: Progress = { bytes: 0 }
    const done = this.#fetchAnew(address, place, as, progress).finally(() => this.#fetching.delete(address))
    this.#fetching.set(address, { done, progress })
    return done
  }

  async #fetchAnew(
    address: Address,
    place: ForeignPlace,
    as: MemberId,
    progress: Progress,
  ): Promise<WorldRecord> {
    const { store, clock, peers } = this.#options
    const fetched = await fetchWorld({ caller: peers.caller, clock, place, as, progress })
    const { id, line, title, scene, live } = fetched
    // It has moved on its own node: what is kept of it moves along.
    const moved = await store.findById(id)
    if (moved !== null) return (await store.rename(moved.key, address)) ?? moved
    const key = await store.stage(clock.now())
    const row = { firstAt: clock.now(), lastAt: clock.now(), updates: 1, quarantined: false }
    for (const [kind, { bytes, member, claims }] of [
      ['scene', scene],
      ['live', live],
    ] as const) {
      const clients = new Map(claims.map((client) => [client, member]))
      await store.importLog({ world: key, kind }, { rows: [{ ...row, bytes, member }], clients })
    }
    const world = await store.publish(key, { id, line, address, title, names: [] })
    if (world !== null) return world
    await store.destroy(key)
    const other = await store.find(address)
    if (other === null) throw new StoreFault('what was fetched could not be kept')
    return other
  }

  /** What somebody may do is asked anew; what is known counts meanwhile. */
  #refresh(place: ForeignPlace, member: MemberId, world: WorldRecord): void {
    askRight(this.#options.peers.caller, place, member)
      .then(
        (right) => this.#know(member, world, right),
        (error: unknown) => closedBy(error),
      )
      .catch((error: unknown) => this.#warn(error, 'a right could not be asked for'))
  }

  #know(member: MemberId, world: WorldRecord, right: Right): void {
    if (right !== 'none') this.#closed.delete(recordIdOf(member, world.id))
    this.#parts.rights.set(member, world.id, right)
  }

  async #lookAt(address: Address, member: Member): Promise<Place> {
    const parts = foreignPartsOf(address)
    const cached = parts && (await this.#options.store.find(address))
    const fetching = this.#fetching.get(address)?.progress ?? null
    const title = cached?.title ?? null
    const known = cached && this.#parts.rights.of(member.id, cached.id)
    if (parts === null) return { state: 'closed', title, right: null, fetching: null, why: NOT_OPEN.reason }
    const more = { title, fetching: fetching && { bytes: fetching.bytes } }
    try {
      const right = await askRight(this.#options.peers.caller, parts, member.id)
      if (cached !== null) this.#know(member.id, cached, right)
      const isOpen = right !== 'none'
      const why = isOpen ? null : NOT_OPEN.reason
      return { ...more, state: isOpen ? 'awake' : 'closed', right, why }
    } catch (error) {
      const { code, reason } = closedBy(error)
      return { ...more, state: code === CLOSE.asleep ? 'asleep' : 'closed', right: known, why: reason }
    }
  }

  // Those in use

  #worldOf(record: WorldRecord): ForeignWorld {
    const known = this.#parts.inUse.get(record.key)
    if (known !== undefined) return known
    const place = foreignPartsOf(record.address)
    if (place === null) throw new Error(`${record.address} is a world of this node`)
    const { peers, store, clock, random } = this.#options
    const { rights, undone, inUse } = this.#parts
    const world: ForeignWorld = new ForeignWorld(record, {
      place,
      self: () => peers.identity.name(),
      caller: peers.caller,
      sync: this.#options.sync(),
      store,
      rights,
      undone,
      clock,
      random,
      warn: (error, text) => this.#warn(error, text),
      isAsleep: () => peers.book.find(place.node)?.state === 'asleep',
      onClosed: (member, closed) => this.#closed.set(recordIdOf(member, world.record.id), closed),
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

  /** This node has nothing more to do with another one; what waits stays. */
  #shut(node: NodeName): void {
    for (const [key, world] of this.#parts.inUse) {
      if (nodeOf(world.record.address) !== node) continue
      world.stop()
      this.#parts.inUse.delete(key)
    }
  }

  /** Tells the hosts that people are still here, and asks what they may. */
  async #renew(): Promise<void> {
    for (const world of this.#parts.inUse.values()) {
      const place = foreignPartsOf(world.record.address)
      for (const member of place === null ? [] : world.members()) {
        if (place !== null) this.#refresh(place, member, world.record)
      }
    }
  }

  #whyFull(world: WorldRecord, member: MemberId): string | null {
    const waits = this.#parts.inUse.get(world.key)?.waiting(member).bytes ?? 0
    if (waits < PENDING_BYTES_MAX) return null
    return `So much of yours waits for ${nodeOf(world.address)} that no more can be kept. Go on when it is awake.`
  }

  #warn(error: unknown, text: string): void {
    this.#options.log.warn({ err: error }, text)
  }
}
