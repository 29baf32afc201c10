// States as checkpoints hold them: one Yjs update, compressed.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

/** Largest state, in bytes: a scene has at most 64 MiB, and its encoding some more in the worst case. */
const STATE_BYTES_MAX = 256 * 1024 * 1024

export interface PackedState {
  readonly packed: Uint8Array
  /** Of the state itself. */
  readonly bytes: number
}

export function packState(doc: Y.Doc): PackedState {
  const state = Y.encodeStateAsUpdate(doc)
  return { packed: zstdCompressSync(state), bytes: state.length }
}

/** Null: an empty document. */
export function unpackState(packed: Uint8Array | null): Y.Doc {
  const doc = makePlainDocument()
  if (packed !== null) Y.applyUpdate(doc, zstdDecompressSync(packed, { maxOutputLength: STATE_BYTES_MAX }))
  return doc
}
