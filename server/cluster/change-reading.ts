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

export class ChangeReading {
  readonly #changes: Pick<NotedChanges, 'last' | 'after'>
  readonly #reload: (keys: readonly StoredRecordKey[]) => Promise<void>
  #position = 0
  #reading: Promise<void> = Promise.resolve()
  #next: Promise<void> | null = null

  /** `reload` reads again what has changed. */
  constructor(
    changes: Pick<NotedChanges, 'last' | 'after'>,
    reload: (keys: readonly StoredRecordKey[]) => Promise<void>,
  ) {
    this.#changes = changes
    this.#reload = reload
  }

  /** Before anything is read into memory: what is committed after this is read again. */
  async begin(): Promise<void> {
    this.#position = await this.#changes.last()
  }

  /**
   * Reads again and again, until the answer is called. `onForgotten`: some changes were never read, and
   * cannot be any more, so what is in memory has to be read anew.
   */
  goOn({
    clock,
    onFault,
    onForgotten,
  }: {
    readonly clock: ServerClock
    readonly onFault: (error: unknown) => void
    readonly onForgotten: () => void
  }): () => void {
    return repeat(() => this.catchUp(), {
      everyMs: LOOK_MS,
      onFault: (error) => (error instanceof ChangesForgotten ? onForgotten() : onFault(error)),
      clock,
    })
  }

  /** What was committed before this was called is known when it resolves. */
  catchUp(): Promise<void> {
    this.#next ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#next = null
        return (this.#reading = this.#read())
      })
    return this.#next
  }

  async #read(): Promise<void> {
    const found = await this.#changes.after(this.#position)
    if (found === null) throw new ChangesForgotten('Some of what changed is not kept any more.')
    const last = found.at(-1)
    if (last === undefined) return
    await this.#reload(found)
    this.#position = last.sequence
  }
}
