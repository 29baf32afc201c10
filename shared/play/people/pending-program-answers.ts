// Programs that people wait for, before something is done and after it. While a world is paused no program
// goes on, so nobody waits then: an act that a program should be asked about is not done, and one that it
// should only be told of is.
import type { EventDelivery, FollowedEvent } from '../programs/event-delivery.ts'

interface PendingAnswers {
  /** Asks and tells for people. */
  readonly delivery: EventDelivery
  /** The world is paused. */
  readonly giveUp: () => void
}

const PAUSED = 'This world is paused.'

export function createPendingAnswers(delivery: EventDelivery): PendingAnswers {
  const waiting = new Set<() => void>()
  const following = new Set<PendingFollow>()

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
      tell: (event, depth, done) => delivery.tell(event, depth, done && wait<boolean>(done, false)),
      follow(event, to, told) {
        const pending = new PendingFollow(following, told)
        const isFollowing = delivery.follow(event, to, pending)
        if (isFollowing) following.add(pending)
        return isFollowing
      },
    },
    giveUp() {
      for (const giveUp of waiting) giveUp()
      for (const pending of following) pending.done()
    },
  }
}

/** An event that follows others: `told` is told once what became of it. */
class PendingFollow implements FollowedEvent {
  readonly #following: Set<PendingFollow>
  readonly #told: FollowedEvent

  constructor(following: Set<PendingFollow>, told: FollowedEvent) {
    this.#following = following
    this.#told = told
  }

  done(): void {
    if (this.#following.delete(this)) this.#told.done()
  }

  cut(): void {
    if (this.#following.delete(this)) this.#told.cut()
  }
}
