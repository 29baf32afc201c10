// People's actions in a world. An action is done once, however often it is sent: its outcome is written into
// live in the same update as its effects, and a sender who sends it again gets the same outcome.
import type { Outcome } from '../../world/live/live-state-values.ts'
import { answeredAs } from '../../world/live/live-state.ts'
import type * as Y from 'yjs'
import type { ActionAsk } from '../acts/action.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { PersonActs } from './person-acts.ts'
import type { BegunAct } from './person-uses.ts'

export interface AnsweredActions {
  readonly act: (asked: ActionAsk) => Promise<Outcome>
  /** Begins what can be begun. */
  readonly step: () => void
  readonly hasWaiting: () => boolean
  /** Takes those that are done; each is told when that is stored. */
  readonly takeDone: () => readonly (() => void)[]
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

interface PendingAction {
  readonly asked: ActionAsk
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (why: Error) => void
}

interface SessionActions {
  /** The highest sequence that was asked for here. */
  last: number
  readonly asked: Map<number, Promise<Outcome>>
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
  asked: new Map(),
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
  const begun = new Set<PendingAction>()
  /** Those that were to follow others, and are to be begun by themselves. */
  let wasCut: PendingAction[] = []
  let done: (() => void)[] = []
  let over: { readonly error: Error | null } | null = null

  function finish(pending: PendingAction, outcome: Outcome): void {
    const { session, sequence } = pending.asked
    const at = Math.round(now())
    writes.put(`outcome ${session}`, (writer) => writer.setOutcome(session, sequence, outcome, at))
    const known = sessions.get(session)
    if (known !== undefined) known.underWay -= 1
    done.push(() => {
      begun.delete(pending)
      known?.asked.delete(sequence)
      if (known !== undefined && known.asked.size === 0) sessions.delete(session)
      pending.resolve(outcome)
    })
    onAsked()
  }

  /** Whether it waits for no other of its session. */
  const isNext = ({ asked }: PendingAction): boolean => (sessions.get(asked.session)?.underWay ?? 0) === 0

  /** Begins an action, unless it has to wait for those of its session before it. */
  function begin(session: SessionActions, pending: PendingAction): boolean {
    if (session.waitStep === steps) return false
    const isFirst = session.underWay === 0
    if (!isFirst && session.followStep !== steps) return false
    const came = (ok: boolean, why: string | null): void => finish(pending, { ok, why })
    session.underWay += 1
    begun.add(pending)
    const how = isFirst
      ? person.begin(pending.asked, came)
      : (session.follow?.(pending.asked, came, () => cut(session, pending)) ?? false)
    if (how === 'later' || how === false) {
      session.underWay -= 1
      begun.delete(pending)
      return false
    }
    if (how !== true) session.follow = how
    session.followStep = steps
    return true
  }

  /** It was not begun after all, and is older than all that wait. */
  function cut(session: SessionActions, pending: PendingAction): void {
    session.underWay -= 1
    begun.delete(pending)
    wasCut.push(pending)
    onAsked()
  }

  return {
    act(asked) {
      if (over !== null)
        return over.error === null ? new Promise(() => undefined) : Promise.reject(over.error)
      const { session: name, sequence } = asked
      const pending = sessions.get(name)
      const again = pending?.asked.get(sequence)
      if (again !== undefined) return again
      const answered = answeredAs(live, name, sequence)
      if (answered !== null) return Promise.resolve(answered)
      if (pending !== undefined && sequence <= pending.last) {
        return pending.asked.get(pending.last) ?? Promise.reject(new Error('an action out of order'))
      }
      const session = sessionIn(sessions, name)
      session.last = sequence
      const promise = new Promise<Outcome>((resolve, reject) => {
        waiting.push({ asked, resolve, reject })
      })
      session.asked.set(sequence, promise)
      onAsked()
      return promise
    },
    step() {
      const asked = wasCut.length > 0 ? [...wasCut, ...waiting] : waiting
      wasCut = []
      waiting = []
      steps += 1
      for (const pending of asked) {
        const session = sessions.get(pending.asked.session)
        if (session !== undefined && begin(session, pending)) continue
        if (session !== undefined) session.waitStep = steps
        waiting.push(pending)
      }
    },
    hasWaiting: () => wasCut.some(isNext) || waiting.some(isNext),
    takeDone() {
      const taken = done
      done = []
      return taken
    },
    end(error) {
      over = { error }
      if (error !== null) for (const { reject } of [...wasCut, ...waiting, ...begun]) reject(error)
      wasCut = []
      waiting = []
      begun.clear()
      done = []
    },
  }
}
