// A program that lives: one engine with the guest in it, given one delivery after the other, each within its time. What it
// answers is checked as what a stranger says. Whatever went wrong in a way that nobody can vouch for ends the program.
import { EVENT_MS, MEMORY_BYTES, OUTPUT_BYTES, STACK_BYTES, START_MS } from '../bounds.ts'
import type { EventRow } from '../guest/main.ts'
import type { Delivery, FaultData, Result, ThingData } from '../protocol.ts'
import { Engine, Thrown, type GuestFunction } from './engine.ts'
import { faultResult, NO_RESULT, parseResult } from './result.ts'

/** Most promise jobs of one delivery. */
const JOBS_MAX = 10_000
/** Time to put together what was done, or to say what was thrown and forget the rest, in ms. */
const MOPPING_MS = 5
/** However little of it was work, after so many ms it is over. */
const LATEST_MS = 150
/** A stack of QuickJS names the program so. */
const FILE = 'page.js'

export interface ProgramOptions {
  readonly wasm: WebAssembly.Module
  /** What is run in the engine before the program, in order. */
  readonly prelude: readonly Uint8Array[]
  readonly now: () => number
  readonly ticks: () => number
  /** ms that this thread has worked; where nobody knows, time is all that counts. */
  readonly worked?: (() => number) | undefined
  readonly random: () => number
  /** Answers a read of the guest. */
  readonly read: (op: string, json: string) => string
}

/** What a program is told beside the delivery; what is left out is as it was. */
export interface Around {
  readonly self?: ThingData | null
  readonly host?: ThingData | null
}

/** Compiles what is run in every engine. */
export function compilePrelude(wasm: WebAssembly.Module, sources: readonly string[]): Uint8Array[] {
  const hooks = { call: () => 'null', isOver: () => false, now: () => 0, random: () => 0 }
  const engine = new Engine(wasm, hooks, { memoryBytes: 4 * MEMORY_BYTES, stackBytes: STACK_BYTES })
  return sources.map((source) => engine.compile(source))
}

export class Program {
  readonly #engine: Engine
  readonly #options: ProgramOptions
  readonly #deliver: GuestFunction
  readonly #beat: GuestFunction
  readonly #happen: GuestFunction
  readonly #settle: GuestFunction
  readonly #fail: GuestFunction
  readonly #thrown: GuestFunction
  #allowedMs = Infinity
  #began = 0
  /** What the thread had worked in the middle of the time; null: not asked yet. */
  #workedBefore: number | null = null
  #wasOver = false
  #isAlive = true

  constructor(options: ProgramOptions) {
    this.#options = options
    this.#engine = new Engine(
      options.wasm,
      { call: options.read, isOver: () => this.#isOver(), now: options.now, random: options.random },
      { memoryBytes: MEMORY_BYTES, stackBytes: STACK_BYTES },
    )
    this.#engine.defineHost()
    for (const bytecode of options.prelude) this.#engine.run(bytecode)
    this.#deliver = this.#engine.take('__guest', 'deliver')
    this.#beat = this.#engine.take('__guest', 'beat')
    this.#happen = this.#engine.take('__guest', 'happen')
    this.#settle = this.#engine.take('__guest', 'settle')
    this.#fail = this.#engine.take('__guest', 'fail')
    this.#thrown = this.#engine.take('__guest', 'thrown')
    this.#engine.watchRejections(this.#engine.take('__guest', 'unhandled'))
    this.#engine.evaluate('delete globalThis.__guest; delete globalThis.__host', FILE)
  }

  /** False once it ended: nothing more may be delivered. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  get memoryBytes(): number {
    return this.#engine.memoryBytes
  }

  /** Works on one delivery. Never throws. */
  deliver(delivery: Delivery, around: Around): Result {
    const isStart = delivery.type === 'start'
    const allowedMs = isStart ? START_MS : EVENT_MS
    this.#allow(allowedMs)
    const result = this.#attempt(delivery, around, allowedMs)
    // What began badly is not there at all; what lacks memory will lack it again.
    const kind = result.fault?.kind
    if (kind !== undefined && (isStart || kind === 'memory')) this.#isAlive = false
    return result
  }

  #attempt(delivery: Delivery, around: Around, allowedMs: number): Result {
    let isQuiet = false
    try {
      isQuiet = this.#tell(delivery, around) === '' && delivery.type !== 'start'
      if (delivery.type === 'start') this.#engine.evaluate(delivery.start.code, FILE)
      isQuiet = !this.#drain() && isQuiet
    } catch (error) {
      return this.#undo(error, allowedMs)
    }
    if (this.#wasOver) return this.#undo(null, allowedMs)
    return isQuiet ? NO_RESULT : this.#finish(allowedMs)
  }

  /** What the guest answers: '' when nothing has come of it so far. */
  #tell(delivery: Delivery, around: Around): string {
    const now = this.#options.now()
    // By far the most common deliveries, and an engine that was cold reads JSON slowly, most of all its keys.
    if (around.self === undefined && around.host === undefined) {
      if (delivery.type === 'timer') {
        return this.#engine.callNumbers(this.#beat, [delivery.timer, delivery.missed, now])
      }
      if (delivery.type === 'event') {
        return this.#engine.call(this.#happen, JSON.stringify(rowOf(delivery, now)))
      }
    }
    return this.#engine.call(this.#deliver, messageOf(delivery, around, now))
  }

  /** Works on promise jobs; true when there were any. Too many are as if they took too long. */
  #drain(): boolean {
    let done = 0
    for (; this.#engine.runJob(); done++) {
      this.#wasOver ||= done >= JOBS_MAX
      if (this.#isOver()) break
    }
    return done > 0
  }

  #finish(allowedMs: number): Result {
    this.#allow(MOPPING_MS)
    try {
      const text = this.#engine.call(this.#settle)
      if (!this.#wasOver) return this.#accept(text)
    } catch (error) {
      // Half of what it did may count already within the guest: what it holds is in doubt.
      const { fault, logs } = this.#undo(error, allowedMs)
      this.#isAlive = false
      return faultResult(fault ?? timeFault(allowedMs, null), logs)
    }
    return this.#end(timeFault(allowedMs, null))
  }

  #accept(text: string): Result {
    if (text.length > OUTPUT_BYTES) return this.#end(OUTPUT_FAULT)
    const result = parseResult(text)
    if (!result) return this.#end(DISORDER)
    return result.fault ? faultResult(plain(result.fault), result.logs) : result
  }

  /** The delivery is forgotten in there. The program lives on, if it still can. */
  #undo(error: unknown, allowedMs: number): Result {
    const wasOver = this.#wasOver
    const result = this.#mopUp(error)
    const line = result?.fault?.line ?? null
    const logs = result?.logs ?? []
    if (wasOver) return faultResult(timeFault(allowedMs, line), logs)
    return faultResult(plain(result?.fault ?? faultOfEngine(error)), logs)
  }

  /** Lets the guest say what was thrown and forget the rest; null, and the end, when it cannot any more. */
  #mopUp(error: unknown): Result | null {
    this.#allow(MOPPING_MS)
    try {
      if (error instanceof Thrown) {
        this.#engine.pass(this.#thrown, error)
        const result = parseResult(this.#engine.call(this.#settle))
        if (result?.fault) return result
      } else if (error === null) {
        this.#engine.call(this.#fail)
        return null
      }
    } catch {
      // It is out of memory, or goes on after its end.
    }
    this.#isAlive = false
    return null
  }

  #end(fault: FaultData): Result {
    this.#isAlive = false
    return faultResult(fault, [])
  }

  #allow(ms: number): void {
    this.#allowedMs = ms
    this.#began = this.#options.ticks()
    this.#workedBefore = null
    this.#wasOver = false
  }

  #isOver(): boolean {
    // Once it is over it stays over: what catches the end of a loop does not get another.
    this.#wasOver ||= this.#isLate()
    return this.#wasOver
  }

  /** Work counts, not time: on a machine with much to do, a program must not be blamed for waiting. */
  #isLate(): boolean {
    const { ticks, worked } = this.#options
    const tookMs = ticks() - this.#began
    const half = this.#allowedMs / 2
    // To ask how much was worked takes longer than most deliveries do: it is asked from the middle on.
    if (tookMs <= half) return false
    this.#workedBefore ??= worked?.() ?? 0
    if (tookMs <= this.#allowedMs) return false
    return !worked || tookMs > LATEST_MS || worked() - this.#workedBefore > half
  }
}

const MEMORY_WORDS = `It needs more than ${MEMORY_BYTES / 1024 / 1024} MB of memory. It starts anew.`
const STACK_WORDS = 'It called itself too often, one call within the other.'
const OUTPUT_FAULT: FaultData = {
  kind: 'output',
  message: `It asked for more at once than fits into ${OUTPUT_BYTES / 1024} kB. It starts anew.`,
  line: null,
}
const DISORDER: FaultData = {
  kind: 'error',
  message: 'The program broke what it runs on. It starts anew.',
  line: null,
}

/** The line is where the engine wrote down last where it is: near, not always there. */
function timeFault(allowedMs: number, line: number | null): FaultData {
  return {
    kind: 'time',
    message: `It took longer than ${allowedMs} ms. Spread the work with after(...).`,
    line,
  }
}

/** The engine itself broke down, or its guest did. */
function faultOfEngine(error: unknown): FaultData {
  const isStack = error instanceof RangeError && /call stack/.test(error.message)
  if (isStack) return { kind: 'stack', message: STACK_WORDS, line: null }
  if (error instanceof Thrown || error instanceof RangeError)
    return { kind: 'memory', message: MEMORY_WORDS, line: null }
  return { kind: 'lost', message: 'It broke down. It starts anew.', line: null }
}

/** The engine's own errors in plain words. */
function plain(fault: FaultData): FaultData {
  if (fault.kind === 'memory') return { ...fault, message: MEMORY_WORDS }
  return fault.kind === 'stack' ? { ...fault, message: STACK_WORDS } : fault
}

/** An event without keys, in the order in which the guest reads it. */
function rowOf({ handlers, event }: Extract<Delivery, { type: 'event' }>, now: number): EventRow {
  const { event: name, subject, object, host, person, words, voice, changed, at } = event
  return [now, handlers, name, subject, object, host, person, words, voice, changed, at]
}

function messageOf(delivery: Delivery, around: Around, now: number): string {
  // The engine is given the code by itself.
  const told =
    delivery.type === 'start' ? { type: 'start', start: { ...delivery.start, code: '' } } : delivery
  return JSON.stringify({ delivery: told, now, ...around })
}
