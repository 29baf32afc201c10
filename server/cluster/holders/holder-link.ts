// The connection of a process that has worlds open to the one that leads, which asks for worlds by it.
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../../network/inside-address.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { LeaderQuestion, type HolderQuestion } from './holding-words.ts'
import { openLink } from '../inside-link.ts'
import { QuestionLink } from './question-link.ts'

/** After so long a connection that broke is tried again, in ms: people wait meanwhile. */
const AGAIN_MS = 200

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

export class HolderLink {
  readonly #options: HolderLinkOptions
  #link: QuestionLink | null = null
  /** The one that leads has answered. */
  #isOpen = false
  #leaderName: ProcessId | null = null
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
        this.#options.onLost()
        this.#again()
      },
    })
    this.#link = link
    const hello: HolderQuestion = { hello: true }
    // Where it breaks before, it begins again.
    link.ask(hello).then(
      (name) => this.#hear(link, name),
      () => undefined,
    )
  }

  #hear(link: QuestionLink, name: unknown): void {
    this.#leaderName = typeof name === 'string' ? (name as ProcessId) : null
    this.#isOpen = this.#link === link
    if (this.#isOpen) this.#options.onOpen()
  }

  #again(): void {
    if (!this.#isOver) this.#cancel = this.#options.clock.after(AGAIN_MS, () => this.#begin())
  }
}
