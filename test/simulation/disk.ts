// A disk that takes its time, fails, and in a crash forgets its unanswered calls, or part of them. Under it
// is the store in memory, so that a server gets the answers of any store.
import * as Y from 'yjs'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import { StoreFault, type Append, type Store } from '../../server/storage/store.ts'
import { makePlainDocument } from '../../shared/yjs/plain-document.ts'
import type { Random } from './random.ts'
import type { VirtualTime } from './time.ts'

interface Call {
  readonly life: Life
  readonly name: string
  readonly run: () => Promise<unknown>
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** A process that can end at any moment. */
export interface Life {
  isOver: boolean
  /** Calls `run` as soon as the process is not stopped; at once, unless given. */
  readonly enter?: (run: () => void) => void
}

/** Calls that write, and so may have happened when a crash cut off their answer. */
const WRITES = new Set([
  'append',
  'create',
  'snapshot',
  'compact',
  'retitle',
  'quarantine',
  'introduce',
  'changePerson',
  'pass',
  'stage',
  'importLog',
  'publish',
  'restart',
  'forgetRows',
  'changeRecords',
  'bin',
  'destroy',
])

/** Calls about words and people who are there, whose loss loses nothing: a seed's schedule is not theirs. */
const BESIDE = new Set(['keepWords', 'wordedThings', 'unreadWorlds', 'findWords', 'reserveClients'])

/** Usual longest time of a call, in ms; one in thirty takes up to fifty times as long. */
const CALL_MS = 4

/** What a disk keeps, or a database that several processes call. */
export interface DiskContent {
  readonly store: Store
  /** The content of the scene's log, row by row as it was written. */
  readonly written: Y.Doc
}

export const emptyDisk = (): DiskContent => ({ store: createMemoryStore(), written: makePlainDocument() })

export class Disk implements DiskContent {
  readonly store: Store
  readonly written: Y.Doc
  /** Nothing works until it is well again. */
  isBroken = false
  /** Fails the next append, and the calls waiting behind it: before it is written, or after. */
  failsNext: 'before' | 'after' | null = null
  failures = 0
  readonly #time: VirtualTime
  readonly #random: Random
  #calls: Call[] = []
  #isWorking = false
  #isStalled = false
  #answeredAt = 0

  constructor(time: VirtualTime, random: Random, content = emptyDisk()) {
    this.#time = time
    this.#random = random
    this.store = content.store
    this.written = content.written
  }

  /** The store as one process has it. */
  storeFor(life: Life): Store {
    const noted: Pick<Store, 'append' | 'create' | 'importLog'> = {
      append: (updates, passages, records) =>
        this.store.append(updates, passages, records).then((sequences) => this.#note(updates, sequences)),
      create: (world) => this.store.create(world).then((record) => this.#note(world.scene, record)),
      importLog: (document, part) =>
        this.store.importLog(document, part).then((last) => this.#note(part.rows, last)),
    }
    return new Proxy(this.store, {
      get: (store, name) => {
        const method: unknown = Reflect.get(name in noted ? noted : store, name)
        if (typeof method !== 'function') return method
        return (...parameters: unknown[]) =>
          this.#call(life, String(name), () => Reflect.apply(method, store, parameters))
      },
    })
  }

  /** Calls wait, and those who called; or go on. */
  set isStalled(stalled: boolean) {
    this.#isStalled = stalled
    if (this.#calls.length > 0) this.#work()
  }

  /**
   * A process is dead, and its calls happen all the same, when their turn comes: nobody hears the answers.
   */
  abandon(life: Life): void {
    life.isOver = true
  }

  /** The waiting calls of a dead process happen up to some call, and never from there on. */
  async crash(life: Life): Promise<void> {
    life.isOver = true
    const left = this.#calls.filter((call) => call.life === life)
    this.#calls = this.#calls.filter((call) => call.life !== life)
    if (this.isBroken) return
    const happen = this.#random.below(left.length + 1)
    for (const { name, run } of left.slice(0, happen)) if (WRITES.has(name)) await run().catch(ignoreFault)
  }

  #note<Answer>(updates: readonly Pick<Append, 'bytes'>[], answer: Answer): Answer {
    if (answer !== null) for (const { bytes } of updates) Y.applyUpdate(this.written, bytes)
    return answer
  }

  #call(life: Life, name: string, run: Call['run']): Promise<unknown> {
    if (BESIDE.has(name) && !life.isOver && !this.isBroken) return run()
    return new Promise((resolve, reject) => {
      if (life.isOver) return
      this.#calls.push({ life, name, run, resolve, reject })
      this.#work()
    })
  }

  #work(): void {
    if (this.#isWorking || this.#isStalled) return
    this.#isWorking = true
    const slow = this.#random.below(30) === 0 ? 50 : 1
    this.#time.after(this.#random.below(CALL_MS * slow), () => {
      this.#isWorking = false
      if (this.#isStalled) return
      const call = this.#calls.shift()
      if (call !== undefined) this.#answer(call)
      if (this.#calls.length > 0) this.#work()
    })
  }

  #answer(call: Call): void {
    const fails = call.name === 'append' ? this.failsNext : null
    if (this.isBroken || fails === 'before') return this.#fail(call)
    if (fails === 'after') {
      const lost = (): void => this.#fail(call)
      return void call.run().catch(ignoreFault).then(lost)
    }
    this.#answeredAt = Math.max(this.#answeredAt, this.#time.at + this.#random.below(CALL_MS))
    const answerAfter = this.#answeredAt - this.#time.at
    const later = (tell: () => void) =>
      void this.#time.after(answerAfter, () => {
        if (!call.life.isOver) enter(call.life, tell)
      })
    call.run().then(
      (answer) => later(() => call.resolve(answer)),
      (error: unknown) => later(() => call.reject(error)),
    )
  }

  /** A call that fails takes those with it that wait behind it. */
  #fail(call: Call): void {
    this.failsNext = null
    const failed = [call, ...this.#calls]
    this.#calls = []
    this.failures += failed.length
    for (const { life, reject, name } of failed)
      enter(life, () => reject(new StoreFault(`The disk failed (${name}).`)))
  }
}

function enter(life: Life, run: () => void): void {
  if (life.enter === undefined) run()
  else life.enter(run)
}

function ignoreFault(error: unknown): void {
  if (!(error instanceof StoreFault)) throw error
}

/**
 * The document that the rows of a log alone make, applied one by one. Throws when one rests on a missing one.
 */
export async function logDocument(store: Store): Promise<Y.Doc> {
  const doc = makePlainDocument()
  for (const world of await store.worlds('here')) {
    for (const { bytes, sequence } of await store.log({ world: world.key, kind: 'scene' }, 0, 1e6)) {
      Y.applyUpdate(doc, bytes)
      if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
        throw new Error(`row ${sequence} of the log rests on a missing one`)
      }
    }
  }
  return doc
}
