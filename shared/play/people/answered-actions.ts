// People's actions in a world. An action is done once, however often it is sent: its outcome is written into
// live in the same update as its effects, and a sender who sends it again gets the same outcome.
import type { Outcome } from '../../world/live/live-state-values.ts'
import { answeredAs } from '../../world/live/live-state.ts'
import type * as Y from 'yjs'
import type { ActionAsk } from '../acts/action.ts'
import type { PendingWrites } from '../documents/pending-writes.ts'
import type { PersonActs } from './person-acts.ts'

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
  /** One after the other: the outcome of a later action must not be stored before that of an earlier one. */
  isBusy: boolean
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
  const begun = new Set<PendingAction>()
  let done: (() => void)[] = []
  let over: { readonly error: Error | null } | null = null

  function finish(pending: PendingAction, outcome: Outcome): void {
    const { session, sequence } = pending.asked
    const at = Math.round(now())
    writes.put(`outcome ${session}`, (writer) => writer.setOutcome(session, sequence, outcome, at))
    const known = sessions.get(session)
    if (known !== undefined) known.isBusy = false
    done.push(() => {
      begun.delete(pending)
      known?.asked.delete(sequence)
      if (known !== undefined && known.asked.size === 0) sessions.delete(session)
      pending.resolve(outcome)
    })
    onAsked()
  }

  function sessionOf(name: string): SessionActions {
    let session = sessions.get(name)
    if (session === undefined) sessions.set(name, (session = { last: -1, asked: new Map(), isBusy: false }))
    return session
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
      const session = sessionOf(name)
      session.last = sequence
      const promise = new Promise<Outcome>((resolve, reject) => {
        waiting.push({ asked, resolve, reject })
      })
      session.asked.set(sequence, promise)
      onAsked()
      return promise
    },
    step() {
      const asked = waiting
      waiting = []
      for (const pending of asked) {
        const session = sessions.get(pending.asked.session)
        if (session === undefined || session.isBusy) {
          waiting.push(pending)
          continue
        }
        session.isBusy = true
        begun.add(pending)
        if (person.begin(pending.asked, (ok, why) => finish(pending, { ok, why }))) continue
        session.isBusy = false
        begun.delete(pending)
        waiting.push(pending)
      }
    },
    hasWaiting: () => waiting.some(({ asked }) => sessions.get(asked.session)?.isBusy !== true),
    takeDone() {
      const taken = done
      done = []
      return taken
    },
    end(error) {
      over = { error }
      if (error !== null) for (const { reject } of [...waiting, ...begun]) reject(error)
      waiting = []
      begun.clear()
      done = []
    },
  }
}
