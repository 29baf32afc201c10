// The store on PostgreSQL, in the process that serves. Calls wait for those before them that touch the same;
// what is written is answered once it is committed.
import type { Logger } from 'pino'
import { closedStore } from '../store-faults.ts'
import type { PictureFiles, StoreAndPictures } from '../picture-files.ts'
import type { Store } from '../store.ts'
import { StoreRefusal } from '../store-refusal.ts'
import { waitingClock, type ServerClock } from '../../time/server-clock.ts'
import { AppendQueue } from './append-queue.ts'
import { CallOrder } from './call-order.ts'
import { DatabaseConnection } from './connection/connection.ts'
import { isHere, type DatabaseAddress } from './connection/database-address.ts'
import { causeOf, refusalOf } from './connection/start-refusal.ts'
import { assertHere } from './tables/moved-database.ts'
import { DatabaseLink } from './connection/database-link.ts'
import { Lane, Lanes } from './connection/lane.ts'
import type { SpareConnections } from './connection/spare-connections.ts'
import { RowMerger } from './row-merger.ts'
import { migrate } from './schema.ts'
import { callsOn } from './store-calls.ts'
import { DroppedCleaning } from './dropped-cleaning.ts'
import { keepBeating, takeDatabase } from './sole-process.ts'
import { noteChanges } from './tables/change-table.ts'
import { picturesIn } from './tables/picture-table.ts'

/** Connections for all calls but appends, which have one to themselves. */
const LANES = 6
/** Connections for pictures, so that large ones hold up nothing else. */
const PICTURE_LANES = 2
/** How long the last calls may take when the store is closed while the database is away, in ms. */
const CLOSE_MS = 5_000

interface PostgresOptions {
  readonly address: DatabaseAddress
  readonly logger?: Pick<Logger, 'warn'>
  /** Real time, unless given; its waits keep a process from ending. */
  readonly clock?: ServerClock
  /** Several processes have the database; left out: this one has it for itself. */
  readonly isShared?: boolean
  /** The id of the database that it has to be; left out: any. */
  readonly expected?: string | null
  /** The name of a process that had it, and does not run any more. */
  readonly dead?: string | null
  /** The names of moves that began in the data folder and were cut off. */
  readonly cutOff?: readonly string[]
  /** Another process has taken the database: nothing can be written here any more. */
  readonly onTaken?: () => void
  /** Connections that a store before had to this database. */
  readonly spare?: SpareConnections
}

interface OpenDatabase extends StoreAndPictures {
  /** Which database it is. */
  readonly id: string
  /** It was empty before. */
  readonly isNew: boolean
  /** The name under which this process has it for itself; null where others have it, too. */
  readonly holder: string | null
}

/** Opens the store in a database, making its tables if need be; rejects with a StoreRefusal. */
export const openPostgresStore = async (options: PostgresOptions): Promise<Store> =>
  (await openDatabase(options)).store

/** Likewise, and tells which database it is. */
export async function openDatabase(options: PostgresOptions): Promise<OpenDatabase> {
  const { address, logger, clock = waitingClock(), onTaken, spare } = options
  const { holder, ...found } = await prepare({ ...options, clock })
  const { store, pictures } = storeIn({
    address,
    holder,
    clock,
    ...(logger && { logger }),
    ...(onTaken && { onTaken }),
    ...(spare && { spare }),
  })
  return { store, pictures, holder, ...found }
}

interface TakenDatabase extends Pick<PostgresOptions, 'address' | 'logger' | 'spare'> {
  readonly clock: ServerClock
  /** Another process has taken the database; null: this one does not have it for itself. */
  readonly onTaken?: (() => void) | null
  /**
   * The name under which this process has it for itself, or is one of several; null where anybody may write.
   */
  readonly holder: string | null
  /** What the server calls its connections. */
  readonly session?: string
  /** It is one of several processes, which follow what changes. */
  readonly isAmong?: boolean
}

interface HeldStore extends StoreAndPictures {
  /**
   * Whether the database has answered that this process has it, and was asked less than so long ago, in ms.
   */
  readonly isHeld: (withinMs: number) => boolean
}

/** The store in a database that is prepared, and taken where it is not shared. */
export function storeIn({
  address,
  holder,
  clock,
  session,
  spare,
  logger,
  onTaken = () => {},
  isAmong = false,
}: TakenDatabase): HeldStore {
  const link = new DatabaseLink(address, {
    holder,
    clock,
    isAmong,
    ...(session && { session }),
    ...(spare && { spare }),
    ...(logger && { logger }),
  })
  const order = new CallOrder()
  const [lanes, beats, lane] = [new Lanes(link, LANES), new Lanes(link, 1), new Lane(link)]
  const appends = new AppendQueue({ lane, link, order })
  const pictureLanes = new Lanes(link, PICTURE_LANES)
  const merger = new RowMerger()
  const cleaning = new DroppedCleaning(lanes, clock)
  const noted = isAmong ? noteChanges : noteNothing
  const calls = callsOn({
    lanes,
    beats,
    order,
    appends,
    merge: merger.merge,
    cleaning,
    noteChanges: noted,
    needsEpochs: isAmong,
  })
  const held =
    holder === null || onTaken === null ? HELD_BY_NOBODY : keepBeating(beats, holder, clock, onTaken)
  if (onTaken !== null) cleaning.begin()
  const close = async (): Promise<void> => {
    const endWait = clock.after(CLOSE_MS, () => link.close())
    await order.idle()
    await Promise.all([cleaning.end(), held.leave()])
    await Promise.all([lane.end(), lanes.end(), beats.end(), pictureLanes.end(), merger.end()])
    endWait()
    link.close()
  }
  let closing: Promise<void> | null = null
  const store = refusingWhen(() => closing !== null, { ...calls, close: () => (closing ??= close()) })
  return { store, pictures: picturesIn(pictureLanes), isHeld: held.isHeld }
}

const HELD_BY_NOBODY = { leave: () => Promise.resolve(), isHeld: () => false }
const noteNothing = (): Promise<void> => Promise.resolve()

/** Makes the tables; a process that has the database for itself takes over from the one before. */
export async function prepare({
  address,
  logger,
  clock = waitingClock(),
  isShared = false,
  expected = null,
  dead = null,
  cutOff = [],
}: PostgresOptions): Promise<Omit<OpenDatabase, 'store' | 'pictures'>> {
  let connection: DatabaseConnection | null = null
  try {
    connection = await DatabaseConnection.open(address)
    if (!connection.isEncrypted && !isHere(address.host))
      logger?.warn({ database: address.name }, NOT_ENCRYPTED)
    await assertOwnConnections(connection, address)
    const migrated = await migrate({ connection, address, expected })
    await assertHere(connection, address.name, { isBound: expected !== null, cutOff })
    return { ...migrated, holder: isShared ? null : await takeDatabase(connection, address, dead, clock) }
  } catch (error) {
    throw refusalOf(causeOf(error), address)
  } finally {
    await connection?.end()
  }
}

/**
 * Two connections have a process of the server each, and keep it. Behind a pooler that gives them away after
 * each transaction they do not, and what was prepared on one is not found, or is there already.
 */
async function assertOwnConnections(one: DatabaseConnection, address: DatabaseAddress): Promise<void> {
  const two = await DatabaseConnection.open(address)
  try {
    const [first, second] = [await one.serverProcess(), await two.serverProcess()]
    const [secondAgain, firstAgain] = [await two.serverProcess(), await one.serverProcess()]
    if (first !== second && first === firstAgain && second === secondAgain) return
    throw new StoreRefusal(
      `A pooler, such as PgBouncer, stands before the database ${address.name}, and gives its connections to others after each transaction; Inkland needs each for itself. Write the database's own address in --store, or set pool_mode = session.`,
    )
  } finally {
    await two.end()
  }
}

const NOT_ENCRYPTED =
  'what goes to the database and back is not encrypted: others on that network could read it. See docs/running.md'

/** The pictures in a database that no process has, for a move. */
export function readPictures(address: DatabaseAddress): PictureFiles & { close(): Promise<void> } {
  const link = new DatabaseLink(address, { holder: null, clock: waitingClock() })
  const lanes = new Lanes(link, 1)
  return { ...picturesIn(lanes), close: () => lanes.end().finally(() => link.close()) }
}

/** Calls of a closed store are refused. */
function refusingWhen(isClosed: () => boolean, store: Store): Store {
  const guarded = Object.entries(store).map(([name, call]) => [
    name,
    name === 'close'
      ? call
      : async (...args: unknown[]): Promise<unknown> => {
          if (isClosed()) throw closedStore()
          return (call as (...args: unknown[]) => unknown)(...args)
        },
  ])
  return Object.fromEntries(guarded) as Store
}
