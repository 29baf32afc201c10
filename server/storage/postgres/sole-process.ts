// One process has a database for itself. Its beat in the row of the store says that it lives; another one
// that starts watches it for a while. Whoever takes over closes all that the one before could still write
// with, so a process that only seemed dead does no harm.
import { randomUUID } from 'node:crypto'
import { repeat } from '../../../shared/time/repeat.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { DatabaseConnection, Sql } from './connection/connection.ts'
import type { DatabaseAddress } from './connection/database-address.ts'
import { StoreRefusal } from '../store-refusal.ts'
import type { Lanes } from './connection/lane.ts'
import { endAll } from './tables/lease-table.ts'
import { sweepStaged } from './tables/world-making.ts'

/** How often it says that it lives, in ms. */
const BEAT_MS = 1_000
/** A beat that stood still for so long is that of a process that is gone, in ms. */
const STILL_MS = 4_000

export interface SeenHolder {
  readonly holder: string | null
  readonly beat: number
}

export const LOCK_HOLDER = 'SELECT holder, beat FROM store FOR UPDATE'
export const TAKE = 'UPDATE store SET holder = $1, beat = 0'

/**
 * Takes the database for this process; answers its name. `dead`: the name of one that does not run any more.
 * Rejects with a StoreRefusal while another has it.
 */
export async function takeDatabase(
  connection: DatabaseConnection,
  { name }: DatabaseAddress,
  dead: string | null,
  clock: Pick<ServerClock, 'monotonic' | 'after'>,
): Promise<string> {
  const since = clock.monotonic()
  let seen: SeenHolder | null = null
  for (;;) {
    await connection.say('BEGIN')
    const [now] = await connection.rows<SeenHolder>(LOCK_HOLDER)
    const isSame = seen !== null && now?.holder === seen.holder && now?.beat === seen.beat
    const isStill = isSame && clock.monotonic() - since > STILL_MS
    const isFree = now?.holder === null || now?.holder === dead || isStill
    if (isFree) {
      const holder = randomUUID()
      await takeOver(connection, holder)
      await connection.say('COMMIT')
      return holder
    }
    await connection.say('ROLLBACK')
    if (seen !== null && !isSame) {
      throw new StoreRefusal(
        `Another Inkland is using the database ${name}: stop it first, or name another one in --store.`,
      )
    }
    seen ??= now ?? null
    await pause(clock, BEAT_MS / 4)
  }
}

/**
 * Within a transaction that has locked the row of the store: nothing that the one before sends is written any
 * more.
 */
async function takeOver(sql: Sql, holder: string): Promise<void> {
  await sql.run(TAKE, [holder])
  await sql.run('DELETE FROM writers')
  await sweepStaged(sql)
  await endAll(sql)
}

const BEAT = 'UPDATE store SET beat = beat + 1 WHERE holder = $1'
const LEAVE = 'UPDATE store SET holder = NULL WHERE holder = $1'

interface HeldDatabase {
  /** Whether a beat was answered that was sent less than so long ago, in ms. */
  readonly isHeld: (withinMs: number) => boolean
  readonly leave: () => Promise<void>
}

/** Says that this process lives until it is told to leave; `onTaken`: another one has the database. */
export function keepBeating(
  lanes: Lanes,
  holder: string,
  clock: Pick<ServerClock, 'monotonic' | 'after'>,
  onTaken: () => void,
): HeldDatabase {
  let last: Promise<unknown> = Promise.resolve()
  let isOver = false
  let heldAt = -Infinity
  const beat = async (): Promise<void> => {
    const sentAt = clock.monotonic()
    // While the database is away nobody else can look, either.
    const found = await lanes.use((lane) => lane.read((sql) => sql.run(BEAT, [holder]))).catch(() => null)
    if (found === 1) heldAt = sentAt
    if (found !== 0 || isOver) return
    isOver = true
    end()
    onTaken()
  }
  const end = repeat(() => (last = beat()), { everyMs: BEAT_MS, isDueNow: true, clock })
  return {
    isHeld: (withinMs) => clock.monotonic() - heldAt < withinMs,
    async leave() {
      isOver = true
      end()
      await last
      await lanes.use((lane) => lane.read((sql) => sql.run(LEAVE, [holder]))).catch(() => {})
    },
  }
}
