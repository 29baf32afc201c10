import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { partsIn, readUpdate } from '../../../shared/yjs/update-reader.ts'
import { costOf } from '../../../shared/yjs/apply-cost.ts'
import { piecesOf } from '../../../shared/yjs/update-pieces.ts'
import { applySlices } from '../../../shared/yjs/apply-slices.ts'
import { conflictsOf, EASY_STEPS, TURN_STEPS, WHOLE_STEPS } from '../../../shared/yjs/work-steps.ts'
import { deletions, lettersUpdate, putBefore, twoWhoPutBefore, type Id } from '../../attack/work/updates.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { lookedAt } from './looked-at.ts'
import { IS_HARD } from '../../hard.ts'

const SEED = seedFromEnvironment()
const RUNS = IS_HARD ? 100 : 20

/** Some edits of lists, keys and nested types, at random places, with deletions. */
function scribble(doc: Y.Doc, random: Random, edits: number): void {
  const text = doc.getText('text')
  const map = doc.getMap<unknown>('map')
  for (let i = 0; i < edits; i++) {
    const at = random.below(text.length + 1)
    switch (random.below(6)) {
      case 0:
        text.delete(Math.min(at, Math.max(0, text.length - 2)), Math.min(2, text.length))
        break
      case 1:
        map.set(`k${random.below(4)}`, [i, { i }])
        break
      case 2:
        map.set(`k${random.below(4)}`, new Y.Text('inside'))
        break
      case 3: {
        const inside = map.get(`k${random.below(4)}`)
        if (inside instanceof Y.Text) inside.insert(random.below(inside.length + 1), 'ab')
        break
      }
      default:
        text.insert(random.below(3) === 0 ? 0 : at, 'abc'.slice(0, 1 + random.below(3)))
    }
  }
}

/** People who wrote beside each other without meeting: the additions of each since they met last. */
function apart(random: Random, people: number): { base: Uint8Array; updates: Uint8Array[] } {
  const first = Object.assign(makePlainDocument(), { clientID: 1 })
  scribble(first, random, 30)
  const base = Y.encodeStateAsUpdate(first)
  const updates = Array.from({ length: people }, (_, i) => {
    const doc = Object.assign(makePlainDocument(), { clientID: 2 + i })
    Y.applyUpdate(doc, base)
    const before = Y.encodeStateVector(doc)
    scribble(doc, random, 60)
    return Y.encodeStateAsUpdate(doc, before)
  })
  return { base, updates }
}

/**
 * Letters of three clients, one after the other, some of them many at once. Each is between any two existing
 * ones, in any order and often the same ones, or after the one before it, so that they become one item.
 */
function anyLetters(random: Random, count: number): Uint8Array[] {
  const ids: Id[] = []
  return Array.from({ length: count }, () => {
    const client = 5 + random.below(3)
    const clock = ids.filter((id) => id.client === client).length
    const anyId = (): Id | null => {
      const which = random.below(4)
      const among = which < 2 ? ids.slice(0, 3) : which === 2 ? ids.slice(-4) : ids
      return among[random.below(among.length + 1)] ?? null
    }
    const right = anyId()
    const isRun = random.below(3) === 0
    const letters = Array.from({ length: 1 + random.below(4) }, (_, i) => {
      const letter = {
        left: isRun && i > 0 ? { client, clock: clock + i - 1 } : anyId(),
        right: isRun ? right : anyId(),
      }
      ids.push({ client, clock: clock + i })
      return letter
    })
    return lettersUpdate('t', new Map([[client, letters]]), clock)
  })
}

const read = (bytes: Uint8Array) => readUpdate(bytes)!
const stepsOf = (doc: Y.Doc, update: Uint8Array): number => {
  const cost = costOf(doc, read(update), Infinity)
  return cost === 'unknown' ? NaN : cost.steps
}

describe(`[S17] what it takes to apply an update (seed ${SEED})`, () => {
  it('is no less than what Yjs looks at', () => {
    const random = seededRandom(SEED)
    let most = 0
    for (let run = 0; run < RUNS; run++) {
      const { base, updates } = apart(random, 3)
      const doc = makePlainDocument()
      Y.applyUpdate(doc, base)
      for (const update of updates) {
        const cost = stepsOf(doc, update)
        const looked = lookedAt(() => Y.applyUpdate(doc, update))
        expect(cost, `run ${run}`).toBeGreaterThanOrEqual(looked)
        most = Math.max(most, looked)
      }
    }
    expect(most, 'some met').toBeGreaterThan(10)
  })

  it('is little where nothing is in the way, however large the document', () => {
    const doc = makePlainDocument()
    const [first] = twoWhoPutBefore(5_000, [5, 9])
    Y.applyUpdate(doc, first!)
    const next = lettersUpdate('t', new Map([[5, [{ left: { client: 5, clock: 0 }, right: null }]]]), 5_000)
    expect(stepsOf(doc, next)).toBeLessThan(2 * EASY_STEPS)
  })

  it('is all that has to be looked at where two wrote at one spot', () => {
    const doc = makePlainDocument()
    const [first, second] = twoWhoPutBefore(300, [5, 9])
    Y.applyUpdate(doc, first!)
    const cost = stepsOf(doc, second!)
    const looked = lookedAt(() => Y.applyUpdate(doc, second!))
    expect(looked).toBe(300 * 300)
    expect(cost).toBeGreaterThanOrEqual(looked)
    expect(cost).toBeLessThan(1.2 * looked)
  })

  it('is more for each where the row is long: one that cannot be passed in 100 ms is not counted to its end', () => {
    const letter = (row: number): number => {
      const doc = makePlainDocument()
      Y.applyUpdate(doc, lettersUpdate('t', new Map([[5, putBefore(5, row)]])))
      return stepsOf(doc, lettersUpdate('t', new Map([[9, [{ left: null, right: null }]]])))
    }
    expect(letter(5_000)).toBeLessThan(5_100)
    expect(letter(50_000)).toBeLessThan(WHOLE_STEPS)
    expect(letter(80_000)).toBeGreaterThan(WHOLE_STEPS)
  })

  it('counts all that is deleted with a type, and what cutting moves', () => {
    const doc = makePlainDocument()
    const inside = new Y.Array()
    doc.getMap('map').set('list', inside)
    for (let i = 0; i < 3_000; i++) inside.insert(0, [i])
    const before = Y.encodeStateVector(doc)
    const other = makePlainDocument()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    other.getMap('map').delete('list')
    const deletes = Y.encodeStateAsUpdate(other, before)
    expect(stepsOf(doc, deletes)).toBeGreaterThan(3_000)
    const over = makePlainDocument()
    Y.applyUpdate(over, Y.encodeStateAsUpdate(doc))
    over.getMap('map').set('list', 1)
    expect(stepsOf(doc, Y.encodeStateAsUpdate(over, before))).toBeGreaterThan(3_000)
    const values = makePlainDocument()
    values.getArray('values').insert(
      0,
      Array.from({ length: 90_000 }, () => 0),
    )
    const cutting = makePlainDocument()
    Y.applyUpdate(cutting, Y.encodeStateAsUpdate(values))
    cutting.getArray('values').delete(45_000, 1)
    const cut = Y.encodeStateAsUpdate(cutting, Y.encodeStateVector(values))
    expect(stepsOf(values, cut)).toBeGreaterThan(1_000)
  })

  it('counts what is moved where each of many items is cut in two, and not as what is done again', () => {
    const doc = makePlainDocument()
    doc.transact(() => {
      for (let at = 0; at < 20_000; at++) doc.getText(`${at % 50}`).insert(0, 'abc')
    })
    const other = makePlainDocument()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    other.transact(() => {
      for (let at = 0; at < 50; at++) other.getText(`${at}`).delete(3 * 400 - 2, 1)
    })
    const cost = costOf(doc, read(Y.encodeStateAsUpdate(other, Y.encodeStateVector(doc))), Infinity)
    if (cost === 'unknown') throw new Error('it is all here')
    // 20,000 items are moved twice for each.
    expect(cost.cuts).toBeGreaterThan(20_000)
    expect(conflictsOf(cost, 50)).toBeLessThan(1_000)
  })

  it('counts what is moved where deleted items become one', () => {
    const words = Object.assign(makePlainDocument(), { clientID: 5 })
    words.getText('t').insert(0, 'abc'.repeat(30_000))
    const doc = makePlainDocument()
    const every = (count: number, from: number, length: number) =>
      deletions(
        5,
        Array.from({ length: count }, (_, at) => [3 * at + from, length] as const),
      )
    for (const update of [Y.encodeStateAsUpdate(words), every(30_000, 1, 1)]) Y.applyUpdate(doc, update)
    const before = doc.store.clients.get(5)!.length
    const cost = costOf(doc, read(every(100, 2, 2)), Infinity)
    Y.applyUpdate(doc, every(100, 2, 2))
    expect(before - doc.store.clients.get(5)!.length, 'they are fewer').toBeGreaterThan(100)
    expect(cost !== 'unknown' && cost.steps).toBeGreaterThan((100 * 50_000) / 64)
  })

  it('is no less where it rests on what comes before it, whatever neighbours were named', () => {
    const random = seededRandom(SEED)
    let most = 0
    for (let run = 0; run < 3 * RUNS; run++) {
      const letters = anyLetters(random, 60)
      const known = 5 + random.below(50)
      for (let at = known; at < known + 4; at++) {
        const doc = makePlainDocument()
        for (const update of letters.slice(0, known)) Y.applyUpdate(doc, update)
        const coming = letters.slice(known, at).map(read)
        const update = read(letters[at]!)
        const cost = costOf(
          doc,
          update,
          Infinity,
          coming.flatMap(({ sections }) => sections),
        )
        if (cost === 'unknown') throw new Error('it is all here, or comes before')
        for (const { bytes } of coming) Y.applyUpdate(doc, bytes)
        const looked = lookedAt(() => Y.applyUpdate(doc, letters[at]!))
        const parts = partsIn(update)
        // Everything before it is passed over by each part of it, and so are the other parts; either may cut
        // an item in two.
        const beside = 2 * parts * (parts + coming.reduce((sum, one) => sum + partsIn(one), 0))
        const counted = cost.steps - parts * EASY_STEPS + beside
        expect(counted, `run ${run}, ${known} to ${at}`).toBeGreaterThanOrEqual(looked)
        most = Math.max(most, looked)
      }
    }
    expect(most, 'some met').toBeGreaterThan(10)
  })

  it('nobody knows where something is missing', () => {
    const dangling = lettersUpdate('t', new Map([[5, [{ left: { client: 7, clock: 3 }, right: null }]]]))
    expect(costOf(makePlainDocument(), read(dangling), Infinity)).toBe('unknown')
  })
})

describe(`[S18] an update in pieces (seed ${SEED})`, () => {
  it.each([1, 7, 100])('of at most %i gives what it gives as a whole', (most) => {
    const random = seededRandom(SEED + most)
    for (let run = 0; run < RUNS / 4; run++) {
      const { base, updates } = apart(random, 3)
      const whole = makePlainDocument()
      for (const update of [base, ...updates]) Y.applyUpdate(whole, update)
      const state = Y.encodeStateAsUpdate(whole)
      const pieces = piecesOf(read(state), most)!
      const doc = makePlainDocument()
      for (const piece of pieces) {
        Y.applyUpdate(doc, piece)
        expect(doc.store.pendingStructs, 'none rests on a later one').toBeNull()
        expect(doc.store.pendingDs).toBeNull()
      }
      expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(whole))
      expect(doc.getText('text').toJSON()).toBe(whole.getText('text').toJSON())
      expect(doc.getMap('map').toJSON()).toEqual(whole.getMap('map').toJSON())
    }
  })

  it('is applied in slices of which none takes long', () => {
    const doc = makePlainDocument()
    const [first, second] = twoWhoPutBefore(1_000, [5, 9])
    Y.applyUpdate(doc, first!)
    let slices = 0
    let most = 0
    const applied = applySlices(doc, read(second!))
    for (;;) {
      let step: IteratorResult<unknown, boolean> | null = null
      most = Math.max(
        most,
        lookedAt(() => (step = applied.next())),
      )
      if (step!.done === true) break
      slices += 1
    }
    expect(slices).toBeGreaterThan((1_000 * 1_000) / TURN_STEPS / 2)
    // To find out what it takes is looking, too.
    expect(most).toBeLessThanOrEqual(2 * TURN_STEPS)
    const plain = makePlainDocument()
    for (const update of [first!, second!]) Y.applyUpdate(plain, update)
    expect(doc.getText('t').toJSON()).toBe(plain.getText('t').toJSON())
    expect(doc.getText('t').length).toBe(2_000)
  })

  it('stops where something takes too long and cannot be divided', () => {
    const doc = makePlainDocument()
    Y.applyUpdate(doc, lettersUpdate('t', new Map([[5, putBefore(5, 1)]])))
    const inside = new Y.Array()
    doc.getMap('map').set('list', inside)
    doc.transact(() => {
      for (let i = 0; i < 70_000; i++) inside.insert(0, [i])
    })
    const other = makePlainDocument()
    Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
    const before = Y.encodeStateVector(other)
    other.getMap('map').set('list', 1)
    const applied = applySlices(doc, read(Y.encodeStateAsUpdate(other, before)))
    expect([...applied]).toEqual([])
    expect(doc.getMap('map').get('list')).toBe(inside)
  })
})
