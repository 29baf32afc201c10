// The program of somebody of ours who is in another world than their home, of this node or another one. To
// that world it is one of their tabs: it acts as they would, gets their messages, and as long as it runs they
// keep their place. It reads a copy of that world.
import { FAULTS_WITHIN_MS, WORDS_MAX } from '../../../shared/behavior/program-limits.ts'
import type { Act, ActAnswer, EventData, Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import { makeEvent } from '../../../shared/play/acts/act-event.ts'
import { rightFor, type Action } from '../../../shared/play/acts/action.ts'
import type { RemoteRuntime, RemoteActAnswer } from '../../../shared/play/programs/remote-programs.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import { visitorActionOf } from '../../../shared/play/programs/visitor-actions.ts'
import { spotAt } from '../../../shared/play/walking/walk-geometry.ts'
import { nodeOf, type ArtifactId, type MemberId, type RandomBytes } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { PERSON_NAME_MAX } from '../../../shared/world/limits.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AskedEvent, WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import type { RightOf } from '../../accounts/rights/right-of.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'
import type { WorldActions, ActionClient, ServerClock } from '../../sync/sync-server.ts'
import { openCounting, type SandboxCounts, type CountedSandboxes } from '../sandboxes/sandbox-counts.ts'
import { visitorParty } from '../sandboxes/sandbox-pool.ts'
import type { WorldRun } from '../worlds/world-run.ts'
import type { AwayWorldView, AwaySandbox } from './away-world-view.ts'
import { untilArrived } from './arrival-wait.ts'

/**
 * Acts a second on average, and at once after a pause: another world is no place for more than busy hands do.
 */
const ACTS = { perSecond: 10, atOnce: 40 }
/**
 * How long a program stays in the world before while it is not to be seen in this one, in ms; then it is at
 * home.
 */
const ON_THE_WAY_MS = 5_000
/** Handlers come and go together: its subscriptions are sent so long after the first of them, in ms. */
const LISTEN_MS = 50

const TOO_MUCH = `Away from home, code can do at most ${ACTS.perSecond} things a second. Use after(...) to leave time in between.`
const MAY_NOT: Outcome = { ok: false, why: 'You can look at this world, but not act in it.' }
const GONE_ON = 'You are not in that world now.'
const NO_WORDS = 'They do not want that.'
/** The subscriptions of a person who sent none, for a world. */
const NOTHING = '[]'
const NOT_SAID = ''

interface AwayProgramOptions {
  readonly member: MemberId
  readonly body: ArtifactId
  /** The world where their body belongs, which is played. */
  readonly home: WorldRecord
  readonly life: WorldRun
  readonly world: WorldRecord
  readonly lookout: AwayWorldView
  /** Those who know that world. */
  readonly actions: WorldActions
  readonly rightOf: RightOf
  readonly sandboxes: CountedSandboxes
  readonly counts: SandboxCounts
  readonly clock: ServerClock
  readonly random: RandomBytes
  /** Where the program is until it can be here; null: at home. */
  readonly before: AwayProgram | null
  /** They are in this world of ours, and away from it. */
  readonly onAway: () => void
}

export class AwayProgram {
  readonly #options: AwayProgramOptions
  readonly #asker: ActionClient
  /** Names what is asked: a session of actions. */
  readonly #session: string
  #sequence = 0
  #isAwake: boolean
  #isThere = false
  #isOver = false
  /** Where the program runs there, or is about to. */
  #seat: AwaySandbox | null = null
  #before: AwayProgram | null
  #letGo: (() => void)[] = []
  #cancelAway: (() => void) | null = null
  #isToListen = false
  /** Its last subscriptions, in this connection. */
  #listened = NOTHING
  readonly #bucket: TokenBucket
  /** When it did too much last as a fault, by a clock that nobody sets: that is one fault a minute. */
  #tooMuchAt = -Infinity
  /** An act that cannot be done there is a fault once, not each time. */
  readonly #told = new Set<Act['do']>()

  constructor(options: AwayProgramOptions) {
    const { member: id, world, rightOf, random, clock, before } = options
    this.#options = options
    this.#before = before
    this.#session = Buffer.from(random(16)).toString('hex')
    this.#bucket = new TokenBucket(ACTS, () => clock.now())
    // Of a world of ours the copy is always up to date.
    this.#isAwake = this.#isOurs
    const nameThere = (): string | null => this.#me()?.avatar?.name ?? null
    this.#asker = {
      get member() {
        return { id, name: nameThere(), session: null }
      },
      isProgram: true,
      // Another node says by itself what one may do there.
      refusal: (action) => (!this.#isOurs || atLeast(this.#asker.right(), rightFor(action)) ? null : MAY_NOT),
      right: () => rightOf({ id, name: null, session: null }, world),
      tell: (event) => this.#hear(event),
    }
  }

  get life(): WorldRun {
    return this.#options.life
  }

  get #isOurs(): boolean {
    return nodeOf(this.#options.world.address) === null
  }

  get world(): WorldRecord {
    return this.#options.world
  }

  /** They are there as long as this is. The program follows once it is seen there. */
  begin(): void {
    const { actions, world, lookout, clock, life, body } = this.#options
    this.#letGo = [
      lookout.view.subscribe(() => this.#look()),
      lookout.onHappening((events) => this.#happened(events)),
      clock.after(ON_THE_WAY_MS, () => {
        if (this.#before !== null) life.play.runElsewhere(body, null)
        this.#came()
      }),
    ]
    actions.came(world, this.#asker)
    this.#look()
  }

  /** The program is at home again. */
  end(): void {
    const { life, body } = this.#options
    life.play.runElsewhere(body, null)
    this.leave()
    this.close()
  }

  /** They are not there any more, as far as this is concerned: the program does nothing there. */
  leave(): void {
    if (this.#isOver) return
    const { actions, world } = this.#options
    this.#isOver = true
    this.#isThere = false
    this.#cancelAway?.()
    for (const letGo of this.#letGo.splice(0)) letGo()
    actions.gone(world, this.#asker)
  }

  /** It runs there no more. */
  close(): void {
    this.#seat?.close()
    this.#seat = null
    this.#came()
  }

  /** It is nowhere else any more. */
  #came(): void {
    this.#before?.close()
    this.#before = null
  }

  #hear(event: WireEvent): void {
    switch (event.type) {
      case 'host':
        this.#isAwake = event.state === 'awake'
        return this.#look()
      case 'you':
        // First on each connection: that world has not heard yet what is to be told.
        this.#listened = NOTHING
        return this.#listenSoon()
      case 'happened':
        return this.#happened([event.event])
      case 'asked':
        return void this.#answer(event)
      case 'whisper': {
        const { from: subject, at } = event
        const { body } = this.#options
        // The other node could say anything, of any length.
        const words = event.words.slice(0, WORDS_MAX)
        const person = event.person?.slice(0, PERSON_NAME_MAX) ?? null
        const parts = { subject, object: body, person, words, voice: 'whisper' } as const
        return this.#happened([makeEvent('hear', at, parts)])
      }
      case 'personal':
      case 'sounds':
      case 'log':
      case 'go':
      case 'notice':
      case 'node':
        return undefined
    }
    return event satisfies never
  }

  #happened(events: readonly EventData[]): void {
    const { life, body } = this.#options
    if (this.#isThere) for (const event of events) life.play.deliverRemoteEvent(body, event)
  }

  async #answer({ ask, event }: AskedEvent): Promise<void> {
    const { life, body } = this.#options
    const why = this.#isThere ? await life.play.askRemote(body, event) : null
    if (this.#isOver) return
    await this.#ask({ verb: 'answer', ask, why: why === null ? null : why.slice(0, WORDS_MAX) || NO_WORDS })
  }

  #listenSoon(): void {
    if (this.#isToListen) return
    this.#isToListen = true
    this.#options.clock.after(LISTEN_MS, () => {
      this.#isToListen = false
      const { life, body } = this.#options
      const to = this.#isThere ? life.play.subscriptions(body) : []
      const said = JSON.stringify(to)
      if (this.#isOver || said === this.#listened) return
      this.#listened = said
      void this.#ask({ verb: 'listen', to }).then(({ ok }) => {
        // Said again when there is something else to say, or another connection.
        if (!ok) this.#listened = NOT_SAID
        return ok
      })
    })
  }

  /** Before the copy is up to date, what happened long ago would be news. */
  #look(): void {
    this.#watchAway()
    if (this.#seat !== null || !this.#isAwake || this.#me() === null) return
    this.#seat = this.#openSeat()
    void this.#lend(this.#seat)
  }

  /**
   * A person who went away from a world of ours without leaving it comes back by themselves, or not; until
   * then their program is at home.
   */
  #watchAway(): void {
    if (!this.#isOurs || this.#me() !== null) {
      this.#cancelAway?.()
      this.#cancelAway = null
    } else this.#cancelAway ??= this.#options.clock.after(ON_THE_WAY_MS, () => this.#options.onAway())
  }

  /** A program at home does not wait until the thread that it goes to has begun, and knows this world. */
  async #lend(seat: AwaySandbox): Promise<void> {
    const { life, body } = this.#options
    await seat.run([{ artifact: body, deliveries: [] }])
    if (this.#seat !== seat || this.#isOver) return
    this.#isThere = true
    life.play.runElsewhere(body, this.#away(seat))
    this.#came()
  }

  /** Their avatar there; null while they are not there. */
  #me(): Artifact | null {
    const { lookout, body } = this.#options
    const artifact = lookout.view.artifact(body)
    return artifact?.avatar == null || artifact.avatar.isAway || artifact.place === null ? null : artifact
  }

  #spot(): XY | null {
    const me = this.#me()
    if (me?.place == null) return null
    return spotAt({ x: me.place.x, y: me.place.y, walk: me.walk }, this.#options.clock.now())
  }

  #openSeat(): AwaySandbox {
    const { lookout, body, home, sandboxes, counts } = this.#options
    const open = (_world: string, onLost: () => void): Sandbox => sandboxes.open(visitorParty(body), onLost)
    // A fault is reported with the world whose pages have its code.
    return lookout.seat(body, openCounting({ ...sandboxes, open }, home.id, counts))
  }

  #away(seat: AwaySandbox): RemoteRuntime {
    return {
      sandbox: seat,
      floor: () => {
        const host = this.#isOver ? null : (this.#me()?.host ?? null)
        return host === 'limbo' ? null : host
      },
      act: (act) => this.#act(act),
      onListening: () => this.#listenSoon(),
      page: (text, pageValues) => seat.turnPage({ text, pageValues }),
    }
  }

  async #act(act: Act): Promise<RemoteActAnswer> {
    if (this.#isOver) return refused(GONE_ON, false)
    const { body, clock, lookout } = this.#options
    const wanted = visitorActionOf(act, body, this.#spot())
    if ('why' in wanted) return refused(wanted.why, wanted.isFault && this.#isFirst(act.do))
    if (!this.#bucket.take()) return this.#refuseTooMuch()
    const { ok, ...came } = await this.#ask(wanted.action)
    const why = came.why?.slice(0, WORDS_MAX) ?? null
    if (!ok || wanted.to === null) return { answer: { ok, why, made: null }, fault: null }
    return { answer: await untilArrived(lookout.view, body, wanted.to, clock), fault: null }
  }

  /** What is too much is lost, and nothing else: a fault for each of it would put the program to sleep. */
  #refuseTooMuch(): RemoteActAnswer {
    const now = this.#options.clock.monotonic()
    if (now - this.#tooMuchAt < FAULTS_WITHIN_MS) return refused(TOO_MUCH, false)
    this.#tooMuchAt = now
    return { answer: no(TOO_MUCH), fault: { kind: 'writes', message: TOO_MUCH, line: null } }
  }

  async #ask(action: Action): Promise<Outcome> {
    const { actions, world } = this.#options
    const refusal = this.#asker.refusal(action)
    if (refusal !== null) return refusal
    this.#sequence += 1
    try {
      return await actions.act(world, this.#asker, this.#sequence, { session: this.#session, action })
    } catch (error) {
      actions.failed(world, error)
      return { ok: false, why: 'Something went wrong on the way. Try again.' }
    }
  }

  #isFirst(what: Act['do']): boolean {
    const isFirst = !this.#told.has(what)
    this.#told.add(what)
    return isFirst
  }
}

const no = (why: string): ActAnswer => ({ ok: false, why, made: null })

function refused(message: string, isFault: boolean): RemoteActAnswer {
  return { answer: no(message), fault: isFault ? { kind: 'error', message, line: null } : null }
}
