// The part of a world that is played here in a crossing that another process does. From `rows` on its log
// waits for what that one wrote. When nobody can say that, the lease is revoked: then either it is written
// already, or it never will be, and the world begins again from the disk.
import type { WorldArrival } from '../../../shared/play/crossings/world-arrival.ts'
import type { WorldDeparture } from '../../../shared/play/crossings/world-crossing.ts'
import type { Append } from '../../storage/store.ts'
import { Abandoned, type JointTurn, type ServerClock } from '../../sync/sync-server.ts'
import type { WorldRun } from '../worlds/world-run.ts'

/** How long the other process may be silent, in ms, and for how long while it writes. */
const QUIET_MS = 5_000
const WRITING_MS = 10_000

export type PartChange =
  | { readonly type: 'leaves'; readonly departure: WorldDeparture }
  | { readonly type: 'comes'; readonly arrival: WorldArrival }

interface CrossingPartOptions {
  readonly run: WorldRun
  readonly change: PartChange
  readonly clock: Pick<ServerClock, 'after'>
  /** Nothing is asked of it any more. */
  readonly onOver: () => void
}

interface WaitingRows {
  readonly sequences: PromiseWithResolvers<number[]>
  readonly stored: Promise<void>
}

export class CrossingPart {
  readonly #options: CrossingPartOptions
  /** What is written: of something that leaves, once it has. */
  #update: Uint8Array | null
  #writing: WaitingRows | null = null
  #isOver = false
  #cancelWait = (): void => undefined

  constructor(options: CrossingPartOptions) {
    this.#options = options
    const { change } = options
    this.#update = change.type === 'comes' ? change.arrival.update : null
    this.#wait(QUIET_MS)
  }

  /** Whether what leaves is still as it was packed; then it is gone. */
  leave(): boolean {
    const { change } = this.#options
    if (this.#isOver || change.type !== 'leaves') return false
    this.#wait(QUIET_MS)
    this.#update = change.departure.leave()
    return this.#update !== null
  }

  /** The rows of it, once its log has come to them. */
  async rows(): Promise<readonly Append[]> {
    const { run } = this.#options
    if (this.#isOver || this.#update === null || this.#writing !== null) throw new Error('it has no rows')
    this.#wait(WRITING_MS)
    const rows = Promise.withResolvers<readonly Append[]>()
    const sequences = Promise.withResolvers<number[]>()
    sequences.promise.catch(() => undefined)
    const joint: JointTurn = {
      take(of) {
        rows.resolve(of)
        return sequences.promise
      },
    }
    const { document, update, by, epoch } = run.part(this.#update)
    const stored = document.append(update, by, epoch, joint)
    this.#writing = { sequences, stored }
    const none = (): void => rows.reject(new Error('its log has no rows of it'))
    stored.then(none, none)
    return rows.promise
  }

  /** They are written. Answers whether the world has it now. */
  async written(places: readonly number[]): Promise<boolean> {
    const writing = this.#end()
    if (writing === null) return false
    writing.sequences.resolve([...places])
    try {
      await writing.stored
    } catch (error) {
      this.#undo(error)
      return false
    }
    const { change } = this.#options
    if (change.type === 'leaves') change.departure.done()
    else change.arrival.done()
    return true
  }

  /** They are not; or, unless that is known, perhaps they are. */
  async unwritten(isKnown: boolean): Promise<void> {
    const writing = this.#end()
    if (writing === null) return
    if (!isKnown) await this.#options.run.revoke()
    const error = new Abandoned('Another process did not write it.')
    writing.sequences.reject(error)
    this.#undo(error)
  }

  /** Nobody goes on with it. */
  drop(): void {
    if (this.#writing !== null) return void this.unwritten(false)
    const { change, run } = this.#options
    if (this.#isOver) return
    this.#end()
    // What is gone cannot be taken back: it is not stored, and is there again in the next life.
    if (change.type === 'leaves' && this.#update !== null) run.fail(new Error('a crossing was given up'))
    if (change.type === 'leaves') change.departure.cancel()
    else change.arrival.undo()
  }

  #end(): WaitingRows | null {
    const writing = this.#isOver ? null : this.#writing
    this.#isOver = true
    this.#cancelWait()
    this.#options.onOver()
    return writing
  }

  #undo(error: unknown): void {
    const { change, run } = this.#options
    run.fail(error)
    // Nothing of this is stored. The play ends at once, and does not stand still until then.
    if (change.type === 'leaves') change.departure.cancel()
    else change.arrival.undo()
  }

  #wait(ms: number): void {
    this.#cancelWait()
    this.#cancelWait = this.#options.clock.after(ms, () => this.drop())
  }
}
