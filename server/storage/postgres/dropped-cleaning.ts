// Deletes in the background what is left of documents that are gone.
import type { Lanes } from './connection/lane.ts'
import { deleteSome } from './tables/dropped-documents.ts'

/** Between two steps, in ms: others have most of the database's time. */
const STEP_MS = 20
/** The same after one failed. */
const AGAIN_MS = 5_000

export class DroppedCleaning {
  readonly #lanes: Lanes
  #timer: NodeJS.Timeout | null = null
  #step: Promise<unknown> = Promise.resolve()
  #isOver = false

  constructor(lanes: Lanes) {
    this.#lanes = lanes
  }

  /** Something was dropped, or may have been before a restart. */
  begin(inMs = STEP_MS): void {
    if (this.#timer !== null || this.#isOver) return
    this.#timer = setTimeout(() => {
      this.#step = this.deleteSome().then(
        (hasMore) => this.#next(hasMore ? STEP_MS : null),
        () => this.#next(AGAIN_MS),
      )
    }, inMs)
    this.#timer.unref()
  }

  /** Whether there is more. */
  deleteSome(): Promise<boolean> {
    return this.#lanes.use((lane) => lane.write(deleteSome))
  }

  async end(): Promise<void> {
    this.#isOver = true
    clearTimeout(this.#timer ?? undefined)
    await this.#step
  }

  #next(inMs: number | null): void {
    this.#timer = null
    if (inMs !== null) this.begin(inMs)
  }
}
