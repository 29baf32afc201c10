// This process among those of its node: it says again and again that it lives. While it cannot, it may be
// taken for dead, and so it stops being sure of what it owns before any other process may own that.
import { Expelled, type ProcessId, type Store } from '../../storage/store.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** A process of which nobody heard for so long is dead, in ms by the clock of whoever listens. */
export const LEASE_MS = 15_000
/** How often a process says that it lives, in ms. */
export const BEAT_MS = 3_000
/** It is sure of its worlds for so long after it last said so, in ms: clocks do not run equally fast. */
const SURE_MS = (LEASE_MS * 2) / 3

/** Ends a name of this process among the others, and all that it owns. */
export async function endProcess(store: Pick<Store, 'beat' | 'expel'>, process: ProcessId): Promise<void> {
  try {
    // The last beat that was answered may not be the last one that was sent.
    await store.expel(process, await store.beat(process))
  } catch {
    // The others find out in their time.
  }
}

interface HeartbeatOptions {
  readonly store: Pick<Store, 'join' | 'beat' | 'expel'>
  readonly clock: ServerClock
  /** Begins the names of this process: another one after every start. */
  readonly holder: string
  /** None of its worlds is its own any more, or it cannot know that they are. */
  readonly onLost: () => void
}

interface Joined {
  readonly process: ProcessId
  /** When the last beat that was answered was sent, by the monotonic clock. */
  sentAt: number
  stop: () => void
}

export class ProcessHeartbeat {
  readonly #options: HeartbeatOptions
  #joined: Joined | null = null
  #joining: Promise<Joined> | null = null
  #names = 0

  constructor(options: HeartbeatOptions) {
    this.#options = options
  }

  /** The name under which this process is among the others; rejects with a StoreFault. */
  async join(): Promise<ProcessId> {
    if (this.#joined !== null && !this.isSure(this.#joined.process)) await this.#beat(this.#joined)
    this.#joining ??= this.#join().finally(() => (this.#joining = null))
    return (this.#joined ?? (await this.#joining)).process
  }

  /** Whether nobody can have taken what this process owns under that name. */
  isSure(process: ProcessId): boolean {
    const joined = this.#joined
    return joined?.process === process && this.#options.clock.monotonic() - joined.sentAt < SURE_MS
  }

  /** The store does not know that name: under the next one this process owns nothing. */
  expelled(process: ProcessId): void {
    if (this.#joined?.process !== process) return
    this.#joined.stop()
    this.#joined = null
    this.#options.onLost()
  }

  /** Says no more that it lives, and is not taken for dead yet; the name that it had, null: none. */
  async pass(): Promise<ProcessId | null> {
    // A name that is just being made ends, too; whoever waits for it hears of a fault.
    await this.#joining?.catch(() => null)
    const joined = this.#joined
    this.#joined = null
    joined?.stop()
    return joined?.process ?? null
  }

  /** Nobody needs to wait for the death of this process. */
  async leave(): Promise<void> {
    const process = await this.pass()
    if (process !== null) await endProcess(this.#options.store, process)
  }

  async #join(): Promise<Joined> {
    if (this.#joined !== null) return this.#joined
    const { store, clock, holder } = this.#options
    const process = `${holder}/${(this.#names += 1)}` as ProcessId
    const sentAt = clock.monotonic()
    await store.join(process)
    const joined: Joined = { process, sentAt, stop: () => undefined }
    joined.stop = repeat(() => this.#beat(joined), { everyMs: BEAT_MS, onFault: () => undefined, clock })
    this.#joined = joined
    return joined
  }

  /** One that is not answered is followed by the next, until nobody can be sure. */
  async #beat(joined: Joined): Promise<void> {
    const { store, clock, onLost } = this.#options
    const { process } = joined
    const sentAt = clock.monotonic()
    try {
      await store.beat(process)
      joined.sentAt = sentAt
    } catch (error) {
      if (error instanceof Expelled) this.expelled(process)
      else if (!this.isSure(process)) onLost()
    }
  }
}
