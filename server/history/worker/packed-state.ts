// States as checkpoints hold them: one Yjs update, compressed.
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

/** Largest state, in bytes: a scene has at most 64 MiB, and its encoding some more in the worst case. */
const STATE_BYTES_MAX = 256 * 1024 * 1024

export const packState = (doc: Y.Doc): Uint8Array => zstdCompressSync(Y.encodeStateAsUpdate(doc))

/** Null: an empty document. */
export function unpackState(packed: Uint8Array | null): Y.Doc {
  const doc = makePlainDocument()
  if (packed !== null) Y.applyUpdate(doc, zstdDecompressSync(packed, { maxOutputLength: STATE_BYTES_MAX }))
  return doc
}
