// What a node has from the processes that it is one of.
import type { FrontDoor } from '../cluster/front-door.ts'
import type { ProcessOverview } from '../cluster/process-list.ts'

export interface AmongProcesses {
  readonly door: FrontDoor
  readonly processes: ProcessOverview
}
