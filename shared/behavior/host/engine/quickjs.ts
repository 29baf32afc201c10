// The used part of quickjs-wasi 3.6: how an engine is made of its module, and its exports. Only one function
// of the host, the clock and chance lead out of it.
import type { Trimming } from './trimmed-module.ts'

/** Date, eval, regular expressions, JSON, Proxy, Map and Set, typed arrays, promises, BigInt. */
export const INTRINSICS = 0b1_1111_1111

/** An instance's exports. Handles are addresses of values in its memory. */
export interface EngineExports {
  readonly memory: WebAssembly.Memory
  /**
   * The one global that changes: where the stack of its code ends. At rest, it is always in the same place.
   */
  readonly __stack_pointer: WebAssembly.Global
  /** Of a module that notes what it writes to: see write-tracking.ts. */
  readonly notes?: WebAssembly.Memory
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
  '__stack_pointer',
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
] satisfies Exclude<keyof EngineExports, 'notes'>[])

/**
 * How the module is trimmed before it is compiled: 10 MB are room for a program's 2 MB and for the longest
 * page.
 */
export const TRIMMING: Trimming = { keep: KEPT, pagesMax: 160 }

/** The functions that an engine needs of this side; numbers are addresses in its memory. */
interface EngineImports {
  call(count: number, values: number): number
  isOver(): boolean
  rejected(promise: number, reason: number, isHandled: boolean): void
  /** ms since 1970. */
  now(): number
  /** From 0 to 1. */
  random(): number
  /** Told where this side has written into the memory. */
  wrote(at: number, bytes: number): void
}

/** An engine with its own memory. Nothing runs in it yet. */
export function instantiate(module: WebAssembly.Module, outside: EngineImports): EngineExports {
  const imports: WebAssembly.Imports = {
    env: {
      ...NO_MODULES,
      host_call: (_name: number, _arity: number, _self: number, count: number, values: number) =>
        outside.call(count, values),
      host_interrupt: () => (outside.isOver() ? 1 : 0),
      host_promise_rejection: (promise: number, reason: number, isHandled: number) =>
        outside.rejected(promise, reason, isHandled !== 0),
    },
    wasi_snapshot_preview1: {
      ...NO_FILES,
      clock_time_get: (_clock: number, _precision: bigint, at: number) => {
        const nanoseconds = BigInt(Math.floor(outside.now())) * 1_000_000n
        new DataView(exports.memory.buffer).setBigUint64(at, nanoseconds, true)
        outside.wrote(at, 8)
        return 0
      },
      random_get: (at: number, length: number) => {
        const bytes = new Uint8Array(exports.memory.buffer, at, length)
        for (let index = 0; index < length; index++) bytes[index] = Math.floor(outside.random() * 256)
        outside.wrote(at, length)
        return 0
      },
    },
  }
  // The module is checked when it is trimmed: an export that is missing would fail at the first call.
  const exports = new WebAssembly.Instance(module, imports).exports as unknown as EngineExports
  return exports
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
