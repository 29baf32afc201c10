// The bytes that all readers of a large document are given who have nothing of it, or lack much. They are
// what is stored, or a state without the past that is made in a process of its own, and what was added since.
import type { SharedStateParts } from '../validation/state-parts.ts'
import type { Trials } from '../validation/trial-runner.ts'
import type { StatePieces } from '../validation/update-trial.ts'
import type { EventLoop } from './chunked-apply.ts'
import type { Measure } from './document-size.ts'

export interface StateWork {
  readonly trials: Trials
  /** The key of the person for whom it is done: people who ask for much wait for each other. */
  readonly by: string
  /** Lets others go on between two turns of work. */
  readonly turns: EventLoop
}

export class ReaderState {
  readonly parts: SharedStateParts
  readonly #work: StateWork
  /** Of the document: its bytes are known anew with each state. */
  readonly #measure: Measure
  /** Whether the parts are a state that was made, and what was added since. */
  #isMade = false
  /** The state that is made next, and the end of the one before. */
  #next: Promise<void> | null = null
  #last: Promise<unknown> = Promise.resolve()
  #lastTurn: Promise<void> = Promise.resolve()

  constructor(parts: SharedStateParts, work: StateWork, measure: Measure) {
    this.parts = parts
    this.#work = work
    this.#measure = measure
  }

  /** Many wait for the same state: each is answered in a turn of its own. */
  turn(): Promise<void> {
    this.#lastTurn = this.#lastTurn.then(() => this.#work.turns.next())
    return this.#lastTurn
  }

  /** The parts may hold what was deleted or overwritten since. */
  get hasPast(): boolean {
    return !this.#isMade || this.parts.addedBytes > 0
  }

  /** Resolves when the parts are made anew, without that. */
  async dropPast(): Promise<void> {
    await this.#collected()
    await this.turn()
  }

  /** It is made once at a time, and all who ask before it begins share it. */
  #collected(): Promise<void> {
    this.#next ??= this.#inTurn(async () => {
      this.#next = null
      const upTo = this.parts.mark()
      this.#replace(upTo, applied(await this.#work.trials.pieces(this.parts.updates(), this.#work.by)))
    })
    return this.#next
  }

  /** The whole state as one update. */
  snapshot(): Promise<Uint8Array> {
    return this.#inTurn(async () => {
      const upTo = this.parts.mark()
      const { bytes, tried } = applied(await this.#work.trials.state(this.parts.updates(), this.#work.by))
      this.#replace(upTo, { pieces: tried.pieces, bytes: bytes.length })
      return bytes
    })
  }

  #inTurn<Made>(make: () => Promise<Made>): Promise<Made> {
    const made = this.#last.then(make)
    this.#last = made.catch(() => undefined)
    return made
  }

  #replace(upTo: number, { pieces, bytes }: StatePieces): void {
    this.parts.replace(upTo, pieces)
    this.#isMade = true
    this.#measure.bytes = bytes + this.parts.addedBytes
  }
}

function applied<Made>(made: Made | null): Made {
  if (made === null) throw new Error('what readers are given cannot be applied')
  return made
}
