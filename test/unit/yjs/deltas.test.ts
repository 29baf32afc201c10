// Deltas: what comes out is what went in, whatever an owner writes, and for whom comes later.
import * as fc from 'fast-check'
import * as Y from 'yjs'
import { describe, expect, test } from 'vitest'
import { DeltaDecoder } from '../../../shared/yjs/deltas/delta-decoder.ts'
import { DeltaEncoder } from '../../../shared/yjs/deltas/delta-encoder.ts'
import { IS_HARD } from '../../hard.ts'

/** A document, and all its updates; each is given to `told` as a client would get it. */
function stream() {
  const doc = new Y.Doc()
  let encoder = new DeltaEncoder()
  const readers: { decoder: DeltaDecoder; readonly copy: Y.Doc }[] = []
  const sizes: { update: number; delta: number | null }[] = []
  doc.on('update', (update: Uint8Array) => {
    const delta = encoder.encode(update)
    sizes.push({ update: update.length, delta: delta?.length ?? null })
    for (const reader of readers) {
      const decoded = delta === null ? update : reader.decoder.decode(delta)
      if (delta !== null) expect(decoded).toEqual(update)
      Y.applyUpdate(reader.copy, decoded)
    }
  })
  function come(): Y.Doc {
    const copy = new Y.Doc()
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
    encoder = new DeltaEncoder()
    readers.push({ decoder: new DeltaDecoder(), copy })
    for (const reader of readers) reader.decoder = new DeltaDecoder()
    return copy
  }
  return { doc, come, sizes }
}

const integer = fc.oneof(fc.integer(), fc.integer({ min: -70, max: 2000 }))
const value = fc.oneof(
  integer,
  fc.constantFrom(0, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 40, 0.5, true, null, 'word', [], [1], {}),
  fc.array(integer, { maxLength: 14 }),
  fc.tuple(integer, integer, integer),
  fc.tuple(integer, integer, integer, integer, integer, integer),
  fc.array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.maxSafeInteger(),
      fc.double({ noNaN: true }),
      fc.constant(null),
      fc.dictionary(fc.constantFrom('a', 'b', '1'), integer),
    ),
    { maxLength: 6 },
  ),
)
const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ key: fc.integer({ min: 0, max: 5 }), value }) },
  { weight: 3, arbitrary: fc.record({ said: value }) },
  { weight: 1, arbitrary: fc.constantFrom('come' as const, 'delete' as const, 'renew' as const) },
)

describe('deltas of what an owner writes', () => {
  test('[S23] every update comes out as it went in, for readers of all and of the rest', () => {
    fc.assert(
      fc.property(fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 60 }), (ticks) => {
        const { doc, come } = stream()
        const copies = [come()]
        const now = (): Y.Map<unknown> => {
          const there = doc.getMap('live').get('now')
          return there instanceof Y.Map ? there : doc.getMap('live').set('now', new Y.Map<unknown>())
        }
        for (const tick of ticks) {
          if (tick.includes('come')) copies.push(come())
          doc.transact(() => {
            for (const each of tick) {
              if (each === 'renew') doc.getMap('live').set('now', new Y.Map<unknown>())
              else if (each === 'delete') now().delete('0')
              else if (typeof each === 'object' && 'key' in each) now().set(String(each.key), each.value)
              else if (typeof each === 'object') doc.getArray('speech').push([each.said])
            }
          })
        }
        for (const copy of copies) {
          expect(copy.getMap('live').toJSON()).toEqual(doc.getMap('live').toJSON())
          expect(copy.getArray('speech').toJSON()).toEqual(doc.getArray('speech').toJSON())
          expect(Y.encodeStateVector(copy)).toEqual(Y.encodeStateVector(doc))
          expect(copy.store.pendingStructs).toBeNull()
        }
      }),
      { numRuns: IS_HARD ? 20_000 : 60 },
    )
  })

  test('[S23] entries and strings beyond those that are remembered are told anew', () => {
    const { doc, come } = stream()
    const first = come()
    const map = doc.getMap('many')
    for (let round = 0; round < 2; round++)
      for (let key = 0; key < 1500; key++) map.set(`key ${key}`, [`a word ${key}`, key, round, 1e12 + key])
    const late = come()
    for (let key = 0; key < 1500; key++) map.set(`key ${key}`, [`a word ${key}`, key, 3, 1e12])
    expect(first.getMap('many').toJSON()).toEqual(map.toJSON())
    expect(late.getMap('many').toJSON()).toEqual(map.toJSON())
  })

  test('[S23] a walk that begins, ends and begins is less than a quarter of its updates', () => {
    const { doc, come, sizes } = stream()
    come()
    doc.clientID = 9_000
    const [walks, outcomes] = [doc.getMap('walks'), doc.getMap('outcomes')]
    for (let n = 0; n < 20; n++) {
      doc.transact(() => {
        walks.set('ada', [430 + n, 96, 600 - n, 431 + n, 40_000 + n * 3000, 200])
        outcomes.set('a session', [n, 1_795_590_675 + n * 3])
      })
      walks.set('ada', [600 - n, 431 + n, 1])
    }
    const known = sizes.slice(-20)
    const sum = (of: 'update' | 'delta'): number => known.reduce((all, each) => all + (each[of] ?? 1000), 0)
    expect(sum('delta')).toBeLessThan(sum('update') / 4)
  })
})
