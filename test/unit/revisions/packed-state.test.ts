// Checkpoints of this Inkland and of older ones are read.
import { zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { deltaBaseIn } from '../../../server/history/worker/state-deltas.ts'
import { packState, unpackState } from '../../../server/history/worker/packed-state.ts'
import { seededRandom } from '../../simulation/random.ts'

/** A page that was written and deleted at random. */
function written(seed: number): Y.Doc {
  const random = seededRandom(seed)
  const doc = new Y.Doc({ gc: true })
  const text = new Y.Text()
  doc.getMap('artifacts').set('page', text)
  for (let n = 0; n < 400; n++) {
    if (random.below(3) === 0 && text.length > 4) text.delete(random.below(text.length - 3), 3)
    else text.insert(random.below(text.length + 1), `word 😀 ${n} `)
  }
  return doc
}

it('[HI10] a checkpoint gives the state that it was made of, byte for byte, also one of an older Inkland', () => {
  for (const doc of [new Y.Doc(), ...[1, 2, 3, 4, 5].map(written)]) {
    const state = Y.encodeStateAsUpdate(doc)
    const { packed, bytes } = packState(doc, null)
    expect(bytes).toBe(state.length)
    expect(Y.encodeStateAsUpdate(unpackState(packed, null))).toEqual(state)
    expect(Y.encodeStateAsUpdate(unpackState(zstdCompressSync(state), null))).toEqual(state)
  }
  expect(Y.encodeStateAsUpdate(unpackState(null, null))).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
})

it('[HI10] a delta gives its state, takes little, and needs its base', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const doc = written(seed)
    const base = { sequence: 2 ** 40 + seed, packed: packState(doc, null).packed, mostShare: 1 / 3 }
    const page = doc.getMap('artifacts').get('page') as Y.Text
    for (let n = 0; n < 40; n++) page.insert((7 * n) % page.length, 'more')
    const { packed } = packState(doc, base)
    expect(deltaBaseIn(packed)).toBe(base.sequence)
    expect(packed.length).toBeLessThan(packState(doc, null).packed.length / 3)
    expect(Y.encodeStateAsUpdate(unpackState(packed, base.packed))).toEqual(Y.encodeStateAsUpdate(doc))
    const another = packState(written(seed + 100), null).packed
    expect(() => unpackState(packed, another)).toThrow()
    expect(() => unpackState(packed, null)).toThrow()
  }
})

it('[HI10] a state that has little in common with the one before is packed by itself', () => {
  const base = { sequence: 1, packed: packState(written(1), null).packed, mostShare: 1 / 3 }
  expect(deltaBaseIn(packState(written(2), base).packed)).toBe(null)
})

it('[HI10] a checkpoint of many short items takes less than its state compressed', () => {
  const doc = written(7)
  expect(packState(doc, null).packed.length).toBeLessThan(
    0.9 * zstdCompressSync(Y.encodeStateAsUpdate(doc)).length,
  )
})
