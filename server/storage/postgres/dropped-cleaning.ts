// Deletes in the background what is left of documents that are gone. A world may have millions of rows: they
// are deleted some at a time, and so is what is kept beside a log.
import type { Clock } from '../../../shared/time/clock.ts'
import type { Sql } from './connection/connection.ts'
import type { Lanes } from './connection/lane.ts'

/** Between two steps, in ms: others have most of the database's time. */
const STEP_MS = 20
/** The same after one failed. */
const AGAIN_MS = 5_000
/** Most rows that are deleted at once: some milliseconds. */
const ROWS_AT_ONCE = 1000

const FIRST = 'SELECT document FROM dropped ORDER BY document LIMIT 1'
const some = (table: string): string => `
  DELETE FROM ${table} WHERE document = $1 AND sequence IN
    (SELECT sequence FROM ${table} WHERE document = $1 ORDER BY sequence LIMIT ${ROWS_AT_ONCE})`
const PARTS = [some('row_summaries'), some('checkpoints'), some('log')]

export class DroppedCleaning {
  readonly #lanes: Lanes
  readonly #clock: Pick<Clock, 'after'>
  #cancel: (() => void) | null = null
  #step: Promise<unknown> = Promise.resolve()
  #isOver = false

  constructor(lanes: Lanes, clock: Pick<Clock, 'after'>) {
    this.#lanes = lanes
    this.#clock = clock
  }

  /** Something was dropped, or may have been before a restart. */
  begin(inMs = STEP_MS): void {
    if (this.#cancel !== null || this.#isOver) return
    this.#cancel = this.#clock.after(inMs, () => {
      this.#step = this.deleteSome().then(
        (hasMore) => this.#next(hasMore ? STEP_MS : null),
        () => this.#next(AGAIN_MS),
      )
    })
  }

  /** Whether there is more. */
  deleteSome(): Promise<boolean> {
    return this.#lanes.use((lane) => lane.write(deleteSome))
  }

  async end(): Promise<void> {
    this.#isOver = true
    this.#cancel?.()
    await this.#step
  }

  #next(inMs: number | null): void {
    this.#cancel = null
    if (inMs !== null) this.begin(inMs)
  }
}

/** Deletes some of what is left; false when nothing is. */
async function deleteSome(sql: Sql): Promise<boolean> {
  const [next] = await sql.rows<{ document: number }>(FIRST)
  if (next === undefined) return false
  for (const part of PARTS) if ((await sql.run(part, [next.document])) > 0) return true
  await sql.run('DELETE FROM dropped WHERE document = $1', [next.document])
  return true
}
