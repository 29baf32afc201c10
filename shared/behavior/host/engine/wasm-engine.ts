// One QuickJS: a WebAssembly instance with its own memory, and the few calls that we make into it. Only
// strings go in and out: no object of this side is ever seen on the other. Any failure in there throws here.
import { INTRINSICS, instantiate, type EngineExports } from './quickjs.ts'
import { NOTED, NOTES_AT } from './write-tracking.ts'

/** The functions that an engine gets from outside. */
export interface EngineHooks {
  /** Answers the guest's one host function. */
  readonly call: (op: string, json: string) => string
  /** Asked every hundred calls or so while code runs: true ends it. */
  readonly isOver: () => boolean
  /** ms since 1970. */
  readonly now: () => number
  /** From 0 to 1. */
  readonly random: () => number
}

export interface EngineBounds {
  readonly memoryBytes: number
  readonly stackBytes: number
}

/** A function of the guest that the host kept. */
export type GuestFunction = number & { readonly guestFunction: true }

/** Something was thrown inside and not caught there. `value` is its handle: `pass` it on, once. */
export class Thrown extends Error {
  readonly value: number

  constructor(value: number) {
    super('Thrown inside.')
    this.value = value
  }
}

const STRIP_SOURCE_AND_DEBUG = 16 + 32
const HOST_FUNCTION = '__host'

/** From here on, so that three times as much room is much. */
const LONG_CHARS = 32 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Where in the memory the host finds what it needs: the same in every copy of it. */
export interface Handles {
  readonly undefined: number
  /** Room for a length, or three arguments: as many as anybody gives. */
  readonly slot: number
  readonly onRejection: GuestFunction | null
  /** Where the stack of the engine's code ends while nothing runs. */
  readonly rest: number
}

const NO_HANDLES: Handles = { undefined: 0, slot: 0, onRejection: null, rest: 0 }

const AWAIT = /\bawait\b/
/** JS_EVAL_FLAG_ASYNC: the script is an async function, and an error in it rejects its promise. */
const ASYNC = 128

/**
 * An engine of its own memory. Synchronous: a worker compiles the module once, and instances come from it at
 * once.
 */
export class Engine {
  hooks: EngineHooks
  readonly #exports: EngineExports
  #handles = NO_HANDLES
  #notes: Uint8Array | null = null
  /** Its memory, which is another buffer once it has grown. */
  #bytes = new Uint8Array()
  #view = new DataView(this.#bytes.buffer)

  /** `start` it, or make its memory that of another and `resume` it. */
  constructor(module: WebAssembly.Module, hooks: EngineHooks) {
    this.hooks = hooks
    this.#exports = instantiate(module, {
      call: (count, values) => this.#answer(count, values),
      isOver: () => this.hooks.isOver(),
      rejected: (promise, reason, isHandled) => this.#rejected(promise, reason, isHandled),
      now: () => this.hooks.now(),
      random: () => this.hooks.random(),
      wrote: (at, bytes) => this.note(at, bytes),
    })
    const { notes } = this.#exports
    if (notes) this.#notes = new Uint8Array(notes.buffer)
  }

  start(bounds: EngineBounds): void {
    this.#exports._initialize()
    if (this.#exports.qjs_init2(INTRINSICS) !== 0) throw new Error('The engine does not start.')
    this.#exports.qjs_set_memory_limit(bounds.memoryBytes)
    this.#exports.qjs_set_max_stack_size(bounds.stackBytes)
    this.#exports.qjs_set_interrupt_handler(1)
    this.#handles = {
      undefined: this.#exports.qjs_get_undefined(),
      slot: this.#allocate(12),
      onRejection: null,
      rest: this.#stackPointer,
    }
  }

  resume(handles: Handles): void {
    this.#handles = handles
  }

  get handles(): Handles {
    return this.#handles
  }

  get memory(): WebAssembly.Memory {
    return this.#exports.memory
  }

  /** Where it notes what it writes to; left out where it does not. */
  get notes(): WebAssembly.Memory | undefined {
    return this.#exports.notes
  }

  /** Code on this side that writes into the memory says so. */
  note(at: number, bytes: number): void {
    this.#notes?.fill(1, NOTES_AT + Math.floor(at / NOTED), NOTES_AT + Math.floor((at + bytes) / NOTED) + 1)
  }

  /**
   * Whether all of its state is in its memory. Not while something runs, and never again after something was
   * thrown right through its code.
   */
  get isAtRest(): boolean {
    return this.#stackPointer === this.#handles.rest
  }

  /** Takes so many bytes and gives them back, so that the memory has them from now on. */
  reserve(bytes: number): void {
    this.#exports.wasm_free(this.#allocate(bytes))
  }

  /**
   * Runs a script; one that says `await` may wait at its top, and its first part is over when this returns.
   */
  evaluate(code: string, file: string): void {
    const source = this.#write(code)
    const name = this.#write(file)
    const value = this.#exports.qjs_eval(source.at, source.length, name.at, AWAIT.test(code) ? ASYNC : 0)
    this.#exports.wasm_free(source.at)
    this.#exports.wasm_free(name.at)
    this.#exports.qjs_free_value(this.#checked(value))
  }

  /** Bytecode of a script, without its source and lines. */
  compile(code: string): Uint8Array {
    const source = this.#write(code)
    const name = this.#write('inkland.js')
    const at = this.#exports.qjs_compile(
      source.at,
      source.length,
      name.at,
      0,
      STRIP_SOURCE_AND_DEBUG,
      this.#handles.slot,
    )
    if (at === 0) throw new Thrown(this.#exports.qjs_get_exception())
    const bytecode = new Uint8Array(this.#exports.memory.buffer, at, this.#length()).slice()
    for (const pointer of [source.at, name.at, at]) this.#exports.wasm_free(pointer)
    return bytecode
  }

  /** Runs bytecode: only ever what `compile` made. */
  run(bytecode: Uint8Array): void {
    const at = this.#allocate(bytecode.length)
    new Uint8Array(this.#exports.memory.buffer).set(bytecode, at)
    this.note(at, bytecode.length)
    const value = this.#exports.qjs_eval_bytecode(at, bytecode.length)
    this.#exports.wasm_free(at)
    this.#exports.qjs_free_value(this.#checked(value))
  }

  /** Makes the host function a global. The guest takes it, and removes it. */
  defineHost(): void {
    const name = this.#write(HOST_FUNCTION)
    const host = this.#exports.qjs_new_host_function(name.at, name.length, 2)
    const global = this.#exports.qjs_get_global()
    this.#exports.qjs_set_prop_string(global, name.at, host)
    this.#exports.qjs_free_value(global)
    this.#exports.qjs_free_value(host)
    this.#exports.wasm_free(name.at)
  }

  /** A function that is the property of a global object. */
  take(object: string, name: string): GuestFunction {
    const global = this.#exports.qjs_get_global()
    const holder = this.#property(global, object)
    const value = this.#property(holder, name)
    this.#exports.qjs_free_value(holder)
    this.#exports.qjs_free_value(global)
    if (this.#exports.qjs_is_function(value) === 0) throw new Error(`The guest has no ${object}.${name}.`)
    return value as GuestFunction
  }

  /** Calls a function with at most one string; the answer is '' when it is no string. */
  call(callee: GuestFunction, argument?: string): string {
    return this.#call(callee, argument === undefined ? [] : [this.#string(argument)])
  }

  /** Calls a function with numbers; answers as `call`. */
  callNumbers(callee: GuestFunction, numbers: readonly number[]): string {
    return this.#call(
      callee,
      numbers.map((number) => this.#exports.qjs_new_number(number)),
    )
  }

  /** Calls a function with a thrown value. */
  pass(callee: GuestFunction, thrown: Thrown): void {
    this.#call(callee, [thrown.value])
  }

  /**
   * From now on a function is told of promises that are rejected without a handler, and of those that get one
   * later.
   */
  watchRejections(callee: GuestFunction): void {
    this.#handles = { ...this.#handles, onRejection: callee }
    this.#exports.qjs_set_promise_rejection_handler(1)
  }

  /** Works on one promise job; false when there was none. */
  runJob(): boolean {
    if (this.#exports.qjs_is_job_pending() === 0) return false
    if (this.#exports.qjs_execute_pending_job() < 0) throw new Thrown(this.#exports.qjs_get_exception())
    return true
  }

  /** Bytes of the whole memory, used or not. */
  get memoryBytes(): number {
    return this.#exports.memory.buffer.byteLength
  }

  /** Frees the values. */
  #call(callee: number, values: readonly number[]): string {
    this.#look()
    for (let index = 0; index < values.length; index++) {
      this.#view.setUint32(this.#handles.slot + 4 * index, values[index] ?? 0, true)
    }
    this.note(this.#handles.slot, 4 * values.length)
    const answer = this.#exports.qjs_call(callee, this.#handles.undefined, values.length, this.#handles.slot)
    for (const value of values) this.#exports.qjs_free_value(value)
    const text = this.#read(this.#checked(answer)) ?? ''
    this.#exports.qjs_free_value(answer)
    return text
  }

  #rejected(promise: number, reason: number, isHandled: boolean): void {
    const values = [promise, reason, isHandled ? this.#exports.qjs_get_true() : this.#exports.qjs_get_false()]
    try {
      if (this.#handles.onRejection !== null) this.#call(this.#handles.onRejection, values)
    } catch (error) {
      // Out of time or memory: the program is told at its next step.
      if (!(error instanceof Thrown)) throw error
      this.#exports.qjs_free_value(error.value)
    }
  }

  #checked(value: number): number {
    if (value !== 0 && this.#exports.qjs_is_exception(value) === 0) return value
    if (value !== 0) this.#exports.qjs_free_value(value)
    throw new Thrown(this.#exports.qjs_get_exception())
  }

  #property(object: number, name: string): number {
    const key = this.#write(name)
    const value = this.#exports.qjs_get_prop_string(object, key.at)
    this.#exports.wasm_free(key.at)
    return this.#checked(value)
  }

  /** A string value of the guest. */
  #string(text: string): number {
    const written = this.#write(text)
    const value = this.#exports.qjs_new_string(written.at, written.length)
    this.#exports.wasm_free(written.at)
    return this.#checked(value)
  }

  /** The text of a string; null for every other value, so that no code of the guest runs to make it one. */
  #read(value: number): string | null {
    if (this.#exports.qjs_is_string(value) === 0) return null
    const at = this.#exports.qjs_get_string_len(value, this.#handles.slot)
    if (at === 0) throw new Thrown(this.#exports.qjs_get_exception())
    const length = this.#length()
    // Most answers are empty, and to decode is dear.
    const text = length === 0 ? '' : decoder.decode(this.#bytes.subarray(at, at + length))
    this.#exports.qjs_free_cstring(at)
    return text
  }

  /** Writes text into the memory, closed with a zero; `wasm_free` it. */
  #write(text: string): { at: number; length: number } {
    // At most three bytes for each half of a character. For a long text that is counted, not guessed: memory
    // that a program once took is not given back.
    const room = text.length > LONG_CHARS ? encoder.encode(text).length : text.length * 3
    const at = this.#allocate(room + 1)
    const bytes = new Uint8Array(this.#exports.memory.buffer, at, room + 1)
    const { written } = encoder.encodeInto(text, bytes)
    bytes[written] = 0
    this.note(at, written + 1)
    return { at, length: written }
  }

  #allocate(bytes: number): number {
    const at = this.#exports.wasm_malloc(bytes)
    if (at === 0) throw new RangeError('out of memory')
    return at
  }

  /** Reads the length that was answered last, and has the memory as it is now. */
  #length(): number {
    this.#look()
    return this.#view.getUint32(this.#handles.slot, true)
  }

  /** Looks at the memory as it is now: code that runs may have it grow. */
  #look(): void {
    const { buffer } = this.#exports.memory
    if (this.#bytes.buffer === buffer) return
    this.#bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /** An error thrown here goes right through the engine's code, and ends the program. */
  #answer(count: number, values: number): number {
    const view = new DataView(this.#exports.memory.buffer)
    try {
      const texts = [0, 1].map((index) =>
        index < count ? this.#read(view.getUint32(values + index * 4, true)) : null,
      )
      const [op, json] = texts
      return this.#string(op && typeof json === 'string' ? this.hooks.call(op, json) : 'null')
    } catch (error) {
      throw error instanceof Thrown ? new RangeError('out of memory') : error
    }
  }

  get #stackPointer(): number {
    return Number(this.#exports.__stack_pointer.value)
  }
}
