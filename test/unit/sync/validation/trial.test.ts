import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { makePlainDocument } from '../../../../shared/yjs/plain-document.ts'
import { stateOf, tryUpdates } from '../../../../server/sync/validation/update-trial.ts'
import { lettersUpdate, putBefore, twoWhoPutBefore } from '../../../attack/work/updates.ts'

/** The result of pieces, one after the other; each has all that it rests on before it. */
function built(pieces: readonly { readonly bytes: Uint8Array }[]): Y.Doc {
  const doc = makePlainDocument()
  for (const { bytes } of pieces) {
    Y.applyUpdate(doc, bytes)
    expect(doc.store.pendingStructs).toBeNull()
    expect(doc.store.pendingDs).toBeNull()
  }
  return doc
}

/** A page as somebody types it: one update for each letter. */
function typed(words: string): Uint8Array[] {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of words) doc.getText('t').insert(doc.getText('t').length, letter)
  doc.getText('t').delete(0, 1)
  return updates
}

describe('[S18] stored updates are tried', () => {
  it('and give the same in pieces, of which a row of letters is one', () => {
    const updates = typed('x'.repeat(1_200))
    const { pieces, aside, items } = tryUpdates(updates)
    expect(aside).toEqual([])
    expect(pieces.length).toBeLessThan(6)
    expect(items).toBeLessThan(10)
    expect(built(pieces).getText('t').length).toBe(1_199)
  })

  it('and what cannot be read, or rests on what cannot, is put aside; the rest is as it was', () => {
    const updates = typed('abcdef')
    const damaged = updates.with(2, Uint8Array.of(9, 9, 9))
    const other = lettersUpdate('t', new Map([[5, putBefore(5, 3)]]))
    const { pieces, aside } = tryUpdates([...damaged, other])
    expect(aside).toEqual([2, 3, 4, 5])
    expect(built(pieces).getText('t').toJSON()).toBe('xxxb')
  })

  it('and what takes long is in small pieces', () => {
    const updates = twoWhoPutBefore(1_500, [5, 9])
    const { pieces, aside } = tryUpdates(updates)
    expect(aside).toEqual([])
    expect(pieces.length).toBeGreaterThan(20)
    expect(built(pieces).getText('t').length).toBe(3_000)
  })

  it('and what takes too long as a whole is put aside, with nothing of it left behind', () => {
    const doc = new Y.Doc()
    const list = new Y.Array()
    doc.getMap('map').set('list', list)
    doc.transact(() => {
      for (let i = 0; i < 70_000; i++) list.insert(0, [i])
    })
    const full = Y.encodeStateAsUpdate(doc)
    const before = Y.encodeStateVector(doc)
    doc.transact(() => {
      doc.getMap('map').set('word', 'kept')
      doc.getMap('map').delete('list')
    })
    const { pieces, aside } = tryUpdates([full, Y.encodeStateAsUpdate(doc, before)])
    expect(aside).toEqual([1])
    expect(built(pieces).getMap('map').has('word')).toBe(false)
  })

  it('and their state can be had, tried as it will be opened; not where one cannot be applied', () => {
    const updates = typed('abcdef')
    const made = stateOf(updates)!
    expect(built([made]).getText('t').toJSON()).toBe('bcdef')
    expect(built(made.tried.pieces).getText('t').toJSON()).toBe('bcdef')
    expect(stateOf(updates.slice(1))).toBeNull()
  })

  it('also where something was told before the answer that it rests on', () => {
    const updates = typed('abcdef')
    const whole = Y.mergeUpdates(updates)
    const made = stateOf([...updates.slice(3, 5), whole])!
    expect(built([made]).getText('t').toJSON()).toBe('bcdef')
    expect(stateOf([...updates.slice(3, 5), ...updates.slice(0, 2)])).toBeNull()
  })
})
