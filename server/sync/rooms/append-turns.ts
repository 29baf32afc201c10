// One scheduler for the logs of all rooms. All that they have to append at the end of a turn goes to the
// store as one call, and one answer comes back for all. One call is on its way at a time; additions that come
// meanwhile go with the next one. So calls grow with the load, and an update costs no promise of its own.
// Under load, those who are told that theirs is stored send more at once, and the next call waits for it a
// moment: in two halves, one on its way and one told, each update would be written to its readers twice as
// often.
import type { Append, Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/**
 * Only after calls with so many entries the next one waits, for so long at most, in ms. Few people who type
 * are never waited for.
 */
const GATHERED = { least: 8, ms: 1 }
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

type AppendClock = Pick<ServerClock, 'soon' | 'after'>

export class AppendTurns {
  readonly #store: Pick<Store, 'append'>
  readonly #appendEach: Store['appendEach']
  readonly #clock: AppendClock
  #waiting: AppendingLog[] = []
  /** Entries that go with the next call. */
  #entries = 0
  #isDue = false
  #isWriting = false
  /** With so many entries the next call waits no longer; none: it does not wait. */
  #expected = 0
  #cancelWait: (() => void) | null = null

  constructor(store: Pick<Store, 'append' | 'appendEach'>, clock: AppendClock) {
    this.#store = store
    // Asked for once: several stand in front of the store.
    this.#appendEach = store.appendEach?.bind(store)
    this.#clock = clock
  }

  /** An entry came to a log that has something to append, or is about to say so. */
  count(): void {
    this.#entries += 1
    if (this.#cancelWait !== null && this.#entries >= this.#expected) this.#waitNoMore()
  }

  /** A log has something to append. It is asked for it once, at the end of a turn. */
  add(log: AppendingLog): void {
    this.#waiting.push(log)
    this.#soon()
  }

  #soon(): void {
    if (this.#isDue || this.#isWriting || this.#waiting.length === 0) return
    if (this.#cancelWait !== null) return
    this.#isDue = true
    this.#clock.soon(() => {
      this.#isDue = false
      void this.#write()
    })
  }

  /** A call with so many entries was answered. */
  #waitAfter(entries: number): void {
    if (entries < GATHERED.least) return
    this.#expected = this.#entries + entries
    this.#cancelWait = this.#clock.after(GATHERED.ms, () => this.#waitNoMore())
  }

  #waitNoMore(): void {
    this.#cancelWait?.()
    this.#cancelWait = null
    this.#soon()
  }

  async #write(): Promise<void> {
    const entries = this.#entries
    this.#entries = 0
    const call = this.#nextCall()
    // Without calls for all together, no log waits for another one.
    if (this.#appendEach === undefined) return this.#writeEach(call)
    if (call.logs.length === 0) return this.#soon()
    this.#isWriting = true
    const outcomes = await this.#appendEach(call.appends).catch((error: unknown) => error)
    this.#isWriting = false
    this.#waitAfter(entries)
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
  logs.forEach((log, index) => {
    const outcome = outcomeOf(index)
    if (typeof outcome !== 'number') log.failed(outcome)
  })
  logs.forEach((log, index) => {
    const outcome = outcomeOf(index)
    if (typeof outcome === 'number') log.arrived(outcome)
  })
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
