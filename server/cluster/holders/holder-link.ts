// The connection to the process that leads, of one that does not: each asks the other by it. People are
// answered here by what is in memory only while the one that leads has said so lately: a process that stood
// still, or was cut off, knows that nobody waited for it.
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../../network/inside-address.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import { GRANT_MS } from '../change-telling.ts'
import { LeaderQuestion, type HolderQuestion } from './holding-words.ts'
import { openLink } from '../inside-link.ts'
import { QuestionLink } from './question-link.ts'

/** After so long a connection that broke is tried again, in ms: people wait meanwhile. */
const AGAIN_MS = 200
/** How often it asks whether it may answer people, in ms. */
const ASK_MS = 500
/** By how much the two clocks of a process may disagree about what has passed, in ms. */
const JUMP_MS = 400

interface HolderLinkOptions {
  readonly leader: InsideAddress
  readonly key: Uint8Array
  readonly self: ProcessId
  readonly clock: ServerClock
  /** Answers what the one that leads asks. */
  readonly answer: (question: LeaderQuestion) => Promise<unknown>
  /** The one that leads has said what it does. */
  readonly onOpen: () => void
  /** The connection broke. */
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
    this.#begin()
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

  /** Rejects where it is not asked. */
  ask(question: HolderQuestion): Promise<unknown> {
    return this.#link?.ask(question) ?? Promise.reject(new Error('Nobody leads that could be asked.'))
  }

  end(): void {
    this.#isOver = true
    this.#cancel()
    this.#link?.close()
  }

  #begin(): void {
    const { leader, key, self, clock } = this.#options
    openLink(leader, key, { for: 'worlds', process: self }, clock).then(
      (socket) => this.#take(socket),
      () => this.#again(),
    )
  }

  #take(socket: TLSSocket): void {
    if (this.#isOver) return void socket.destroy()
    const link = new QuestionLink(socket, {
      answer: async (question) => this.#options.answer(LeaderQuestion.parse(question)),
      onClosed: () => {
        this.#link = null
        this.#isOpen = false
        this.#allowed = null
        this.#cancel()
        this.#options.onLost()
        this.#again()
      },
    })
    this.#link = link
    // Where it breaks before, it begins again.
    this.ask({ hello: true }).then(
      (name) => this.#hear(link, name),
      () => undefined,
    )
  }

  #hear(link: QuestionLink, name: unknown): void {
    if (this.#link !== link) return
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

  #again(): void {
    if (!this.#isOver) this.#cancel = this.#options.clock.after(AGAIN_MS, () => this.#begin())
  }
}
