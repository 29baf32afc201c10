// States as checkpoints hold them: one Yjs update, compressed. Version 2 of the format puts what is alike
// side by side: compressed, a state of many short items takes a fifth less than in version 1, so more of them
// are kept.
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { deltaOn, contentOf, type ChosenBase } from './state-deltas.ts'

/** Largest state, in bytes: a scene has at most 64 MiB, and its encoding some more in the worst case. */
const STATE_BYTES_MAX = 256 * 1024 * 1024
/** Most bytes of a state and its base together: zstd takes a few times as much memory for a delta. */
const DELTA_BYTES_MAX = 32 * 1024 * 1024
/** Least and most that zstd looks back, as powers of two; it reads no more than the most. */
const WINDOW_LOGS = [17, 27] as const

export interface PackedState {
  readonly packed: Uint8Array
  /** Of the state itself, in version 1. */
  readonly bytes: number
}

/** With a base it is a delta, unless that would take much. */
export function packState(doc: Y.Doc, base: ChosenBase | null): PackedState {
  const state = Y.encodeStateAsUpdateV2(doc)
  const packed = (base && packedDelta(base, state)) ?? zstdCompressSync(state)
  return { packed, bytes: Y.encodeStateAsUpdate(doc).length }
}

/** Null: an empty document. `base`: of a delta. */
export function unpackState(packed: Uint8Array | null, base: Uint8Array | null): Y.Doc {
  const doc = makePlainDocument()
  if (packed === null) return doc
  const state = unpacked(contentOf(packed), base === null ? null : unpacked(base, null))
  if (isVersion2(state)) Y.applyUpdateV2(doc, state)
  else Y.applyUpdate(doc, state)
  return doc
}

/** Null: it would take too much, of the disk or of memory. */
function packedDelta(base: ChosenBase, state: Uint8Array): Uint8Array | null {
  const dictionary = unpacked(base.packed, null)
  const bytes = dictionary.length + state.length
  if (bytes > DELTA_BYTES_MAX) return null
  const [least, most] = WINDOW_LOGS
  const content = zstdCompressSync(state, {
    dictionary,
    params: {
      // It sees the base only as far as it looks back.
      [constants.ZSTD_c_windowLog]: Math.min(most, Math.max(least, Math.ceil(Math.log2(bytes + 1)))),
      // With another base the state would be another one, without a word.
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  })
  return content.length > base.mostShare * base.packed.length ? null : deltaOn(base.sequence, content)
}

const unpacked = (content: Uint8Array, dictionary: Uint8Array | null): Uint8Array =>
  zstdDecompressSync(content, { maxOutputLength: STATE_BYTES_MAX, ...(dictionary && { dictionary }) })

/**
 * Older checkpoints have version 1, which begins with the number of clients; version 2 begins with a zero.
 */
const isVersion2 = (state: Uint8Array): boolean => state[0] === 0 && state.length > EMPTY_BYTES
/** Of an empty state in version 1: no clients, and nothing deleted. */
const EMPTY_BYTES = 2
