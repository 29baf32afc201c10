import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { judge, type Verdict } from '../../../../server/sync/validation/update-guard.ts'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { TEXT_MAX } from '../../../../shared/world/limits.ts'
import { openDocument } from '../documents.ts'

const judged = (update: Uint8Array): Verdict['type'] => judge(update, ANONYMOUS, openDocument()).type

/** Several people who type in turns, each letter resting on the one before. */
function inTurns(people: number, turns: number): Y.Doc[] {
  const docs = Array.from({ length: people }, (_, i) => Object.assign(new Y.Doc(), { clientID: i + 1 }))
  for (let turn = 0; turn < turns; turn++) {
    const doc = docs[turn % people]!
    const before = Y.encodeStateVector(doc)
    doc.getText('text').insert(turn, 'x')
    const update = Y.encodeStateAsUpdate(doc, before)
    for (const other of docs) Y.applyUpdate(other, update)
  }
  return docs
}

describe('[S4] what a frame rests on', () => {
  it('may be in the same frame, back and forth between any number of clients', () => {
    for (const people of [2, 3, 7]) {
      const [doc] = inTurns(people, 60)
      expect(judged(Y.encodeStateAsUpdate(doc!)), `${people} people`).toBe('adds')
    }
  })

  it('is missing when one client of several is left out', () => {
    const [doc] = inTurns(3, 30)
    const whole = Y.encodeStateAsUpdate(doc!)
    const without = Y.diffUpdate(whole, Y.encodeStateVector(new Map([[2, 10]])))
    expect(judged(without)).toBe('missing')
  })

  it('is missing when something is deleted that nobody has made', () => {
    const [doc] = inTurns(2, 4)
    const before = Y.encodeStateVector(doc!)
    doc!.getText('text').delete(0, 2)
    expect(judged(Y.encodeStateAsUpdate(doc!, before))).toBe('missing')
  })

  it('is never found when two structs rest on each other, or one on itself', () => {
    // Client 1's first letter stands to the right of client 2's first one, and the other way round.
    const circle = Uint8Array.of(2, 1, 2, 0, 0x84, 1, 0, 1, 0x62, 1, 1, 0, 0x84, 2, 0, 1, 0x61, 0)
    expect(judged(circle)).toBe('missing')
    const itself = Uint8Array.of(1, 1, 1, 0, 0x84, 1, 0, 1, 0x61, 0)
    expect(judged(itself)).toBe('refused')
  })
})

describe('[S19] a page', () => {
  it('holds so many letters and no more, also when they go on where somebody just typed', () => {
    const document = openDocument()
    const doc = new Y.Doc()
    const updates: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => updates.push(update))
    doc.getMap('artifacts').set('page', new Y.Text('a'))
    const page = doc.getMap('artifacts').get('page')
    if (!(page instanceof Y.Text)) throw new Error('that is a text')
    for (let at = 1; at < 50; at++) page.insert(at, 'b')
    page.insert(50, 'c'.repeat(TEXT_MAX))
    const verdicts = updates.map((update) => {
      const verdict = judge(update, ANONYMOUS, document)
      if (verdict.type === 'adds') {
        document.expect(verdict.reading, verdict.claims, ANONYMOUS)
        document.settle([verdict], verdict.reading)
      }
      return verdict.type
    })
    expect(new Set(verdicts.slice(0, -1))).toEqual(new Set(['adds']))
    expect(verdicts.at(-1)).toBe('refused')
  })
})
