// Reads what processes of this node have changed of that which all have in memory, in the order of the
// commits.
import type { StoredRecordKey } from '../records/stored-record.ts'
import type { NotedChanges } from '../storage/node-database.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'

/** How often it reads what is new, in ms, though nobody told it. */
const LOOK_MS = 250

class ChangesForgotten extends Error {
  override readonly name = 'ChangesForgotten'
}

export type ChangeReading = ReturnType<typeof createChangeReading>

/** `reload` reads again what has changed. */
export function createChangeReading(
  changes: Pick<NotedChanges, 'last' | 'after'>,
  reload: (keys: readonly StoredRecordKey[]) => Promise<void>,
) {
  let position = 0
  let reading = Promise.resolve()
  let next: Promise<void> | null = null

  async function read(): Promise<void> {
    const found = await changes.after(position)
    if (found === null) throw new ChangesForgotten('Some of what changed is not kept any more.')
    const last = found.at(-1)
    if (last === undefined) return
    await reload(found)
    position = last.sequence
  }

  /** What was committed before this was called is known when it resolves. */
  function catchUp(): Promise<void> {
    next ??= reading
      .catch(() => undefined)
      .then(() => {
        next = null
        return (reading = read())
      })
    return next
  }

  return {
    catchUp,

    /** Before anything is read into memory: what is committed after this is read again. */
    async begin(): Promise<void> {
      position = await changes.last()
    },

    /**
     * Reads again and again, until the answer is called. `onForgotten`: some changes were never read, and
     * cannot be any more, so what is in memory has to be read anew.
     */
    goOn: (clock: ServerClock, onFault: (error: unknown) => void, onForgotten: () => void): (() => void) =>
      repeat(catchUp, {
        everyMs: LOOK_MS,
        onFault: (error) => (error instanceof ChangesForgotten ? onForgotten() : onFault(error)),
        clock,
      }),
  }
}
