// Checkpoints of this Inkland and of older ones are read.
import { zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
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
    const { packed, bytes } = packState(doc)
    expect(bytes).toBe(state.length)
    expect(Y.encodeStateAsUpdate(unpackState(packed))).toEqual(state)
    expect(Y.encodeStateAsUpdate(unpackState(zstdCompressSync(state)))).toEqual(state)
  }
  expect(Y.encodeStateAsUpdate(unpackState(null))).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
})

it('[HI10] a checkpoint of many short items takes less than its state compressed', () => {
  const doc = written(7)
  expect(packState(doc).packed.length).toBeLessThan(0.9 * zstdCompressSync(Y.encodeStateAsUpdate(doc)).length)
})
