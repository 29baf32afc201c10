// Worlds that other processes have open, for the process that leads: it asks for those that it needs itself.
import type { TLSSocket } from 'node:tls'
import { NO_MEMBER } from '../../contracts/request-member.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { MeasuredProcess } from '../process-list.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { NodeDatabase } from '../../storage/node-database.ts'
import { answerWithin, pause } from '../../../shared/time/time-limit.ts'
import type { WorldConnection } from '../../sync/sync-server.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedByKey } from '../../time/shared-request.ts'
import type { ChangeTelling } from '../change-telling.ts'
import { HolderQuestion, type HolderState, type LeaderQuestion } from './holding-words.ts'
import { QuestionLink } from './question-link.ts'

/** How long a process may take to let go of a world, in ms: who waits for it is told to come again then. */
const LET_GO_MS = 5_000
/** How long a process may take to say how busy it is, or whether it is ready for a world, in ms. */
const LOAD_MS = 1_000
/** How long it may take to begin to play one, in ms. */
const TAKE_MS = 6_000
/** How long all of them may take for an answer that somebody waits for, in ms. */
const ASK_ALL_MS = 2_000
/** How long they may take to say hello to a process that has just begun to lead, in ms. */
const MEET_MS = 1_000
/** After so long a process without a connection is looked for again, in ms. */
const AGAIN_MS = 100

/** What the node has to answer. */
type NodeQuestion = Exclude<HolderQuestion, { state: HolderState } | { mayAnswer: true }>
/** What all who play worlds with people in them are told. */
type News = Extract<LeaderQuestion, { changed: unknown } | { notify: unknown } | { tellAll: true }>

interface OtherHoldersOptions {
  readonly database: Pick<NodeDatabase, 'holderOf'>
  readonly self: ProcessId
  readonly clock: ServerClock
  readonly telling: Pick<ChangeTelling, 'take'>
  /** Those that may have worlds open since before. */
  readonly before: readonly ProcessId[]
  /** Answers what such a process asks. */
  readonly answer: (question: NodeQuestion) => Promise<unknown>
  /** A connection broke: perhaps that process is gone. */
  readonly onLost: (process: ProcessId) => void
}

interface OtherHolder {
  /** Where it is reached. */
  readonly address: string
  /** False: it has no connection here, and is perhaps gone, or has not said hello by it yet. */
  readonly isReached: boolean
}

export class OtherHolders {
  readonly #options: OtherHoldersOptions
  readonly #links = new Map<string, QuestionLink>()
  readonly #states = new Map<string, HolderState>()
  /** Those that have said hello: people may be in their worlds. */
  readonly #greeted = new Set<QuestionLink>()
  /** Those that may have worlds, and have not said so yet. */
  readonly #unmet: Set<string>
  readonly #met = Promise.withResolvers<void>()
  readonly #endMeeting: () => void
  readonly #findHolder = sharedByKey((world: WorldKey) => this.#options.database.holderOf(world))

  constructor(options: OtherHoldersOptions) {
    this.#options = options
    this.#unmet = new Set(options.before)
    this.#endMeeting = options.clock.after(MEET_MS, () => {
      this.#unmet.clear()
      this.#met.resolve()
    })
    if (this.#unmet.size === 0) this.#met.resolve()
  }

  /** Whether a process may have worlds open. */
  get isAny(): boolean {
    return this.#links.size > 0 || this.#unmet.size > 0
  }

  /** Resolves once all that may have worlds since before have said hello, or are waited for no longer. */
  get met(): Promise<void> {
    return this.#met.promise
  }

  /** A process that may open worlds from now on. It is told where it cannot be reached. */
  take(socket: TLSSocket, process: string, isReached: Promise<boolean>): void {
    this.#links.get(process)?.close()
    const link: QuestionLink = new QuestionLink(socket, {
      answer: async (question) => {
        const asked = HolderQuestion.parse(question)
        if ('mayAnswer' in asked) return follower.mayAnswer()
        if ('hello' in asked) this.#meet(link, process)
        if (!('state' in asked)) return this.#options.answer(asked)
        this.#states.set(process, asked.state)
        return null
      },
      onClosed: () => {
        follower.lose()
        this.#greeted.delete(link)
        if (this.#links.get(process) !== link) return
        this.#links.delete(process)
        this.#states.delete(process)
        this.#options.onLost(process as ProcessId)
      },
    })
    const follower = this.#options.telling.take(process, () => link.ask({ read: true }))
    this.#links.set(process, link)
    void isReached
      .then((is) => is || link.ask({ unreachable: true } satisfies LeaderQuestion))
      .catch(() => undefined)
  }

  #meet(link: QuestionLink, process: string): void {
    this.#greeted.add(link)
    this.#unmet.delete(process)
    if (this.#unmet.size === 0) this.#met.resolve()
  }

  /** What a process told last; null: nothing, since it is not connected. */
  stateOf(process: string): HolderState | null {
    return this.#states.get(process) ?? null
  }

  /** The connections to worlds of other processes. */
  here(): readonly WorldConnection[] {
    const all = [...this.#states.values()].flatMap(({ here }) => here)
    return all.map(({ member, world }) => ({ member: { ...NO_MEMBER, id: member }, world }))
  }

  /** The process that has a world, if it is another one. */
  async holderOf(world: WorldKey): Promise<OtherHolder | null> {
    const holder = await this.#findHolder(world)
    if (holder === null || holder.id === this.#options.self) return null
    const link = this.#links.get(holder.id)
    return { address: holder.address, isReached: link !== undefined && this.#greeted.has(link) }
  }

  /** Asks the process that has a world; null: none has it, or that one is not reached. */
  async playerOf(world: WorldKey): Promise<((question: unknown) => Promise<unknown>) | null> {
    if (this.#greeted.size === 0) return null
    const holder = await this.#options.database.holderOf(world)
    const link = holder === null ? undefined : this.#links.get(holder.id)
    return link === undefined || !this.#greeted.has(link) ? null : (question) => link.ask(question)
  }

  /** Asks all who play worlds with people in them, and waits for them for a while. */
  async askAll(question: LeaderQuestion): Promise<readonly unknown[]> {
    const { clock } = this.#options
    return Promise.all([...this.#greeted].map((link) => answerWithin(clock, ASK_ALL_MS, link.ask(question))))
  }

  /** Tells all who play worlds with people in them. Who cannot be reached asks again when they can. */
  tell(news: News): void {
    for (const link of this.#greeted) link.ask(news).catch(() => undefined)
  }

  /** Has the process that has a world let go of it. False: it did not, in time. */
  async letGo(world: WorldKey): Promise<boolean> {
    const { database, clock, self } = this.#options
    const until = clock.monotonic() + LET_GO_MS
    while (clock.monotonic() < until) {
      const holder = await database.holderOf(world)
      if (holder === null) return true
      if (holder.id === self) return false
      const link = this.#links.get(holder.id)
      const asked = link?.ask({ letGo: world } satisfies LeaderQuestion).then(() => true)
      const left = until - clock.monotonic()
      if (asked !== undefined && (await answerWithin(clock, left, asked)) === true) return true
      await pause(clock, AGAIN_MS)
    }
    return false
  }

  /** How busy those are that take worlds, and how soon they say so: frames for clients take as long. */
  async loads(): Promise<readonly MeasuredProcess[]> {
    const { clock } = this.#options
    const all = [...this.#links.keys()].map(async (id) => {
      const since = clock.monotonic()
      const load = await this.#askOne(id, { load: true }, LOAD_MS)
      const answerSeconds = (clock.monotonic() - since) / 1_000
      return typeof load === 'number' ? [{ id, load, answerSeconds }] : []
    })
    return (await Promise.all(all)).flat()
  }

  /** The name under which a process takes a world, with the people in it; null: it is not ready for that. */
  async expect(process: string, world: WorldKey): Promise<ProcessId | null> {
    const name = await this.#askOne(process, { expect: world }, LOAD_MS)
    return typeof name === 'string' ? (name as ProcessId) : null
  }

  /** Has a process play a world that this one let go of. False: it does not, or nobody knows. */
  async give(process: string, world: WorldKey): Promise<boolean> {
    return (await this.#askOne(process, { take: world }, TAKE_MS)) === true
  }

  /** Null: it does not answer in time. */
  #askOne(process: string, question: LeaderQuestion, withinMs: number): Promise<unknown> {
    const answer = this.#links.get(process)?.ask(question) ?? Promise.resolve(null)
    return answerWithin(this.#options.clock, withinMs, answer)
  }

  close(): void {
    this.#endMeeting()
    this.#met.resolve()
    for (const link of this.#links.values()) link.close()
  }
}
