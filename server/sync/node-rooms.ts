// The rooms of a node, opened before anybody connects to them: the owner of worlds and the code that knows
// other nodes hold them, too.
import type { Logger } from 'pino'
import type { RandomBytes } from '../../shared/world/address.ts'
import type { WorldLeases } from '../contracts/world-lease.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Store } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { MemoryBudget } from './document/memory-budget.ts'
import type { ForeignScenes } from './following/foreign-scenes.ts'
import { OpenRooms } from './open-rooms.ts'
import type { WhyFull } from './room-opening.ts'
import type { DocumentRoom } from './rooms/document-room.ts'
import { ImportMarks } from './rooms/import-marks.ts'
import type { WorldSharers } from './rooms/new-writers.ts'
import type { RoomEvent } from './rooms/room-events.ts'
import { trialsHere, type Trials } from './validation/trial-runner.ts'

export interface NodeRoomsOptions {
  readonly store: Store
  readonly clock: ServerClock
  /** The time by which rows of a log are old; the clock's, unless given. */
  readonly ages?: Pick<ServerClock, 'now'> | undefined
  readonly random: RandomBytes
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** In an open node, opening an address that does not exist makes the world. */
  readonly makeMissing: boolean
  /** Where stored and large updates are tried; on this thread, unless given. */
  readonly trials?: Trials
  /** There is code in a world's pages now, or none any more: told within half a second after the edit. */
  readonly onLiving?: (world: WorldRecord, isLiving: boolean) => void
  /**
   * Something in a world may be where nobody can reach it: told with the look that finds out whether there is
   * code.
   */
  readonly onLost?: (world: WorldRecord) => void
  /** Something was stored in a world's scene. */
  readonly onSceneSaved?: (world: WorldRecord) => void
  /** Worlds of other nodes; without it, there are none. */
  readonly foreign?: ForeignScenes
  /** Why somebody can write nothing more into a log of a world; everybody always can, unless given. */
  readonly whyFull?: WhyFull | undefined
  /** The owner as a world was read, and everybody by themselves, unless given. */
  readonly sharers?: WorldSharers | undefined
  /** Where a node is several processes: rooms open under the lease of their world, and write under it. */
  readonly leases?: WorldLeases | undefined
  /** Most memory of open documents; no bound, unless given. */
  readonly memory?: MemoryBudget | undefined
}

/** Since the start. */
interface RoomCounts {
  savedUpdates: number
  savedBytes: number
  refusedFrames: number
}

export interface NodeRooms {
  readonly rooms: OpenRooms
  readonly trials: Trials
  readonly imports: ImportMarks
  readonly counts: Readonly<RoomCounts>
}

export function openRooms(options: NodeRoomsOptions): NodeRooms {
  const { log, trials = trialsHere() } = options
  const { counts, hear } = createRoomLog(log)
  const rooms = new OpenRooms({ ...options, trials, onEvent: hear })
  return { rooms, trials, imports: new ImportMarks(options), counts }
}

/** Counts what the rooms of a node tell, and logs what goes wrong in them. */
function createRoomLog(log: NodeRoomsOptions['log']) {
  const counts: RoomCounts = { savedUpdates: 0, savedBytes: 0, refusedFrames: 0 }

  function hear(room: DocumentRoom, event: RoomEvent): void {
    const world = room.world.address
    switch (event.type) {
      case 'saved':
        counts.savedUpdates += event.updates
        counts.savedBytes += event.bytes
        return
      case 'refused':
        counts.refusedFrames++
        return log.warn({ world, member: event.member, code: event.code }, 'a frame was refused')
      case 'trouble':
        return log.error({ world, err: event.error }, 'the disk failed; the world can be read only')
      case 'recovered':
        return log.info({ world }, 'the disk works again')
      case 'warned':
        return log.warn({ world, err: event.error }, 'data that only saves time could not be stored')
      case 'broken':
        return log.error({ world, err: event.error }, 'a world failed and is opened again')
      case 'lost':
        return log.warn({ world }, 'another process may own a world; it is opened again')
      case 'present':
      case 'empty':
    }
  }

  return { counts, hear }
}
