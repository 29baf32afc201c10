// The rooms that are open. A room is made when somebody comes, and stays in memory for a while when the last
// one goes. A document has at most one room at a time, and a new one only after the old one has let go of the
// log.
import { nodeOf, type Address, type MemberId, type RandomBytes } from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../contracts/request-member.ts'
import { isPersonal, type DocumentKey, type DocumentKind, type PersonalKind } from '../storage/store.ts'
import type { UnderLease } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import { pendingLogKind, pendingLogMember } from './following/layered-scene.ts'
import { tellForeign, type ClosedToMember } from './following/foreign-scenes.ts'
import { holdBoth, type HeldDocuments } from './rooms/held-document.ts'
import { makeMissingWorld } from './rooms/missing-world.ts'
import { OutOfMemory } from './document/memory-budget.ts'
import type { DocumentRoom } from './rooms/document-room.ts'
import type { RoomEvent } from './rooms/room-events.ts'
import { nameOf, RoomOpening, type OpeningOptions } from './room-opening.ts'
import { ShortLogs } from './rooms/log-trimming.ts'
import { SceneFacts } from './scene-facts.ts'

/** How long a room that nobody is in stays in memory, in ms: longer than a reload takes. */
const IDLE_MS = 30_000
/**
 * So much memory those rooms take together, in bytes as the budget counts them: as much as hundreds of usual
 * worlds. Above it, those go that were left longest ago; the last one stays, whatever its size. A merge
 * leaves three rooms, and somebody may merge in world after world.
 */
const IDLE_BYTES_MAX = 64 * 1024 * 1024
/** How long tidying logs may hold up the end of the process, in ms. */
const TIDY_MS = 4000

const FAILED = 'Something went wrong with this world. It is being opened again.'
const MOVED = 'This world was moved. It is being opened again.'

interface RoomsOptions extends OpeningOptions {
  readonly random: RandomBytes
  /** Opening an address that does not exist makes the world. */
  readonly makeMissing: boolean
  /** There is code in a world's pages now, or none any more. Without it, nobody looks. */
  readonly onSceneSaved?: ((world: WorldRecord) => void) | undefined
  readonly onLiving?: ((world: WorldRecord, isLiving: boolean) => void) | undefined
  /** Something in a world may be where nobody can reach it. */
  readonly onLost?: ((world: WorldRecord) => void) | undefined
}

/** A room that nobody is in. */
interface IdleRoom {
  bytes: number
  /** Cancels its timer. */
  readonly cancel: () => void
}

export class OpenRooms {
  readonly #options: RoomsOptions
  readonly #opening: RoomOpening
  readonly #open = new Map<string, Promise<DocumentRoom>>()
  /** Rooms by name as long as they hold on to their log, on their way out too. */
  readonly #leaving = new Map<string, Promise<void>>()
  readonly #here = new Set<DocumentRoom>()
  /** Rooms that nobody is in, the one that was left longest ago first. */
  readonly #idle = new Map<DocumentRoom, IdleRoom>()
  #idleBytes = 0
  /** Resolves when those of them that went for their memory are gone. */
  #idleLeaving: Promise<void> = Promise.resolve()
  /** Worlds whose logs somebody changes while nobody may be in them. */
  readonly #gates = new Map<WorldKey, Promise<void>>()
  readonly facts: SceneFacts
  readonly #shortLogs: ShortLogs

  constructor(options: RoomsOptions) {
    this.#options = options
    const { store, clock, onLiving, onLost } = options
    this.#opening = new RoomOpening(
      { ...options, onEvent: this.#hear.bind(this) },
      {
        makeRoom: this.#makeRoom.bind(this),
        admit: this.#admit.bind(this),
        arrived: this.#arrived.bind(this),
        withScene: (world, then) => {
          const key: DocumentKey = { world: world.key, kind: 'scene' }
          return this.#enterBy(key, () => this.#opening.open(world, key), then, true)
        },
      },
    )
    const warn = (room: DocumentRoom, error: unknown): void => this.#warning(room)(error)
    const tellLost = ({ world }: DocumentRoom): void => onLost?.(world)
    this.facts = new SceneFacts({
      store,
      clock,
      tell: onLiving ? ({ world }, isLiving) => onLiving(world, isLiving) : null,
      tellLost,
      isHere: (room) => this.#here.has(room),
      warn,
    })
    this.#shortLogs = new ShortLogs(store, warn)
  }

  get size(): number {
    return this.#here.size
  }

  [Symbol.iterator](): Iterator<DocumentRoom> {
    return this.#here.values()
  }

  /** The world at an address, in the bin or not; null when there is none. In an open node it is made then. */
  async find(address: Address, member: Member): Promise<WorldRecord | ClosedToMember | null> {
    const { store, makeMissing, foreign } = this.#options
    // Nobody goes through this node to a third one.
    if (nodeOf(address) !== null)
      return member.kind === 'peer' ? null : (foreign?.find(address, member) ?? null)
    return (
      (await store.find(address)) ??
      (makeMissing && member.kind !== 'peer' ? makeMissingWorld(address, member.id, this.#options) : null)
    )
  }

  /** The room of a world's document. The caller enters it in the same turn, or it may be gone. */
  async enter(world: WorldRecord, kind: DocumentKind, then: (room: DocumentRoom) => void): Promise<void> {
    const key = { world: world.key, kind }
    return this.#enterBy(key, () => this.#opening.open(world, key), then)
  }

  /**
   * Somebody's layered scene in another node's world. The caller enters it in the same turn, or it may be
   * gone.
   */
  async enterLayeredScene(
    world: WorldRecord,
    member: MemberId,
    then: (layered: DocumentRoom) => void,
  ): Promise<void> {
    return this.#enterBy(
      { world: world.key, kind: pendingLogKind(member) },
      () => this.#opening.openLayered(world, member),
      then,
    )
  }

  /** With `isWithin` past the gate: for somebody who came in before it was shut. */
  async #enterBy(
    key: DocumentKey,
    open: () => Promise<DocumentRoom>,
    then: (room: DocumentRoom) => void,
    isWithin = false,
  ): Promise<void> {
    const name = nameOf(key)
    const gone = () => (isWithin ? undefined : this.#gates.get(key.world)) ?? this.#leaving.get(name)
    for (let going = gone(); going; going = gone()) await going
    let opening = this.#open.get(name)
    if (opening === undefined) {
      opening = open()
      this.#open.set(name, opening)
      opening.catch(() => this.#open.delete(name))
    }
    const room = await opening
    if (this.#open.get(name) !== opening) return this.#enterBy(key, open, then, isWithin)
    then(room)
    if (room.size === 0) this.#leaveLater(room)
    else this.#stay(room)
  }

  /** Holds both documents of a world open; rejects with a StoreFault when a disk does not work. */
  hold(world: WorldRecord): Promise<HeldDocuments> {
    return holdBoth((kind, then) => this.enter(world, kind, then))
  }

  /** As `hold`, for what came before to be on the disk: the room of the scene need not be opened for that. */
  async flush({ key: world }: WorldRecord): Promise<void> {
    await this.#gates.get(world)
    const name = nameOf({ world, kind: 'scene' })
    await this.#leaving.get(name)
    const room = await this.#open.get(name)
    await room?.flush()
  }

  /** Looks whether there is code in a world's pages. */
  async look(world: WorldRecord): Promise<boolean> {
    const looked = Promise.withResolvers<boolean>()
    await this.enter(world, 'scene', (room) => looked.resolve(this.facts.look(room)))
    return looked.promise
  }

  /** Reads the words of a world that nobody read before, or not to the end. */
  async readWords(world: WorldRecord): Promise<void> {
    const entered = Promise.withResolvers<DocumentRoom>()
    await this.enter(world, 'scene', entered.resolve)
    const room = await entered.promise
    await this.facts.readWords(room)
    if (this.#here.has(room) && this.#isIdle(room)) await this.#leave(room, CLOSE.goingAway, '')
  }

  /** The people in a world's scene now, by their presence id; nobody if the world is not open. */
  async present(world: WorldRecord): Promise<ReadonlyMap<number, MemberId>> {
    const room = await this.#open.get(nameOf({ world: world.key, kind: 'scene' }))?.catch(() => null)
    return room == null ? new Map() : room.presence.holders()
  }

  /**
   * The client ids of one member are another's from now on, also for those who are in a room; `write` makes
   * it so on the disk, once all that is on its way is there. The one they were taken from writes no more.
   */
  async claim(from: MemberId, to: MemberId, write: () => Promise<void>): Promise<void> {
    const stored = [...this.#here].map((room) => new Promise<void>((resolve) => room.whenStored(resolve)))
    await Promise.all([...stored, ...this.#leaving.values()])
    await write()
    // Those that are being opened may have read whose they were before.
    const rooms = await Promise.allSettled(this.#open.values())
    for (const room of rooms) if (room.status === 'fulfilled') room.value.claim(from, to)
  }

  /**
   * Closes both documents of a world to everybody, those at the door too, and lets go of its logs; layered
   * scenes as well.
   */
  async close(world: WorldKey, code: number, reason: string, isSceneTidied = true): Promise<void> {
    const close = (kind: DocumentKey['kind']) =>
      this.#closeOne({ world, kind }, code, reason, isSceneTidied || kind !== 'scene')
    await Promise.all(this.#personalLogsOf(world).map(close))
    await Promise.all([close('scene'), close('live')])
  }

  /**
   * Sends somebody away from their layered scene (everybody from the whole world, without `member`), works on
   * the logs, under the lease of the world where there are leases, and lets people in again.
   */
  async apart<T>(
    world: WorldKey,
    member: MemberId | null,
    { code, reason }: ClosedToMember,
    work: (under: UnderLease) => Promise<T>,
  ): Promise<T> {
    const before = this.#gates.get(world)
    const gate = (async () => {
      await before
      // The work puts another scene in its place: tidying it before takes long for nothing.
      if (member === null) await this.close(world, code, reason, false)
      else await this.#closeOne({ world, kind: pendingLogKind(member) }, code, reason)
      return this.#opening.underLease(world, work)
    })()
    const shut = gate.then(
      () => undefined,
      () => undefined,
    )
    this.#gates.set(world, shut)
    try {
      return await gate
    } finally {
      if (this.#gates.get(world) === shut) this.#gates.delete(world)
    }
  }

  async #closeOne(key: DocumentKey, code: number, reason: string, isTidied = true): Promise<void> {
    const name = nameOf(key)
    const room = await this.#open.get(name)?.catch(() => null)
    if (room != null && this.#here.has(room)) await this.#leave(room, code, reason, isTidied)
    await this.#leaving.get(name)
  }

  /** Those that are being opened as well. */
  #personalLogsOf(world: WorldKey): PersonalKind[] {
    const prefix = `${world}/`
    const names = [...this.#open.keys()].filter((name) => name.startsWith(prefix))
    return names.map((name) => name.slice(prefix.length)).filter(isPersonal)
  }

  /** Lets everybody go in good order; where somebody waits for that, logs are not tidied before. */
  async stop({ code, reason }: ClosedToMember, isTidied = true): Promise<void> {
    const rooms = [...this.#here]
    await this.facts.keep()
    const close = (room: DocumentRoom) => room.close(code, reason)
    // Layered scenes hold other rooms, and go first: one whose host's room closes under it is broken.
    await Promise.all(rooms.filter(isLayeredScene).map(close))
    await Promise.all(rooms.filter((room) => !isLayeredScene(room)).map(close))
    await this.facts.finish(rooms)
    const deadline = isTidied ? this.#options.clock.now() + TIDY_MS : -Infinity
    for (const room of rooms) {
      if (this.#options.clock.now() < deadline) await room.tidy().catch(this.#warning(room))
      await this.#letGo(room)
    }
  }

  /** Tidies the logs of rooms that stay open, one after the other: a world that lives is never closed. */
  async tidy(): Promise<void> {
    for (const room of this.#here) if (room.isUntidy) await room.tidy().catch(this.#warning(room))
  }

  /** Something failed that only saves time: it is told, and is no reason to stop. */
  #warning(room: DocumentRoom): (error: unknown) => void {
    return (error) => this.#options.onEvent(room, { type: 'warned', error })
  }

  /**
   * Closes rooms that nobody is in, where another needs their memory. Throws an OutOfMemory where that is not
   * enough.
   */
  async #makeRoom(world: WorldRecord): Promise<void> {
    const { memory } = this.#options
    if (memory === undefined || memory.whyShut(world) === null) return
    await this.#leaveIdle()
    await this.#idleLeaving
    const why = memory.whyShut(world)
    if (why !== null) throw new OutOfMemory(why)
  }

  /** Closes the rooms that nobody is in: they are the first to go where memory is short. */
  async #leaveIdle(): Promise<void> {
    const idle = [...this.#idle.keys()].filter((room) => this.#mayGo(room))
    if (idle.length === 0) return
    const before = this.#idleLeaving
    const leaving = Promise.all(idle.map((room) => this.#leave(room, CLOSE.goingAway, '')))
    this.#idleLeaving = leaving.then(() => before)
    await leaving
  }

  /**
   * The items of a large document are counted: many that came at once may be more than there is memory for.
   */
  async #admit(room: DocumentRoom): Promise<void> {
    const { memory } = this.#options
    const whyShut = (): string | null => {
      memory?.forget(room)
      const why = memory?.whyShut(room.world, 'large') ?? null
      this.#count(room)
      return why
    }
    if (whyShut() === null) return
    await this.#leaveIdle()
    const why = whyShut()
    if (why !== null) throw new OutOfMemory(why)
  }

  #weigh(room: DocumentRoom): void {
    this.#count(room)
    if (this.#options.memory?.whyFull(room) != null) void this.#leaveIdle()
  }

  /** Counts what it takes now, also as one that nobody is in: it may be read only then. */
  #count(room: DocumentRoom): void {
    const bytes = room.document.memoryBytes
    const idle = this.#idle.get(room)
    if (idle !== undefined) {
      this.#idleBytes += bytes - idle.bytes
      idle.bytes = bytes
    }
    this.#options.memory?.note(room, room.world, bytes)
  }

  #arrived(room: DocumentRoom): DocumentRoom {
    this.#here.add(room)
    this.#weigh(room)
    this.facts.opened(room)
    return room
  }

  #hear(room: DocumentRoom, event: RoomEvent): void {
    const { foreign } = this.#options
    const { kind } = room.key
    if (kind === 'scene' && (event.type === 'saved' || event.type === 'recovered')) {
      this.facts.touch(room)
      this.#options.onSceneSaved?.(room.world)
    }
    if (foreign && isPersonal(kind)) tellForeign(foreign, room.world, pendingLogMember(kind), event)
    if (event.type === 'empty') this.#leaveLater(room)
    if (event.type === 'saved') {
      this.#weigh(room)
      this.#shortLogs.saved(room, event.bytes)
    }
    if (event.type === 'broken' && event.error instanceof OutOfMemory) return this.#shut(room, event.error)
    const isHere = this.#here.has(room)
    if (event.type === 'lost' && !isHere) return
    this.#options.onEvent(room, event)
    if (event.type === 'broken' && isHere) {
      if (!isPersonal(room.key.kind)) this.#opening.suspect(room.key)
      this.#replace(room, FAILED)
    }
    if (event.type === 'lost') this.#replace(room, MOVED)
  }

  /** There is no memory for it: everybody comes again later. */
  #shut(room: DocumentRoom, { message }: OutOfMemory): void {
    if (this.#here.has(room)) void this.#leave(room, CLOSE.disk, message)
  }

  /** Everybody comes again, to a room that is read anew from the log. */
  #replace(room: DocumentRoom, why: string): void {
    this.#drop(room)
    void this.#holdUntil(room, room.close(CLOSE.fault, why))
  }

  /** A timer holds the room, with its document: there is one at most, and none once the room is gone. */
  #leaveLater(room: DocumentRoom): void {
    this.#stay(room)
    if (!this.#here.has(room)) return
    const cancel = this.#options.clock.after(IDLE_MS, () => {
      this.#stay(room)
      if (room.size > 0) return
      if (!this.#isIdle(room)) return this.#leaveLater(room)
      void this.#leave(room, CLOSE.goingAway, '')
    })
    const bytes = room.document.memoryBytes
    this.#idle.set(room, { bytes, cancel })
    this.#idleBytes += bytes
    this.#trimIdle()
  }

  /** Somebody is in it again, or it is gone. */
  #stay(room: DocumentRoom): void {
    const idle = this.#idle.get(room)
    if (idle === undefined) return
    idle.cancel()
    this.#idle.delete(room)
    this.#idleBytes -= idle.bytes
  }

  /** Where rooms that nobody is in take too much together, those go that were left longest ago. */
  #trimIdle(): void {
    for (const room of this.#idle.keys()) {
      if (this.#idleBytes <= IDLE_BYTES_MAX || this.#idle.size === 1) return
      if (this.#mayGo(room)) void this.#leave(room, CLOSE.goingAway, '')
    }
  }

  /** One that is being read or built waits for that, and closing it frees nothing before. */
  #mayGo(room: DocumentRoom): boolean {
    return this.#isIdle(room) && !room.document.isInWork
  }

  /** Nobody is in it, or waits for it. */
  #isIdle(room: DocumentRoom): boolean {
    // A large one may wait for its turn to be tried for long: closed, it would wait anew, and never come to
    // it.
    const isWell = !room.isReadOnly || room.isDamaged
    return room.size === 0 && isWell && !this.facts.isAwaited(room)
  }

  #leave(room: DocumentRoom, code: number, reason: string, isTidied = true): Promise<void> {
    this.#drop(room)
    return this.#holdUntil(
      room,
      this.facts
        .keep()
        .then(() => room.close(code, reason))
        .then(() => this.facts.finish([room]))
        .then(() => (isTidied ? room.tidy() : undefined)),
    )
  }

  /** Nobody opens a document again before the room that had it has let go of its log. */
  async #holdUntil(room: DocumentRoom, gone: Promise<void>): Promise<void> {
    const name = nameOf(room.key)
    const settled = gone
      .catch(this.#warning(room))
      .then(() => this.#letGo(room))
      .finally(() => {
        this.facts.forget(room)
        // It is in memory, and counts, until nothing of it is read or built any more.
        void room.document.settled().then(() => this.#options.memory?.forget(room))
      })
    this.#leaving.set(name, settled)
    await settled
    if (this.#leaving.get(name) === settled) this.#leaving.delete(name)
  }

  /** A lease that cannot be released ends with this process. A layered scene has that of the host's scene. */
  async #letGo(room: DocumentRoom): Promise<void> {
    if (!isLayeredScene(room)) await room.lease?.release().catch(this.#warning(room))
  }

  #drop(room: DocumentRoom): void {
    this.#stay(room)
    this.#here.delete(room)
    this.#open.delete(nameOf(room.key))
  }
}

const isLayeredScene = ({ key }: DocumentRoom): boolean => isPersonal(key.kind)
