// Who is sent large messages at the moment. A class that opens a large page at once would fill the network's
// memory, which everybody on the machine needs: few are sent to at a time, and the first have all of it while
// the last still wait.

import type { ServerClock } from '../../time/server-clock.ts'

/** So many are sent to at a time. */
const SENDERS_MAX = 16
/** Who takes nothing for so long, in ms, goes on in a later turn, and somebody else begins. */
const STALL_MS = 10

/** Somebody who has much to get. */
interface LargeSender {
  /** Sends some; it asks for the next turn when the network took that, or is done. */
  sendTurn(): void
}

export class LargeSends {
  readonly #clock: Pick<ServerClock, 'after' | 'soon'>
  readonly #waiting = new Set<LargeSender>()
  /** With what ends the wait for those who take nothing. */
  readonly #sending = new Map<LargeSender, () => void>()
  readonly #ready = new Set<LargeSender>()
  #isStepDue = false

  constructor(clock: Pick<ServerClock, 'after' | 'soon'>) {
    this.#clock = clock
  }

  /** It has more to send, and whatever it sent before was taken. */
  ask(sender: LargeSender): void {
    if (this.#sending.has(sender)) {
      this.#watch(sender)
      this.#ready.add(sender)
    } else {
      this.#waiting.add(sender)
    }
    this.#soon()
  }

  /** It has nothing more to send, or goes. */
  done(sender: LargeSender): void {
    this.#sending.get(sender)?.()
    for (const each of [this.#waiting, this.#sending, this.#ready]) each.delete(sender)
    if (this.#waiting.size > 0) this.#soon()
  }

  #watch(sender: LargeSender): void {
    this.#sending.get(sender)?.()
    this.#sending.set(
      sender,
      this.#clock.after(STALL_MS, () => this.#stalled(sender)),
    )
  }

  /** What is ready waits for a busy process, not for the network. */
  #stalled(sender: LargeSender): void {
    if (this.#ready.has(sender)) this.#watch(sender)
    else this.done(sender)
  }

  /** Between two steps everybody else is heard. */
  #soon(): void {
    if (this.#isStepDue) return
    this.#isStepDue = true
    this.#clock.soon(() => {
      this.#isStepDue = false
      this.#begin()
      const ready = [...this.#ready]
      this.#ready.clear()
      for (const sender of ready) sender.sendTurn()
    })
  }

  #begin(): void {
    for (const sender of this.#waiting) {
      if (this.#sending.size >= SENDERS_MAX) return
      this.#waiting.delete(sender)
      this.#watch(sender)
      this.#ready.add(sender)
    }
  }
}
