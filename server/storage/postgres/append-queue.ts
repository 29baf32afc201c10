// Appends that wait for the database. All that are ready become one group; one group is on its way at a time,
// so groups grow with the load. One that may not be done fails alone, and those after it to the same logs
// with it: a log has no holes.
import { repeat } from '../../../shared/time/repeat.ts'
import { afterAFailure } from '../store-faults.ts'
import type { Append } from '../log-rows.ts'
import { takeGroup, type QueuedAppend } from './append-group.ts'
import { sendAppends } from './append-outcomes.ts'
import type { CallOrder, Touched } from './call-order.ts'
import { isAwayFault } from './connection/database-faults.ts'
import type { DatabaseLink } from './connection/database-link.ts'
import type { Lane } from './connection/lane.ts'

/** How often it is looked whether the database is away for too long, in ms, while a group is on its way. */
const LOOK_MS = 1_000

/** A call that adds to logs, until its caller is told. */
interface UntoldAppend {
  readonly logs: readonly string[]
  readonly worlds: readonly string[]
  isSent: boolean
  isTold: boolean
  /** Lets others have their turn; null while it waits for its own. */
  end: (() => void) | null
  reject(error: Error): void
}

type QueuedCall = UntoldAppend & QueuedAppend & { resolve(sequences: readonly number[]): void }

export class AppendQueue {
  readonly #lane: Lane
  readonly #link: DatabaseLink
  readonly #order: CallOrder
  /** In the order of their calls. */
  readonly #untold = new Set<UntoldAppend>()
  #isSending = false

  constructor({
    lane,
    link,
    order,
  }: {
    readonly lane: Lane
    readonly link: DatabaseLink
    readonly order: CallOrder
  }) {
    this.#lane = lane
    this.#link = link
    this.#order = order
  }

  /** Resolves with the sequences of the updates, when they are on the disk. */
  append(updates: readonly Append[]): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      const size = updates.reduce((sum, { bytes }) => sum + bytes.length, 0)
      const waiting: QueuedCall = { updates, size, ...untold(updates), resolve, reject }
      this.#enter(waiting, touchedBy(updates, 'append'), () => {
        this.#sendSoon()
      })
    })
  }

  /** Adds to logs by work of its own, as one of the appends that wait. */
  alone<Answer>(updates: readonly Append[], more: Touched, work: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const waiting: UntoldAppend = { ...untold(updates), reject }
      this.#enter(waiting, { ...touchedBy(updates, 'write'), ...more }, () => {
        waiting.isSent = true
        work().then(
          (answer) => {
            this.#untold.delete(waiting)
            this.#end([waiting])
            return resolve(answer)
          },
          (error: Error) => this.#tell(new Map([[waiting, error]])),
        )
      })
    })
  }

  #enter(waiting: UntoldAppend, touched: Touched, begin: () => void): void {
    this.#untold.add(waiting)
    this.#order.enter(touched, (end) => {
      if (waiting.isTold) return end()
      waiting.end = end
      begin()
    })
  }

  /** At the end of this turn, so that everything that came in with it shares one statement. */
  #sendSoon(): void {
    if (this.#isSending) return
    this.#isSending = true
    this.#link.clock.soon(() => void this.#send())
  }

  async #send(): Promise<void> {
    const { clock } = this.#link
    const endLook = repeat(() => this.#giveUpWhileAway(), { everyMs: LOOK_MS, clock })
    for (;;) {
      const group = takeGroup(this.#ready())
      if (group.appends.length === 0) break
      for (const waiting of group.appends) waiting.isSent = true
      const outcomes = await sendAppends(this.#lane, group)
      this.#tell(outcomes)
    }
    endLook()
    this.#isSending = false
  }

  /** The appends whose turn has come, unless one before them to the same world still waits for its own. */
  #ready(): QueuedCall[] {
    const ready: QueuedCall[] = []
    const blocked = new Set<string>()
    for (const waiting of this.#untold) {
      if (waiting.isSent) continue
      const isFree = waiting.end !== null && !waiting.worlds.some((world) => blocked.has(world))
      if (isFree && 'updates' in waiting) ready.push(waiting as QueuedCall)
      else for (const world of waiting.worlds) blocked.add(world)
    }
    return ready
  }

  #tell(outcomes: ReadonlyMap<UntoldAppend, readonly number[] | Error>): void {
    const failed = new Set<string>()
    const over: UntoldAppend[] = []
    const fail = (untold: UntoldAppend, error: Error): void => {
      for (const log of untold.logs) failed.add(log)
      over.push(untold)
      this.#fail(untold, error)
    }
    // Failures first: a caller that is told of one may append again, a caller that is not told yet may not.
    for (const [untold, outcome] of outcomes) if (outcome instanceof Error) fail(untold, outcome)
    for (const untold of failed.size === 0 ? [] : this.#untold) {
      const follows = untold.logs.some((log) => failed.has(log))
      if (follows && !outcomes.has(untold)) fail(untold, afterAFailure())
    }
    for (const [untold, outcome] of outcomes) {
      if (outcome instanceof Error) continue
      over.push(untold)
      this.#untold.delete(untold)
      if ('resolve' in untold) (untold as QueuedCall).resolve(outcome)
    }
    // Only now may others begin: they are none of those that follow a failure.
    this.#end(over)
  }

  #fail(untold: UntoldAppend, error: Error): void {
    untold.isTold = true
    this.#untold.delete(untold)
    untold.reject(error)
  }

  #end(over: readonly UntoldAppend[]): void {
    for (const untold of over) untold.end?.()
    // Another may have waited for one of these alone.
    if (this.#untold.size > 0) this.#sendSoon()
  }

  /** Nothing of these was sent; what was sent waits until it is known. */
  #giveUpWhileAway(): void {
    if (!this.#link.isAwayLong) return
    const unsent = [...this.#untold].filter(({ isSent }) => !isSent)
    for (const untold of unsent) this.#fail(untold, isAwayFault())
    this.#end(unsent)
  }
}

const untold = (updates: readonly Append[]) => ({
  logs: [...new Set(updates.map(({ document }) => `${document.world}/${document.kind}`))],
  worlds: [...new Set(updates.map(({ document }) => `${document.world}`))],
  isSent: false,
  isTold: false,
  end: null,
})

const touchedBy = (updates: readonly Append[], touch: 'append' | 'write'): Touched =>
  Object.fromEntries([
    ['worlds', 'passing write'] as const,
    ...updates.map(({ document }) => [`world ${document.world}`, touch] as const),
  ])
