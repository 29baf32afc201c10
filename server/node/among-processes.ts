// What a node has from the processes that it is one of.
import type { FrontDoor } from '../cluster/front-door.ts'
import type { ProcessOverview } from '../cluster/process-list.ts'
import type { StandstillGuard } from '../cluster/standstill-guard.ts'
import type { UpgradeListener } from '../http/edge/http-server.ts'
import type { Leases } from '../owner/leases/world-leases.ts'
import type { Store } from '../storage/store.ts'
import type { WorldConnection } from '../sync/sync-server.ts'

export interface AmongProcesses {
  readonly door: FrontDoor
  readonly processes: ProcessOverview
  /** Under them its worlds are open and played, and written. */
  readonly leases: Leases
  readonly standstill: StandstillGuard
  /** The connections to worlds that other processes have open. */
  readonly elsewhere: () => readonly WorldConnection[]
  /** Passes on sockets to the processes that have their worlds open; takes all others. */
  readonly route: (upgrade: UpgradeListener, store: Pick<Store, 'find'>) => UpgradeListener
}
