// The edits of the bench: single characters of one text, encoded as Yjs updates (v1) by hand, so that making
// a million of them takes a second. Each run checks against a real Y.Doc that they mean what they say.
import * as encoding from 'lib0/encoding'

/**
 * The root text that everything is written to; a root of its own, which Inkland's scene keeps and ignores.
 */
export const TEXT = 'bench'
/**
 * Client id of the first writer; the others follow. It is large, like random ids: five bytes when encoded.
 */
export const FIRST_CLIENT = 0x4000_0000

export interface EditPlan {
  readonly client: number
  readonly count: number
  /** Characters typed in a row before the cursor jumps to a random place; 0 appends for ever. */
  readonly run: number
  /** Share of edits that delete one character. */
  readonly deletions: number
  readonly seed: number
}

/**
 * Updates one after another in `bytes`; update i ends at `ends[i]`, and its client's clock is `clocks[i]`
 * then.
 */
export interface Edits {
  readonly client: number
  readonly bytes: Uint8Array
  readonly ends: Uint32Array
  readonly clocks: Uint32Array
}

/** The base of the next edits: who wrote the characters so far, and which one follows which (-1: none). */
interface Line {
  readonly clients: Float64Array
  readonly clocks: Uint32Array
  readonly next: Int32Array
  readonly deleted: Uint8Array
  length: number
}

/** Plays one writer's edits; with `base`, they are made in the text that `base` leaves. */
export function writeEdits(plan: EditPlan, base?: EditPlan): Edits {
  const line = emptyLine(plan.count + (base?.count ?? 0))
  if (base) play(base, line)
  return play(plan, line)
}

function emptyLine(room: number): Line {
  return {
    clients: new Float64Array(room),
    clocks: new Uint32Array(room),
    next: new Int32Array(room).fill(-1),
    deleted: new Uint8Array(room),
    length: 0,
  }
}

function play(plan: EditPlan, line: Line): Edits {
  const random = randomFrom(plan.seed)
  const encoder = encoding.createEncoder()
  const ends = new Uint32Array(plan.count)
  const clocks = new Uint32Array(plan.count)
  let clock = 0
  let left = line.length - 1
  let written = 0
  for (let edit = 0; edit < plan.count; edit++) {
    const deletes = line.length > 1 && random() < plan.deletions
    const jumps = plan.run > 0 && edit % plan.run === 0
    if (deletes || jumps) left = standing(line, random)
    if (deletes) {
      encodeDeletion(encoder, line, left)
      line.deleted[left] = 1
    } else {
      encodeInsertion(
        encoder,
        plan.client,
        clock,
        line,
        left,
        LETTERS.charAt(Math.floor(random() * LETTERS.length)),
      )
      left = insert(line, left, plan.client, clock++)
    }
    ends[edit] = written = encoding.length(encoder)
    clocks[edit] = clock
  }
  const bytes = encoding.toUint8Array(encoder)
  if (bytes.length !== written) throw new Error('edits were not encoded whole')
  return { client: plan.client, bytes, ends, clocks }
}

const LETTERS = 'etaoinshrdlu etaoin '

/** A random character that was not deleted (the newest when luck runs out); -1 in an empty line. */
function standing(line: Line, random: () => number): number {
  if (line.length === 0) return -1
  for (let attempt = 0; attempt < 64; attempt++) {
    const place = Math.floor(random() * line.length)
    if (line.deleted[place] === 0) return place
  }
  return line.length - 1
}

function insert(line: Line, left: number, client: number, clock: number): number {
  const place = line.length++
  line.clients[place] = client
  line.clocks[place] = clock
  if (left >= 0) {
    line.next[place] = line.next[left] ?? -1
    line.next[left] = place
  }
  return place
}

function encodeInsertion(
  encoder: encoding.Encoder,
  client: number,
  clock: number,
  line: Line,
  left: number,
  letter: string,
): void {
  const right = left < 0 ? -1 : (line.next[left] ?? -1)
  encoding.writeVarUint(encoder, 1) // clients
  encoding.writeVarUint(encoder, 1) // structs
  encoding.writeVarUint(encoder, client)
  encoding.writeVarUint(encoder, clock)
  encoding.writeUint8(encoder, STRING | (left < 0 ? 0 : HAS_LEFT) | (right < 0 ? 0 : HAS_RIGHT))
  if (left >= 0) encodeId(encoder, line, left)
  if (right >= 0) encodeId(encoder, line, right)
  if (left < 0 && right < 0) {
    encoding.writeVarUint(encoder, 1) // the parent is a root
    encoding.writeVarString(encoder, TEXT)
  }
  encoding.writeVarString(encoder, letter)
  encoding.writeVarUint(encoder, 0) // nothing deleted
}

const STRING = 4
const HAS_LEFT = 0x80
const HAS_RIGHT = 0x40

function encodeDeletion(encoder: encoding.Encoder, line: Line, place: number): void {
  encoding.writeVarUint(encoder, 0) // structs of no client
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, line.clients[place] ?? 0)
  encoding.writeVarUint(encoder, 1) // ranges
  encoding.writeVarUint(encoder, line.clocks[place] ?? 0)
  encoding.writeVarUint(encoder, 1) // characters
}

function encodeId(encoder: encoding.Encoder, line: Line, place: number): void {
  encoding.writeVarUint(encoder, line.clients[place] ?? 0)
  encoding.writeVarUint(encoder, line.clocks[place] ?? 0)
}

/** The bytes of update i. */
export function updateAt(edits: Edits, i: number): Uint8Array {
  return edits.bytes.subarray(i === 0 ? 0 : edits.ends[i - 1], edits.ends[i])
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}
