// A WebAssembly module as bytes: its sections, and the numbers in them.

export const HEADER_BYTES = 8

/** The sections of a module, in order. Throws when it is not a module. */
export function* sectionsOf(wasm: Uint8Array): Iterable<readonly [id: number, body: Uint8Array]> {
  if (wasm.length < HEADER_BYTES || wasm[0] !== 0 || wasm[1] !== 0x61)
    throw new Error('Not a WebAssembly module.')
  const reader = new ModuleReader(wasm, HEADER_BYTES)
  while (!reader.isAtEnd()) yield [reader.byte(), reader.bytes(reader.number())]
}

/** A section as bytes. */
export function section(id: number, body: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(id), numberBytes(body.length), body]
}

/** An unsigned number as LEB128. */
export function numberBytes(value: number): Uint8Array {
  const bytes: number[] = []
  let left = value
  do {
    const low = left % 128
    left = (left - low) / 128
    bytes.push(left > 0 ? low + 128 : low)
  } while (left > 0)
  return Uint8Array.from(bytes)
}

export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Reads bytes one after the other. Throws where they end too early. */
export class ModuleReader {
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

  /** The bytes that were read since then. */
  since(at: number): Uint8Array {
    return this.#bytes.subarray(at, this.at)
  }

  /** Reads over a LEB128 number of any kind. */
  leb(): void {
    while (this.byte() >= 128);
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
