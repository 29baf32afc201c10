// A database that several processes of one node share. Each of them writes as long as it is in the list of
// them; whoever expels one closes all that it could still write with, and frees its worlds. One of them
// leads.
import type { Logger } from 'pino'
import type { ProcessId } from '../lease-store.ts'
import type { NodeDatabase, SeenLeader } from '../node-database.ts'
import type { Sql } from './connection/connection.ts'
import type { DatabaseAddress } from './connection/database-address.ts'
import { DatabaseLink } from './connection/database-link.ts'
import { Lanes } from './connection/lane.ts'
import { SpareConnections } from './connection/spare-connections.ts'
import { storeIn } from './postgres-store.ts'
import { LOCK_HOLDER, TAKE, type SeenHolder } from './sole-process.ts'
import * as changes from './tables/change-table.ts'
import * as processes from './tables/process-table.ts'
import { keepSecret, readSecret } from './tables/record-table.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sweepStaged } from './tables/world-making.ts'

const SECRET = 'inside'
const SECRET_BYTES = 32

interface SharedDatabaseOptions {
  readonly address: DatabaseAddress
  /** This process: its connections are called after it. */
  readonly process: ProcessId
  readonly clock: ServerClock
  readonly random: (bytes: number) => Uint8Array
  readonly logger: Pick<Logger, 'warn'>
}

export function shareDatabase({
  address,
  process: self,
  clock,
  random,
  logger,
}: SharedDatabaseOptions): NodeDatabase {
  const session = sessionOf(self)
  const link = new DatabaseLink(address, { holder: null, clock, session, logger })
  const spare = new SpareConnections()
  // A beat never waits behind people who come, nor behind what has changed.
  const [lanes, placeLanes, changeLanes] = [new Lanes(link, 1), new Lanes(link, 1), new Lanes(link, 1)]
  const readBy =
    (of: Lanes) =>
    <Answer>(work: (sql: Sql) => Promise<Answer>): Promise<Answer> =>
      of.use((lane) => lane.read(work))
  const [read, readPlaces, readChanges] = [readBy(lanes), readBy(placeLanes), readBy(changeLanes)]
  // Where a role may not do this, what that process began ends with its connection.
  const endSessions = (process: ProcessId): Promise<void> =>
    read((sql) => processes.endSessions(sql, sessionOf(process))).catch(() => undefined)
  return {
    enter: (process) => read((sql) => processes.enter(sql, process)),
    beat: (process, load) => read((sql) => processes.raiseBeat(sql, process, load)),
    // At one moment: the leader is in the list wherever it is one of these processes.
    look: () => lanes.use((lane) => lane.readTogether(processes.look)),
    async expel(process, beat) {
      if (process !== self) await endSessions(process)
      await lanes.use((lane) => lane.repeatable((sql) => processes.expelAsSeen(sql, process, beat)))
    },
    ask: (process) => read((sql) => processes.askToLeave(sql, process)),
    hasSessions: (process) => read((sql) => processes.hasSessions(sql, sessionOf(process))).catch(() => true),
    async lead(process, seen) {
      if (seen !== null) await endSessions(seen.id)
      return lanes.use((lane) => lane.repeatable((sql) => takeAsSeen(sql, process, seen)))
    },
    holderOf: (world) => readPlaces((sql) => processes.holderOf(sql, world)),
    heldByOthers: (process) => readPlaces((sql) => processes.heldByOthers(sql, process)),
    async secret() {
      const made = random(SECRET_BYTES)
      await read((sql) => keepSecret(sql, SECRET, made))
      return (await read((sql) => readSecret(sql, SECRET))) ?? made
    },
    open: (process, onTaken) =>
      storeIn({ address, holder: process, clock, session, spare, logger, onTaken, isAmong: true }),
    changes: {
      last: () => readChanges(changes.lastChange),
      after: (sequence) => readChanges((sql) => changes.changesAfter(sql, sequence)),
      tidy: () => readChanges(changes.forgetChanges),
    },
    async close() {
      link.close()
      await Promise.all([lanes.end(), placeLanes.end(), changeLanes.end(), spare.close()])
    },
  }
}

/** Whoever does this twice, since no answer came, has it the second time. */
async function takeAsSeen(sql: Sql, process: ProcessId, seen: SeenLeader | null): Promise<boolean> {
  const [now] = await sql.rows<SeenHolder>(LOCK_HOLDER)
  if (now?.holder === process) return true
  if (now?.holder !== (seen?.id ?? null) || (seen !== null && now.beat !== seen.beat)) return false
  await sql.run(TAKE, [process])
  if (seen !== null) await processes.expel(sql, seen.id)
  await processes.expelUnlisted(sql)
  await sweepStaged(sql)
  return true
}

const sessionOf = (process: ProcessId): string => `inkland ${process}`
