import { expect, test } from 'vitest'
import {
  layBase,
  makeChunks,
  makeChunkMemory,
  chunkSpaceOf,
} from '../../../../shared/behavior/host/engine/memory-chunks.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'

const PAGES = 4
const BYTES = PAGES * 65_536

test('what differs is lifted, the base is left, and laying it brings it back: by the module as by the plain words', () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  const { below } = seededRandom(seed)
  const base = new Uint8Array(BYTES)
  for (let n = 0; n < 20_000; n++) base[BYTES / 4 + below(BYTES / 4)] = below(256)
  const [swift, plain] = [false, true].map((isPlain) => {
    const scratch = makeChunkMemory(base, isPlain)
    const memory = new WebAssembly.Memory({ initial: PAGES })
    layBase(memory, scratch)
    return { scratch, chunks: makeChunks(memory, scratch), bytes: new Uint8Array(memory.buffer) }
  })
  if (!swift || !plain) throw new Error('no desks')
  expect(swift.scratch.module).not.toBeNull()
  expect(plain.scratch.module).toBeNull()
  for (let round = 0; round < 40; round++) {
    for (let n = below(300); n > 0; n--) {
      const [at, byte] = [below(BYTES), below(256)]
      for (const { bytes } of [swift, plain]) bytes[at] = byte
    }
    // The ends of the memory, and of a part that is looked at at once.
    for (const at of [0, 255, 256, BYTES - 1]) for (const { bytes } of [swift, plain]) bytes[at] = round
    const before = swift.bytes.slice()
    const [lifted, other] = [swift.chunks.lift(), plain.chunks.lift()]
    expect(lifted).toBe(other)
    expect(Buffer.compare(chunkSpaceOf(swift.scratch, lifted), chunkSpaceOf(plain.scratch, other))).toBe(0)
    for (const { bytes } of [swift, plain]) expect(Buffer.compare(bytes, base)).toBe(0)
    if (round % 3 === 0) continue
    for (const { chunks, bytes } of [swift, plain]) {
      chunks.lay(lifted)
      expect(Buffer.compare(bytes, before)).toBe(0)
    }
  }
})
