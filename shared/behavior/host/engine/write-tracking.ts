// Turns a WebAssembly module into one that does the same, but notes which parts of its memory it writes to.
// The notes are in a second memory. No code can reach that memory except the code that makes the notes.
// Whatever the module does, nothing is written without a note.
import { HEADER_BYTES, join, numberBytes, ModuleReader, section, sectionsOf } from './module-bytes.ts'
import { op, type Code } from './wasm-opcodes.ts'

/** Bytes of memory that have one note; a note is a byte. */
export const NOTED = 128
/**
 * Where notes begin. A write may reach into the part after the one that is noted, so what is before the first
 * is read too.
 */
export const NOTES_AT = 16
/** The memory of the notes is exported so. */
const NOTES = 'notes'
/** Pages of 64 kB of that memory, so that it is enough for 15 MB. */
const NOTE_PAGES = 2
const NOTES_MEMORY = 1

const TYPE_SECTION = 1
const IMPORT_SECTION = 2
const FUNCTION_SECTION = 3
const MEMORY_SECTION = 5
const EXPORT_SECTION = 7
const CODE_SECTION = 10

/** The module, with notes. Throws when there is anything in it that is not known here. */
export function trackModule(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const sections = [...sectionsOf(wasm)]
  const bodyOf = (wanted: number) => sections.find(([id]) => id === wanted)?.[1] ?? Uint8Array.of(0)
  const parameters = parametersOf(bodyOf(TYPE_SECTION))
  const types = vector(bodyOf(FUNCTION_SECTION), (reader) => parameters[reader.number()] ?? 0)
  const change = (id: number, body: Uint8Array): Uint8Array => {
    switch (id) {
      case MEMORY_SECTION:
        return Uint8Array.of(2, ...body.subarray(1), 1, NOTE_PAGES, NOTE_PAGES)
      case EXPORT_SECTION:
        return oneMore(body, Uint8Array.of(NOTES.length, ...new TextEncoder().encode(NOTES), 2, NOTES_MEMORY))
      case CODE_SECTION:
        return trackCode(body, types)
      case IMPORT_SECTION:
      default:
        return body
    }
  }
  return join([
    wasm.subarray(0, HEADER_BYTES),
    ...sections.flatMap(([id, body]) => section(id, change(id, body))),
  ])
}

function oneMore(body: Uint8Array, entry: Uint8Array): Uint8Array {
  const reader = new ModuleReader(body, 0)
  const count = numberBytes(reader.number() + 1)
  return join([count, body.subarray(reader.at), entry])
}

function vector<Entry>(body: Uint8Array, read: (reader: ModuleReader) => Entry): Entry[] {
  const reader = new ModuleReader(body, 0)
  return Array.from({ length: reader.number() }, () => read(reader))
}

/** How many parameters each type has. */
function parametersOf(body: Uint8Array): number[] {
  return vector(body, (reader) => {
    if (reader.byte() !== 0x60) throw new Error('A type of the module is not known here.')
    const count = reader.number()
    reader.bytes(count)
    reader.bytes(reader.number())
    return count
  })
}

function trackCode(body: Uint8Array, parameters: readonly number[]): Uint8Array {
  const reader = new ModuleReader(body, 0)
  const count = reader.number()
  const parts = [numberBytes(count)]
  for (let index = 0; index < count; index++) {
    const tracked = trackFunction(reader.bytes(reader.number()), parameters[index] ?? 0)
    parts.push(numberBytes(tracked.length), tracked)
  }
  return join(parts)
}

/** Three numbers as operands, and a value of each type. */
const [I32, I64, F32, F64] = [0x7f, 0x7e, 0x7d, 0x7c]
const SPARE = [I32, I32, I32, I64, F32, F64] as const
const SPARE_GROUPS = Uint8Array.from(SPARE.flatMap((type) => [1, type]))

/** The operand of a store, by its instruction. */
const STORED: ReadonlyMap<number, (typeof SPARE)[number]> = new Map([
  [0x36, I32],
  [0x37, I64],
  [0x38, F32],
  [0x39, F64],
  [0x3a, I32],
  [0x3b, I32],
  [0x3c, I64],
  [0x3d, I64],
  [0x3e, I64],
])

function trackFunction(body: Uint8Array, parameters: number): Uint8Array {
  const reader = new ModuleReader(body, 0)
  const groups = reader.number()
  const groupsAt = reader.at
  let locals = parameters
  for (let left = groups; left > 0; left--) {
    locals += reader.number()
    reader.byte()
  }
  const parts: Uint8Array[] = [
    numberBytes(groups + SPARE.length),
    body.subarray(groupsAt, reader.at),
    SPARE_GROUPS,
  ]
  let from = reader.at
  while (!reader.isAtEnd()) {
    const at = reader.at
    const noted = readInstruction(reader, locals)
    if (!noted) continue
    parts.push(body.subarray(from, at), noted.before, reader.since(at), noted.after)
    from = reader.at
  }
  parts.push(body.subarray(from))
  return join(parts)
}

/** The code before and after an instruction that writes. */
interface Noted {
  readonly before: Uint8Array
  readonly after: Uint8Array
}

/** Reads an instruction; null when it writes nothing. `spare`: the first of the locals that are ours. */
function readInstruction(reader: ModuleReader, spare: number): Noted | null {
  const instruction = reader.byte()
  const type = STORED.get(instruction)
  if (type !== undefined) {
    reader.number()
    return notedStore(type, spare, reader.number())
  }
  if (instruction !== 0xfc) {
    skipOperands(reader, instruction)
    return null
  }
  const kind = reader.number()
  // From numbers with a fraction to whole ones.
  if (kind < 8) return null
  if (kind !== 10 && kind !== 11)
    throw new Error(`The module has an instruction that is not known here: 252, ${kind}.`)
  // memory.copy, memory.fill
  reader.bytes(kind === 10 ? 2 : 1)
  return notedBulk(spare)
}

function notedStore(type: number, spare: number, offset: number): Noted {
  const [address, value] = [spare, spare + (type === I32 ? 1 : SPARE.findIndex((each) => each === type))]
  const place = offset === 0 ? op.get(address) : [...op.get(address), ...op.i32.const(offset), ...op.i32.add]
  return {
    before: Uint8Array.from([...op.set(value), ...op.tee(address), ...op.get(value)]),
    after: Uint8Array.from([...noteAt(place), ...op.i32.const(1), ...op.i32.store8(NOTES_MEMORY, NOTES_AT)]),
  }
}

/** Both take where to write, something, and how much. */
function notedBulk(spare: number): Noted {
  const [address, second, length] = [spare, spare + 1, spare + 2]
  const [first, last] = [
    noteAt(op.get(address)),
    noteAt([...op.get(address), ...op.get(length), ...op.i32.add]),
  ]
  const given = [...op.tee(address), ...op.get(second), ...op.get(length)]
  return {
    before: Uint8Array.from([...op.set(length), ...op.set(second), ...given]),
    after: Uint8Array.from([
      ...first,
      ...op.i32.const(NOTES_AT),
      ...op.i32.add,
      ...op.i32.const(1),
      ...last,
      ...first,
      ...op.i32.subtract,
      ...op.i32.const(1),
      ...op.i32.add,
      ...op.fill(NOTES_MEMORY),
    ]),
  }
}

/** Which note belongs to an address. */
function noteAt(address: Code): Code {
  return [...address, ...op.i32.const(Math.log2(NOTED)), ...op.i32.shiftRight]
}

/** Skips the operands of an instruction that writes nothing. */
function skipOperands(reader: ModuleReader, instruction: number): void {
  const isOf = (from: number, to: number) => instruction >= from && instruction <= to
  // block, loop, if; br, br_if; call; variables; memory.size, memory.grow; constants
  if (isOf(0x02, 0x04) || isOf(0x0c, 0x0d) || instruction === 0x10 || isOf(0x20, 0x24) || isOf(0x3f, 0x42)) {
    reader.leb()
  } else if (instruction === 0x0e) {
    for (let left = reader.number(); left >= 0; left--) reader.leb()
  } else if (instruction === 0x11 || isOf(0x28, 0x35)) {
    reader.leb()
    reader.leb()
  } else if (instruction === 0x43) reader.bytes(4)
  else if (instruction === 0x44) reader.bytes(8)
  else {
    const isAlone =
      isOf(0x00, 0x01) ||
      instruction === 0x05 ||
      instruction === 0x0b ||
      instruction === 0x0f ||
      isOf(0x1a, 0x1b)
    if (!isAlone && !isOf(0x45, 0xc4)) {
      throw new Error(`The module has an instruction that is not known here: ${instruction}.`)
    }
  }
}
