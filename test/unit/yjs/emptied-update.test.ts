// Content that was deleted is taken out of updates: ids stay, and every state is what it was but for it.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { deletedIn, emptiedUpdate } from '../../../shared/yjs/emptied-update.ts'
import { IdSet } from '../../../shared/yjs/id-set.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'

const setOf = (ranges: ReturnType<typeof deletedIn>): IdSet => {
  const set = new IdSet()
  for (const range of ranges) set.add(range)
  return set
}

function stateOf(updates: readonly Uint8Array[], gc = true): Y.Doc {
  const doc = new Y.Doc({ gc })
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc
}

test('what was deleted is in no byte, what stays is where it was', () => {
  const doc = new Y.Doc({ gc: false })
  const rows: Uint8Array[] = []
  doc.on('update', (row: Uint8Array) => rows.push(row))
  const text = doc.getText('text')
  text.insert(0, 'one SECRET two')
  text.insert(14, ' three')
  doc.getMap('map').set('key', 'SECRET value')
  doc.getMap('map').set('key', 'plain')
  const inner = new Y.Map<unknown>([['word', 'SECRET word']])
  doc.getMap('map').set('thing', inner)
  text.delete(4, 7)
  doc.getMap('map').delete('thing')
  const erased = setOf(deletedIn(stateOf(rows)))
  const kept = rows.map((row) => emptiedUpdate(row, erased))
  expect(Buffer.concat(kept).includes('SECRET')).toBe(false)
  const after = stateOf(kept)
  expect([after.getText('text').toJSON(), after.getMap('map').toJSON()]).toEqual([
    'one two three',
    { key: 'plain' },
  ])
  expect(Y.encodeStateVector(after)).toEqual(Y.encodeStateVector(doc))
  expect(rows.slice(1, 2).map((row) => emptiedUpdate(row, erased))[0]).toBe(rows[1])
})

test('random documents: each state after each row is what it was, without what was erased; later edits fit', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  for (let run = 0; run < 60; run++) {
    const docs = [new Y.Doc({ gc: false }), new Y.Doc({ gc: false })] as const
    const rows: Uint8Array[] = []
    for (const doc of docs)
      doc.on('update', (row: Uint8Array, origin: unknown) => {
        if (origin !== 'other') rows.push(row)
      })
    for (let step = 0; step < 60; step++) {
      const doc = docs[random.below(2)]!
      const text = doc.getText('text')
      const at = random.below(text.length + 1)
      const kind = random.below(6)
      if (kind < 3) text.insert(at, 'abcdefg'.slice(0, 1 + random.below(7)))
      else if (kind === 3)
        text.delete(
          Math.min(at, text.length),
          Math.min(random.below(6), text.length - Math.min(at, text.length)),
        )
      else if (kind === 4) doc.getMap('map').set(`k${random.below(3)}`, { deep: ['value', step] })
      else
        for (const [one, other] of [docs, [docs[1], docs[0]]] as const)
          Y.applyUpdate(other, Y.encodeStateAsUpdate(one), 'other')
    }
    const erased = setOf(deletedIn(stateOf(rows.slice(0, random.below(rows.length)))))
    const kept = rows.map((row) => emptiedUpdate(row, erased))
    const [before, after] = [stateOf(rows), stateOf(kept)]
    expect(after.getText('text').toJSON(), `seed ${seed}`).toBe(before.getText('text').toJSON())
    expect(after.getMap('map').toJSON()).toEqual(before.getMap('map').toJSON())
    expect(Y.encodeStateVector(after)).toEqual(Y.encodeStateVector(before))
    // Somebody who has the state of before writes on, and it fits into both.
    const late = stateOf(rows)
    late.getText('text').insert(random.below(late.getText('text').length + 1), 'LATE')
    const edit = Y.encodeStateAsUpdate(late, Y.encodeStateVector(before))
    for (const doc of [before, after]) Y.applyUpdate(doc, edit)
    expect(after.getText('text').toJSON()).toBe(before.getText('text').toJSON())
  }
})
