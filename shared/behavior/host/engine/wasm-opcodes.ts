// As much of an assembler for WebAssembly as chunks-module.ts needs: numbers, sections, and the few
// instructions it uses. https://webassembly.github.io/spec/core/binary/

/** Bytes of code. */
export type Code = readonly number[]

/** An unsigned number as LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value % 128) + 128, ...unsigned(Math.floor(value / 128))]
}

/**
 * A number that is 0 or more, where the format wants a signed one: a next byte, so that its sign bit stays
 * free.
 */
function signed(value: number): Code {
  return value < 64 ? [value] : [(value % 128) + 128, ...signed(Math.floor(value / 128))]
}

/** Which byte of an address, in which memory: no alignment is promised, and the memory is named. */
const place = (memory: number, offset: number): Code => [0x40, ...unsigned(memory), ...unsigned(offset)]

/** Both kinds of block leave nothing on the stack. */
const NOTHING = 0x40
const END = 0x0b

export const op = {
  /** A label behind the code: jumping there leaves it. */
  block: (...code: readonly Code[]): Code => [0x02, NOTHING, ...code.flat(), END],
  /** A label before the code: jumping there does it again. */
  loop: (...code: readonly Code[]): Code => [0x03, NOTHING, ...code.flat(), END],
  /** Jumps when there is no 0; `label` counts from the innermost. */
  jumpIf: (label: number): Code => [0x0d, ...unsigned(label)],
  get: (local: number): Code => [0x20, ...unsigned(local)],
  set: (local: number): Code => [0x21, ...unsigned(local)],
  tee: (local: number): Code => [0x22, ...unsigned(local)],
  call: (index: number): Code => [0x10, ...unsigned(index)],
  fill: (memory: number): Code => [0xfc, 0x0b, ...unsigned(memory)],
  i32: {
    const: (value: number): Code => [0x41, ...signed(value)],
    load: (memory: number, offset: number): Code => [0x28, ...place(memory, offset)],
    store: (memory: number, offset: number): Code => [0x36, ...place(memory, offset)],
    load8: (memory: number, offset: number): Code => [0x2d, ...place(memory, offset)],
    store8: (memory: number, offset: number): Code => [0x3a, ...place(memory, offset)],
    isZero: [0x45],
    isLess: [0x49],
    add: [0x6a],
    subtract: [0x6b],
    or: [0x72],
    shiftLeft: [0x74],
    shiftRight: [0x76],
  },
  v128: {
    load: (memory: number, offset: number): Code => [0xfd, 0x00, ...place(memory, offset)],
    store: (memory: number, offset: number): Code => [0xfd, 0x0b, ...place(memory, offset)],
    zero: [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)],
    or: [0xfd, 0x50],
    xor: [0xfd, 0x51],
    isAny: [0xfd, 0x53],
  },
} as const

/** A function of numbers; with or without an answer. */
export interface WasmFunction {
  readonly name: string
  readonly parameters: number
  readonly hasAnswer: boolean
  readonly code: Code
}

const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

/** A module that imports memories, each as `NAME.memory`, and exports functions. */
export function assemble(
  memories: readonly string[],
  functions: readonly WasmFunction[],
): Uint8Array<ArrayBuffer> {
  const I32 = 0x7f
  const [MEMORY, FUNCTION] = [0x02, 0x00]
  const types = functions.map(({ parameters, hasAnswer }) => [
    0x60,
    ...list(Array.from({ length: parameters }, () => [I32])),
    ...list(hasAnswer ? [[I32]] : []),
  ])
  const imports = memories.map((name) => [...text(name), ...text('memory'), MEMORY, 0, 0])
  const exports = functions.map(({ name }, index) => [...text(name), FUNCTION, ...unsigned(index)])
  const bodies = functions.map(({ code }) => {
    const body = [0, ...code, END]
    return [...unsigned(body.length), ...body]
  })
  return Uint8Array.from([
    ...HEADER,
    ...section(1, list(types)),
    ...section(2, list(imports)),
    ...section(3, list(functions.map((_, index) => unsigned(index)))),
    ...section(7, list(exports)),
    ...section(10, list(bodies)),
  ])
}

function section(id: number, body: Code): Code {
  return [id, ...unsigned(body.length), ...body]
}

function list(entries: readonly Code[]): Code {
  return [...unsigned(entries.length), ...entries.flat()]
}

function text(words: string): Code {
  return list([...new TextEncoder().encode(words)].map((byte) => [byte]))
}
