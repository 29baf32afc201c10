// Follows the process that leads, so that this one can answer people by what it has in memory: it reads what
// is new at once when it is told. It may answer only while the one that leads has said so lately: a process
// that stood still, or was cut off, knows that nobody waited for it. What is changed here is told to the one
// that leads, which tells all.
import type { TLSSocket } from 'node:tls'
import type { InsideAddress } from '../network/inside-address.ts'
import type { ProcessId } from '../storage/lease-store.ts'
import { repeat } from '../../shared/time/repeat.ts'
import type { ServerClock } from '../time/server-clock.ts'
import { GRANT_MS, hearChanges, sayChange } from './change-words.ts'
import type { ChangeReading } from './change-reading.ts'
import { openLink } from './inside-link.ts'

/** How often it asks whether it may answer, in ms. */
const ASK_MS = 500

/** By how much the two clocks of a process may disagree about what has passed, in ms. */
const JUMP_MS = 400

interface ClockReading {
  readonly wall: number
  readonly monotonic: number
}

const momentOf = (clock: ServerClock): ClockReading => ({ wall: clock.now(), monotonic: clock.monotonic() })

interface ChangeFollowingOptions {
  readonly leader: InsideAddress
  readonly key: Uint8Array
  readonly self: ProcessId
  /** What is in memory here is kept up to date by it. */
  readonly reading: Pick<ChangeReading, 'catchUp'>
  readonly clock: ServerClock
  /** It follows no longer, and has to be begun anew. */
  readonly onLost: (error: unknown) => void
}

export class ChangeFollowing {
  readonly #options: ChangeFollowingOptions
  #socket: TLSSocket | null = null
  /** What was committed here, by the number under which the one that leads was told so, until all know it. */
  readonly #untold = new Map<number, PromiseWithResolvers<void>>()
  #tells = 0
  /** When it asked for the leave that it has last. */
  #allowed: ClockReading | null = null
  #isOver = false
  #ends: (() => void)[] = []

  constructor(options: ChangeFollowingOptions) {
    this.#options = options
  }

  begin(): void {
    this.#begin().catch((error: unknown) => this.#lose(error))
  }

  /** Whether people can be answered by what is in memory now. */
  isSure(): boolean {
    if (this.#isOver || this.#allowed === null) return false
    const [since, now] = [this.#allowed, momentOf(this.#options.clock)]
    const passed = now.monotonic - since.monotonic
    // A machine that slept may have a clock that stood still, too.
    return passed < GRANT_MS && Math.abs(now.wall - since.wall - passed) < JUMP_MS
  }

  /**
   * Something is committed here: resolves when no process answers by what was before. Rejects where this is
   * over before that: the next one is to be told.
   */
  tell(): Promise<void> {
    const socket = this.#socket
    if (this.#isOver || socket === null) return Promise.reject(new Error('Nobody leads that could be told.'))
    const untold = Promise.withResolvers<void>()
    this.#tells += 1
    this.#untold.set(this.#tells, untold)
    sayChange(socket, 'tell', this.#tells)
    return untold.promise
  }

  end(): void {
    this.#isOver = true
    for (const end of this.#ends) end()
    for (const untold of this.#untold.values()) untold.reject(new Error('The process that leads is lost.'))
    this.#untold.clear()
  }

  async #begin(): Promise<void> {
    const { leader, key, self, clock } = this.#options
    const socket = await openLink(leader, key, { for: 'changes', process: self }, clock)
    if (this.#isOver) return void socket.destroy()
    this.#socket = socket
    this.#ends = [() => socket.destroy(), this.#ask(socket)]
    socket.once('close', () => this.#lose(new Error('The connection to the process that leads broke.')))
  }

  #ask(socket: TLSSocket): () => void {
    const { clock } = this.#options
    const asked = new Map<number, ClockReading>()
    let count = 0
    hearChanges(socket, ['look', 'grant', 'told'], (word, number) => {
      if (word === 'look') {
        void this.#look(socket, number)
        return
      }
      if (word === 'told') {
        this.#untold.get(number)?.resolve()
        this.#untold.delete(number)
        return
      }
      this.#allowed = asked.get(number) ?? this.#allowed
      for (const before of asked.keys()) if (before <= number) asked.delete(before)
    })
    const ask = (): void => {
      count += 1
      asked.set(count, momentOf(clock))
      sayChange(socket, 'ask', count)
    }
    return repeat(ask, { everyMs: ASK_MS, isDueNow: true, onFault: () => undefined, clock })
  }

  async #look(socket: TLSSocket, round: number): Promise<void> {
    try {
      await this.#options.reading.catchUp()
      sayChange(socket, 'done', round)
    } catch (error) {
      this.#lose(error)
    }
  }

  #lose(error: unknown): void {
    if (this.#isOver) return
    this.end()
    this.#options.onLost(error)
  }
}
