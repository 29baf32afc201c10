// One QuickJS: a WebAssembly instance with its own memory, and the few calls that we make into it. Strings go in and out,
// nothing else: no object of this side is ever seen on the other. Whatever goes wrong in there throws here.
import type { Trimming } from './trim.ts'

/** What an engine is given from outside. */
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

/** Date, eval, regular expressions, JSON, Proxy, Map and Set, typed arrays, promises, BigInt. */
const INTRINSICS = 0b1_1111_1111

/** What an instance exports of what quickjs-wasi 3.6 has. Handles are addresses of values in its memory. */
interface Exports {
  readonly memory: WebAssembly.Memory
  _initialize(): void
  wasm_malloc(bytes: number): number
  wasm_free(pointer: number): void
  qjs_init2(intrinsics: number): number
  qjs_set_memory_limit(bytes: number): void
  qjs_set_max_stack_size(bytes: number): void
  qjs_set_interrupt_handler(isOn: number): void
  qjs_eval(code: number, length: number, file: number, flags: number): number
  qjs_compile(
    code: number,
    length: number,
    file: number,
    flags: number,
    strip: number,
    outLength: number,
  ): number
  qjs_eval_bytecode(bytes: number, length: number): number
  qjs_new_string(text: number, length: number): number
  qjs_new_number(value: number): number
  qjs_get_string_len(value: number, outLength: number): number
  qjs_free_cstring(text: number): void
  qjs_is_exception(value: number): number
  qjs_is_string(value: number): number
  qjs_is_function(value: number): number
  qjs_free_value(value: number): void
  qjs_get_global(): number
  qjs_get_undefined(): number
  qjs_get_true(): number
  qjs_get_false(): number
  qjs_set_promise_rejection_handler(isOn: number): void
  qjs_get_prop_string(object: number, name: number): number
  qjs_set_prop_string(object: number, name: number, value: number): number
  qjs_call(callee: number, self: number, count: number, values: number): number
  qjs_new_host_function(name: number, length: number, count: number): number
  qjs_is_job_pending(): number
  qjs_execute_pending_job(): number
  qjs_get_exception(): number
}

const KEPT = new Set<string>([
  'memory',
  '_initialize',
  'wasm_malloc',
  'wasm_free',
  'qjs_init2',
  'qjs_set_memory_limit',
  'qjs_set_max_stack_size',
  'qjs_set_interrupt_handler',
  'qjs_eval',
  'qjs_compile',
  'qjs_eval_bytecode',
  'qjs_new_string',
  'qjs_new_number',
  'qjs_get_string_len',
  'qjs_free_cstring',
  'qjs_is_exception',
  'qjs_is_string',
  'qjs_is_function',
  'qjs_free_value',
  'qjs_get_global',
  'qjs_get_undefined',
  'qjs_get_true',
  'qjs_get_false',
  'qjs_set_promise_rejection_handler',
  'qjs_get_prop_string',
  'qjs_set_prop_string',
  'qjs_call',
  'qjs_new_host_function',
  'qjs_is_job_pending',
  'qjs_execute_pending_job',
  'qjs_get_exception',
] satisfies (keyof Exports)[])

/** How the module is trimmed before it is compiled: 10 MB are room for a program's 2 MB and for the longest page. */
export const TRIMMING: Trimming = { keep: KEPT, pagesMax: 160 }

const STRIP_SOURCE_AND_DEBUG = 16 + 32
const HOST_FUNCTION = '__host'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** An engine of its own memory. Synchronous: a worker compiles the module once, and instances come from it at once. */
export class Engine {
  readonly #exports: Exports
  readonly #hooks: EngineHooks
  readonly #undefined: number
  /** Room for a length, or three arguments: as many as anybody gives. */
  readonly #slot: number
  #onRejection: GuestFunction | null = null

  constructor(module: WebAssembly.Module, hooks: EngineHooks, bounds: EngineBounds) {
    this.#hooks = hooks
    // The module is checked when it is trimmed: an export that is missing would fail at the first call.
    this.#exports = new WebAssembly.Instance(module, this.#imports()).exports as unknown as Exports
    this.#exports._initialize()
    if (this.#exports.qjs_init2(INTRINSICS) !== 0) throw new Error('The engine does not start.')
    this.#exports.qjs_set_memory_limit(bounds.memoryBytes)
    this.#exports.qjs_set_max_stack_size(bounds.stackBytes)
    this.#exports.qjs_set_interrupt_handler(1)
    this.#undefined = this.#exports.qjs_get_undefined()
    this.#slot = this.#allocate(12)
  }

  /** Runs a script. */
  evaluate(code: string, file: string): void {
    const source = this.#write(code)
    const name = this.#write(file)
    const value = this.#exports.qjs_eval(source.at, source.length, name.at, 0)
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
      this.#slot,
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

  /** Calls a function with at most one string; what it answers is '' when it is no string. */
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

  /** Calls a function with what was thrown. */
  pass(callee: GuestFunction, thrown: Thrown): void {
    this.#call(callee, [thrown.value])
  }

  /** From now on a function is told of promises that are rejected without a handler, and of those that get one later. */
  watchRejections(callee: GuestFunction): void {
    this.#onRejection = callee
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
    const view = new DataView(this.#exports.memory.buffer)
    for (const [index, value] of values.entries()) view.setUint32(this.#slot + 4 * index, value, true)
    const answer = this.#exports.qjs_call(callee, this.#undefined, values.length, this.#slot)
    for (const value of values) this.#exports.qjs_free_value(value)
    const text = this.#read(this.#checked(answer)) ?? ''
    this.#exports.qjs_free_value(answer)
    return text
  }

  #rejected(promise: number, reason: number, isHandled: number): void {
    const values = [promise, reason, isHandled ? this.#exports.qjs_get_true() : this.#exports.qjs_get_false()]
    try {
      if (this.#onRejection !== null) this.#call(this.#onRejection, values)
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
    const at = this.#exports.qjs_get_string_len(value, this.#slot)
    if (at === 0) throw new Thrown(this.#exports.qjs_get_exception())
    const text = decoder.decode(new Uint8Array(this.#exports.memory.buffer, at, this.#length()))
    this.#exports.qjs_free_cstring(at)
    return text
  }

  /** Writes text into the memory, closed with a zero; `wasm_free` it. */
  #write(text: string): { at: number; length: number } {
    // At most three bytes for each half of a character.
    const room = text.length * 3
    const at = this.#allocate(room + 1)
    const bytes = new Uint8Array(this.#exports.memory.buffer, at, room + 1)
    const { written } = encoder.encodeInto(text, bytes)
    bytes[written] = 0
    return { at, length: written }
  }

  #allocate(bytes: number): number {
    const at = this.#exports.wasm_malloc(bytes)
    if (at === 0) throw new RangeError('out of memory')
    return at
  }

  #length(): number {
    return new DataView(this.#exports.memory.buffer).getUint32(this.#slot, true)
  }

  #imports(): WebAssembly.Imports {
    const { now, random, isOver } = this.#hooks
    // The seed of Math.random is taken from the clock while the engine starts; two programs must not have the same.
    let isSeeding = true
    return {
      env: {
        ...NO_MODULES,
        host_call: (_name: number, _length: number, _self: number, count: number, values: number) =>
          this.#answer(count, values),
        host_interrupt: () => (isOver() ? 1 : 0),
        host_promise_rejection: (promise: number, reason: number, isHandled: number) =>
          this.#rejected(promise, reason, isHandled),
      },
      wasi_snapshot_preview1: {
        ...NO_FILES,
        clock_time_get: (_clock: number, _precision: bigint, at: number) => {
          const ms = isSeeding ? Math.floor(random() * 2 ** 52) : Math.floor(now())
          isSeeding = false
          new DataView(this.#exports.memory.buffer).setBigUint64(at, BigInt(ms) * 1_000_000n, true)
          return 0
        },
        random_get: (at: number, length: number) => {
          const bytes = new Uint8Array(this.#exports.memory.buffer, at, length)
          for (let index = 0; index < length; index++) bytes[index] = Math.floor(random() * 256)
          return 0
        },
      },
    }
  }

  #answer(count: number, values: number): number {
    const view = new DataView(this.#exports.memory.buffer)
    const texts = [0, 1].map((index) =>
      index < count ? this.#read(view.getUint32(values + index * 4, true)) : null,
    )
    const [op, json] = texts
    return this.#string(op && typeof json === 'string' ? this.#hooks.call(op, json) : 'null')
  }
}

/** No code is loaded from anywhere; times are told in UTC. */
const NO_MODULES = {
  host_get_timezone_offset: () => 0,
  host_module_normalize: () => 0,
  host_module_load: () => 0,
}

const BAD_DESCRIPTOR = 8

/** There is no file, and no console. */
const NO_FILES = {
  fd_close: () => BAD_DESCRIPTOR,
  fd_fdstat_get: () => BAD_DESCRIPTOR,
  fd_seek: () => BAD_DESCRIPTOR,
  fd_write: () => BAD_DESCRIPTOR,
}
