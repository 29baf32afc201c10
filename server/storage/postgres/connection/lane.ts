// A lane: one connection at a time, on which one call after the other is answered. What is written is a unit:
// the transaction notes its number in the lane's row of `writers`. After a connection is lost, that row tells
// what became of the last unit, and is closed, so that one which is still on its way cannot happen any more.
// So nothing is ever done twice, and no answer is a guess.
import { randomUUID } from 'node:crypto'
import { pause } from '../../../../shared/time/time-limit.ts'
import { closedStore } from '../../store-faults.ts'
import { StoreFault } from '../../store.ts'
import type { DatabaseConnection, Sql } from './connection.ts'
import {
  ConnectionLost,
  databaseTaken,
  faultOf,
  isAway,
  isConstraint,
  isToRepeat,
} from './database-faults.ts'
import type { DatabaseLink } from './database-link.ts'

/** How often something that others prevented is tried again. */
const REPEATS_MAX = 12
/** The longest wait before that, in ms, at random: so that two do not meet again. */
const REPEAT_WAIT_MS = 20

/** The number of a unit within its lane's row, for the transaction to note. */
export interface Unit {
  readonly writer: string
  readonly number: number
}

/**
 * What a unit answered; `gone`: the lane's row is closed, so nothing was done. Each rejects with the server's
 * errors.
 */
type UnitWork<Answer> = (sql: DatabaseConnection, unit: Unit) => Promise<Answer | 'gone'>

interface LaneWriter {
  readonly id: string
  last: number
}

/** Whoever takes the database from this process waits, or comes first. */
const MAKE_WRITER = `
  INSERT INTO writers (id, unit, closed) SELECT $1, 0, false
  FROM (SELECT holder FROM store FOR SHARE) AS store WHERE $2::text IS NULL OR holder = $2`
/**
 * Likewise whoever expels one of several processes, whose name the row begins with; and none of them writes
 * where a process has the database for itself.
 */
const MAKE_WRITER_AMONG = `
  INSERT INTO writers (id, unit, closed) SELECT $1, 0, false
  FROM (SELECT holder FROM store FOR SHARE) AS store,
    (SELECT id FROM node_processes WHERE id = $2 FOR KEY SHARE) AS self
  WHERE holder IS NULL OR EXISTS (SELECT 1 FROM node_processes WHERE id = holder)`
/** Notes in a transaction which unit it is, and its answer. */
const NOTE = 'UPDATE writers SET unit = $2, answer = $3 WHERE id = $1 AND NOT closed'
/** Whoever asks this waits for a transaction of that writer that is just committed. */
const CLOSE = 'UPDATE writers SET closed = true WHERE id = $1 RETURNING unit, answer'

export class Lane {
  readonly #link: DatabaseLink
  #connection: DatabaseConnection | null = null
  #writer: LaneWriter | null = null
  #running = 0

  constructor(link: DatabaseLink) {
    this.#link = link
  }

  /** Reads; once more where the connection was lost meanwhile. */
  read<Answer>(work: (sql: Sql) => Promise<Answer>): Promise<Answer> {
    return this.#repeatedly(async () => work(await this.#connected()), { isRead: true })
  }

  /** Reads with several statements that see the same. */
  readTogether<Answer>(work: (sql: Sql) => Promise<Answer>): Promise<Answer> {
    return this.#together('BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', work)
  }

  /**
   * Does work in one transaction, and once more where the connection was lost meanwhile: also when it was
   * done, so it has to look.
   */
  repeatable<Answer>(work: (sql: Sql) => Promise<Answer>): Promise<Answer> {
    return this.#together('BEGIN', work)
  }

  #together<Answer>(begin: string, work: (sql: Sql) => Promise<Answer>): Promise<Answer> {
    return this.#repeatedly(
      async () => {
        const connection = await this.#connected()
        await connection.say(begin)
        try {
          const answer = await work(connection)
          await connection.say('COMMIT')
          return answer
        } catch (error) {
          await rollBack(connection)
          throw error
        }
      },
      { isRead: true },
    )
  }

  /** Does work in one transaction; its answer is kept as JSON, so that it can be told after all. */
  write<Answer>(work: (sql: Sql) => Promise<Answer>): Promise<Answer> {
    return this.unit<Answer>(
      async (connection, unit) => {
        await connection.say('BEGIN')
        try {
          const answer = await work(connection)
          const noted = await connection.run(NOTE, [unit.writer, unit.number, JSON.stringify(answer ?? null)])
          if (noted === 0) throw new WriterClosed()
          // An answer other than COMMIT means that nothing was kept.
          if ((await connection.say('COMMIT')) !== 'COMMIT')
            throw new StoreFault('The database kept nothing.')
          return answer
        } catch (error) {
          await rollBack(connection)
          if (error instanceof WriterClosed) return 'gone'
          throw error
        }
      },
      (answer) => JSON.parse(answer) as Answer,
      { isTriedAfterConstraint: true },
    )
  }

  /**
   * Does a unit, which notes itself. `read` makes the answer from what the unit noted, where the connection
   * was lost before it came.
   */
  unit<Answer>(
    work: UnitWork<Answer>,
    read: (noted: string) => Answer,
    { isTriedAfterConstraint = false } = {},
  ): Promise<Answer> {
    return this.#repeatedly(
      async () => {
        const connection = await this.#connected()
        const writer = await this.#writerOn(connection)
        const number = (writer.last += 1)
        connection.takeWarning()
        const sent = await work(connection, { writer: writer.id, number }).then(
          (answer) => ({ answer }),
          (error: unknown) => {
            if (error instanceof ConnectionLost) return null
            throw error
          },
        )
        if (sent?.answer === 'gone') {
          this.#writer = null
          throw new ConnectionLost('The lane is closed.')
        }
        // With a warning it is committed here, and perhaps nowhere else.
        if (sent !== null && !connection.takeWarning()) return sent.answer
        connection.cut()
        const noted = await this.#noted(writer, number)
        if (noted === null) throw new ConnectionLost('The connection was lost before anything was kept.')
        return read(noted)
      },
      { isRead: false, isTriedAfterConstraint },
    )
  }

  async end(): Promise<void> {
    const [connection, writer] = [this.#connection, this.#writer]
    this.#connection = null
    this.#writer = null
    if (connection === null) return
    if (writer !== null && !connection.isLost) {
      await connection.run('DELETE FROM writers WHERE id = $1', [writer.id]).catch(() => {})
    }
    if (this.#running === 0) await this.#link.leave(connection)
    else await connection.end()
  }

  async #connected(): Promise<DatabaseConnection> {
    if (this.#connection === null || this.#connection.isLost) this.#connection = await this.#link.connect()
    return this.#connection
  }

  async #writerOn(connection: DatabaseConnection): Promise<LaneWriter> {
    if (this.#writer !== null) return this.#writer
    const { holder, isAmong } = this.#link
    const id = isAmong ? `${holder} ${randomUUID()}` : randomUUID()
    const make = isAmong ? MAKE_WRITER_AMONG : MAKE_WRITER
    if ((await connection.run(make, [id, holder])) === 0) throw databaseTaken()
    return (this.#writer = { id, last: 0 })
  }

  /**
   * What a unit noted, null when it did not happen and never will. Waits until the database tells, however
   * long that takes.
   */
  async #noted(writer: LaneWriter, number: number): Promise<string | null> {
    this.#writer = null
    for (;;) {
      const connection = (this.#connection = await this.#link.connect({ forEver: true }))
      try {
        const [row] = await connection.rows<{ unit: number; answer: string | null }>(CLOSE, [writer.id])
        // This commit, too, waits for a standby: with it, all before it is there.
        if (!connection.takeWarning()) return row?.unit === number ? (row.answer ?? '') : null
        connection.cut()
      } catch (error) {
        if (!(error instanceof ConnectionLost) && !isToRepeat(error) && !isAway(error)) throw faultOf(error)
        connection.cut()
      }
    }
  }

  async #repeatedly<Answer>(
    once: () => Promise<Answer>,
    {
      isRead,
      isTriedAfterConstraint = false,
    }: { readonly isRead: boolean; readonly isTriedAfterConstraint?: boolean },
  ): Promise<Answer> {
    for (let left = REPEATS_MAX; ; left -= 1) {
      this.#running += 1
      try {
        return await once().finally(() => (this.#running -= 1))
      } catch (error) {
        const isWorthIt =
          error instanceof ConnectionLost ||
          isToRepeat(error) ||
          isAway(error) ||
          (isTriedAfterConstraint && isConstraint(error))
        if (isAway(error)) this.#connection?.cut()
        if (!isWorthIt || left === 0) throw isRead || isWorthIt ? faultOf(error) : told(error)
        await pause(this.#link.clock, Math.random() * REPEAT_WAIT_MS)
      }
    }
  }
}

/** Constraints are for who called; other errors are in our words. */
const told = (error: unknown): unknown => (isConstraint(error) ? error : faultOf(error))

class WriterClosed extends Error {}

async function rollBack(connection: DatabaseConnection): Promise<void> {
  if (connection.isLost) return
  await connection.say('ROLLBACK').catch(() => connection.cut())
}

/** Lanes that calls share: each has one to itself while it runs. */
export class Lanes {
  readonly #idle: Lane[]
  readonly #all: readonly Lane[]
  readonly #waiting: ((lane: Lane) => void)[] = []
  #isClosed = false

  constructor(link: DatabaseLink, count: number) {
    this.#all = Array.from({ length: count }, () => new Lane(link))
    this.#idle = [...this.#all]
  }

  async use<Answer>(work: (lane: Lane) => Promise<Answer>): Promise<Answer> {
    if (this.#isClosed) throw closedStore()
    const lane = this.#idle.pop() ?? (await new Promise<Lane>((resolve) => this.#waiting.push(resolve)))
    try {
      return await work(lane)
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#idle.push(lane)
      else next(lane)
    }
  }

  async end(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#all.map((lane) => lane.end()))
  }
}
