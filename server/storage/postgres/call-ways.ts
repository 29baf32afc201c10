// How calls on the store are made: in their order, each on a connection of its own.
import type { DocumentKey } from '../store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { StoredRecordKey } from '../../records/stored-record.ts'
import type { AppendQueue } from './append-queue.ts'
import type { CallOrder, Touched } from './call-order.ts'
import type { Sql } from './connection/connection.ts'
import type { Lanes } from './connection/lane.ts'
import type { DroppedCleaning } from './dropped-cleaning.ts'
import type { MergeRows } from './tables/log-merging.ts'

export interface CallParts {
  readonly lanes: Lanes
  /** For saying that this process lives, whatever else waits. */
  readonly beats: Lanes
  readonly order: CallOrder
  readonly appends: AppendQueue
  readonly merge: MergeRows
  readonly cleaning: Pick<DroppedCleaning, 'begin' | 'deleteSome'>
  /** Notes what other processes have in memory, too: last in a transaction, since others wait for its end. */
  readonly noteChanges: (sql: Sql, changed: readonly StoredRecordKey[]) => Promise<void>
  /** Several processes write: what is appended to a log carries the epoch of its world's lease. */
  readonly needsEpochs: boolean
}

export type Work<Answer> = (sql: Sql) => Promise<Answer>

/** How calls are made, in their order. */
export function callWays({ lanes, order }: Pick<CallParts, 'lanes' | 'order'>) {
  const read = <Answer>(touched: Touched, work: Work<Answer>): Promise<Answer> =>
    order.run(touched, () => lanes.use((lane) => lane.read(work)))
  const write = <Answer>(touched: Touched, work: Work<Answer>): Promise<Answer> =>
    order.run(touched, () => lanes.use((lane) => lane.write(work)))
  const within = (world: WorldKey, touch: 'read' | 'beside' | 'write'): Touched => ({
    worlds: touch === 'read' ? 'passing read' : 'passing write',
    [`world ${world}`]: touch,
  })
  return {
    read,
    write,
    within,
    readIn: <Answer>({ world }: Pick<DocumentKey, 'world'>, work: Work<Answer>) =>
      read(within(world, 'read'), work),
    writeIn: <Answer>({ world }: Pick<DocumentKey, 'world'>, work: Work<Answer>) =>
      write(within(world, 'write'), work),
    /** Something about rows that are there. */
    writeBeside: <Answer>({ world }: Pick<DocumentKey, 'world'>, work: Work<Answer>) =>
      write(within(world, 'beside'), work),
  }
}

export type CallWays = ReturnType<typeof callWays>
