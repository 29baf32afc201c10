// Opens the room of a document: reads its log, and heals the log first where a row cannot be applied. A
// layered scene opens over the room of the host's scene.
import { BEHAVIOR, HOST, OWNER, type MemberId } from '../../shared/world/address.ts'
import type { QuotaExceeded } from '../accounts/usage/storage-quota.ts'
import type { HeldLease, UnderLease, WorldLeases } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { StoreFault, type DocumentKey, type Store } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { turnsOf } from './document/chunked-apply.ts'
import type { MemoryBudget } from './document/memory-budget.ts'
import { Unreadable } from './document/small-updates.ts'
import type { ForeignScenes } from './following/foreign-scenes.ts'
import { openLayeredScene, pendingLogKind, Unfounded } from './following/layered-scene.ts'
import { AppendTurns } from './rooms/append-turns.ts'
import { DocumentRoom, type RoomOptions, type RoomParts } from './rooms/document-room.ts'
import type { RoomEvent } from './rooms/room-events.ts'
import { SharedFrames } from './rooms/shared-frames.ts'
import { WorkRateLimit } from './rooms/work-rate-limit.ts'
import { EACH_ALONE, NewWriters, type WorldSharers } from './rooms/new-writers.ts'
import { healLog, readablePart } from './validation/log-repair.ts'
import type { Trials } from './validation/trial-runner.ts'

export interface OpeningOptions {
  readonly store: Store
  readonly clock: ServerClock
  /** The time by which rows of a log are old; the clock's, unless given. */
  readonly ages?: Pick<ServerClock, 'now'> | undefined
  /** Where stored and large updates are tried. */
  readonly trials: Trials
  readonly onEvent: (room: DocumentRoom, event: RoomEvent) => void
  /** Worlds of other nodes; without it, there are none. */
  readonly foreign?: ForeignScenes | undefined
  /** Why somebody can write nothing more into a log of a world; everybody always can, unless given. */
  readonly whyFull?: WhyFull | undefined
  /** The owner as a world was read, and everybody by themselves, unless given. */
  readonly sharers?: WorldSharers | undefined
  /** Where a node is several processes: rooms open under the lease of their world, and write under it. */
  readonly leases?: WorldLeases | undefined
  /** Most memory of open documents; no bound, unless given. */
  readonly memory?: MemoryBudget | undefined
}

export type WhyFull = (
  world: WorldRecord,
  kind: DocumentKey['kind'],
  member: MemberId,
) => QuotaExceeded | null

/** The room keepers' service for a room that opens. */
interface RoomKeeper {
  /** Lets go of other rooms where that is needed; throws an OutOfMemory where it is not enough. */
  readonly makeRoom: (world: WorldRecord) => Promise<void>
  /** Rejects with an OutOfMemory where there is not enough to build the document of a room. */
  readonly admit: (room: DocumentRoom) => Promise<void>
  /** It is open. */
  readonly arrived: (room: DocumentRoom) => DocumentRoom
  /** Calls `then` with the room of a world's scene, in the turn in which it can be held. */
  readonly withScene: (world: WorldRecord, then: (scene: DocumentRoom) => void) => Promise<void>
}

const ELSEWHERE = 'This world is open at another process of this node.'

/** Another process owns the world: its rooms are there. */
export class OwnedElsewhere extends StoreFault {
  override readonly name = 'OwnedElsewhere'
}

/** The writer for the node itself. */
const INTERNAL: ReadonlySet<MemberId> = new Set([BEHAVIOR, OWNER, HOST])

export const nameOf = ({ world, kind }: DocumentKey): string => `${world}/${kind}`

export class RoomOpening {
  readonly #options: OpeningOptions
  readonly #keeper: RoomKeeper
  readonly #parts: RoomParts
  /** Documents whose copy in memory broke: their log is read row by row before they open again. */
  readonly #suspect = new Set<string>()

  /** One for all rooms: those that are open are many. */
  readonly #whyFull = (room: DocumentRoom, member: MemberId): QuotaExceeded | null => {
    const { world, key } = room
    const { whyFull, memory } = this.#options
    const full = whyFull?.(world, key.kind, member) ?? null
    // Live is no more than it was: it does not wait.
    if (full !== null || key.kind === 'live' || INTERNAL.has(member)) return full
    const text = memory?.whyFull(room) ?? null
    return text === null ? null : { isForToday: true, text }
  }

  constructor(options: OpeningOptions, keeper: RoomKeeper) {
    this.#options = options
    this.#keeper = keeper
    const { store, clock, trials } = options
    const appends = new AppendTurns(store, clock)
    this.#parts = {
      trials,
      turns: turnsOf(clock),
      dues: new WorkRateLimit(clock),
      newWriters: new NewWriters(clock),
      appends,
      messages: new SharedFrames(),
      sharers: options.sharers ?? EACH_ALONE,
    }
  }

  /** The copy of a document broke: its log is healed before it opens again. */
  suspect(key: DocumentKey): void {
    this.#suspect.add(nameOf(key))
  }

  async open(found: WorldRecord, key: DocumentKey): Promise<DocumentRoom> {
    const { leases } = this.#options
    if (leases === undefined) return this.#open(found, key, undefined)
    const lost = Promise.withResolvers<void>()
    // Before the log is read: without the lease another process may write it after that.
    const lease = await leases.take(key.world, lost.resolve)
    if (lease === null) throw new OwnedElsewhere(ELSEWHERE)
    try {
      const room = await this.#open(found, key, lease)
      void lost.promise.then(() => room.outdated())
      return room
    } catch (error) {
      await lease.release().catch(() => {})
      throw error
    }
  }

  /** Works on the logs of a world that has no rooms, under its lease. */
  async underLease<T>(world: WorldKey, work: (under: UnderLease) => Promise<T>): Promise<T> {
    const lease = await this.#options.leases?.take(world, () => {})
    if (lease === undefined) return work({})
    if (lease === null) throw new OwnedElsewhere(ELSEWHERE)
    try {
      return await work({ epoch: lease.epoch })
    } finally {
      await lease.release().catch(() => {})
    }
  }

  async #open(found: WorldRecord, key: DocumentKey, lease: HeldLease | undefined): Promise<DocumentRoom> {
    const { store, trials } = this.#options
    const world = await this.#asItIs(found)
    await this.#keeper.makeRoom(world)
    const name = nameOf(key)
    const heal = (): Promise<unknown> => healLog({ store, key, trials, by: world.id })
    if (this.#suspect.has(name)) {
      await heal()
      this.#suspect.delete(name)
    }
    const options = { ...this.#roomOptions(world, key, this.#whyFull), lease }
    const open = async (): Promise<DocumentRoom> => {
      const stored = await store.open(key)
      if (stored.isDamaged !== true) return new DocumentRoom(options, stored)
      return new DocumentRoom(options, await readablePart(stored, { trials, by: world.id }))
    }
    try {
      return this.#keeper.arrived(await open())
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      await heal()
      return this.#keeper.arrived(await open())
    }
  }

  async openLayered(found: WorldRecord, member: MemberId): Promise<DocumentRoom> {
    const { foreign } = this.#options
    const world = await this.#asItIs(found)
    await this.#keeper.makeRoom(world)
    const key = { world: world.key, kind: pendingLogKind(member) }
    const options = this.#roomOptions(world, key, (room, writer) => {
      const text = foreign?.whyFull(world, member) ?? null
      return text === null ? this.#whyFull(room, writer) : { isForToday: false, text }
    })
    const opening = Promise.withResolvers<DocumentRoom>()
    let under: UnderLease = {}
    // It begins in the same turn in which it holds the host's room.
    await this.#keeper.withScene(world, (host) => {
      const { lease } = host
      if (lease !== undefined) under = { epoch: lease.epoch }
      opening.resolve(openLayeredScene({ ...options, lease }, host))
    })
    try {
      return this.#keeper.arrived(await opening.promise)
    } catch (error) {
      if (!(error instanceof Unfounded) || foreign === undefined) throw error
      await foreign.unfounded(world, member, under)
      return this.openLayered(world, member)
    }
  }

  /**
   * A world may have begun a new line while somebody waited to come in: a draft, or a copy of another node's.
   */
  async #asItIs(world: WorldRecord): Promise<WorldRecord> {
    const now = await this.#options.store.findByKey(world.key)
    return now === null || now.line === world.line ? world : now
  }

  #roomOptions(
    world: WorldRecord,
    key: DocumentKey,
    whyFull: NonNullable<RoomOptions['whyFull']>,
  ): RoomOptions {
    const { store, clock, ages, onEvent } = this.#options
    const { admit } = this.#keeper
    return { world, key, store, clock, ages, parts: this.#parts, onEvent, whyFull, admit }
  }
}
