// The program of somebody of ours who is in a world of another node. To that world it is one of their tabs: it asks there as they would, is told what
// they are told, and as long as it runs they keep their place. What it knows of that world is the copy here.
import { WORDS_MAX } from '../../shared/behavior/bounds.ts'
import type { Act, Answer, EventData, Sandbox } from '../../shared/behavior/protocol.ts'
import type { Outcome } from '../../shared/play/action.ts'
import type { Away, AwayAnswer } from '../../shared/play/lending.ts'
import type { XY } from '../../shared/play/space.ts'
import { happening } from '../../shared/play/stage.ts'
import { visitingAct } from '../../shared/play/visiting-acts.ts'
import { spotAt } from '../../shared/play/walk.ts'
import type { ArtifactId, MemberId, RandomBytes } from '../../shared/world/address.ts'
import type { Artifact } from '../../shared/world/artifact.ts'
import { PERSON_NAME_MAX } from '../../shared/world/limits.ts'
import type { WireEvent } from '../../shared/wire/action.ts'
import type { RightOf } from '../accounts/access.ts'
import type { WorldRecord } from '../storage/store.ts'
import type { Actions, Asker, Clock } from '../sync/sync.ts'
import { openCounting, type Counts, type Sandboxes } from './counting.ts'
import type { Life } from './life.ts'
import type { Lookout, Seat } from './lookout.ts'
import { untilStanding } from './standing.ts'

/** Acts a second on average, and at once after a pause: another node is no place for more than busy hands do. */
const ACTS_PER_S = 10
const ACTS_AT_ONCE = 40

const TOO_MUCH = `A program does at most ${ACTS_PER_S} things a second in a world of another node. Let some time pass in between, with after(...).`

export interface OutingOptions {
  readonly member: MemberId
  readonly body: ArtifactId
  /** The world where their body belongs, which is played. */
  readonly home: WorldRecord
  readonly life: Life
  readonly world: WorldRecord
  readonly lookout: Lookout
  /** Those who know worlds of other nodes. */
  readonly actions: Actions
  readonly rightOf: RightOf
  readonly sandboxes: Sandboxes
  readonly counts: Counts
  readonly clock: Clock
  readonly random: RandomBytes
}

export class Outing {
  private readonly options: OutingOptions
  private readonly asker: Asker
  /** Names what is asked: a session of actions. */
  private readonly session: string
  private sequence = 0
  private isAwake = false
  private isThere = false
  /** Where the program runs there, or is about to. */
  private seat: Seat | null = null
  private letGo: (() => void)[] = []
  private left = ACTS_AT_ONCE
  private countedAt: number
  /** What cannot be done there is a fault once, not each time. */
  private readonly told = new Set<Act['do']>()

  constructor(options: OutingOptions) {
    const { member: id, world, rightOf, random, clock } = options
    const member = { id, name: null, session: null }
    this.options = options
    this.session = Buffer.from(random(16)).toString('hex')
    this.countedAt = clock.now()
    this.asker = {
      member,
      refusal: () => null,
      right: () => rightOf(member, world),
      tell: (event) => this.hear(event),
    }
  }

  get life(): Life {
    return this.options.life
  }

  get world(): WorldRecord {
    return this.options.world
  }

  /** They are there as long as this is. The program follows once it is seen there. */
  begin(): void {
    const { actions, world, lookout } = this.options
    this.letGo = [
      lookout.view.subscribe(() => this.look()),
      lookout.onHappening((events) => this.happened(events)),
    ]
    actions.came(world, this.asker)
    this.look()
  }

  /** The program is at home again. */
  end(): void {
    const { life, body } = this.options
    if (this.isThere) life.play.lend(body, null)
    this.leave()
  }

  /** They are not there any more, as far as this is concerned. */
  leave(): void {
    const { actions, world } = this.options
    this.isThere = false
    this.seat?.close()
    this.seat = null
    for (const letGo of this.letGo.splice(0)) letGo()
    actions.gone(world, this.asker)
  }

  private hear(event: WireEvent): void {
    if (event.type === 'host') {
      this.isAwake = event.state === 'awake'
      this.look()
    }
    if (event.type !== 'whisper' || !this.isThere) return
    const { from: subject, at } = event
    const { life, body } = this.options
    // The other node could say anything, of any length.
    const words = event.words.slice(0, WORDS_MAX)
    const person = event.person?.slice(0, PERSON_NAME_MAX) ?? null
    life.play.hear(body, happening('hear', at, { subject, object: body, person, words, voice: 'whisper' }))
  }

  private happened(events: readonly EventData[]): void {
    const { life, body } = this.options
    if (this.isThere) for (const event of events) life.play.hear(body, event)
  }

  /** Before the copy is up to date, what happened long ago would be news. */
  private look(): void {
    if (this.seat !== null || !this.isAwake || this.me() === null) return
    this.seat = this.openSeat()
    void this.lend(this.seat)
  }

  /** What lives at home does not wait until the thread that it goes to has begun, and knows this world. */
  private async lend(seat: Seat): Promise<void> {
    const { life, body } = this.options
    await seat.run([{ artifact: body, deliveries: [] }])
    if (this.seat !== seat) return
    this.isThere = true
    life.play.lend(body, this.away(seat))
  }

  /** Their avatar there; null while they are not there. */
  private me(): Artifact | null {
    const { lookout, body } = this.options
    const artifact = lookout.view.artifact(body)
    return artifact?.avatar == null || artifact.avatar.isAway || artifact.place === null ? null : artifact
  }

  private spot(): XY | null {
    const me = this.me()
    if (me?.place == null) return null
    return spotAt({ x: me.place.x, y: me.place.y, walk: me.walk }, this.options.clock.now())
  }

  private openSeat(): Seat {
    const { lookout, body, home, sandboxes, counts } = this.options
    const open = (_world: string, onLost: () => void): Sandbox => sandboxes.open(`elsewhere ${body}`, onLost)
    // What fails is told with the world in whose pages it is written.
    return lookout.seat(body, openCounting({ ...sandboxes, open }, home.id, counts))
  }

  private away(seat: Seat): Away {
    return {
      sandbox: seat,
      floor: () => {
        const host = this.me()?.host ?? null
        return host === 'limbo' ? null : host
      },
      act: (act) => this.act(act),
      page: (text, anchors) => seat.turnPage({ text, anchors }),
    }
  }

  private async act(act: Act): Promise<AwayAnswer> {
    const { body, clock, lookout } = this.options
    const wanted = visitingAct(act, body, this.spot())
    if ('why' in wanted) return refused(wanted.why, wanted.isFault && this.isFirst(act.do))
    if (!this.pay()) return { answer: no(TOO_MUCH), fault: { kind: 'writes', message: TOO_MUCH, line: null } }
    const { ok, ...came } = await this.ask(wanted.action)
    const why = came.why?.slice(0, WORDS_MAX) ?? null
    if (!ok || wanted.to === null) return { answer: { ok, why, made: null }, fault: null }
    return { answer: await untilStanding(lookout.view, body, wanted.to, clock), fault: null }
  }

  private async ask(action: Parameters<Actions['act']>[3]['action']): Promise<Outcome> {
    const { actions, world } = this.options
    this.sequence += 1
    try {
      return await actions.act(world, this.asker, this.sequence, { session: this.session, action })
    } catch (error) {
      actions.failed(world, error)
      return { ok: false, why: 'Something went wrong on the way. Try again.' }
    }
  }

  private isFirst(what: Act['do']): boolean {
    const isFirst = !this.told.has(what)
    this.told.add(what)
    return isFirst
  }

  private pay(): boolean {
    const now = this.options.clock.now()
    const gained = (Math.max(0, now - this.countedAt) / 1000) * ACTS_PER_S
    this.left = Math.min(ACTS_AT_ONCE, this.left + gained)
    this.countedAt = now
    if (this.left < 1) return false
    this.left -= 1
    return true
  }
}

const no = (why: string): Answer => ({ ok: false, why, made: null })

function refused(message: string, isFault: boolean): AwayAnswer {
  return { answer: no(message), fault: isFault ? { kind: 'error', message, line: null } : null }
}
