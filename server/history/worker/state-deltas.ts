// A packed state may be a delta: what differs from another one, its base. It begins with the base's sequence
// then. One that is packed by itself begins as zstd begins.

/** A checkpoint that is packed by itself, and that deltas are made to. */
export interface DeltaBase {
  readonly sequence: number
  readonly packed: Uint8Array
}

/** A delta to it shall be made, unless that takes more than a part of what the base takes. */
export interface ChosenBase extends DeltaBase {
  readonly mostShare: number
}

/** The first byte of a delta. zstd begins with another one. */
const IS_DELTA = 1
/** That byte, and the base's sequence as a float of 64 bits. */
const DELTA_HEAD_BYTES = 1 + 8

export function deltaOn(base: number, content: Uint8Array): Uint8Array {
  const packed = new Uint8Array(DELTA_HEAD_BYTES + content.length)
  packed[0] = IS_DELTA
  viewOf(packed).setFloat64(1, base)
  packed.set(content, DELTA_HEAD_BYTES)
  return packed
}

/**
 * The sequence of a delta's base; null: it is no delta. `head`: at least the first bytes of a packed state.
 */
export const deltaBaseIn = (head: Uint8Array): number | null =>
  head[0] === IS_DELTA && head.length >= DELTA_HEAD_BYTES ? viewOf(head).getFloat64(1) : null

export const contentOf = (packed: Uint8Array): Uint8Array =>
  deltaBaseIn(packed) === null ? packed : packed.subarray(DELTA_HEAD_BYTES)

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength)
