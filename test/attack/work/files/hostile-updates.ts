// Yjs updates that cost most for their size, written byte by byte: none of them was ever a document.
import * as encoding from 'lib0/encoding'

type Encoder = encoding.Encoder

/** Content, by its number in an update. */
const GC = 0
const STRING = 4
const TYPE = 7
const ANY = 8
const SKIP = 10
const WITH_LEFT = 0x80
const WITH_RIGHT = 0x40
const WITH_KEY = 0x20

const MAP_TYPE = 1

/** An update of one client: `write` writes `count` structs, each of one clock. */
function structs(
  client: number,
  count: number,
  write: (encoder: Encoder, at: number) => void,
  clock = 0,
): Section {
  return { client, count, clock, write }
}

interface Section {
  readonly client: number
  readonly count: number
  readonly clock: number
  readonly write: (encoder: Encoder, at: number) => void
}

function updateOf(sections: readonly Section[], deletions: readonly Deletions[] = []): Uint8Array {
  return encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, sections.length)
    for (const { client, count, clock, write } of sections) {
      encoding.writeVarUint(encoder, count)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (let at = 0; at < count; at++) write(encoder, at)
    }
    encoding.writeVarUint(encoder, deletions.length)
    for (const { client, ranges, write } of deletions) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, ranges)
      for (let at = 0; at < ranges; at++) {
        const [clock, length] = write(at)
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, length)
      }
    }
  })
}

interface Deletions {
  readonly client: number
  readonly ranges: number
  readonly write: (at: number) => readonly [clock: number, length: number]
}

function id(encoder: Encoder, client: number, clock: number): void {
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
}

function root(encoder: Encoder, name: string): void {
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarString(encoder, name)
}

/** Items that were collected: two bytes each, an object each. */
export const collected = (count: number, client = 1): Uint8Array =>
  updateOf([
    structs(client, count, (encoder) => {
      encoding.writeUint8(encoder, GC)
      encoding.writeVarUint(encoder, 1)
    }),
  ])

/** Holes, one after the other. */
export const holes = (count: number): Uint8Array =>
  updateOf([
    structs(1, count, (encoder) => {
      encoding.writeUint8(encoder, SKIP)
      encoding.writeVarUint(encoder, 1)
    }),
  ])

/** Letters that each stand at the beginning of one text: each letter of a client meets all that are there. */
export const atOneSpot = (count: number, client = 1, name = 'text'): Uint8Array =>
  updateOf([
    structs(client, count, (encoder) => {
      encoding.writeUint8(encoder, STRING)
      root(encoder, name)
      encoding.writeVarString(encoder, 'a')
    }),
  ])

/** Values of one key, each written as if nobody had written it before. */
export const ofOneKey = (count: number): Uint8Array =>
  updateOf([
    structs(1, count, (encoder) => {
      encoding.writeUint8(encoder, ANY | WITH_KEY)
      root(encoder, 'meta')
      encoding.writeVarString(encoder, 'title')
      encoding.writeVarUint(encoder, 1)
      encoding.writeAny(encoder, null)
    }),
  ])

/**
 * Letters of one client, then as many of another without left neighbours, whose right neighbours come in
 * reverse: each looks at all between.
 */
export const inReverse = (count: number): Uint8Array =>
  updateOf([
    structs(2, count, (encoder, at) => {
      encoding.writeUint8(encoder, STRING | WITH_RIGHT)
      id(encoder, 1, count - 1 - at)
      encoding.writeVarString(encoder, 'b')
    }),
    structs(1, count, (encoder, at) => {
      encoding.writeUint8(encoder, at === 0 ? STRING : STRING | WITH_LEFT)
      if (at === 0) root(encoder, 'text')
      else id(encoder, 1, at - 1)
      encoding.writeVarString(encoder, 'a')
    }),
  ])

/** As many clients as there are letters, all at one spot. */
export const ofManyClients = (count: number): Uint8Array =>
  updateOf(
    Array.from({ length: count }, (_, at) =>
      structs(count - at, 1, (encoder) => {
        encoding.writeUint8(encoder, STRING)
        root(encoder, 'text')
        encoding.writeVarString(encoder, 'a')
      }),
    ),
  )

/** One value that is a list of nothing. */
export const oneValue = (count: number): Uint8Array =>
  updateOf([
    structs(1, 1, (encoder) => {
      encoding.writeUint8(encoder, ANY | WITH_KEY)
      root(encoder, 'meta')
      encoding.writeVarString(encoder, 'title')
      encoding.writeVarUint(encoder, 1)
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, count)
      for (let at = 0; at < count; at++) encoding.writeUint8(encoder, 126)
    }),
  ])

/** Values in a list, one byte each, in one item. */
export const manyValues = (count: number): Uint8Array =>
  updateOf([
    structs(1, 1, (encoder) => {
      encoding.writeUint8(encoder, ANY)
      root(encoder, 'list')
      encoding.writeVarUint(encoder, count)
      for (let at = 0; at < count; at++) encoding.writeUint8(encoder, 126)
    }),
  ])

/** Maps, each in the one before. */
export const nested = (count: number): Uint8Array =>
  updateOf([
    structs(1, count, (encoder, at) => {
      encoding.writeUint8(encoder, TYPE | WITH_KEY)
      if (at === 0) root(encoder, 'meta')
      else {
        encoding.writeVarUint(encoder, 0)
        id(encoder, 1, at - 1)
      }
      encoding.writeVarString(encoder, 'in')
      encoding.writeVarUint(encoder, MAP_TYPE)
    }),
  ])

/** Roots, as many as there are letters. */
export const manyRoots = (count: number): Uint8Array =>
  updateOf([
    structs(1, count, (encoder, at) => {
      encoding.writeUint8(encoder, STRING)
      root(encoder, `${at}`)
      encoding.writeVarString(encoder, 'a')
    }),
  ])

/** One long text, and every other letter of it deleted. */
export function riddled(count: number): Uint8Array {
  const text = structs(1, 1, (encoder) => {
    encoding.writeUint8(encoder, STRING)
    root(encoder, 'text')
    encoding.writeVarString(encoder, 'a'.repeat(2 * count))
  })
  return updateOf([text], [{ client: 1, ranges: count, write: (at) => [2 * at, 1] }])
}

/** The same range, deleted again and again. */
export const deletedAgain = (count: number): Uint8Array =>
  updateOf(
    [
      structs(1, 1, (encoder) => {
        encoding.writeUint8(encoder, STRING)
        root(encoder, 'text')
        encoding.writeVarString(encoder, 'a'.repeat(1000))
      }),
    ],
    [{ client: 1, ranges: count, write: () => [0, 1000] }],
  )
