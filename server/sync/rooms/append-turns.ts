// One scheduler for the logs of all rooms. All that they have to append at the end of a turn goes to the
// store as one call, and one answer comes back for all. One call is on its way at a time; additions that come
// meanwhile go with the next one. So calls grow with the load, and an update costs no promise of its own.
import type { Append, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** Most logs, and about how many bytes, in one call: bounds how long the store works on it. */
const LOGS_MAX = 1024
const BYTES_MAX = 8 * 1024 * 1024

/** A log with something to append. */
interface AppendingLog {
  /** The rows that it appends now; null where it needs no answer. Called at the end of a turn. */
  begin(): readonly Append[] | null
  /** Its rows are on the disk, from this sequence on. */
  arrived(first: number): void
  /** None of its rows is on the disk. */
  failed(error: unknown): void
}

interface AppendCall {
  readonly logs: AppendingLog[]
  readonly appends: (readonly Append[])[]
}

export class AppendTurns {
  readonly #store: Pick<Store, 'append' | 'appendEach'>
  readonly #clock: Pick<ServerClock, 'soon'>
  #waiting: AppendingLog[] = []
  #isDue = false
  #isWriting = false

  constructor(store: Pick<Store, 'append' | 'appendEach'>, clock: Pick<ServerClock, 'soon'>) {
    this.#store = store
    this.#clock = clock
  }

  /** A log has something to append. It is asked for it once, at the end of a turn. */
  add(log: AppendingLog): void {
    this.#waiting.push(log)
    this.#soon()
  }

  #soon(): void {
    if (this.#isDue || this.#isWriting || this.#waiting.length === 0) return
    this.#isDue = true
    this.#clock.soon(() => {
      this.#isDue = false
      void this.#write()
    })
  }

  async #write(): Promise<void> {
    const call = this.#nextCall()
    // Without calls for all together, no log waits for another one.
    if (this.#store.appendEach === undefined) return this.#writeEach(call)
    if (call.logs.length === 0) return this.#soon()
    this.#isWriting = true
    const outcomes = await this.#store.appendEach(call.appends).catch((error: unknown) => error)
    this.#isWriting = false
    this.#soon()
    tell(call.logs, outcomes)
  }

  #nextCall(): AppendCall {
    const call: AppendCall = { logs: [], appends: [] }
    const waiting = this.#waiting
    this.#waiting = []
    let bytes = 0
    let asked = 0
    while (asked < waiting.length && asked < LOGS_MAX && bytes <= BYTES_MAX) {
      const log = waiting[asked++]
      const rows = log === undefined ? null : beginOf(log)
      if (log === undefined || rows === null) continue
      call.logs.push(log)
      call.appends.push(rows)
      for (const row of rows) bytes += row.bytes.length
    }
    if (asked < waiting.length) this.#waiting = [...waiting.slice(asked), ...this.#waiting]
    return call
  }

  #writeEach({ logs, appends }: AppendCall): void {
    for (const [index, log] of logs.entries()) {
      void this.#store.append(appends[index] ?? []).then(
        ([first]) => log.arrived(first ?? 0),
        (error: unknown) => log.failed(error),
      )
    }
    this.#soon()
  }
}

/** Failures first: a log that is told of one may append again, one that is not told yet may not. */
function tell(logs: readonly AppendingLog[], outcomes: unknown): void {
  const outcomeOf = (index: number): unknown => (Array.isArray(outcomes) ? outcomes[index] : outcomes)
  for (const [index, log] of logs.entries()) {
    const outcome = outcomeOf(index)
    if (typeof outcome !== 'number') log.failed(outcome)
  }
  for (const [index, log] of logs.entries()) {
    const outcome = outcomeOf(index)
    if (typeof outcome === 'number') log.arrived(outcome)
  }
}

/** A log that cannot say what it has must not hold up the others. */
function beginOf(log: AppendingLog): readonly Append[] | null {
  try {
    return log.begin()
  } catch (error) {
    log.failed(error)
    return null
  }
}
