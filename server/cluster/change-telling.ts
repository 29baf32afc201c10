// The process that leads tells the others what it changes: a right, a session, a setting. Others answer
// people by what they have in memory only for a while after the one that leads has said that they may. So a
// change is answered once each of them knows it, or may not answer by itself any more: nobody meets what was
// before. What another process changes is read here first, and told in the same way.
import type { TLSSocket } from 'node:tls'
import type { ProcessId } from '../storage/lease-store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { GRANTED_MS, hearChanges, sayChange } from './change-words.ts'

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
  /** Reads what other processes have changed. */
  readonly catchUp: () => Promise<void>
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

  /** A process that follows. */
  take(socket: TLSSocket, process: string): void {
    const follower = new Follower(socket, process, {
      ...this.#options,
      onTell: async () => {
        await this.#options.catchUp()
        await this.told()
      },
    })
    this.#followers.add(follower)
    socket.once('close', () => {
      // It may not know yet that it is alone.
      void follower.past().then(() => this.#followers.delete(follower))
    })
    follower.look((this.#round += 1))
    // It has let go of the one that led before.
    this.#before.delete(process)
    if (this.#before.size === 0) this.#isOverBefore.resolve()
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

  close(): void {
    this.#endWait()
    this.#isOverBefore.resolve()
    for (const follower of this.#followers) follower.close()
  }
}

class Follower {
  readonly process: string
  readonly #socket: TLSSocket
  readonly #clock: ServerClock
  readonly #isHeld: ChangeTellingOptions['isHeld']
  /** Rounds that it was told of, and has not answered; each with when. */
  readonly #open = new Map<number, number>()
  readonly #waiting = new Set<() => void>()
  #done = 0
  /** It gets no leave before it has done this one: nobody waited for it. */
  #first = 0
  #grantedUntil = -Infinity
  #asked: number | null = null
  #isClosed = false

  /** `onTell`: that process has changed something; resolves when all know it. */
  constructor(
    socket: TLSSocket,
    process: string,
    {
      clock,
      isHeld,
      onTell,
    }: Pick<ChangeTellingOptions, 'clock' | 'isHeld'> & { readonly onTell: () => Promise<void> },
  ) {
    this.process = process
    this.#socket = socket
    this.#clock = clock
    this.#isHeld = isHeld
    hearChanges(socket, ['ask', 'done', 'tell'], (word, number) => {
      if (word === 'tell') {
        // It tells again where it got no answer.
        onTell().then(
          () => sayChange(socket, 'told', number),
          () => socket.destroy(),
        )
        return
      }
      if (word === 'ask') this.#asked = number
      else this.#did(number)
      this.#grant()
    })
  }

  look(round: number): void {
    if (!this.#isGranted) this.#first = round
    this.#open.set(round, this.#clock.monotonic())
    sayChange(this.#socket, 'look', round)
  }

  get behind(): number {
    return this.#open.size
  }

  /** Resolves when it knows what was committed before that round, or may not answer any more. */
  async reached(round: number): Promise<void> {
    while (this.#done < round && this.#isGranted) await this.#change()
  }

  /** Resolves when it may not answer any more. */
  async past(): Promise<void> {
    while (this.#isGranted) await this.#change()
  }

  close(): void {
    this.#isClosed = true
    this.#socket.destroy()
    this.#tell()
  }

  get #isGranted(): boolean {
    return !this.#isClosed && this.#clock.monotonic() < this.#grantedUntil
  }

  /** Until it says something, or its leave is over. */
  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.add(resolve)
    const end = this.#clock.after(Math.max(1, this.#grantedUntil - this.#clock.monotonic()), resolve)
    await promise
    end()
    this.#waiting.delete(resolve)
  }

  #tell(): void {
    for (const resolve of this.#waiting) resolve()
  }

  #did(round: number): void {
    this.#done = Math.max(this.#done, round)
    for (const told of this.#open.keys()) if (told <= round) this.#open.delete(told)
    this.#tell()
  }

  #grant(): void {
    if (this.#asked === null || this.#done < this.#first || this.#socket.destroyed) return
    const [oldest = Infinity] = this.#open.values()
    const now = this.#clock.monotonic()
    if (now - oldest > LATE_MS || !this.#isHeld(HELD_MS)) return
    this.#grantedUntil = now + GRANTED_MS
    sayChange(this.#socket, 'grant', this.#asked)
    this.#asked = null
  }
}
