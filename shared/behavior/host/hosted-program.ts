// A program that runs: one engine with the guest in it. It takes one delivery after the other, each within
// its time. Its answers are checked like those of a stranger. A failure that leaves its state in doubt ends
// the program.
import { EVENT_MS, MEMORY_BYTES, OUTPUT_BYTES, START_MS } from '../program-limits.ts'
import type { EventRow } from '../guest/entry-points.ts'
import type { Delivery, FaultData, Result, ThingData } from '../sandbox-protocol.ts'
import type { Guest } from './engine/base-image.ts'
import { Thrown, type Engine } from './engine/wasm-engine.ts'
import { faultResult, NO_RESULT, parseResult } from './parsed-result.ts'
import { HandlerLines } from './handler-lines.ts'
import { PooledProgram, type EnginePool } from './engine/engine-pool.ts'

/** Most promise jobs of one delivery. */
const JOBS_MAX = 10_000
/**
 * Time to put the result together, or to describe a thrown value and forget the rest, in ms. The first time
 * is long: code that the engine has not run before is compiled then, on this thread.
 */
const MOPPING_MS = EVENT_MS
/**
 * A program that works for so long lets other threads have the core for a moment, and again after as long, in
 * ms.
 */
const BURST_MS = 0.5
/**
 * At most so many ms of one delivery go to other work. On a machine with too much to do, the delivery would
 * otherwise never end.
 */
const BREATHING_MS = 75
/** A stack of QuickJS names the program so. */
const FILE = 'page.js'

interface ProgramOptions {
  readonly seats: EnginePool
  readonly now: () => number
  readonly ticks: () => number
  /** ms that this thread has worked; where nobody knows, time is all that counts. */
  readonly worked?: (() => number) | undefined
  /** Lets other threads have the core for a moment, where that can be done. */
  readonly breathe?: (() => void) | undefined
  readonly random: () => number
  /** Answers a read of the guest. */
  readonly read: (op: string, json: string) => string
}

type EventToTell = Extract<Delivery, { type: 'event' }>

/** The facts for a program beside the delivery; parts that are left out are unchanged. */
export interface CallContext {
  readonly self?: ThingData | null
  readonly host?: ThingData | null
}

export class HostedProgram {
  readonly #options: ProgramOptions
  readonly #guest: Guest
  readonly #sitter: PooledProgram
  #allowedMs = Infinity
  #began = 0
  /** When it let others have the core last, and how many ms that took since it began. */
  #breathed = 0
  #breathing = 0
  /** How long the thread had worked in the middle of the time; null: not asked yet. */
  #workedBefore: number | null = null
  #wasOver = false
  #isAlive = true
  /** Something went wrong in a way that leaves the engine in doubt. */
  #isTorn = false
  /** The text that came from outside, in this delivery. */
  #text = ''
  /** The event that the guest has at hand, to happen again. */
  #happened: EventToTell | null = null
  readonly #lines = new HandlerLines()

  constructor(options: ProgramOptions) {
    this.#options = options
    this.#guest = options.seats.base.guest
    const { read, now, random } = options
    const call = (op: string, json: string): string => {
      if (op === 'fetched') return this.#text
      return op === 'placed' ? this.#lines.notePlace(json) : read(op, json)
    }
    this.#sitter = new PooledProgram({ call, isOver: () => this.#isOver(), now, random })
  }

  /** False once it ended: nothing more may be delivered. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Whether it needs more memory than the seats have. */
  get isGrown(): boolean {
    return this.#sitter.isGrown
  }

  /** The line of the code, from 0, where what works on a delivery was made; null: nobody knows. */
  lineOf(delivery: Delivery): number | null {
    return this.#lines.findLine(delivery)
  }

  /** Works on one delivery; `hasMuch`: others follow at once. Never throws. */
  deliver(delivery: Delivery, around: CallContext, hasMuch = false): Result {
    const { seats } = this.#options
    const isStart = delivery.type === 'start'
    const allowedMs = isStart ? START_MS : EVENT_MS
    const engine = this.#sit(hasMuch)
    if (!engine) return this.#end(NO_ROOM)
    this.#allow(allowedMs)
    this.#text = (delivery.type === 'answer' && delivery.answer.web?.text) || ''
    const result = this.#attempt(engine, delivery, around, allowedMs)
    this.#text = ''
    // A program that began badly is not there at all; one that lacks memory will lack it again.
    const kind = result.fault?.kind
    if (kind !== undefined && (isStart || kind === 'memory')) this.#isAlive = false
    if (!engine.isAtRest) this.#isAlive = false
    if (this.#isAlive) seats.settle(this.#sitter)
    else this.end()
    return result
  }

  /** Ends it, and leaves its seat to others. */
  end(): void {
    this.#isAlive = false
    this.#options.seats.leave(this.#sitter, this.#isTorn)
  }

  /** Null when the machine has no room for one more. */
  #sit(hasMuch: boolean): Engine | null {
    try {
      return this.#options.seats.take(this.#sitter, hasMuch)
    } catch (error) {
      if (error instanceof RangeError) return null
      throw error
    }
  }

  #attempt(engine: Engine, delivery: Delivery, around: CallContext, allowedMs: number): Result {
    let isQuiet = false
    try {
      isQuiet = this.#tell(engine, delivery, around) === '' && delivery.type !== 'start'
      if (delivery.type === 'start') engine.evaluate(delivery.start.code, FILE)
      isQuiet = !this.#drain(engine) && isQuiet
    } catch (error) {
      return this.#undo(engine, error, allowedMs)
    }
    if (this.#wasOver) return this.#undo(engine, null, allowedMs)
    return isQuiet ? NO_RESULT : this.#finish(engine, allowedMs)
  }

  /** The guest's answer: '' when there is no result so far. */
  #tell(engine: Engine, delivery: Delivery, around: CallContext): string {
    const now = this.#options.now()
    // By far the most common deliveries, and an engine that was cold reads JSON slowly, most of all its keys.
    if (around.self === undefined && around.host === undefined) {
      if (delivery.type === 'timer') {
        return engine.callNumbers(this.#guest.beat, [delivery.timer, delivery.missed, now])
      }
      if (delivery.type === 'event') return this.#happen(engine, delivery, now)
    }
    return engine.call(this.#guest.deliver, messageOf(delivery, around, now))
  }

  /** Uses that came in one go are one event that happens several times. */
  #happen(engine: Engine, delivery: EventToTell, now: number): string {
    if (this.#happened !== null && isSame(this.#happened, delivery)) {
      return engine.callNumbers(this.#guest.again, [now])
    }
    this.#happened = null
    const answer = engine.call(this.#guest.happen, JSON.stringify(rowOf(delivery, now)))
    const { changed, data = null } = delivery.event
    // A handler may change a list or an object that it is given.
    if (changed.length === 0 && data === null) this.#happened = delivery
    return answer
  }

  /** Works on promise jobs; true when there were any. Too many are as if they took too long. */
  #drain(engine: Engine): boolean {
    let done = 0
    for (; engine.runJob(); done++) {
      this.#wasOver ||= done >= JOBS_MAX
      if (this.#isOver()) break
    }
    return done > 0
  }

  #finish(engine: Engine, allowedMs: number): Result {
    this.#allow(MOPPING_MS)
    try {
      const text = engine.call(this.#guest.settle)
      if (!this.#wasOver) return this.#accept(text)
    } catch (error) {
      // Half of its work may count already within the guest: its state is in doubt.
      const { fault, logs } = this.#undo(engine, error, allowedMs)
      this.#isAlive = false
      return faultResult(fault ?? timeFault(allowedMs, null), logs)
    }
    return this.#end(timeFault(allowedMs, null))
  }

  #accept(text: string): Result {
    if (text.length > OUTPUT_BYTES) return this.#end(OUTPUT_FAULT)
    const result = parseResult(text)
    if (!result) {
      this.#isTorn = true
      return this.#end(DISORDER)
    }
    return result.fault ? faultResult(plain(result.fault), result.logs) : result
  }

  /** The delivery is forgotten in there. The program lives on, if it still can. */
  #undo(engine: Engine, error: unknown, allowedMs: number): Result {
    const wasOver = this.#wasOver
    const result = this.#mopUp(engine, error)
    const line = result?.fault?.line ?? null
    const logs = result?.logs ?? []
    if (wasOver) return faultResult(timeFault(allowedMs, line), logs)
    if (this.#wasOver) return faultResult(UNSAID, logs)
    return faultResult(plain(result?.fault ?? faultOfEngine(error)), logs)
  }

  /** Lets the guest say what was thrown and forget the rest; null, and the end, when it cannot any more. */
  #mopUp(engine: Engine, error: unknown): Result | null {
    this.#allow(MOPPING_MS)
    try {
      if (error instanceof Thrown) {
        engine.pass(this.#guest.thrown, error)
        const result = parseResult(engine.call(this.#guest.settle))
        if (result?.fault) return result
      } else if (error === null) {
        engine.call(this.#guest.fail)
        return null
      }
    } catch (later) {
      // It is out of memory, or goes on after its end.
      this.#isTorn ||= !(later instanceof Thrown)
    }
    this.#isTorn ||= error !== null && !(error instanceof Thrown)
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
    this.#breathed = this.#began
    this.#breathing = 0
    this.#workedBefore = null
    this.#wasOver = false
  }

  #isOver(): boolean {
    const at = this.#options.ticks()
    // Once it is over it stays over: code that catches the end of a loop does not get another.
    this.#wasOver ||= this.#isLate(at)
    const isBurstOver = at - this.#breathed >= BURST_MS && this.#breathing < BREATHING_MS
    if (isBurstOver && !this.#wasOver) this.#breathe(at)
    return this.#wasOver
  }

  /**
   * Work counts, not time, however long it takes: on a machine with much to do, a program works a fiftieth of
   * the time and less, and must not be blamed for waiting.
   */
  #isLate(at: number): boolean {
    const { worked } = this.#options
    const tookMs = at - this.#began - this.#breathing
    const half = this.#allowedMs / 2
    // To ask how much was worked takes longer than most deliveries do: it is asked from the middle on.
    if (tookMs <= half) return false
    if (this.#workedBefore === null) {
      // Linux may write down what a thread worked only when it pauses: it would be added later, in one piece.
      this.#breathe(at)
      this.#workedBefore = worked?.() ?? 0
    }
    if (tookMs <= this.#allowedMs) return false
    return !worked || worked() - this.#workedBefore > half
  }

  /**
   * Now and then Linux leaves a thread the core until its next tick, up to 4 ms, though one with priority
   * woke up: people in other worlds would feel a loop that does not end.
   */
  #breathe(at: number): void {
    const { breathe, ticks } = this.#options
    this.#breathed = at
    if (!breathe) return
    breathe()
    this.#breathed = ticks()
    this.#breathing += this.#breathed - at
  }
}

const MEMORY_WORDS = `It needs more than ${MEMORY_BYTES / 1024 / 1024} MB of memory. It is starting again.`
const STACK_WORDS = 'It called itself too many times, one call inside the other.'
const NO_ROOM: FaultData = {
  kind: 'lost',
  message: 'There is no room for it right now. It is starting again.',
  line: null,
}
/** The fault when a thrown value could not be described in time. */
const UNSAID: FaultData = {
  kind: 'error',
  message: 'The code threw something that took too long to describe. It is starting again.',
  line: null,
}
const OUTPUT_FAULT: FaultData = {
  kind: 'output',
  message: `It asked for more than ${OUTPUT_BYTES / 1024} kB at once. It is starting again.`,
  line: null,
}
const DISORDER: FaultData = {
  kind: 'error',
  message: 'The program broke the system it runs on. It is starting again.',
  line: null,
}

/** The line is where the engine wrote down last where it is: near, not always there. */
function timeFault(allowedMs: number, line: number | null): FaultData {
  return {
    kind: 'time',
    message: `It took longer than ${allowedMs} ms. Spread the work out with after(...).`,
    line,
  }
}

/** The engine itself broke down, or its guest did. */
function faultOfEngine(error: unknown): FaultData {
  const isStack = error instanceof RangeError && /call stack/.test(error.message)
  if (isStack) return { kind: 'stack', message: STACK_WORDS, line: null }
  if (error instanceof Thrown || error instanceof RangeError)
    return { kind: 'memory', message: MEMORY_WORDS, line: null }
  return { kind: 'lost', message: 'It broke down. It is starting again.', line: null }
}

/** The engine's own errors in plain words. */
function plain(fault: FaultData): FaultData {
  if (fault.kind === 'memory') return { ...fault, message: MEMORY_WORDS }
  return fault.kind === 'stack' ? { ...fault, message: STACK_WORDS } : fault
}

const isSame = (one: EventToTell, other: EventToTell): boolean =>
  one.event === other.event &&
  one.handlers.length === other.handlers.length &&
  one.handlers.every((handler, at) => handler === other.handlers[at])

/** An event without keys, in the order in which the guest reads it. */
function rowOf({ handlers, event }: EventToTell, now: number): EventRow {
  const { event: name, subject, object, host, person, words, voice, changed, at, data = null } = event
  return [now, handlers, name, subject, object, host, person, words, voice, changed, at, data]
}

function messageOf(delivery: Delivery, around: CallContext, now: number): string {
  return JSON.stringify({ delivery: shortened(delivery), now, ...around })
}

/** Without the code, which the engine is given by itself, and a text from outside, which the guest takes. */
function shortened(delivery: Delivery): Delivery {
  if (delivery.type === 'start') {
    const { code } = delivery.start
    return { type: 'start', start: { ...delivery.start, code: '', ownNames: ownNamesIn(code) } }
  }
  if (delivery.type !== 'answer' || delivery.answer.web === undefined) return delivery
  const { answer } = delivery
  return { ...delivery, answer: { ...answer, web: { ...delivery.answer.web, text: '' } } }
}

/**
 * What is no name in code: texts, remarks, and the properties of something. Of one that does not end only so
 * much is read, again and again.
 */
const PIECE =
  /(["'`])(?:\\.|(?!\1)[^\\]){0,200}\1|\/\/.*|\/\*[^]{0,2000}?\*\/|\.\s{0,500}[\w$]+|[A-Za-z_$][\w$]*/g
const OWN_NAMES_MAX = 500

/** The names that a program uses itself: what somebody has misspelt was probably meant to be one of them. */
function ownNamesIn(code: string): readonly string[] {
  const names = new Set<string>()
  for (const [piece] of code.matchAll(PIECE)) {
    if (names.size < OWN_NAMES_MAX && /^[A-Za-z_$]/.test(piece)) names.add(piece)
  }
  return [...names]
}
