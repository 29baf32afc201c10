// What a database says of a move into it or away from it, so that nobody takes an old store, or half of a new
// one, for the node's.
import { z } from 'zod'
import { StoreRefusal } from '../../store-refusal.ts'
import type { Sql } from '../connection/connection.ts'

const Moved = z.object({
  /**
   * `arriving`: all of it is here, and it counts once the data folder of the move says so; `left`: it
   * counts no more, unless the data folder of that move says that it was cut off.
   */
  state: z.enum(['arriving', 'left']),
  /** Names the move. */
  move: z.string(),
  /** ms since 1970. */
  at: z.number(),
  /** Where it comes from, or went to; for people. */
  place: z.string(),
})
export type MovedDatabase = z.infer<typeof Moved>

export async function readMoved(sql: Sql): Promise<MovedDatabase | null> {
  const [row] = await sql.rows<{ moved: string | null }>('SELECT moved FROM store')
  return row?.moved === null || row === undefined ? null : Moved.parse(JSON.parse(row.moved))
}

export const noteMoved = (sql: Sql, moved: MovedDatabase | null): Promise<number> =>
  sql.run('UPDATE store SET moved = $1', [moved === null ? null : JSON.stringify(moved)])

interface MoveOfFolder {
  /** The data folder belongs to this very database. */
  readonly isBound: boolean
  /** The names of moves that began in the folder and were cut off. */
  readonly cutOff: readonly string[]
}

/** Lets in whoever may use a database; rejects with a StoreRefusal. */
export async function assertHere(sql: Sql, name: string, { isBound, cutOff }: MoveOfFolder): Promise<void> {
  const moved = await readMoved(sql)
  const why = whyNotHere(moved, name, { isBound, cutOff })
  if (why !== null) throw why
  if (moved !== null) await noteMoved(sql, null)
}

/** Why the worlds of a database are not those of a node; null where they are. */
export function whyNotHere(
  moved: MovedDatabase | null,
  name: string,
  { isBound, cutOff }: MoveOfFolder,
): StoreRefusal | null {
  if (moved === null) return null
  if (moved.state === 'arriving') return isBound ? null : arriving(name, moved)
  return cutOff.includes(moved.move) ? null : left(name, moved)
}

const arriving = (name: string, { place }: MovedDatabase): StoreRefusal =>
  new StoreRefusal(
    `A move into the database ${name} was cut off: the worlds are still in ${place}. Run it again there, or empty the database and name it again.`,
  )

const left = (name: string, { place, at }: MovedDatabase): StoreRefusal =>
  new StoreRefusal(
    `The worlds of the database ${name} moved to ${place} on ${new Date(at).toISOString().slice(0, 10)}: start that one. To come back, move them into an empty database (npm run inkland -- move --to STORE).`,
  )
