// The same as chunks.ts does in words, as a WebAssembly module: sixteen bytes at a time, so that a memory of two megabytes is
// compared in some 20 millionths of a second. It needs SIMD, and modules with two memories.
import { assemble, op, type Code, type Written } from './opcodes.ts'

const { block, loop, jumpIf, get, set, i32, v128 } = op

/** Bytes that are kept or not, as one. */
export const CHUNK = 64
/** A chunk as it is kept: its address, and its bytes. */
export const ENTRY = 4 + CHUNK
/** Bytes that are looked at at once; most blocks are as they were. */
export const BLOCK = 4 * CHUNK
const LANE = 16

/** The memories. */
const [SEAT, DESK] = [0, 1]

/** The offsets of a part's lanes. */
function lanes(start: number, bytes: number): readonly number[] {
  return Array.from({ length: bytes / LANE }, (_, lane) => start + lane * LANE)
}

/** Whether the seat has anything else from `from` + `start` on than the desk has there, or than zeros. */
function differs(from: number, start: number, bytes: number, isZero: boolean): Code {
  const [first = [], ...rest] = lanes(start, bytes).map((offset): Code => {
    const seat = [...get(from), ...v128.load(SEAT, offset)]
    return isZero ? seat : [...seat, ...get(from), ...v128.load(DESK, offset), ...v128.xor]
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
 *           the 256 bytes of seat and desk at $from are equal: br $same
 *           for each 64 of them, at $from + start:
 *             block $equal
 *               they are equal: br $equal
 *               desk[$at] = $from + start
 *               desk[$at + 4 ...] = seat[$from + start ...]
 *               seat[$from + start ...] = desk[$from + start ...]
 *               $at += 68
 *             end
 *         end
 *         $from += 256
 *         $from < $to: br $next
 *       end
 *       $at)
 * `liftZero` does the same where the desk is known to have zeros, without reading them.
 */
function lift(name: string, isZero: boolean): Written {
  const [from, to, at] = [0, 1, 2]
  const chunk = (start: number): Code =>
    block(
      [...differs(from, start, CHUNK, isZero), ...i32.isZero, ...jumpIf(0)],
      [...get(at), ...get(from), ...i32.const(start), ...i32.add, ...i32.store(DESK, 0)],
      copy([get(from), SEAT, start], [get(at), DESK, 4]),
      isZero ? clear(get(from), SEAT, start) : copy([get(from), DESK, start], [get(from), SEAT, start]),
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
 *         seat[desk[$at] ...] = desk[$at + 4 ...]
 *         $at += 68
 *         $at < $end: br $next
 *       end)
 */
function lay(): Written {
  const [at, end] = [0, 1]
  const code = loop(copy([get(at), DESK, 4], [[...get(at), ...i32.load(DESK, 0)], SEAT, 0]), add(at, ENTRY), [
    ...get(at),
    ...get(end),
    ...i32.isLess,
    ...jumpIf(0),
  ])
  return { name: 'lay', parameters: 2, hasAnswer: false, code }
}

/** The module's bytes. It imports `seat.memory` and `desk.memory`. */
export const CHUNKS_MODULE: Uint8Array<ArrayBuffer> = assemble(
  ['seat', 'desk'],
  [lift('lift', false), lift('liftZero', true), lay()],
)
