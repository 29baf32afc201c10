// This side of the storage thread: gathers the calls of one turn into a group, sends it, and hands out the
// answers. One group is on its way at a time; calls meanwhile become the next group, so groups grow with the
// load.
import { once, type EventEmitter } from 'node:events'
import { afterAFailure, closedStore } from '../store-faults.ts'
import { packAppends } from '../update-packing.ts'
import { StoreFault, type Append, type AvatarMove } from '../store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import {
  errorFrom,
  type ThreadAnswer,
  type CallName,
  type ThreadGreeting,
  type Parcel,
  type ToStoreThread,
} from './thread-calls.ts'
import type { Calls } from './database-calls.ts'
import { FolderRefusal } from './files/data-folder.ts'

/** Most calls, and about how many bytes, in one group: bounds how long a transaction takes. */
const GROUP_CALLS_MAX = 1024
const GROUP_BYTES_MAX = 8 * 1024 * 1024

const UNANSWERED: ThreadAnswer = { fault: { kind: 'fault', message: 'The store did not answer.' } }

type Request =
  | {
      readonly name: 'append'
      readonly updates: readonly Append[]
      readonly passages: readonly AvatarMove[]
      readonly records: readonly RecordChange[]
    }
  | {
      readonly name: Exclude<CallName, 'appendPassing'>
      readonly args: readonly unknown[]
      readonly transferred: readonly ArrayBuffer[]
    }

interface PendingCall {
  readonly request: Request
  readonly size: number
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The used part of a worker thread. */
interface Thread extends EventEmitter {
  readonly threadId: number
  postMessage(message: ToStoreThread, transfer: ArrayBuffer[]): void
}

export class StoreThread {
  readonly #start: () => Thread
  readonly #onDeath: (error: Error) => void
  #worker: Thread | null = null
  #queue: PendingCall[] = []
  #sent: readonly PendingCall[] = []
  #isFlushing = false
  #isClosed = false
  #whenIdle: (() => void) | null = null

  constructor(start: () => Thread, onDeath: (error: Error) => void) {
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
    worker.on('message', (answers: readonly ThreadAnswer[]) => this.#settle(answers))
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
    return this.#enqueue({ name, args, transferred }, size) as Promise<ReturnType<Calls[Name]>>
  }

  /** Appends updates; the answer is the first one's sequence. */
  append(
    updates: readonly Append[],
    passages: readonly AvatarMove[] = [],
    records: readonly RecordChange[] = [],
  ): Promise<number> {
    const size = updates.reduce((sum, update) => sum + update.bytes.length, 0)
    return this.#enqueue({ name: 'append', updates, passages, records }, size) as Promise<number>
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

  #enqueue(request: Request, size: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw closedStore()
      this.#queue.push({ request, size, resolve, reject })
      this.#flushSoon()
    })
  }

  /** At the end of this turn, so that everything that came in with it shares one transaction. */
  #flushSoon(): void {
    if (this.#isFlushing || this.#sent.length > 0 || this.#queue.length === 0) return
    this.#isFlushing = true
    setImmediate(() => {
      this.#flush().catch((error: Error) => this.#fail(new StoreFault(error.message)))
    })
  }

  async #flush(): Promise<void> {
    // A thread that died is started anew by the next call.
    if (!this.#worker) await this.connect()
    this.#isFlushing = false
    this.#sent = this.#queue.splice(0, groupLength(this.#queue))
    const requests = this.#sent.map((waiting) => waiting.request)
    const parcels = parcelsOf(requests)
    this.#worker?.postMessage(parcels satisfies ToStoreThread, buffersOf(parcels, requests))
  }

  #settle(answers: readonly ThreadAnswer[]): void {
    const told = this.#sent
    this.#sent = []
    const failed: PendingCall[] = []
    const done: (() => void)[] = []
    for (const [index, waiting] of told.entries()) {
      const answer = answers[index] ?? UNANSWERED
      if ('value' in answer) {
        done.push(() => waiting.resolve(answer.value))
      } else {
        waiting.reject(errorFrom(answer.fault))
        failed.push(waiting)
      }
    }
    // Failures first: a caller that is told of one may append again, a caller that is not told yet may not.
    this.#failFollowers(failed)
    for (const tell of done) tell()
    this.#rest()
  }

  /** Fails the appends in the queue that were made after a failed one, to the same document. */
  #failFollowers(failed: readonly PendingCall[]): void {
    const documents = new Set(failed.flatMap(documentsOf))
    if (documents.size === 0) return
    this.#queue = this.#queue.filter((waiting) => {
      const named = documentsOf(waiting)
      if (!named.some((document) => documents.has(document))) return true
      for (const document of named) documents.add(document)
      waiting.reject(afterAFailure())
      return false
    })
  }

  #bury(): void {
    this.#worker = null
    this.#fail(new StoreFault('The thread of the store ended; it is started again.'))
  }

  #fail(fault: StoreFault): void {
    this.#isFlushing = false
    const lost = [...this.#sent, ...this.#queue]
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

function documentsOf({ request }: PendingCall): string[] {
  if (!('updates' in request)) return []
  return request.updates.map(({ document }) => `${document.world}/${document.kind}`)
}

/** How many calls from the front of the queue make one group. */
function groupLength(queue: readonly PendingCall[]): number {
  let bytes = 0
  const end = queue.findIndex(({ size }) => (bytes += size) > GROUP_BYTES_MAX)
  return Math.min(end === -1 ? queue.length : Math.max(end, 1), GROUP_CALLS_MAX)
}

/** Packs neighbouring appends together. */
function parcelsOf(requests: readonly Request[]): Parcel[] {
  const parcels: Parcel[] = []
  let appends: (readonly Append[])[] = []
  const packUp = () => {
    if (appends.length > 0) parcels.push({ name: 'append', encoded: packAppends(appends) })
    appends = []
  }
  for (const request of requests) {
    if ('updates' in request && request.passages.length + request.records.length === 0) {
      appends.push(request.updates)
      continue
    }
    packUp()
    if ('updates' in request) {
      const { updates, passages, records } = request
      parcels.push({ name: 'appendPassing', args: [updates, passages, records] })
      continue
    }
    parcels.push({ name: request.name, args: request.args })
  }
  packUp()
  return parcels
}

function buffersOf(parcels: readonly Parcel[], requests: readonly Request[]): ArrayBuffer[] {
  const encoded = parcels.flatMap((parcel) => ('encoded' in parcel ? [parcel.encoded.buffer] : []))
  return [...encoded, ...requests.flatMap((request) => ('transferred' in request ? request.transferred : []))]
}
