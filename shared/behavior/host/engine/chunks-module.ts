// The WebAssembly form of the code that memory-chunks.ts describes. It handles sixteen bytes at a time, so
// that it compares a memory of two megabytes in some 20 millionths of a second. It needs SIMD, and modules
// with two memories.
import { assemble, op, type Code, type WasmFunction } from './wasm-opcodes.ts'
import { NOTED, NOTES_AT } from './write-tracking.ts'

const { block, loop, jumpIf, get, set, i32, v128 } = op

/** Bytes that are kept or not, as one: most of what a program changes are single numbers here and there. */
export const CHUNK = 16
/** A chunk as it is kept: its address, and its bytes. */
export const ENTRY = 4 + CHUNK
/** Bytes that are looked at at once; most blocks are as they were. */
export const BLOCK = NOTED

/** The memories: the engine's, the one that holds the chunks meanwhile, and that of the notes. */
const [SEAT, BUFFER, NOTES] = [0, 1, 2]

/** The offsets of a block's chunks. */
const CHUNKS: readonly number[] = Array.from({ length: BLOCK / CHUNK }, (_, index) => index * CHUNK)

/**
 * Whether the seat has anything else at these offsets from `from` than the scratch memory has there, or than
 * zeros.
 */
function differs(from: number, offsets: readonly number[], isZero: boolean): Code {
  const [first = [], ...rest] = offsets.map((offset): Code => {
    const seat = [...get(from), ...v128.load(SEAT, offset)]
    return isZero ? seat : [...seat, ...get(from), ...v128.load(BUFFER, offset), ...v128.xor]
  })
  return [...first, ...rest.flatMap((chunk) => [...chunk, ...v128.or]), ...v128.isAny]
}

type MemoryPlace = readonly [address: Code, memory: number, offset: number]

function copy(from: MemoryPlace, to: MemoryPlace): Code {
  return [...to[0], ...from[0], ...v128.load(from[1], from[2]), ...v128.store(to[1], to[2])]
}

function add(local: number, bytes: number): Code {
  return [...get(local), ...i32.const(bytes), ...i32.add, ...set(local)]
}

/**
 *     (func $lift (param $from i32) (param $to i32) (param $at i32) (result i32)
 *       loop $next
 *         block $same
 *           the 128 bytes of seat and scratch at $from are equal: br $same
 *           for each 16 of them, at $from + offset:
 *             block $equal
 *               they are equal: br $equal
 *               scratch[$at] = $from + offset
 *               scratch[$at + 4 ...] = seat[$from + offset ...]
 *               seat[$from + offset ...] = scratch[$from + offset ...]
 *               $at += 20
 *             end
 *         end
 *         $from += 128
 *         $from < $to: br $next
 *       end
 *       $at)
 * `liftZero` does the same where the scratch memory is known to have zeros, without reading them.
 */
function lift(name: string, isZero: boolean): WasmFunction {
  const [from, to, at] = [0, 1, 2]
  const clear = (offset: number): Code => [...get(from), ...v128.zero, ...v128.store(SEAT, offset)]
  const chunk = (offset: number): Code =>
    block(
      [...differs(from, [offset], isZero), ...i32.isZero, ...jumpIf(0)],
      [...get(at), ...get(from), ...i32.const(offset), ...i32.add, ...i32.store(BUFFER, 0)],
      copy([get(from), SEAT, offset], [get(at), BUFFER, 4]),
      isZero ? clear(offset) : copy([get(from), BUFFER, offset], [get(from), SEAT, offset]),
      add(at, ENTRY),
    )
  const code = loop(
    block([...differs(from, CHUNKS, isZero), ...i32.isZero, ...jumpIf(0)], ...CHUNKS.map(chunk)),
    add(from, BLOCK),
    [...get(from), ...get(to), ...i32.isLess, ...jumpIf(0)],
  )
  return { name, parameters: 3, hasAnswer: true, code: [...code, ...get(at)] }
}

/**
 *     (func $lay (param $at i32) (param $end i32)
 *       loop $next
 *         seat[scratch[$at] ...] = scratch[$at + 4 ...]
 *         $at += 20
 *         $at < $end: br $next
 *       end)
 */
function lay(): WasmFunction {
  const [at, end] = [0, 1]
  const code = loop(copy([get(at), BUFFER, 4], [addressAt(at), SEAT, 0]), add(at, ENTRY), [
    ...get(at),
    ...get(end),
    ...i32.isLess,
    ...jumpIf(0),
  ])
  return { name: 'lay', parameters: 2, hasAnswer: false, code }
}

const addressAt = (at: number): Code => [...get(at), ...i32.load(BUFFER, 0)]

const PART = i32.const(Math.log2(NOTED))

/** Whether a part was written to: a write may reach into the part after the one that is noted. */
function isNoted(part: number): Code {
  return [
    ...get(part),
    ...i32.load8(NOTES, NOTES_AT),
    ...get(part),
    ...i32.load8(NOTES, NOTES_AT - 1),
    ...i32.or,
  ]
}

/**
 *     (func $keepClean (param $at i32) (param $end i32) (param $to i32) (param $note i32) (result i32)
 *       loop $next
 *         block $written
 *           $note = scratch[$at] / 128
 *           the note at $note or the one before is not 0: br $written
 *           seat[scratch[$at] ...] = scratch[scratch[$at] ...]
 *           scratch[$to ...] = scratch[$at ...], all 20 bytes
 *           $to += 20
 *         end
 *         $at += 20
 *         $at < $end: br $next
 *       end
 *       $to)
 * Of chunks that were laid it keeps those that were not written to since, and restores the base there.
 */
function keepClean(): WasmFunction {
  const [at, end, to, note] = [0, 1, 2, 3]
  const code = loop(
    block(
      [...addressAt(at), ...PART, ...i32.shiftRight, ...set(note), ...isNoted(note), ...jumpIf(0)],
      copy([addressAt(at), BUFFER, 0], [addressAt(at), SEAT, 0]),
      [...get(to), ...addressAt(at), ...i32.store(BUFFER, 0)],
      copy([get(at), BUFFER, 4], [get(to), BUFFER, 4]),
      add(to, ENTRY),
    ),
    add(at, ENTRY),
    [...get(at), ...get(end), ...i32.isLess, ...jumpIf(0)],
  )
  return { name: 'keepClean', parameters: 4, hasAnswer: true, code: [...code, ...get(to)] }
}

/**
 *     (func $liftNoted (param $note i32) (param $end i32) (param $at i32) (param $each i32) (result i32)
 *       loop $next
 *         block $none
 *           the 16 notes at $note, and those before each, are 0: br $none
 *           $each = $note
 *           loop $one
 *             block $clean
 *               the note at $each and the one before are 0: br $clean
 *               $at = call $lift ($each * 128) ($each * 128 + 128) $at
 *             end
 *             $each += 1
 *             $each < $note + 16: br $one
 *           end
 *           the 16 notes before $note + 15 = 0
 *         end
 *         $note += 16
 *         $note < $end: br $next
 *       end
 *       $at)
 * The note before $end stays.
 */
function liftNoted(lift: number): WasmFunction {
  const [note, end, at, each] = [0, 1, 2, 3]
  const start = [...get(each), ...PART, ...i32.shiftLeft]
  const one = loop(
    block(
      [...isNoted(each), ...i32.isZero, ...jumpIf(0)],
      [...start, ...start, ...i32.const(BLOCK), ...i32.add, ...get(at), ...op.call(lift), ...set(at)],
    ),
    add(each, 1),
    [...get(each), ...get(note), ...i32.const(NOTES_AT_ONCE), ...i32.add, ...i32.isLess, ...jumpIf(0)],
  )
  const code = loop(
    block(
      [
        ...get(note),
        ...v128.load(NOTES, NOTES_AT),
        ...get(note),
        ...v128.load(NOTES, NOTES_AT - 1),
        ...v128.or,
      ],
      [...v128.isAny, ...i32.isZero, ...jumpIf(0)],
      [...get(note), ...set(each)],
      one,
      // The last of them says something of the next part, and is cleared with the next ones.
      [...get(note), ...v128.zero, ...v128.store(NOTES, NOTES_AT - 1)],
    ),
    add(note, NOTES_AT_ONCE),
    [...get(note), ...get(end), ...i32.isLess, ...jumpIf(0)],
  )
  return { name: 'liftNoted', parameters: 4, hasAnswer: true, code: [...code, ...get(at)] }
}

const NOTES_AT_ONCE = 16

/** The module's bytes. It imports a memory of `seat`, of `scratch`, and of `notes`. */
export const CHUNKS_MODULE: Uint8Array<ArrayBuffer> = assemble(
  ['seat', 'scratch', 'notes'],
  [lift('lift', false), lift('liftZero', true), liftNoted(0), lay(), keepClean()],
)
