// This side of the storage thread: gathers the calls of one turn into a group, sends it, and hands out the
// answers. One group is on its way at a time; calls meanwhile become the next group, so groups grow with the
// load.
import { once, type EventEmitter } from 'node:events'
import type { ServerClock } from '../../time/server-clock.ts'
import { afterAFailure, closedStore } from '../store-faults.ts'
import { StoreFault, type Append, type AppendOutcome, type AvatarMove } from '../store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { CallName, ParcelAnswer, ThreadGreeting, ToStoreThread } from './thread-calls.ts'
import type { Calls } from './database-calls.ts'
import { FolderRefusal } from './files/data-folder.ts'
import {
  buffersOf,
  callersOf,
  failFollowers,
  readAnswers,
  takeGroup,
  tellFailure,
  type SentGroup,
  type PendingRequest,
  type WaitingCall,
} from './waiting-calls.ts'

/** The used part of a worker thread. */
interface Thread extends EventEmitter {
  readonly threadId: number
  postMessage(message: ToStoreThread, transfer: ArrayBuffer[]): void
}

export class StoreThread {
  readonly clock: Pick<ServerClock, 'after' | 'soon'>
  readonly #start: () => Thread
  readonly #onDeath: (error: Error) => void
  #worker: Thread | null = null
  #queue: PendingRequest[] = []
  #sent: SentGroup = []
  #isFlushing = false
  #isClosed = false
  #whenIdle: (() => void) | null = null

  constructor(
    start: () => Thread,
    onDeath: (error: Error) => void,
    clock: Pick<ServerClock, 'after' | 'soon'>,
  ) {
    this.clock = clock
    this.#start = start
    this.#onDeath = onDeath
  }

  /** Starts the thread; rejects with a FolderRefusal when it cannot use its folder. */
  async connect(): Promise<void> {
    const worker = this.#start()
    const [greeting] = (await once(worker, 'message')) as [ThreadGreeting]
    if ('refusal' in greeting) {
      // It may have ended in the turn in which it said so.
      if (worker.threadId !== -1) await once(worker, 'exit')
      throw new FolderRefusal(greeting.refusal)
    }
    worker.on('message', (answers: readonly ParcelAnswer[]) => this.#settle(answers))
    worker.on('error', (error: Error) => this.#onDeath(error))
    worker.on('exit', () => this.#bury())
    this.#worker = worker
  }

  ask<Name extends Exclude<CallName, 'appendPassing'>>(
    name: Name,
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    return this.hand(name, [], ...args)
  }

  /** Like `ask`; gives away the buffers of `encoded`, which are among the arguments. */
  hand<Name extends Exclude<CallName, 'appendPassing'>>(
    name: Name,
    encoded: readonly Uint8Array<ArrayBuffer>[],
    ...args: Parameters<Calls[Name]>
  ): Promise<ReturnType<Calls[Name]>> {
    const transferred = encoded.map((bytes) => bytes.buffer)
    const size = transferred.reduce((sum, buffer) => sum + buffer.byteLength, 0)
    // The thread answers with the result of the call of that name.
    return this.#call((told) => ({ name, args, transferred, size, ...told })) as Promise<
      ReturnType<Calls[Name]>
    >
  }

  /** The store's own `append`: a call of it comes here at once. */
  readonly append = async (
    updates: readonly Append[],
    passages: readonly AvatarMove[] = [],
    records: readonly RecordChange[] = [],
  ): Promise<number[]> => {
    const alone = passages.length + records.length === 0
    if (alone && updates.length === 0) return []
    const first = await (alone ? this.#appendOne(updates) : this.#appendPassing(updates, passages, records))
    return updates.map((_, index) => first + index)
  }

  /** Resolves with the first one's sequence. */
  #appendPassing(...args: Parameters<Calls['appendPassing']>): Promise<number> {
    const size = sizeOf(args[0])
    return this.#call((told) => ({ name: 'appendPassing', args, size, ...told })) as Promise<number>
  }

  #appendOne(updates: readonly Append[]): Promise<number> {
    return new Promise((resolve, reject) => {
      const append = { updates, outcome: null }
      const tell = ([outcome]: readonly AppendOutcome[]): void =>
        typeof outcome === 'number' ? resolve(outcome) : reject(outcome)
      this.#enqueue({ name: 'append', appends: [append], size: sizeOf(updates), tell, reject })
      this.#flushSoon()
    })
  }

  /**
   * The same of appends as if one had been called after the other, at the end of a turn: they are sent at
   * once.
   */
  readonly appendEach = (each: readonly (readonly Append[])[]): Promise<readonly AppendOutcome[]> => {
    if (each.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      const appends = each.map((updates) => ({ updates, outcome: null }))
      const size = each.reduce((sum, updates) => sum + sizeOf(updates), 0)
      this.#enqueue({ name: 'append', appends, size, tell: resolve, reject })
      if (this.#isFlushing || this.#sent.length > 0) return
      this.#isFlushing = true
      this.#flushNow()
    })
  }

  /** Nobody is there: the thread gives back memory, once it has answered what was asked. */
  rest(): void {
    this.#worker?.postMessage('rest' satisfies ToStoreThread, [])
  }

  /** Waits until everything is answered, and ends the thread. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    if (this.#queue.length + this.#sent.length > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve
      })
    }
    const worker = this.#worker
    if (!worker) return
    const gone = once(worker, 'exit')
    worker.postMessage('close' satisfies ToStoreThread, [])
    await gone
  }

  #call(made: (told: Pick<WaitingCall, 'resolve' | 'reject'>) => WaitingCall): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#enqueue(made({ resolve, reject }))
      this.#flushSoon()
    })
  }

  #enqueue(waiting: PendingRequest): void {
    if (this.#isClosed) throw closedStore()
    this.#queue.push(waiting)
  }

  /** At the end of this turn, so that everything that came in with it shares one transaction. */
  #flushSoon(): void {
    if (this.#isFlushing || this.#sent.length > 0 || this.#queue.length === 0) return
    this.#isFlushing = true
    this.clock.soon(() => this.#flushNow())
  }

  #flushNow(): void {
    this.#flush()
      .catch((error: Error) => this.#fail(new StoreFault(error.message)))
      .finally(() => {
        this.#isFlushing = false
        this.#flushSoon()
      })
  }

  async #flush(): Promise<void> {
    // The thread may have died since, and whoever waited has been told.
    if (this.#queue.length === 0) return
    // One that died is started anew by the next call.
    if (!this.#worker) await this.connect()
    this.#sent = takeGroup(this.#queue)
    const parcels = this.#sent.map(({ parcel }) => parcel)
    this.#worker?.postMessage(parcels satisfies ToStoreThread, buffersOf(this.#sent))
  }

  #settle(answers: readonly ParcelAnswer[]): void {
    const { failures, successes, failed } = readAnswers(this.#sent, answers)
    this.#sent = []
    // Failures first: a caller that is told of one may append again, a caller that is not told yet may not.
    for (const tell of failures) tell()
    const over = new Set(failFollowers(this.#queue, failed, afterAFailure))
    if (over.size > 0) this.#queue = this.#queue.filter((waiting) => !over.has(waiting))
    for (const waiting of over) tellFailure(waiting, afterAFailure())
    for (const tell of successes) tell()
    this.#rest()
  }

  #bury(): void {
    this.#worker = null
    this.#fail(new StoreFault('The thread of the store ended; it is started again.'))
  }

  #fail(fault: StoreFault): void {
    const lost = [...callersOf(this.#sent), ...this.#queue]
    this.#sent = []
    this.#queue = []
    for (const waiting of lost) waiting.reject(fault)
    this.#rest()
  }

  #rest(): void {
    if (this.#queue.length === 0 && this.#sent.length === 0) this.#whenIdle?.()
    this.#flushSoon()
  }
}

const sizeOf = (updates: readonly Append[]): number =>
  updates.reduce((sum, update) => sum + update.bytes.length, 0)
