// People's actions in a world. An action is done once, however often it is sent: its outcome is written into
// live in the same update as its effects, and a sender who sends it again gets the same outcome.
import type { Outcome } from '../../world/live/live-state-values.ts'
import { answeredAs } from '../../world/live/live-state.ts'
import type * as Y from 'yjs'
import type { ActionAsk, OutcomeReceiver } from '../acts/action.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { FollowedEvent } from '../programs/event-delivery.ts'
import type { PersonActs } from './person-acts.ts'
import type { BegunAct } from './person-uses.ts'

export interface AnsweredActions {
  /** Does what is asked. Answers when its outcome is stored; at once when that was before. */
  readonly ask: (asked: ActionAsk, receiver: OutcomeReceiver) => void
  /** Begins what can be begun. */
  readonly step: () => void
  readonly hasWaiting: () => boolean
  /** Takes those that are done; what it answers tells them, when that is stored. */
  readonly takeDone: () => () => void
  /**
   * Nothing more is done. With an error, who still waits gets that; without, they are not answered, and ask
   * again later.
   */
  readonly end: (error: Error | null) => void
}

interface AnsweredActionsParts {
  readonly live: Y.Doc
  readonly writes: PendingWrites
  readonly now: () => number
  /** Does what is asked. */
  readonly person: PersonActs
  readonly onAsked: () => void
}

interface SessionActions {
  /** The highest sequence that was asked for here. */
  last: number
  /** Those that wait for their outcome, in order. */
  readonly asked: PendingAction[]
  /**
   * How many are begun and have no outcome yet. One after the other, or in one go: the outcome of a later
   * action must not be stored before that of an earlier one.
   */
  underWay: number
  /** How the next one can follow the one that was begun last, and the step in which it can. */
  follow: BegunAct
  followStep: number
  /** The step in which one of them had to wait, and all that come after it. */
  waitStep: number
}

const newSession = (): SessionActions => ({
  last: -1,
  asked: [],
  underWay: 0,
  follow: null,
  followStep: 0,
  waitStep: 0,
})

function sessionIn(sessions: Map<string, SessionActions>, name: string): SessionActions {
  const session = sessions.get(name) ?? newSession()
  sessions.set(name, session)
  return session
}

export function createAnsweredActions({
  live,
  writes,
  now,
  person,
  onAsked,
}: AnsweredActionsParts): AnsweredActions {
  const sessions = new Map<string, SessionActions>()
  let waiting: PendingAction[] = []
  let steps = 0
  /** Those that were to follow others, and are to be begun by themselves. */
  let wasCut: PendingAction[] = []
  let done: PendingAction[] = []
  let over: { readonly error: Error | null } | null = null

  const course: ActionCourse = {
    finished(pending, outcome) {
      const { session, sequence } = pending.asked
      const at = Math.round(now())
      writes.put(`outcome ${session}`, (writer) => writer.setOutcome(session, sequence, outcome, at))
      pending.session.underWay -= 1
      pending.outcome = outcome
      done.push(pending)
      onAsked()
    },
    wasCut(pending) {
      pending.session.underWay -= 1
      wasCut.push(pending)
      onAsked()
    },
  }

  function tell(pending: PendingAction): void {
    const { asked, session, outcome } = pending
    if (leavesNone(session, pending) && sessions.get(asked.session) === session)
      sessions.delete(asked.session)
    if (outcome !== null) pending.receiver.answered(outcome)
  }

  /** Whether it waits for no other of its session. */
  const isNext = ({ session }: PendingAction): boolean => session.underWay === 0

  /** Begins an action, unless it has to wait for those of its session before it. */
  function begin(pending: PendingAction): boolean {
    const { session, asked } = pending
    if (session.waitStep === steps) return false
    const isFirst = session.underWay === 0
    if (!isFirst && session.followStep !== steps) return false
    session.underWay += 1
    const how = isFirst
      ? person.begin(asked, (ok, why) => course.finished(pending, { ok, why }))
      : (session.follow?.(asked, pending) ?? false)
    if (how === 'later' || how === false) {
      session.underWay -= 1
      return false
    }
    if (how !== true) session.follow = how
    session.followStep = steps
    return true
  }

  return {
    ask(asked, receiver) {
      if (over !== null) {
        if (over.error !== null) receiver.failed(over.error)
        return
      }
      const { session: name, sequence } = asked
      const known = sessions.get(name)
      if (known === undefined || sequence <= known.last) {
        const before = known?.asked.find((one) => one.asked.sequence === sequence)
        if (before !== undefined) return joinReceiver(before, receiver)
        const answered = answeredAs(live, name, sequence)
        if (answered !== null) return receiver.answered(answered)
      }
      if (known !== undefined && sequence <= known.last) {
        // One that is older than the last has the outcome of that.
        const last = known.asked.find((one) => one.asked.sequence === known.last)
        if (last === undefined) receiver.failed(new Error('an action out of order'))
        else joinReceiver(last, receiver)
        return
      }
      const session = sessionIn(sessions, name)
      const pending = new PendingAction(course, session, asked, receiver)
      session.last = sequence
      session.asked.push(pending)
      waiting.push(pending)
      onAsked()
    },
    step() {
      const asked = wasCut.length > 0 ? [...wasCut, ...waiting] : waiting
      wasCut = []
      waiting = []
      steps += 1
      for (const pending of asked) {
        if (begin(pending)) continue
        pending.session.waitStep = steps
        waiting.push(pending)
      }
    },
    hasWaiting: () => wasCut.some(isNext) || waiting.some(isNext),
    takeDone() {
      const taken = done
      done = []
      return () => {
        for (const pending of taken) tell(pending)
      }
    },
    end(error) {
      over = { error }
      if (error !== null)
        for (const { asked } of sessions.values()) for (const { receiver } of asked) receiver.failed(error)
      wasCut = []
      waiting = []
      sessions.clear()
      done = []
    },
  }
}

const DONE: Outcome = { ok: true, why: null }

/** What becomes of an action. */
interface ActionCourse {
  finished(pending: PendingAction, outcome: Outcome): void
  /** It was not begun after all, and is older than all that wait. */
  wasCut(pending: PendingAction): void
}

/** An action without a stored outcome. Thousands wait at once: it has no functions of its own. */
class PendingAction implements FollowedEvent {
  readonly asked: ActionAsk
  readonly session: SessionActions
  receiver: OutcomeReceiver
  outcome: Outcome | null = null
  readonly #course: ActionCourse

  constructor(course: ActionCourse, session: SessionActions, asked: ActionAsk, receiver: OutcomeReceiver) {
    this.#course = course
    this.session = session
    this.asked = asked
    this.receiver = receiver
  }

  done(): void {
    this.#course.finished(this, DONE)
  }

  cut(): void {
    this.#course.wasCut(this)
  }
}

/** Takes an action from those that wait; answers whether none is left. */
function leavesNone({ asked }: SessionActions, pending: PendingAction): boolean {
  // Most often it is the first.
  asked.splice(asked.indexOf(pending), 1)
  return asked.length === 0
}

/** Somebody asked for it again: all are told. */
function joinReceiver(pending: PendingAction, receiver: OutcomeReceiver): void {
  if (pending.receiver instanceof JoinedReceivers) pending.receiver.add(receiver)
  else pending.receiver = new JoinedReceivers(pending.receiver, receiver)
}

/** A list, and not one around the other: whoever asks again a hundred thousand times fills no stack. */
class JoinedReceivers implements OutcomeReceiver {
  readonly #receivers: OutcomeReceiver[]

  constructor(...receivers: OutcomeReceiver[]) {
    this.#receivers = receivers
  }

  add(receiver: OutcomeReceiver): void {
    this.#receivers.push(receiver)
  }

  answered(outcome: Outcome): void {
    for (const receiver of this.#receivers) receiver.answered(outcome)
  }

  failed(error: unknown): void {
    for (const receiver of this.#receivers) receiver.failed(error)
  }
}
