// The process that leads tells the others what it changes: a right, a session, a setting. Others answer
// people by what they have in memory only for a while after the one that leads has said that they may. So a
// change is answered once each of them knows it, or may not answer by itself any more: nobody meets what was
// before. What another process changes is read here first, and told in the same way.
import type { ProcessId } from '../storage/lease-store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { withinTime } from '../../shared/time/time-limit.ts'

/** How long a process may answer by what it knows, in ms, by its own clock from when it asked. */
export const GRANT_MS = 2_000
/** The same by the clock of the one that leads, from when it said so: clocks do not run equally fast. */
const GRANTED_MS = GRANT_MS * 1.1
/** A process that has not read what changed for so long gets no leave to answer any more, in ms. */
const LATE_MS = 500
/** If the database has said nothing for so long, in ms, another process may lead: no more leave is given. */
const HELD_MS = 2_500
/** What the one that led before allowed is over after this, in ms. */
const BEFORE_MS = HELD_MS + GRANTED_MS + 300

interface ChangeTellingOptions {
  readonly clock: ServerClock
  /** Whether this process has led within so long, in ms, as far as the database says. */
  readonly isHeld: (withinMs: number) => boolean
  /** Processes that may still answer by the word of the one that led before. */
  readonly others: readonly ProcessId[]
}

export class ChangeTelling {
  readonly #options: ChangeTellingOptions
  readonly #followers = new Set<Follower>()
  readonly #before: Set<string>
  readonly #isOverBefore = Promise.withResolvers<void>()
  readonly #endWait: () => void
  #round = 0

  constructor(options: ChangeTellingOptions) {
    this.#options = options
    this.#before = new Set(options.others)
    this.#endWait = options.clock.after(BEFORE_MS, this.#isOverBefore.resolve)
    if (this.#before.size === 0) this.#isOverBefore.resolve()
  }

  /**
   * A process that has in memory what this one changes; `read` has it read what has changed, and rejects
   * where it begins anew.
   */
  take(process: string, read: () => Promise<unknown>) {
    const follower = new Follower(process, read, this.#options)
    this.#followers.add(follower)
    follower.look((this.#round += 1))
    // It has let go of the one that led before.
    this.#before.delete(process)
    if (this.#before.size === 0) this.#isOverBefore.resolve()
    return {
      mayAnswer: () => follower.mayAnswer(),
      /** The connection broke. */
      lose: (): void => {
        follower.lose()
        // It may not know yet that it is alone.
        void follower.reached(Infinity).then(() => this.#followers.delete(follower))
      },
    }
  }

  /** How many changes a process has not read yet; none where it does not follow. */
  behind(process: string): number {
    const counts = [...this.#followers].map((each) => (each.process === process ? each.behind : 0))
    return Math.max(0, ...counts)
  }

  /** Something is committed: resolves when nobody answers by what was before. */
  async told(): Promise<void> {
    const round = (this.#round += 1)
    for (const follower of this.#followers) follower.look(round)
    await Promise.all([
      this.#isOverBefore.promise,
      ...[...this.#followers].map((follower) => follower.reached(round)),
    ])
  }

  /** This process ends: nobody waits any more. */
  close(): void {
    this.#endWait()
    this.#isOverBefore.resolve()
    for (const follower of this.#followers) follower.close()
  }
}

class Follower {
  readonly process: string
  readonly #read: () => Promise<unknown>
  readonly #options: ChangeTellingOptions
  /** Rounds that it was told of, and has not answered; each with when. */
  readonly #open = new Map<number, number>()
  #done = 0
  /** It gets no leave before it has done this one: nobody waited for it. */
  #first = 0
  #grantedUntil = -Infinity
  #isLost = false
  /** Until it has said something. */
  #word = Promise.withResolvers<void>()

  constructor(process: string, read: () => Promise<unknown>, options: ChangeTellingOptions) {
    this.process = process
    this.#read = read
    this.#options = options
  }

  look(round: number): void {
    if (!this.#isGranted) this.#first = round
    this.#open.set(round, this.#options.clock.monotonic())
    this.#read().then(
      () => this.#did(round),
      () => undefined,
    )
  }

  get behind(): number {
    return this.#open.size
  }

  /** Resolves when it knows what was committed before that round, or may not answer any more. */
  async reached(round: number): Promise<void> {
    while (this.#done < round && this.#isGranted) {
      const left = this.#grantedUntil - this.#options.clock.monotonic()
      await withinTime(this.#options.clock, left, this.#word.promise, undefined)
    }
  }

  /** It asks whether it may answer by what it has: known once it has read what it was told. */
  async mayAnswer(): Promise<boolean> {
    const told = Math.max(this.#done, ...this.#open.keys())
    while (this.#done < told && !this.#isLost) await this.#word.promise
    const [oldest = Infinity] = this.#open.values()
    const now = this.#options.clock.monotonic()
    if (this.#isLost || this.#done < this.#first || now - oldest > LATE_MS || !this.#options.isHeld(HELD_MS))
      return false
    this.#grantedUntil = now + GRANTED_MS
    return true
  }

  /** It gets no more leave. */
  lose(): void {
    this.#isLost = true
    this.#tell()
  }

  close(): void {
    this.#grantedUntil = -Infinity
    this.lose()
  }

  get #isGranted(): boolean {
    return this.#options.clock.monotonic() < this.#grantedUntil
  }

  #tell(): void {
    this.#word.resolve()
    this.#word = Promise.withResolvers()
  }

  #did(round: number): void {
    this.#done = Math.max(this.#done, round)
    for (const told of this.#open.keys()) if (told <= round) this.#open.delete(told)
    this.#tell()
  }
}
