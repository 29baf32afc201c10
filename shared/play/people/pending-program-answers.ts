// Programs that people wait for, before something is done and after it. While a world is paused no program
// goes on, so nobody waits then: an act that a program should be asked about is not done, and one that it
// should only be told of is.
import type { EventDelivery } from '../programs/event-delivery.ts'

interface PendingAnswers {
  /** Asks and tells for people. */
  readonly delivery: EventDelivery
  /** The world is paused. */
  readonly giveUp: () => void
}

const PAUSED = 'This world is paused.'

export function createPendingAnswers(delivery: EventDelivery): PendingAnswers {
  const waiting = new Set<() => void>()

  /** Calls `then` once: with the answer, or with `instead` once that is given up. */
  function wait<Came>(then: (came: Came) => void, instead: Came): (came: Came) => void {
    const giveUp = (): void => settle(instead)
    const settle = (came: Came): void => {
      if (waiting.delete(giveUp)) then(came)
    }
    waiting.add(giveUp)
    return settle
  }

  return {
    delivery: {
      ...delivery,
      askAll: (event, then) => delivery.askAll(event, wait<string | null>(then, PAUSED)),
      tell: (event, depth, done) => {
        const told = done && wait(done, undefined)
        return delivery.tell(event, depth, told && (() => told(undefined)))
      },
      follow(event, to, { done, cut }) {
        let end: (isDone: boolean) => void = () => undefined
        const told = { done: () => end(true), cut: () => end(false) }
        const isFollowing = delivery.follow(event, to, told)
        if (isFollowing) end = wait((isDone) => (isDone ? done() : cut()), true)
        return isFollowing
      },
    },
    giveUp() {
      for (const giveUp of waiting) giveUp()
    },
  }
}
