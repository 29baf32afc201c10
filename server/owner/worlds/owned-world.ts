// A world that this process owns, life after life: after a failure it is taken anew, after a pause; without
// code, and when nobody asks for anything, it is let go of.
import type { Logger } from 'pino'
import type { ActionAsk } from '../../../shared/play/acts/action.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { NO_ANSWER, type Outcome } from '../../../shared/world/live/live-state-values.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { RoomClosed } from '../../sync/sync-server.ts'
import type { WorldConsoles } from './world-consoles.ts'
import { LEASE_MS } from '../leases/process-heartbeat.ts'
import type { LifeReceiver } from './pending-outcomes.ts'
import { beginRun, type WorldRun, type LifeOptions } from './world-run.ts'
import type { Semaphore } from '../../time/semaphore.ts'
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import { withinTime } from '../../../shared/time/time-limit.ts'

/** After a failure it is taken anew after this wait; after a calm time, in ms, as at first. */
const AGAIN = { firstMs: 500, longestMs: 30_000 }
const CALM_MS = 60_000
/** A world without code is let go of when nobody asked for anything for so long, in ms. */
const IDLE_MS = 60_000
/** How long an action may wait for its outcome, in ms: clients wait 10 s. */
const ACT_MS = 8_000

/**
 * Its effects may be on their way to the disk, or were there before another process had this world. Asked
 * again, it has its outcome.
 */
const UNCLEAR: Outcome = { ok: false, why: NO_ANSWER }

interface OwnedWorldOptions extends Omit<LifeOptions, 'onLog'> {
  readonly world: WorldRecord
  readonly consoles: WorldConsoles
  /** Lets a few worlds begin at once. */
  readonly turns: Semaphore
  readonly log: Pick<Logger, 'warn' | 'info'>
  /** It begins when this is over. */
  readonly after: Promise<unknown>
  /** A world that another process has is left to that one; unless given, it is asked for again. */
  readonly isLeftWhenTaken?: boolean | undefined
}

export class OwnedWorld {
  /** Resolves when nothing of it is left here. */
  readonly ended: Promise<void>
  readonly #options: OwnedWorldOptions
  #life: WorldRun | null = null
  #waiting = new Set<() => void>()
  #isLiving = false
  #isEnding = false
  #isLetGoDue = false
  #underWay = 0
  #askedAt: number
  readonly #asking: Asking = {
    again: (action) => void this.#askLater(action),
    settled: () => {
      this.#underWay--
      this.stay()
    },
  }

  constructor(options: OwnedWorldOptions) {
    this.#options = options
    this.#askedAt = options.clock.now()
    this.ended = options.after.then(() => this.#run())
  }

  /** It is about to be released, or was: another one is made on demand. */
  get isOver(): boolean {
    return this.#isEnding
  }

  get world(): WorldRecord {
    return this.#options.world
  }

  get isPlaying(): boolean {
    return this.#life !== null
  }

  /** There is code in its pages, or none. */
  setLiving(isLiving: boolean): void {
    this.#isLiving = isLiving
    if (!isLiving) this.#letGoLater()
  }

  /** There is something to do for it: it is not let go of for a while. */
  stay(): void {
    this.#askedAt = this.#options.clock.now()
    this.#letGoLater()
  }

  /** Somebody is away from here, if they are here. */
  async away(body: ArtifactId): Promise<void> {
    await this.#life?.play.away(body).catch(() => {})
  }

  /**
   * Somebody may not be here any more: they are away, and held things that are not theirs are back where they
   * took them.
   */
  async sendOut(body: ArtifactId): Promise<void> {
    const life = await this.ready(ACT_MS)
    await life?.play.sendOut(body).catch(() => {})
  }

  /** The life that it has, or gets within so long; null when it gets none, or is let go of. */
  async ready(ms: number): Promise<WorldRun | null> {
    this.#underWay++
    try {
      return await this.#readyBefore(this.#options.clock.now() + ms)
    } finally {
      this.#underWay--
      this.stay()
    }
  }

  /** Does what is asked, in this life or the next; `refusal` is asked right before. */
  act(asked: ActionAsk, refusal: () => Outcome | null): Promise<Outcome> {
    this.#underWay++
    const dueAt = this.#options.clock.monotonic() + ACT_MS
    return new Promise((resolve, reject) => {
      this.#ask(new AskedAction(this.#asking, asked, dueAt, refusal, resolve, reject))
    })
  }

  #ask(action: AskedAction): void {
    const { asked } = action
    try {
      if (this.#isEnding || this.#options.clock.monotonic() >= action.dueAt) return action.late()
      action.life = this.#life
      if (action.life === null) return void this.#askLater(action)
      const refused = action.refusal()
      const isRefused = refused !== null && !action.life.hasAnswered(asked.session, asked.sequence)
      if (isRefused) action.came(refused)
      else action.life.ask(asked, action)
    } catch (error) {
      action.failed(error)
    }
  }

  /** Asks in the next life. */
  async #askLater(action: AskedAction): Promise<void> {
    const left = action.dueAt - this.#options.clock.monotonic()
    if (this.#life === action.life && left > 0) await this.#wait(left)
    this.#ask(action)
  }

  /** Ends in order. */
  stop(): Promise<void> {
    this.#isEnding = true
    this.#life?.end()
    this.#wake()
    return this.ended
  }

  async #readyBefore(deadline: number): Promise<WorldRun | null> {
    while (!this.#isEnding) {
      const left = deadline - this.#options.clock.now()
      if (this.#life !== null) return this.#life
      if (left <= 0) return null
      await this.#wait(left)
    }
    return null
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#isEnding; failures++) {
      const begunAt = this.#options.clock.now()
      const came = await this.#live()
      if (came === 'gone' || (came === 'taken' && this.#options.isLeftWhenTaken === true)) break
      if (this.#options.clock.now() - begunAt > CALM_MS) failures = 0
      const againMs = waitMsAfter(failures, AGAIN)
      if (!this.#isEnding) await this.#wait(came === 'taken' ? Math.min(againMs, LEASE_MS) : againMs, 'whole')
    }
    this.#isEnding = true
    this.#wake()
  }

  /**
   * `taken`: another process has it. A process that looks once in a lease has it two leases after that one
   * died.
   */
  async #live(): Promise<'gone' | 'taken' | 'again'> {
    const { turns, world, consoles, log, room } = this.#options
    // It would end with the first thing that happens.
    if (room !== undefined && room.whyStill(world) !== null) return 'again'
    try {
      const onLog: LifeOptions['onLog'] = (thing, lines) => consoles.log(thing, lines)
      const life = await turns.take(async () =>
        this.#isEnding ? 'gone' : beginRun(world.id, { ...this.#options, onLog }),
      )
      if (typeof life === 'string') return life
      if (this.#isEnding) life.end()
      else this.#life = life
      this.#wake()
      const how = await life.over
      if (how.type === 'failed') throw how.error
    } catch (error) {
      const isClosed = error instanceof RoomClosed
      if (!isClosed)
        log.warn({ world: world.address, err: error }, 'a world cannot be played; it is tried again')
    } finally {
      this.#life = null
      this.#wake()
    }
    return 'again'
  }

  #letGoLater(): void {
    const { clock, consoles } = this.#options
    if (this.#isLiving || this.#isLetGoDue) return
    this.#isLetGoDue = true
    clock.after(Math.max(1, this.#askedAt + IDLE_MS - clock.now()), () => {
      this.#isLetGoDue = false
      if (this.#isLiving || this.#isEnding) return
      if (this.#isWanted(consoles)) this.#askedAt = clock.now()
      if (clock.now() - this.#askedAt >= IDLE_MS) void this.stop()
      else this.#letGoLater()
    })
  }

  /** Somebody waits for it, looks on, is here, or is away with things that are soon put back. */
  #isWanted({ isUnwatched }: WorldConsoles): boolean {
    const play = this.#life?.play
    const isUsed = play !== undefined && (play.here().length > 0 || play.hasThingsToReturn())
    return this.#underWay > 0 || !isUnwatched || isUsed
  }

  /** Waits until something changes, or so long; a whole wait ends only with the end. */
  async #wait(ms: number, kind: 'whole' | 'any' = 'any'): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const wake = (): void => {
      if (kind === 'any' || this.#isEnding) resolve()
    }
    this.#waiting.add(wake)
    await withinTime(this.#options.clock, ms, promise, undefined)
    this.#waiting.delete(wake)
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
  }
}

interface Asking {
  readonly again: (action: AskedAction) => void
  /** An action has its outcome. */
  readonly settled: () => void
}

/** An action that waits for its outcome, in this life of a world or the next. */
class AskedAction implements LifeReceiver {
  readonly asked: ActionAsk
  readonly dueAt: number
  readonly refusal: () => Outcome | null
  /** The life that was asked last. */
  life: WorldRun | null = null
  readonly #asking: Asking
  readonly #resolve: (outcome: Outcome) => void
  readonly #reject: (error: unknown) => void

  constructor(
    asking: Asking,
    asked: ActionAsk,
    dueAt: number,
    refusal: () => Outcome | null,
    resolve: (outcome: Outcome) => void,
    reject: (error: unknown) => void,
  ) {
    this.#asking = asking
    this.asked = asked
    this.dueAt = dueAt
    this.refusal = refusal
    this.#resolve = resolve
    this.#reject = reject
  }

  came(outcome: Outcome | null): void {
    if (outcome === null) return this.#asking.again(this)
    this.#asking.settled()
    this.#resolve(outcome)
  }

  late(): void {
    this.came(UNCLEAR)
  }

  failed(error: unknown): void {
    this.#asking.settled()
    this.#reject(error)
  }
}
