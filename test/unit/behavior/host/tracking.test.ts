import { expect, test } from 'vitest'
import { numberBytes, section } from '../../../../shared/behavior/host/engine/module-bytes.ts'
import { op } from '../../../../shared/behavior/host/engine/wasm-opcodes.ts'
import { NOTED, NOTES_AT, trackModule } from '../../../../shared/behavior/host/engine/write-tracking.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'

/** Every store instruction: its name, the type of its value, and how many bytes it writes. */
const STORES: readonly (readonly [instruction: number, type: number, bytes: number])[] = [
  [0x36, 0x7f, 4],
  [0x37, 0x7e, 8],
  [0x38, 0x7d, 4],
  [0x39, 0x7c, 8],
  [0x3a, 0x7f, 1],
  [0x3b, 0x7f, 2],
  [0x3c, 0x7e, 1],
  [0x3d, 0x7e, 2],
  [0x3e, 0x7e, 4],
]
const OFFSET = 300

/** A module with a function for each store, and for `memory.copy` and `memory.fill`. */
function writingModule(): Uint8Array<ArrayBuffer> {
  const numbers = [0x60, 3, 0x7f, 0x7f, 0x7f, 0]
  const types = [...STORES.map(([, type]) => [0x60, 2, 0x7f, type, 0]), numbers, numbers]
  const given = [...op.get(0), ...op.get(1)]
  const bodies = [
    ...STORES.map(([instruction]) => [...given, instruction, 0, ...numberBytes(OFFSET)]),
    [...given, ...op.get(2), 0xfc, 0x0a, 0, 0],
    [...given, ...op.get(2), 0xfc, 0x0b, 0],
  ].map((code) => [0, ...code, 0x0b])
  const list = (entries: readonly (readonly number[])[]) => [entries.length, ...entries.flat()]
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)]
  const exports = [[...name('memory'), 2, 0], ...types.map((_, index) => [...name(`f${index}`), 0, index])]
  const parts: readonly (readonly [number, readonly number[]])[] = [
    [1, list(types)],
    [3, list(types.map((_, index) => [index]))],
    [5, [1, 0, 2]],
    [7, list(exports)],
    [10, list(bodies.map((body) => [...numberBytes(body.length), ...body]))],
  ]
  const bytes = parts.flatMap(([id, body]) => section(id, Uint8Array.from(body)).flatMap((part) => [...part]))
  return Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, ...bytes)
}

interface Writing {
  readonly memory: WebAssembly.Memory
  readonly notes: WebAssembly.Memory
}

test('nothing is written without a note, at whatever address, and all is written as without notes', () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  const { below } = seededRandom(seed)
  const [plain, noting] = [writingModule(), trackModule(writingModule())].map(
    (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports,
  )
  if (!plain || !noting) throw new Error('no instances')
  const { memory, notes } = noting as unknown as Writing
  const bytes = new Uint8Array(memory.buffer)
  const marks = new Uint8Array(notes.buffer)
  const call = (exports: WebAssembly.Exports, kind: number, given: readonly (number | bigint)[]) => {
    const act = exports[`f${kind}`]
    if (typeof act === 'function') act(...given)
  }
  for (let round = 0; round < 500; round++) {
    const kind = below(STORES.length + 2)
    const [, type, length = 0] = STORES[kind] ?? []
    const value = type === 0x7e ? BigInt(1 + below(2 ** 31)) : 1 + below(2 ** 31)
    const at = below(bytes.length - OFFSET - length)
    const most = Math.min(2000, bytes.length - at, bytes.length / 2)
    const given = type === undefined ? [at, below(bytes.length / 2), below(most)] : [at, value]
    const before = bytes.slice()
    call(plain, kind, given)
    call(noting, kind, given)
    expect(Buffer.compare(bytes, new Uint8Array((plain as unknown as Writing).memory.buffer))).toBe(0)
    const isChanged = (part: number) => {
      const [from, to] = [part * NOTED, (part + 1) * NOTED]
      return Buffer.compare(bytes.subarray(from, to), before.subarray(from, to)) !== 0
    }
    // A write that begins in the part before may reach into this one.
    const isNoted = (part: number) => marks[NOTES_AT + part] === 1 || marks[NOTES_AT + part - 1] === 1
    const parts = Array.from({ length: bytes.length / NOTED }, (_, part) => part)
    expect(parts.filter((part) => isChanged(part) && !isNoted(part))).toEqual([])
    marks.fill(0)
  }
})

test('a module with an instruction that is not known is refused', () => {
  const strange = writingModule()
  const at = strange.lastIndexOf(0xfc)
  strange[at + 1] = 0x0c
  expect(() => trackModule(strange)).toThrow('not known')
})
