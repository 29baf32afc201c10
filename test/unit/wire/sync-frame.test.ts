import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'

it('a sync frame is written as y-protocols writes it, however long it is', () => {
  for (const length of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const bytes = new Uint8Array(length).fill(length % 251)
    for (const [number, step] of (['step1', 'step2', 'update'] as const).entries()) {
      const encoder = encoding.createEncoder()
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarUint(encoder, number)
      encoding.writeVarUint8Array(encoder, bytes)
      expect(Buffer.compare(syncFrame(step, bytes), encoding.toUint8Array(encoder))).toBe(0)
    }
  }
})
