// The connection to the process that leads, of one that does not: each asks the other by it. That it breaks
// is no proof that the one that leads is gone, but a reason to look. People are answered here by what is in
// memory only while the one that leads has said so lately: a process that stood still, or was cut off, knows
// that nobody waited for it.
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../../network/inside-address.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { GRANT_MS } from '../change-telling.ts'
import { LeaderQuestion, type HolderQuestion } from './holding-words.ts'
import { openLink } from '../inside-link.ts'
import { QuestionLink } from './question-link.ts'

/** How often it asks whether it may answer people, in ms. */
const ASK_MS = 500
/** By how much the two clocks of a process may disagree about what has passed, in ms. */
const JUMP_MS = 400

interface HolderLinkOptions {
  readonly leader: InsideAddress
  readonly key: Uint8Array
  readonly self: ProcessId
  /** Where this process is reached. */
  readonly address: string
  readonly clock: ServerClock
  /** Answers what the one that leads asks. */
  readonly answer: (question: LeaderQuestion) => Promise<unknown>
  /** The one that leads is there. */
  readonly onHeard: () => void
  /** It has said what it does. */
  readonly onOpen: () => void
  /** There is no connection, or none any more: told once, unless it was ended here. */
  readonly onLost: () => void
}

interface ClockReading {
  readonly wall: number
  readonly monotonic: number
}

export class HolderLink {
  readonly #options: HolderLinkOptions
  #link: QuestionLink | null = null
  /** The one that leads has answered. */
  #isOpen = false
  #leaderName: ProcessId | null = null
  /** When it asked for the leave that it has last. */
  #allowed: ClockReading | null = null
  #isOver = false
  #cancel = (): void => undefined

  constructor(options: HolderLinkOptions) {
    this.#options = options
    const { leader, key, self, address, clock } = options
    openLink(leader, key, { for: 'worlds', process: self, address }, clock).then(
      (socket) => this.#take(socket),
      () => this.lose(),
    )
  }

  /** Whether the one that leads can be asked, and ask. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** The name under which the one that leads takes worlds; null: that is not known. */
  get leaderName(): ProcessId | null {
    return this.#isOpen ? this.#leaderName : null
  }

  /** Whether people can be answered by what is in memory now. */
  isSure(): boolean {
    if (this.#isOver || this.#allowed === null) return false
    const [since, now] = [this.#allowed, this.#now()]
    const passed = now.monotonic - since.monotonic
    // A machine that slept may have a clock that stood still, too.
    return passed < GRANT_MS && Math.abs(now.wall - since.wall - passed) < JUMP_MS
  }

  /** As if the connection broke. */
  lose(): void {
    if (this.#isOver) return
    this.end()
    this.#options.onLost()
  }

  /** Rejects where it is not asked. */
  ask(question: HolderQuestion): Promise<unknown> {
    return this.#link?.ask(question) ?? Promise.reject(new Error('Nobody leads that could be asked.'))
  }

  end(): void {
    this.#isOver = true
    this.#isOpen = false
    this.#cancel()
    this.#link?.close()
  }

  #take(socket: TLSSocket): void {
    if (this.#isOver) return void socket.destroy()
    this.#link = new QuestionLink(socket, {
      answer: async (question) => this.#options.answer(LeaderQuestion.parse(question)),
      onClosed: () => this.lose(),
    })
    this.#options.onHeard()
    this.ask({ hello: true }).then(
      (name) => this.#hear(name),
      () => this.lose(),
    )
  }

  #hear(name: unknown): void {
    if (this.#isOver) return
    this.#leaderName = typeof name === 'string' ? (name as ProcessId) : null
    this.#isOpen = true
    const asking = { everyMs: ASK_MS, isDueNow: true, onFault: () => undefined, clock: this.#options.clock }
    this.#cancel = repeat(() => this.#askLeave(), asking)
    this.#options.onOpen()
  }

  async #askLeave(): Promise<void> {
    const asked = this.#now()
    if ((await this.ask({ mayAnswer: true })) === true) this.#allowed = asked
  }

  #now(): ClockReading {
    const { clock } = this.#options
    return { wall: clock.now(), monotonic: clock.monotonic() }
  }
}
