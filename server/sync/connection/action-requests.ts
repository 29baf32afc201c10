// The actions that one connection asks of its world's owner. Each gets one outcome, in the order in which
// they are done. The memory and work that a strange or hasty client can take is bounded here.
import { rightFor, type Action } from '../../../shared/play/acts/action.ts'
import { eventFrame, type ActionRequest, type WireEvent } from '../../../shared/wire/frames/action-frames.ts'
import { outcomeFrame } from '../../../shared/wire/frames/outcome-frame.ts'
import { ACTION_BYTES_MAX, parseRequest } from '../../../shared/wire/frames/action-request.ts'
import type { Outcome } from '../../../shared/world/live/live-state-values.ts'
import { atLeast, type Right } from '../../../shared/world/rights.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { Member } from '../../contracts/request-member.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { ConnectionPlace } from './connection-place.ts'
import type { ClosedToMember } from '../following/foreign-scenes.ts'
import { TokenBucket } from '../../../shared/time/token-bucket.ts'

/** Most actions of one connection a second on average, and at once after a pause: more than hands can do. */
const ACTIONS = { perSecond: 50, atOnce: 100 }
/** Most actions of one connection that wait for their outcome. */
const UNDER_WAY_MAX = 100

const TOO_MANY: Outcome = { ok: false, why: 'That is too much at once. Wait a moment and try again.' }
const LATE: Outcome = {
  ok: false,
  why: 'This world could not be reached for a while, and what you asked for was not done. Try again.',
}
const NO_OWNER: Outcome = { ok: false, why: 'Nothing can happen in this world right now. Try again later.' }
const FAULT: Outcome = { ok: false, why: 'Something went wrong here. Try again.' }
const MAY_NOT = {
  act: { ok: false, why: 'You can look at this world, but not act in it.' },
  edit: { ok: false, why: 'Only people who can edit this world can do that.' },
} as const satisfies Record<'act' | 'edit', Outcome>

/** The person who asks, in the form that the owner sees. */
export interface ActionClient {
  readonly member: Member
  /** A program that acts for them; nobody looks on. */
  readonly isProgram?: true
  /** Why this may not be asked now; null when it may. Rights can change while an action waits. */
  refusal(action: Action): Outcome | null
  /** Their right in this world now. */
  right(): Right
  /** Their right without what keeps them from using it for now; null: it is their right. */
  standing?(): Right | null
  /** For how long nothing came over its connection, in ms; none where there is no wire. */
  silentMs?(): number
  /** Tells something that is not kept. */
  tell(event: WireEvent): void
}

/** Those who answer actions: the owners of worlds. */
export interface WorldActions {
  act(world: WorldRecord, asker: ActionClient, sequence: number, request: ActionRequest): Promise<Outcome>
  /** Somebody is there who takes our own frames, or may do something else from now on. */
  came(world: WorldRecord, asker: ActionClient): void
  /** An action broke, and the person who asked was told to try again. */
  failed(world: WorldRecord, error: unknown): void
  /** The asker is gone: nothing is told to it any more. */
  gone(world: WorldRecord, asker: ActionClient): void
}

interface AskingOptions {
  readonly world: WorldRecord
  readonly member: Member
  readonly actions: WorldActions | undefined
  readonly clock: Pick<ServerClock, 'now' | 'soon'>
  readonly place: Pick<ConnectionPlace, 'right' | 'standing'>
  /** Nothing came for so long that what comes now may be given up by those who asked. */
  readonly isLate: () => boolean
  /** For how long nothing came, in ms. */
  readonly silentMs: () => number
  /** Sends frames as one piece. */
  readonly send: (frames: readonly Uint8Array[]) => void
}

export class ActionRequests implements ActionClient {
  readonly member: Member
  readonly #options: AskingOptions
  readonly #bucket: TokenBucket
  /** Outcomes that are told at the end of this turn. */
  #outcomes: [sequence: number, outcome: Outcome][] = []
  #isHeld = false
  #underWay = 0
  #toldRight: Right | null = null

  constructor(options: AskingOptions) {
    this.#options = options
    this.member = options.member
    this.#bucket = new TokenBucket(ACTIONS, () => options.clock.now())
  }

  refusal(action: Action): Outcome | null {
    const needed = rightFor(action)
    if (atLeast(this.right(), needed)) return null
    return needed === 'edit' ? MAY_NOT.edit : MAY_NOT.act
  }

  right(): Right {
    return this.#options.place.right()
  }

  standing(): Right | null {
    return this.#options.place.standing()
  }

  silentMs(): number {
    return this.#options.silentMs()
  }

  tell(event: WireEvent): void {
    this.#tellOutcomes()
    this.#options.send([eventFrame(event)])
  }

  /** Takes an action; `malformed` or `large` when it is none. */
  take(sequence: number, bytes: Uint8Array): 'taken' | 'malformed' | 'large' {
    if (bytes.length > ACTION_BYTES_MAX) return 'large'
    const request = parseRequest(bytes)
    if (request === null || !Number.isSafeInteger(sequence)) return 'malformed'
    this.#underWay++
    this.#answer(sequence, request)
    return 'taken'
  }

  /** Notices a right that is another now. */
  tend(): void {
    const right = this.right()
    if (right === this.#toldRight) return
    this.#toldRight = right
    this.#options.actions?.came(this.#options.world, this)
  }

  gone(): void {
    this.#options.actions?.gone(this.#options.world, this)
  }

  #answer(sequence: number, request: ActionRequest): void {
    const { actions, world } = this.#options
    const why = this.#whyNot(request.action)
    if (why !== null || actions === undefined) return this.#answered(sequence, why ?? NO_OWNER)
    const failed = (error: unknown): void => {
      actions.failed(world, error)
      this.#answered(sequence, FAULT)
    }
    try {
      actions.act(world, this, sequence, request).then((outcome) => this.#answered(sequence, outcome), failed)
    } catch (error) {
      failed(error)
    }
  }

  #answered(sequence: number, outcome: Outcome): void {
    this.#underWay--
    if (this.#outcomes.push([sequence, outcome]) === 1) this.#options.clock.soon(() => this.#tellOutcomes())
  }

  /** Those of a turn go together: to write to a socket costs as much for one as for ten. */
  #tellOutcomes(): void {
    if (this.#isHeld || this.#outcomes.length === 0) return
    const outcomes = this.#outcomes
    this.#outcomes = []
    this.#options.send(outcomes.map(([sequence, outcome]) => outcomeFrame(sequence, outcome)))
  }

  /**
   * No outcome is told any more: what has none is asked again where the world goes, and has one effect there.
   */
  hold(): void {
    this.#isHeld = true
  }

  /** Why the owner of the world is not even asked. */
  #whyNot(action: Action): Outcome | null {
    if (!this.#bucket.take() || this.#underWay > UNDER_WAY_MAX) return TOO_MANY
    const isOfProgram = action.verb === 'listen' || action.verb === 'answer'
    return !isOfProgram && this.#options.isLate() ? LATE : this.refusal(action)
  }
}

/** Why a connection ends that sent something which was not taken; null: it was. */
export function whyNotTaken(taken: ReturnType<ActionRequests['take']>): ClosedToMember | null {
  switch (taken) {
    case 'malformed':
      return { code: CLOSE.malformed, reason: 'An action came that cannot be read.' }
    case 'large':
      return { code: CLOSE.bound, reason: `An action has at most ${ACTION_BYTES_MAX} bytes.` }
    case 'taken':
  }
  return null
}
