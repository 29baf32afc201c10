// Makes a WebAssembly module smaller and tighter before it is compiled: only the exports that are used (each costs memory
// in every instance), a most that its memory may grow to, and an interpreter that looks at the clock more often.

const HEADER_BYTES = 8
const MEMORY_SECTION = 5
const EXPORT_SECTION = 7
const CODE_SECTION = 10

export interface Trimming {
  /** Exports to keep; the others go. */
  readonly keep: ReadonlySet<string>
  /** Most pages of 64 kB that the memory may have. */
  readonly pagesMax?: number
  /** False leaves the numbers in the code as they are: to see what happens when a loop is not interrupted in time. */
  readonly tighten?: boolean
}

/** The module with only the exports in `keep`, and with its memory bounded. Throws when it is not a module. */
export function trimModule(wasm: Uint8Array, trimming: Trimming): Uint8Array<ArrayBuffer> {
  if (wasm.length < HEADER_BYTES || wasm[0] !== 0 || wasm[1] !== 0x61)
    throw new Error('Not a WebAssembly module.')
  const parts: Uint8Array[] = [wasm.subarray(0, HEADER_BYTES)]
  const reader = new Reader(wasm, HEADER_BYTES)
  while (!reader.isAtEnd()) {
    const id = reader.byte()
    const body = reader.bytes(reader.number())
    parts.push(...section(id, trimSection(id, body, trimming)))
  }
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
  const reader = new Reader(body, 0)
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
  const reader = new Reader(body, 0)
  if (reader.number() !== 1 || reader.byte() !== 0)
    throw new Error('The module has another memory than expected.')
  return join([Uint8Array.of(1, 1), numberBytes(reader.number()), numberBytes(pagesMax)])
}

/** A place in the code where a number is written that is not ours to choose: the same bytes, with another number. */
interface Tightening {
  readonly usual: readonly number[]
  readonly tight: readonly number[]
}

/**
 * QuickJS asks the host whether to go on after 10,000 calls and jumps back: `i32.const 10000; i32.store`. Ten thousand
 * natives of a millisecond between two looks at the clock are a bomb; after 64 it looks again.
 */
export const LOOK_OFTEN: Tightening = {
  usual: [0x41, 0x90, 0xce, 0x00, 0x36, 0x02],
  tight: [0x41, 0xc0, 0x80, 0x00],
}
/**
 * One multiplication of two numbers of a million bits takes seconds, and nothing can end it: `i32.const 32769; i32.ge_s`
 * where QuickJS refuses a BigInt of so many times 32 bits. Now it refuses one of more than 8,192 bits.
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

function section(id: number, body: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(id), numberBytes(body.length), body]
}

/** An unsigned number as LEB128. */
function numberBytes(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value
  do {
    const low = left % 128
    left = (left - low) / 128
    bytes.push(left > 0 ? low + 128 : low)
  } while (left > 0)
  return Uint8Array.from(bytes)
}

function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

class Reader {
  readonly #bytes: Uint8Array
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.at = at
  }

  isAtEnd(): boolean {
    return this.at >= this.#bytes.length
  }

  byte(): number {
    const byte = this.#bytes[this.at++]
    if (byte === undefined) throw new Error('The module ends too early.')
    return byte
  }

  bytes(count: number): Uint8Array {
    if (this.at + count > this.#bytes.length) throw new Error('The module ends too early.')
    return this.#bytes.subarray(this.at, (this.at += count))
  }

  /** An unsigned LEB128 number. */
  number(): number {
    let value = 0
    let scale = 1
    for (;;) {
      const byte = this.byte()
      value += (byte % 128) * scale
      if (byte < 128) return value
      scale *= 128
    }
  }
}
