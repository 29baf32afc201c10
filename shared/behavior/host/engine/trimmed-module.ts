// Makes a WebAssembly module smaller and tighter before it is compiled: only the exports that are used (each
// costs memory in every instance), a most that its memory may grow to, and an interpreter that looks at the
// clock more often.

import { HEADER_BYTES, join, numberBytes, ModuleReader, section, sectionsOf } from './module-bytes.ts'

const MEMORY_SECTION = 5
const EXPORT_SECTION = 7
const CODE_SECTION = 10

export interface Trimming {
  /** Exports to keep; the others go. */
  readonly keep: ReadonlySet<string>
  /** Most pages of 64 kB that the memory may have. */
  readonly pagesMax?: number
  /**
   * False leaves the numbers in the code as they are: to see what happens when a loop is not interrupted in
   * time.
   */
  readonly tighten?: boolean
}

/**
 * The module with only the exports in `keep`, and with its memory bounded. Throws when it is not a module.
 */
export function trimModule(wasm: Uint8Array, trimming: Trimming): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [wasm.subarray(0, HEADER_BYTES)]
  for (const [id, body] of sectionsOf(wasm)) parts.push(...section(id, trimSection(id, body, trimming)))
  return join(parts)
}

function trimSection(id: number, body: Uint8Array, trimming: Trimming): Uint8Array {
  const { keep, pagesMax, tighten: isTight = true } = trimming
  switch (id) {
    case EXPORT_SECTION:
      return trimExports(body, keep)
    case MEMORY_SECTION:
      return pagesMax === undefined ? body : boundMemory(body, pagesMax)
    case CODE_SECTION:
      return isTight ? tighten(body) : body
    default:
      return body
  }
}

function trimExports(body: Uint8Array, keep: ReadonlySet<string>): Uint8Array {
  const reader = new ModuleReader(body, 0)
  const decoder = new TextDecoder()
  const kept: Uint8Array[] = []
  for (let left = reader.number(); left > 0; left--) {
    const start = reader.at
    const name = decoder.decode(reader.bytes(reader.number()))
    reader.byte()
    reader.number()
    if (keep.has(name)) kept.push(body.subarray(start, reader.at))
  }
  return join([numberBytes(kept.length), ...kept])
}

/** One memory, not shared, with a first and a last size. */
function boundMemory(body: Uint8Array, pagesMax: number): Uint8Array {
  const reader = new ModuleReader(body, 0)
  if (reader.number() !== 1 || reader.byte() !== 0)
    throw new Error('The module has another memory than expected.')
  return join([Uint8Array.of(1, 1), numberBytes(reader.number()), numberBytes(pagesMax)])
}

/**
 * A place in the code where a number is written that is not ours to choose: the same bytes, with another
 * number.
 */
interface Tightening {
  readonly usual: readonly number[]
  readonly tight: readonly number[]
}

/**
 * QuickJS asks the host whether to go on after 10,000 calls and jumps back: `i32.const 10000; i32.store`. Ten
 * thousand natives of a millisecond between two looks at the clock are a bomb; after 64 it looks again.
 */
export const LOOK_OFTEN: Tightening = {
  usual: [0x41, 0x90, 0xce, 0x00, 0x36, 0x02],
  tight: [0x41, 0xc0, 0x80, 0x00],
}
/**
 * One multiplication of two numbers of a million bits takes seconds, and nothing can end it. QuickJS has
 * `i32.const 32769; i32.ge_s` where it refuses a BigInt of so many times 32 bits. Now it refuses one of more
 * than 8,192 bits.
 */
export const SMALL_BIGINTS: Tightening = {
  usual: [0x41, 0x81, 0x80, 0x02, 0x4e],
  tight: [0x41, 0x81, 0x82, 0x00],
}

/** Where the code has a number that is made tighter. */
export function placesOf({ usual }: Tightening, code: Uint8Array): number[] {
  const found: number[] = []
  const [first = 0] = usual
  for (let at = code.indexOf(first); at !== -1; at = code.indexOf(first, at + 1)) {
    if (usual.every((byte, index) => code[at + index] === byte)) found.push(at)
  }
  return found
}

function tighten(code: Uint8Array): Uint8Array {
  // A Buffer's slice is no copy.
  const patched = new Uint8Array(code)
  for (const tightening of [LOOK_OFTEN, SMALL_BIGINTS]) {
    for (const at of placesOf(tightening, code)) patched.set(tightening.tight, at)
  }
  return patched
}
