// What a node has from the processes that it is one of.
import type { ReadingAccess } from '../accounts/reading-access.ts'
import type { BrowserSessions } from '../accounts/sessions/browser-sessions.ts'
import type { FrontDoor } from '../cluster/front-door.ts'
import type { RoomsElsewhere } from '../cluster/holders/led-crossings.ts'
import type { ProcessOverview } from '../cluster/process-list.ts'
import type { StandstillGuard } from '../cluster/standstill-guard.ts'
import type { Door, Entrance, UpgradeListener } from '../http/edge/http-server.ts'
import type { Leases } from '../owner/leases/world-leases.ts'
import type { PlayingProcesses } from '../owner/people/other-processes.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { Store } from '../storage/store.ts'
import type { ClosingPace } from '../time/closing-pace.ts'
import type { TrialPool } from '../sync/validation/trial-pool.ts'
import type { MemberId } from '../../shared/world/address.ts'

/** Finds worlds, and who may see them. */
export type RouteAccess = Pick<ReadingAccess, 'rightOf'> & {
  readonly store: Pick<Store, 'find' | 'peopleIn'>
  readonly sessions: Pick<BrowserSessions, 'read'>
}

export interface AmongProcesses {
  readonly door: FrontDoor
  /** Where people come in, and all connections, those of other processes too. */
  readonly entrance: Entrance
  readonly limits: Door
  /** At which its sockets are closed when worlds go elsewhere, or it ends. */
  readonly pace: ClosingPace
  readonly processes: ProcessOverview
  /** Under them its worlds are open and played, and written. */
  readonly leases: Leases
  /** Keeps a world here for a moment. False: another process has it, and plays it there if it lives. */
  readonly claim: (world: WorldKey) => Promise<boolean>
  readonly standstill: StandstillGuard
  readonly trials: TrialPool
  /** The worlds that others have open. */
  readonly elsewhere: RoomsElsewhere
  /** Those of them that play worlds. */
  readonly playing: PlayingProcesses
  /** Somebody looks different, is elsewhere, or has another name. */
  readonly changed: (member: MemberId, name: string | null) => void
  /** Passes on sockets to the processes that have their worlds open; takes all others. */
  readonly route: (upgrade: UpgradeListener, access: RouteAccess) => UpgradeListener
}
