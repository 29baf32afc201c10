// Pictures in memory, for tests.
import { Readable } from 'node:stream'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { PictureFiles } from '../../server/storage/picture-files.ts'

export function createMemoryFiles(clock: { now(): number } = Date): PictureFiles {
  const files = new Map<PictureId, { readonly bytes: Uint8Array; readonly at: number }>()
  return {
    async put(id, bytes) {
      if (!files.has(id)) files.set(id, { bytes: new Uint8Array(bytes), at: clock.now() })
    },
    async open(id) {
      const bytes = files.get(id)?.bytes
      if (bytes === undefined) return null
      return { bytes: bytes.length, stream: Readable.from([Buffer.from(bytes)], { objectMode: false }) }
    },
    async remove(id) {
      files.delete(id)
    },
    async *list() {
      for (const [id, { at }] of files) yield { id, at }
    },
  }
}
