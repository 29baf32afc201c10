import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { judge, type Verdict } from '../../../server/sync/guard.ts'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { openDocument } from './documents.ts'

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
