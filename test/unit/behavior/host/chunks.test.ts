import { expect, test } from 'vitest'
import {
  layBase,
  makeChunks,
  makeChunkMemory,
  chunkSpaceOf,
} from '../../../../shared/behavior/host/engine/memory-chunks.ts'
import { NOTED, NOTES_AT } from '../../../../shared/behavior/host/engine/write-tracking.ts'
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

/** A memory with the base in it, with notes or without, and a scratch memory of its own. */
function memoryWith(base: Uint8Array, keptFrom: number, kind: 'noting' | 'swift' | 'plain') {
  const scratch = makeChunkMemory(base, kind === 'plain', keptFrom)
  const memory = new WebAssembly.Memory({ initial: PAGES })
  layBase(memory, scratch)
  const notes = kind === 'noting' ? new WebAssembly.Memory({ initial: 1 }) : undefined
  const bytes = new Uint8Array(memory.buffer)
  const marks = notes && new Uint8Array(notes.buffer, NOTES_AT)
  const chunks = makeChunks(memory, scratch, notes)
  const write = (at: number, byte: number): void => {
    bytes[at] = byte
    // Half of the writes at a part's start are as if they began in the part before.
    const part = Math.floor(at / NOTED)
    if (marks) marks[part > 0 && byte % 2 === 0 && at % NOTED < 8 ? part - 1 : part] = 1
  }
  const lift = (laid: Uint8Array | undefined): Uint8Array => {
    const length = chunks.lift(laid)
    return chunkSpaceOf(scratch, length).slice()
  }
  const lay = (image: Uint8Array): void => {
    chunkSpaceOf(scratch, image.length).set(image)
    chunks.lay(image.length)
  }
  return { bytes, write, lift, lay }
}

test.each([0, BYTES / 4 + 100])(
  'what was laid and not written to since is lifted as it was, and nothing from before %i',
  (keptFrom) => {
    const seed = seedFromEnvironment()
    console.log(`seed ${seed}`)
    const { below } = seededRandom(seed)
    const base = new Uint8Array(BYTES)
    for (let n = 0; n < 20_000; n++) base[BYTES / 8 + below(BYTES / 2)] = below(256)
    const memories = (['noting', 'swift', 'plain'] as const).map((kind) => memoryWith(base, keptFrom, kind))
    const kept = keptFrom - (keptFrom % 4096)
    // Three programs take turns, and two more begin and end.
    const images: (Uint8Array[] | null)[] = Array.from({ length: 5 }, () => null)
    const wanted: (Uint8Array | null)[] = Array.from({ length: 5 }, () => null)
    for (let round = 0; round < 300; round++) {
      const which = below(images.length)
      const image = images[which]
      for (const [index, { lay }] of memories.entries()) {
        const laid = image?.[index]
        if (laid) lay(laid)
      }
      const before = wanted[which]
      if (before) for (const { bytes } of memories) expect(Buffer.compare(bytes, before)).toBe(0)
      for (let n = below(60); n > 0; n--) {
        const at = below(3) === 0 ? below(BYTES) : below(4) * (BYTES / 4) + NOTED * below(20) + below(8)
        // Often it becomes what the base has there.
        const byte = below(2) === 0 ? (base[at] ?? 0) : below(256)
        for (const { write } of memories) write(at, byte)
      }
      // The last byte of all, and the last and the first one beside the bound.
      const edge = [BYTES - 1, kept, Math.max(0, kept - 1)][below(3)] ?? 0
      for (const { write } of memories) write(edge, round % 256)
      const [left] = memories
      const after = left?.bytes.slice() ?? base
      after.set(base.subarray(0, kept))
      wanted[which] = which < 3 ? after : null
      const lifted = memories.map(({ lift, bytes }, index) => {
        const made = lift(image?.[index])
        expect(Buffer.compare(bytes, base)).toBe(0)
        return made
      })
      images[which] = which < 3 ? lifted : null
      expect(new Set(lifted.map(({ length }) => length)).size).toBe(1)
    }
    expect(images.slice(0, 3).every((image) => (image?.[0]?.length ?? 0) > 0)).toBe(true)
  },
)
