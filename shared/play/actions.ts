// What people ask of a world. An action is done once, however often it is sent: its outcome is written into live in the same
// update as what it did, and whoever sends it again is told the same.
import { WORDS_MAX } from '../behavior/bounds.ts'
import type { EventData } from '../behavior/protocol.ts'
import type { ArtifactId } from '../world/address.ts'
import { outcomeOf } from '../world/now.ts'
import type * as Y from 'yjs'
import type { Asked, Outcome } from './action.ts'
import { GONE, IN_LIMBO } from './acts/floor.ts'
import { keepSpeech } from './acts/speech.ts'
import type { Courier } from './courier.ts'
import { happening, type Stage } from './stage.ts'

export interface Actions {
  readonly act: (asked: Asked) => Promise<Outcome>
  /** Begins what can be begun. */
  readonly step: () => void
  readonly hasWaiting: () => boolean
  /** Takes those that are done; each is told when that is stored. */
  readonly takeDone: () => readonly (() => void)[]
  /** Nothing more is done. With an error, who still waits gets that; without, they are not answered, and ask again later. */
  readonly end: (error: Error | null) => void
}

/** Holding the world, letting it go on, and beginning anew; each answers why it cannot be. */
export interface Controls {
  readonly isHeld: () => boolean
  readonly play: () => string | null
  readonly pause: () => string | null
  readonly step: () => string | null
  readonly reset: () => string | null
  readonly wake: (thing: ArtifactId) => string | null
  readonly isStarting: (thing: ArtifactId) => boolean
}

interface Parts {
  readonly live: Y.Doc
  readonly stage: Stage
  readonly courier: Courier
  readonly controls: Controls
  readonly onAsked: () => void
}

interface Pending {
  readonly asked: Asked
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (why: Error) => void
}

interface Session {
  /** The highest sequence that was asked for here. */
  last: number
  readonly asked: Map<number, Promise<Outcome>>
  /** One after the other: the outcome of a later action must not stand before that of an earlier one. */
  isBusy: boolean
}

const OK: Outcome = { ok: true, why: null }
const NOT_HERE = 'You are not in this world.'
const PAUSED = 'This world is paused.'

export function createActions({ live, stage, courier, controls, onAsked }: Parts): Actions {
  const sessions = new Map<string, Session>()
  let waiting: Pending[] = []
  const begun = new Set<Pending>()
  let done: (() => void)[] = []
  let over: { readonly error: Error | null } | null = null

  function finish(pending: Pending, why: string | null): void {
    const { session, sequence } = pending.asked
    const outcome = why === null ? OK : { ok: false, why }
    const at = Math.round(stage.now())
    stage.journal.put(`outcome ${session}`, (writer) => writer.setOutcome(session, sequence, outcome, at))
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

  /** Does an action; false: not now. */
  function begin(pending: Pending): boolean {
    const { action, person } = pending.asked
    const answer = (why: string | null): void => finish(pending, why)
    switch (action.verb) {
      case 'use':
        if (!controls.isHeld() && controls.isStarting(action.thing)) return false
        use(action.thing, person, answer)
        return true
      case 'say':
        if (action.on === undefined) answer(NOT_HERE)
        else say(action.words, action.on, person, answer)
        return true
      case 'play':
      case 'pause':
      case 'step':
      case 'reset':
        answer(controls[action.verb]())
        return true
      case 'wake':
        answer(controls.wake(action.thing))
        return true
      case 'watch':
      case 'unwatch':
        answer('Consoles are not kept here.')
        return true
      default:
        answer(NOT_HERE)
        return true
    }
  }

  function use(id: ArtifactId, person: string, answer: (why: string | null) => void): void {
    const thing = stage.things.get(id)
    if (controls.isHeld()) answer(PAUSED)
    else if (thing === null) answer(GONE)
    else if (thing.host === 'limbo') answer(IN_LIMBO)
    else
      askAndTell(
        happening('use', stage.now(), { object: id, host: thing.host, person }),
        () => undefined,
        answer,
      )
  }

  function say(said: string, on: ArtifactId, person: string, answer: (why: string | null) => void): void {
    const words = said.toWellFormed().trim()
    const host = stage.things.get(on)
    if (controls.isHeld()) answer(PAUSED)
    else if (host === null || host.host === 'limbo') answer(GONE)
    else if (words === '') answer('There is nothing to say.')
    else if (words.length > WORDS_MAX) answer(`One can say at most ${WORDS_MAX} characters at once.`)
    else {
      const event = happening('hear', stage.now(), { host: on, person, words, voice: 'say' })
      askAndTell(event, () => keepSpeech(stage, event, on), answer)
    }
  }

  /** The outcome is known when those who hear of it have done what they do: both are stored together. */
  function askAndTell(event: EventData, act: () => void, answer: (why: string | null) => void): void {
    courier.ask(event, 0, (refusal) => {
      if (refusal !== null) {
        answer(refusal)
        return
      }
      act()
      courier.tell(event, 0, () => answer(null))
    })
  }

  function sessionOf(name: string): Session {
    let session = sessions.get(name)
    if (session === undefined) sessions.set(name, (session = { last: -1, asked: new Map(), isBusy: false }))
    return session
  }

  return {
    act(asked) {
      if (over !== null)
        return over.error === null ? new Promise(() => undefined) : Promise.reject(over.error)
      const { session: name, sequence } = asked
      const stored = outcomeOf(live, name)
      const pending = sessions.get(name)
      const again = pending?.asked.get(sequence)
      if (again !== undefined) return again
      if (stored !== null && sequence <= stored.sequence) return Promise.resolve(stored.outcome)
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
        if (begin(pending)) continue
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
