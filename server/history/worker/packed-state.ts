// States as checkpoints hold them: one Yjs update, compressed. Version 2 of the format puts what is alike side by
// side: compressed, a state of many short items takes a fifth less than in version 1, so more of them are kept.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

/** Largest state, in bytes: a scene has at most 64 MiB, and its encoding some more in the worst case. */
const STATE_BYTES_MAX = 256 * 1024 * 1024

export interface PackedState {
  readonly packed: Uint8Array
  /** Of the state itself, in version 1. */
  readonly bytes: number
}

export function packState(doc: Y.Doc): PackedState {
  const packed = zstdCompressSync(Y.encodeStateAsUpdateV2(doc))
  return { packed, bytes: Y.encodeStateAsUpdate(doc).length }
}

/** Null: an empty document. */
export function unpackState(packed: Uint8Array | null): Y.Doc {
  const doc = makePlainDocument()
  if (packed === null) return doc
  const state = zstdDecompressSync(packed, { maxOutputLength: STATE_BYTES_MAX })
  if (isVersion2(state)) Y.applyUpdateV2(doc, state)
  else Y.applyUpdate(doc, state)
  return doc
}

/** Older checkpoints have version 1, which begins with the number of clients; version 2 begins with a zero. */
const isVersion2 = (state: Uint8Array): boolean => state[0] === 0 && state.length > EMPTY_BYTES
/** Of an empty state in version 1: no clients, and nothing deleted. */
const EMPTY_BYTES = 2
