// Updates that cost more than their bytes, by somebody who knows how Yjs works.
import * as encoding from 'lib0/encoding'

export interface Id {
  readonly client: number
  readonly clock: number
}

interface Letter {
  readonly left: Id | null
  readonly right: Id | null
}

const LEFT = 0x80
const RIGHT = 0x40
const STRING = 4

/** One update of letters of the root text `name`, by client; each client's letters begin at clock 0. */
export function lettersUpdate(
  name: string,
  clients: ReadonlyMap<number, readonly Letter[]>,
  from = 0,
): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clients.size)
  for (const [client, letters] of clients) {
    encoding.writeVarUint(encoder, letters.length)
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, from)
    for (const { left, right } of letters) {
      encoding.writeUint8(encoder, STRING | (left ? LEFT : 0) | (right ? RIGHT : 0))
      for (const id of [left, right]) if (id) writeId(encoder, id)
      if (!left && !right) {
        encoding.writeVarUint(encoder, 1)
        encoding.writeVarString(encoder, name)
      }
      encoding.writeVarString(encoder, 'x')
    }
  }
  encoding.writeVarUint(encoder, 0)
  return encoding.toUint8Array(encoder)
}

/** An update of deletions alone. */
export function deletions(
  client: number,
  ranges: readonly (readonly [clock: number, length: number])[],
): Uint8Array {
  const encoder = encoding.createEncoder()
  for (const number of [0, 1, client, ranges.length, ...ranges.flat()]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}

function writeId(encoder: encoding.Encoder, { client, clock }: Id): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

/**
 * `count` letters of one client, each put before the one before it; `before`: the first one's right
 * neighbour.
 */
export const putBefore = (client: number, count: number, before: Id | null = null): Letter[] =>
  Array.from({ length: count }, (_, clock) => ({
    left: null,
    right: clock === 0 ? before : { client, clock: clock - 1 },
  }))

/**
 * Letters of two clients who both put each before the one before, not knowing of the other: each of the
 * second is placed by looking at all of the first.
 */
export function twoWhoPutBefore(count: number, [one, other]: readonly [number, number]): Uint8Array[] {
  return [one, other].map((client) => lettersUpdate('t', new Map([[client, putBefore(client, count)]])))
}

/**
 * Letters of two clients by turns, each right after the one before it, so that each is an item of its own.
 */
export function takeTurns(
  first: Id,
  [one, other]: readonly [number, number],
  count: number,
): Map<number, Letter[]> {
  const clocks = Array.from({ length: count / 2 }, (_, clock) => clock)
  return new Map([
    [
      one,
      clocks.map((clock) => ({
        left: clock === 0 ? first : { client: other, clock: clock - 1 },
        right: null,
      })),
    ],
    [other, clocks.map((clock) => ({ left: { client: one, clock }, right: null }))],
  ])
}

/** Many clients, each with one letter at the very beginning. */
export function manyAtOnePlace(count: number, first: number): Uint8Array {
  return lettersUpdate(
    't',
    new Map(
      Array.from({ length: count }, (_, i) => [first + count - i, [{ left: null, right: null }]] as const),
    ),
  )
}
