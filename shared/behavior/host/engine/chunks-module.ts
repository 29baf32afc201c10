// The WebAssembly form of the code that memory-chunks.ts describes. It handles sixteen bytes at a time, so
// that it compares a memory of two megabytes in some 20 millionths of a second. It needs SIMD, and modules
// with two memories.
import { assemble, op, type Code, type WasmFunction } from './wasm-opcodes.ts'
import { NOTED, NOTES_AT } from './write-tracking.ts'

const { block, loop, jumpIf, get, set, i32, v128 } = op

/** Bytes that are kept or not, as one. */
export const CHUNK = 64
/** A chunk as it is kept: its address, and its bytes. */
export const ENTRY = 4 + CHUNK
/** Bytes that are looked at at once; most blocks are as they were. */
export const BLOCK = 4 * CHUNK
const LANE = 16

/** The memories: the engine's, the one that holds the chunks meanwhile, and that of the notes. */
const [SEAT, BUFFER, NOTES] = [0, 1, 2]

/** The offsets of a part's lanes. */
function lanes(start: number, bytes: number): readonly number[] {
  return Array.from({ length: bytes / LANE }, (_, lane) => start + lane * LANE)
}

/**
 * Whether the seat has anything else from `from` + `start` on than the scratch memory has there, or than
 * zeros.
 */
function differs(from: number, start: number, bytes: number, isZero: boolean): Code {
  const [first = [], ...rest] = lanes(start, bytes).map((offset): Code => {
    const seat = [...get(from), ...v128.load(SEAT, offset)]
    return isZero ? seat : [...seat, ...get(from), ...v128.load(BUFFER, offset), ...v128.xor]
  })
  return [...first, ...rest.flatMap((lane) => [...lane, ...v128.or]), ...v128.isAny]
}

function copy(from: readonly [Code, memory: number, start: number], to: typeof from): Code {
  return lanes(0, CHUNK).flatMap((lane) => [
    ...to[0],
    ...from[0],
    ...v128.load(from[1], from[2] + lane),
    ...v128.store(to[1], to[2] + lane),
  ])
}

function clear(at: Code, memory: number, start: number): Code {
  return lanes(start, CHUNK).flatMap((offset) => [...at, ...v128.zero, ...v128.store(memory, offset)])
}

function add(local: number, bytes: number): Code {
  return [...get(local), ...i32.const(bytes), ...i32.add, ...set(local)]
}

/**
 *     (func $lift (param $from i32) (param $to i32) (param $at i32) (result i32)
 *       loop $next
 *         block $same
 *           the 256 bytes of seat and scratch at $from are equal: br $same
 *           for each 64 of them, at $from + start:
 *             block $equal
 *               they are equal: br $equal
 *               scratch[$at] = $from + start
 *               scratch[$at + 4 ...] = seat[$from + start ...]
 *               seat[$from + start ...] = scratch[$from + start ...]
 *               $at += 68
 *             end
 *         end
 *         $from += 256
 *         $from < $to: br $next
 *       end
 *       $at)
 * `liftZero` does the same where the scratch memory is known to have zeros, without reading them.
 */
function lift(name: string, isZero: boolean): WasmFunction {
  const [from, to, at] = [0, 1, 2]
  const chunk = (start: number): Code =>
    block(
      [...differs(from, start, CHUNK, isZero), ...i32.isZero, ...jumpIf(0)],
      [...get(at), ...get(from), ...i32.const(start), ...i32.add, ...i32.store(BUFFER, 0)],
      copy([get(from), SEAT, start], [get(at), BUFFER, 4]),
      isZero ? clear(get(from), SEAT, start) : copy([get(from), BUFFER, start], [get(from), SEAT, start]),
      add(at, ENTRY),
    )
  const code = loop(
    block(
      [...differs(from, 0, BLOCK, isZero), ...i32.isZero, ...jumpIf(0)],
      ...[0, 1, 2, 3].map((index) => chunk(index * CHUNK)),
    ),
    add(from, BLOCK),
    [...get(from), ...get(to), ...i32.isLess, ...jumpIf(0)],
  )
  return { name, parameters: 3, hasAnswer: true, code: [...code, ...get(at)] }
}

/**
 *     (func $lay (param $at i32) (param $end i32)
 *       loop $next
 *         seat[scratch[$at] ...] = scratch[$at + 4 ...]
 *         $at += 68
 *         $at < $end: br $next
 *       end)
 */
function lay(name: string, isNoted: boolean): WasmFunction {
  const [at, end] = [0, 1]
  const address = [...get(at), ...i32.load(BUFFER, 0)]
  const note = [...address, ...PART, ...i32.shiftRight, ...i32.const(1), ...i32.store8(NOTES, NOTES_AT)]
  const code = loop(copy([get(at), BUFFER, 4], [address, SEAT, 0]), isNoted ? note : [], add(at, ENTRY), [
    ...get(at),
    ...get(end),
    ...i32.isLess,
    ...jumpIf(0),
  ])
  return { name, parameters: 2, hasAnswer: false, code }
}

const PART = i32.const(Math.log2(NOTED))

/**
 *     (func $liftNoted (param $note i32) (param $end i32) (param $at i32) (param $each i32) (result i32)
 *       loop $next
 *         block $none
 *           the 16 notes at $note, and those before each, are 0: br $none
 *           $each = $note
 *           loop $one
 *             block $clean
 *               the note at $each and the one before are 0: br $clean
 *               $at = call $lift ($each * 256) ($each * 256 + 256) $at
 *             end
 *             $each += 1
 *             $each < $note + 16: br $one
 *           end
 *         end
 *         $note += 16
 *         $note < $end: br $next
 *       end
 *       notes[0 ... $end + 16] = 0
 *       $at)
 */
function liftNoted(lift: number): WasmFunction {
  const [note, end, at, each] = [0, 1, 2, 3]
  const start = [...get(each), ...PART, ...i32.shiftLeft]
  const one = loop(
    block(
      [
        ...get(each),
        ...i32.load8(NOTES, NOTES_AT),
        ...get(each),
        ...i32.load8(NOTES, NOTES_AT - 1),
        ...i32.or,
      ],
      [...i32.isZero, ...jumpIf(0)],
      [...start, ...start, ...i32.const(NOTED), ...i32.add, ...get(at), ...op.call(lift), ...set(at)],
    ),
    add(each, 1),
    [...get(each), ...get(note), ...i32.const(LANE), ...i32.add, ...i32.isLess, ...jumpIf(0)],
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
    ),
    add(note, LANE),
    [...get(note), ...get(end), ...i32.isLess, ...jumpIf(0)],
  )
  const clear = [
    ...i32.const(0),
    ...i32.const(0),
    ...get(end),
    ...i32.const(NOTES_AT),
    ...i32.add,
    ...op.fill(NOTES),
  ]
  return { name: 'liftNoted', parameters: 4, hasAnswer: true, code: [...code, ...clear, ...get(at)] }
}

/** The module's bytes. It imports a memory of `seat`, of `scratch`, and of `notes`. */
export const CHUNKS_MODULE: Uint8Array<ArrayBuffer> = assemble(
  ['seat', 'scratch', 'notes'],
  [lift('lift', false), lift('liftZero', true), liftNoted(0), lay('lay', false), lay('layNoted', true)],
)
