// A document anew without the ids of which nothing stands: the same to read, and less of it; edits of after
// it fit into what was before, and the other way round.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { CrossedRenewal } from '../../../shared/yjs/crossed-renewal.ts'
import { countItems, isWhole, writersOf } from '../../../shared/yjs/document-state.ts'
import { isRenewal, renewedState, standingRows } from '../../../shared/yjs/renewed-state.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'

function documentOf(updates: readonly Uint8Array[], gc = true): Y.Doc {
  const doc = new Y.Doc({ gc })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

const read = (doc: Y.Doc): unknown => [doc.getText('text').toDelta(), doc.getMap('map').toJSON()]

/** The text of a document, or one of those in its map, of which some stand there. */
function textOf(doc: Y.Doc, random: Random): Y.Text {
  const inner = doc.getMap('map').get(`page${random.below(3)}`)
  return inner instanceof Y.Text && random.below(2) === 0 ? inner : doc.getText('text')
}

test('deleted runs and writers that left nothing are gone, what stands keeps its ids and its order', () => {
  const writer = new Y.Doc()
  writer.getText('text').insert(0, 'kept words')
  writer.getMap('map').set('thing', new Y.Map([['name', 'vase']]))
  const rows = [Y.encodeStateAsUpdate(writer)]
  for (let n = 0; n < 300; n++) {
    const other = documentOf(rows)
    rows.length = 0
    other.getText('text').insert(4, 'x')
    other.getText('text').delete(4, 1)
    other.getMap('map').set('gone', n)
    other.getMap('map').delete('gone')
    rows.push(Y.encodeStateAsUpdate(other))
  }
  const before = documentOf(rows)
  expect([writersOf(before).length, countItems(before) > 600]).toEqual([301, true])
  const state = renewedState(before)
  const after = documentOf([state])
  expect(read(after)).toEqual(read(before))
  expect(isWhole(after)).toBe(true)
  // Its writer, and the mark.
  expect(writersOf(after).length).toBe(2)
  expect(countItems(after)).toBeLessThan(8)
  const place = Y.createRelativePositionFromTypeIndex(before.getText('text'), 7)
  expect(Y.createAbsolutePositionFromRelativePosition(place, after)?.index).toBe(7)
  expect([isRenewal(state), isRenewal(Y.encodeStateAsUpdate(before)), isRenewal(new Uint8Array())]).toEqual([
    true,
    false,
    false,
  ])
  const bytes = [Y.encodeStateAsUpdate(before), state, Y.encodeStateAsUpdate(writer)]
  expect(standingRows(bytes.map((row) => ({ bytes: row }))).length).toBe(2)
})

/** A random edit; both documents are brought together now and then. */
function edit(docs: readonly [Y.Doc, Y.Doc], random: Random): void {
  const doc = docs[random.below(2)]!
  const text = textOf(doc, random)
  const map = doc.getMap('map')
  const at = random.below(text.length + 1)
  switch (random.below(9)) {
    case 8:
      return void map.set(`page${random.below(3)}`, new Y.Text('page'))
    case 0:
    case 1:
    case 2:
      return text.insert(at, 'abcdefg'.slice(0, 1 + random.below(7)))
    case 3:
    case 4:
      return text.delete(at, Math.min(random.below(9), text.length - at))
    case 5:
      return void map.set(`k${random.below(4)}`, random.below(1_000))
    case 6:
      return map.delete(`k${random.below(4)}`)
    default:
      for (const [one, other] of [docs, [docs[1], docs[0]]] as const)
        Y.applyUpdate(other, Y.encodeStateAsUpdate(one), 'other')
  }
}

/** Two people edit from a state on; what each wrote, in an order in which it was stored. */
function editedFrom(state: readonly Uint8Array[], steps: number, random: Random): Uint8Array[] {
  const docs = [documentOf(state), documentOf(state)] as const
  const rows: Uint8Array[] = []
  for (const doc of docs)
    doc.on('update', (row: Uint8Array, origin: unknown) => {
      if (origin !== 'other') rows.push(row)
    })
  for (let step = 0; step < steps; step++) edit(docs, random)
  return rows
}

test('random documents read the same anew, and rows of after it do on what was before', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let run = 0; run < 100; run++) {
    const before = editedFrom([], 60, random)
    const old = documentOf(before, false)
    let rows = before
    let crossed: CrossedRenewal | null = null
    // Room may be made more than once.
    for (let round = 0; round <= random.below(2); round++) {
      const state = renewedState(documentOf(rows))
      expect(read(documentOf([state])), `seed ${seed}, run ${run}`).toEqual(read(old))
      const after = editedFrom([state], 40, random)
      crossed = new CrossedRenewal(old, state)
      for (const row of after) Y.applyUpdate(old, crossed.fitRow(old, row))
      rows = [state, ...after]
      expect(read(old), `seed ${seed}, run ${run}`).toEqual(read(documentOf(rows)))
    }
    if (crossed === null) throw new Error('no room was made')
    const now = documentOf(rows)
    // What is worked out there fits the document as it is, and the state of it is that document.
    const made: Uint8Array[] = []
    old.on('update', (update: Uint8Array) => made.push(update))
    old.clientID = random.below(2 ** 32)
    for (let n = 0; n < 6; n++) {
      const text = textOf(old, random)
      text.insert(random.below(text.length + 1), `<${n}>`)
      if (text.length > 8) text.delete(random.below(text.length - 3), 2)
      old.getMap('map').set(`k${random.below(4)}`, `new ${n}`)
      if (n === 3) old.getMap('map').set(`page${random.below(3)}`, new Y.Text('another'))
    }
    const fitted = crossed.fitUpdates(old, made)
    for (const update of fitted) Y.applyUpdate(now, update)
    expect(isWhole(now), `seed ${seed}, run ${run}`).toBe(true)
    expect(read(now), `seed ${seed}, run ${run}`).toEqual(read(old))
    const again = documentOf([crossed.encodeState(old)])
    expect(read(again), `seed ${seed}, run ${run}`).toEqual(read(now))
    expect(isWhole(again)).toBe(true)
  }
})
