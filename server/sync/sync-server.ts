// The sync side of a node: takes over upgraded sockets at `/sync/ACCOUNT/WORLD` and
// `/sync/ACCOUNT/WORLD/live`, and looks after them.
import type { IncomingMessage } from 'node:http'
import type { Logger } from 'pino'
import type { MemberId } from '../../shared/world/address.ts'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { shownBySession, type Member, type ShownMember } from '../contracts/request-member.ts'
import type { UnderLease } from '../contracts/world-lease.ts'
import type { WorldKey, WorldRecord } from '../contracts/world-record.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { WorldActions } from './connection/action-requests.ts'
import { Connection, MOVES } from './connection/connection.ts'
import type { ConnectionParts } from './connection/connection-options.ts'
import { ConnectionPlace, type PlaceRules } from './connection/connection-place.ts'
import { UnfinishedFrames } from './connection/unfinished-frames.ts'
import { FrameTurn } from './connection/frame-turn.ts'
import type { ClosedToMember } from './following/foreign-scenes.ts'
import type { HeldDocuments, WritableScene } from './rooms/held-document.ts'
import type { OpenRooms } from './open-rooms.ts'
import { openRooms, type NodeRooms, type NodeRoomsOptions } from './node-rooms.ts'
import type { ImportMarks } from './rooms/import-marks.ts'
import { enterRoom, isLayeredScene, parseTarget, whyNotOpened } from './room-entry.ts'
import type { Trials } from './validation/trial-runner.ts'
import { createUpgrades, type SyncSocket } from './socket/sync-socket.ts'
import { repeat } from '../../shared/time/repeat.ts'

export type { ServerClock } from '../time/server-clock.ts'
export type { WorldActions, ActionClient } from './connection/action-requests.ts'
export type { ClosedToMember, ForeignScenes, RefusedWork } from './following/foreign-scenes.ts'
export { pendingLogKind, pendingLogMember } from './following/layered-scene.ts'
export { isNewer, readEntries, writeEntries, type PresenceEntry } from './presence/presence-entries.ts'
export type { HeldDocuments, HeldDocument, WritableScene } from './rooms/held-document.ts'
export {
  Abandoned,
  isOfTheWrite,
  writeTogether,
  type JointPart,
  type JointTurn,
} from './rooms/joint-append.ts'
export { MOVES } from './connection/connection.ts'
export { RoomClosed, WriteRefused } from './rooms/room-events.ts'
export { RestsOnMissing } from './rooms/node-judging.ts'
export type { Trials } from './validation/trial-runner.ts'

/** How often connections are looked after, in ms: a right that was taken away ends within a second. */
const TEND_MS = 500

/** How often titles in the list of worlds are updated from the scenes, in ms. */
const TITLES_MS = 2000

/** How often the words of worlds that are edited are brought up, in ms. */
const WORDS_MS = 2000

/** How often the logs of rooms that stay open are tidied, in ms. */
const TIDY_MS = 60 * 60_000

const GOES = { code: CLOSE.goingAway, reason: 'This node is shutting down.' }
const SOMEBODY_ELSE = 'Someone else is now signed in on this browser.'

/** What it takes to serve those who connect. */
interface ServingOptions extends PlaceRules {
  readonly clock: ServerClock
  readonly log: Pick<Logger, 'error'>
  /** What others see of a member; never rejects. What their session says, unless given. */
  readonly shownAs?: (member: Member) => ShownMember | Promise<ShownMember>
  /** The words for a person who may not be in any world just now; null: they may. */
  readonly shutFor?: (member: Member) => ClosedToMember | null
  /** Answers the actions of live connections. */
  readonly actions?: WorldActions
  /**
   * Whether frames are judged by rights that count now: they wait while they are not. They always are, unless
   * given.
   */
  readonly mayRead?: (() => boolean) | undefined
  /** At which sockets are closed whose world goes to another process. */
  readonly pace?: Pick<ClosingPace, 'add'> | undefined
}

export type SyncOptions = NodeRoomsOptions & ServingOptions

export interface SyncStats {
  readonly connections: number
  readonly rooms: number
  /** Rooms whose disk failed, and that wait for it. */
  readonly readOnlyRooms: number
  readonly savedUpdates: number
  readonly savedBytes: number
  readonly refusedFrames: number
}

/** A connection: whose, and to which world. */
export interface WorldConnection {
  readonly member: Member
  readonly world: WorldKey
}

export interface Sync {
  readonly trials: Trials
  /** Those who are about to bring files into a world. */
  readonly imports: Pick<ImportMarks, 'give'>
  /** Upgrades a request below `/sync/` and owns its socket from here on. */
  accept(path: string, query: URLSearchParams, member: Member, request: IncomingMessage, head: Buffer): void
  /** Connects a socket that is open already; `accept` does the same with its own. */
  connect(wire: SyncSocket, path: string, query: URLSearchParams, member: Member): Connection
  /** Sends everybody out of a world's documents; they are let go of when it resolves. */
  close(
    world: WorldKey,
    code: number,
    reason: string,
    how?: { readonly isSceneTidied: boolean },
  ): Promise<void>
  /**
   * Nothing more is read from the people in a world (in all worlds, where it is null), and no outcome told:
   * it goes to another process as soon as nothing happens there any more.
   */
  leave(world: WorldKey | null): void
  /**
   * Holds both documents of a world open, to follow and to write them. Rejects with a StoreFault when a disk
   * does not work now.
   */
  hold(world: WorldRecord): Promise<HeldDocuments>
  /**
   * The scene of a world, for what its past writes; all that was on its way is in the log. Rejects as `hold`.
   */
  writableScene(world: WorldRecord): Promise<WritableScene>
  /**
   * Resolves when all that came into a world's scene here before is on the disk; where another process has it
   * open, what was answered is. Rejects with a StoreFault when
   * the disk does not work now.
   */
  flush(world: WorldRecord): Promise<void>
  /** The client ids of one member, who writes no more, become another's; `write` makes it so on the disk. */
  claim(from: MemberId, to: MemberId, write: () => Promise<void>): Promise<void>
  /**
   * Sends somebody away from their layered scene in another node's world (everybody from the whole world,
   * where `member` is null), does `work` on its logs, under its lease where there are leases, and only then
   * lets anybody in again.
   */
  apart<T>(
    world: WorldKey,
    member: MemberId | null,
    goodbye: ClosedToMember,
    work: (under: UnderLease) => Promise<T>,
  ): Promise<T>
  /** Looks whether there is code in a world's pages; `onLiving` is told as well, when that is news. */
  look(world: WorldRecord): Promise<boolean>
  /** Reads the words of a world that nobody read before, or not to the end. */
  readWords(world: WorldRecord): Promise<void>
  /** The writers in a world's scene under these client ids; those of nobody are left out. */
  writers(world: WorldRecord, clients: readonly number[]): Promise<ReadonlyMap<number, MemberId>>
  /** The people in a world's scene now, by their presence ids; empty where the world is not open. */
  present(world: WorldRecord): Promise<ReadonlyMap<number, MemberId>>
  /** The connections: member and world of each. */
  here(): readonly WorldConnection[]
  stats(): SyncStats
  /** Lets everybody go once all that was taken in is on the disk; logs are tidied, unless said otherwise. */
  stop(how?: { readonly isTidied: boolean }): Promise<void>
}

/** Rooms, and those who connect to them. */
export const createSync = (options: SyncOptions): Sync => serveRooms(openRooms(options), options)

export function serveRooms(opened: NodeRooms, options: ServingOptions): Sync {
  const { rooms, trials, imports, counts } = opened
  const { log, clock, rightOf } = options
  const connections = new Set<Connection>()
  const upgrade = createUpgrades(clock)
  const parts: ConnectionParts = {
    clock,
    turn: new FrameTurn(clock, options.mayRead),
    intake: new UnfinishedFrames(),
    imports,
    actions: options.actions,
    shownAs: options.shownAs ?? shownBySession,
    pace: options.pace,
    open: connections,
  }
  let isStopping = false

  function connect(...[wire, path, query, member]: Parameters<Sync['connect']>): Connection {
    const target = parseTarget(path)
    const isInkland = query.get('inkland') === '1'
    const connection = new Connection(parts, {
      wire,
      member,
      place: new ConnectionPlace(member, options, target !== null && isLayeredScene(target)),
      isInkland,
      readsDeltas: isInkland && query.get('deltas') === '2',
      isBare: member.kind === 'peer' && query.get('bare') === '1',
      beats: query.get('beats') === '1',
      isFollower: member.kind === 'peer' && query.get('follow') === '1',
    })
    connections.add(connection)
    const closed = options.shutFor?.(member) ?? null
    if (isStopping) connection.close(GOES.code, GOES.reason)
    else if (closed !== null) connection.close(closed.code, closed.reason)
    else if (isSomebodyElse(query, member)) connection.close(CLOSE.signIn, SOMEBODY_ELSE)
    else if (target === null) connection.close(CLOSE.missing, 'That is not the address of a world.')
    else {
      enterRoom(connection, target, { rooms, rightOf, foreign: options.foreign }).catch((error: unknown) => {
        const { code, reason, isFault } = whyNotOpened(error)
        if (isFault) log.error({ path, err: error }, 'a world could not be opened')
        connection.close(code, reason)
      })
    }
    return connection
  }

  function tend(): void {
    const now = clock.now()
    for (const connection of connections) {
      const closed = options.shutFor?.(connection.member) ?? null
      if (closed === null) connection.tend(now)
      else connection.close(closed.code, closed.reason)
    }
  }

  const onFault = (error: unknown): void => log.error({ err: error }, 'rooms could not be looked after')
  const repeats = [
    repeat(tend, { everyMs: TEND_MS, clock, onFault }),
    repeat(() => rooms.facts.keep(), { everyMs: TITLES_MS, clock, onFault }),
    repeat(() => rooms.facts.keepWords(), { everyMs: WORDS_MS, clock, onFault }),
    repeat(() => rooms.tidy(), { everyMs: TIDY_MS, clock, onFault }),
  ]

  return {
    trials,
    imports,
    connect,
    accept(path, query, member, request, head) {
      upgrade(request, head, (wire) => connect(wire, path, query, member))
    },
    close: (world, code, reason, how) => rooms.close(world, code, reason, how?.isSceneTidied),
    leave(world) {
      for (const room of rooms) if (world === null || room.key.world === world) room.leave()
    },
    hold: (world) => rooms.hold(world),
    writableScene: (world) => writableSceneIn(rooms, world),
    flush: (world) => rooms.flush(world),
    apart: (world, member, goodbye, work) => rooms.apart(world, member, goodbye, work),
    claim: (from, to, write) => rooms.claim(from, to, write),
    look: (world) => rooms.look(world),
    readWords: (world) => rooms.readWords(world),
    writers: (world, clients) => writersIn(rooms, world, clients),
    present: (world) => rooms.present(world),
    here: () =>
      [...connections].flatMap((connection) => {
        const world = connection.place.world?.key
        return world === undefined ? [] : [{ member: connection.member, world }]
      }),
    stats() {
      const readOnlyRooms = [...rooms].filter((room) => room.isReadOnly).length
      return { connections: connections.size, rooms: rooms.size, readOnlyRooms, ...counts }
    },
    async stop(how) {
      isStopping = true
      for (const stop of repeats) stop()
      const goodbye = options.pace === undefined ? GOES : MOVES
      await rooms.stop(goodbye, how?.isTidied)
      for (const connection of connections) connection.close(goodbye.code, goodbye.reason)
    },
  }
}

async function writableSceneIn(rooms: OpenRooms, world: WorldRecord): Promise<WritableScene> {
  const held = await rooms.hold(world)
  const { scene } = held
  return {
    vector: () => Promise.resolve(scene.vector()),
    judgeAll: (...asked) => scene.judgeAll(...asked),
    async writeAll(...asked) {
      await scene.writeAll(...asked)
    },
    release: () => held.release(),
  }
}

/** The members that have written in a world's scene under these client ids; ids of nobody are left out. */
async function writersIn(
  rooms: OpenRooms,
  world: WorldRecord,
  clients: readonly number[],
): Promise<Map<number, MemberId>> {
  const writers = Promise.withResolvers<Map<number, MemberId>>()
  await rooms.enter(world, 'scene', (room) => {
    const owned = clients.flatMap((client) => {
      const owner = room.ownerOf(client)
      return owner === undefined ? [] : [[client, owner] as const]
    })
    writers.resolve(new Map(owned))
  })
  return writers.promise
}

/**
 * Whether a page says by `as=MEMBER` that it works as another member than its browser's session is: in
 * another tab somebody signed in or out. Its unsaved edits are not theirs.
 */
function isSomebodyElse(query: URLSearchParams, member: Member): boolean {
  const as = query.get('as')
  return as !== null && as !== member.id
}
