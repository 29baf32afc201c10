// Two who write under one client id: what a document has otherwise is found, and edits stand beside it.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { isHeldOtherwise } from '../../../shared/yjs/held-otherwise.ts'
import { editsBeside } from '../../../shared/yjs/new-item-ids.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'

const CLIENT = 7

const holdsOtherwise = (doc: Y.Doc, update: Uint8Array): boolean => isHeldOtherwise(doc, update, () => true)

/** A document that one client wrote, and each of its edits. */
function written(
  edits: readonly ((doc: Y.Doc) => void)[],
  client = CLIENT,
  base: readonly Uint8Array[] = [],
) {
  const doc = makePlainDocument()
  for (const update of base) Y.applyUpdate(doc, update)
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  for (const edit of edits) edit(doc)
  return { doc, updates, state: Y.encodeStateAsUpdate(doc) }
}

const put = (words: string) => (doc: Y.Doc) => doc.getText('text').insert(0, words)
const set = (key: string, value: unknown) => (doc: Y.Doc) => void doc.getMap('map').set(key, value)
const wordsIn = (...updates: Uint8Array[]): string => {
  const doc = new Y.Doc()
  for (const update of updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toJSON()
}

const edit = fc.oneof(
  fc
    .tuple(fc.nat(20), fc.string({ minLength: 1, maxLength: 6, unit: 'grapheme' }))
    .map(([at, words]) => (doc: Y.Doc) => {
      const text = doc.getText('text')
      text.insert(Math.min(at, text.length), words)
    }),
  fc.tuple(fc.nat(20), fc.nat(5)).map(([at, length]) => (doc: Y.Doc) => {
    const text = doc.getText('text')
    if (at < text.length) text.delete(at, Math.min(length, text.length - at))
  }),
  fc.tuple(fc.constantFrom('a', 'b'), fc.jsonValue()).map(([key, value]) => set(key, value)),
  fc.jsonValue().map((value) => (doc: Y.Doc) => doc.getArray('list').push([value, 1])),
  fc.constant((doc: Y.Doc) => void doc.getMap('map').set('type', new Y.Text('within'))),
)

describe('what a document holds under the ids of an update', () => {
  it('is the same in whatever pieces it comes, and whatever was written or deleted since', () => {
    fc.assert(
      fc.property(
        fc.array(edit, { minLength: 1, maxLength: 30 }),
        fc.array(edit, { maxLength: 10 }),
        (own, others) => {
          const { doc, updates } = written(own)
          const later = written(others, 8, [Y.encodeStateAsUpdate(doc)]).doc
          for (const update of [...updates, Y.mergeUpdates([Y.encodeStateAsUpdate(new Y.Doc()), ...updates])])
            expect(holdsOtherwise(later, update)).toBe(false)
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })

  const told: Readonly<Record<string, (doc: Y.Doc) => void>> = {
    'other letters': put('abd'),
    'more letters of which the first differ': put('xbcdef'),
    'a value': set('a', 1),
    'letters in another text': (doc) => doc.getText('other').insert(0, 'abc'),
  }
  it.each(Object.keys(told))('is otherwise: %s', (name) => {
    expect(holdsOtherwise(written([put('abc')]).doc, written([told[name]!]).state)).toBe(true)
  })

  it('is otherwise where values, keys, kinds of types or places differ', () => {
    const one = (edit: (doc: Y.Doc) => void, other: (doc: Y.Doc) => void) =>
      holdsOtherwise(written([edit]).doc, written([other]).state)
    expect(one(set('a', { b: 1 }), set('a', { b: 2 }))).toBe(true)
    expect(one(set('a', 1), set('b', 1))).toBe(true)
    expect(one(set('a', new Y.Map()), set('a', new Y.Text()))).toBe(true)
    const base = written([put('ab')], 9).state
    const at = (place: number) => written([(doc) => doc.getText('text').insert(place, 'x')], CLIENT, [base])
    expect(holdsOtherwise(at(1).doc, at(2).state)).toBe(true)
  })

  it('nobody knows once it is deleted', () => {
    const { doc } = written([put('abc'), (each) => each.getText('text').delete(0, 3)])
    const { state } = written([put('xyz')])
    expect([isHeldOtherwise(doc, state, () => true), isHeldOtherwise(doc, state, () => false)]).toEqual([
      false,
      true,
    ])
  })
})

describe('edits beside a state', () => {
  it('keep their ids where it has none of them, or has them as they are', () => {
    const { updates } = written([put('abc'), put('def')])
    expect(editsBeside(written([put('else')], 9).state, updates, true)).toBe(updates)
    expect(editsBeside(updates[0]!, updates, true)).toBe(updates)
  })

  it('are all there, and once, where somebody else has their ids, with what they deleted and rest on', () => {
    const base = written([put('base ')], 9).state
    const edits = [put('mine '), put('lost '), (doc: Y.Doc) => doc.getText('text').delete(0, 5), put('and ')]
    const { updates } = written(edits, CLIENT, [base])
    const { state } = written([put('a stranger wrote this ')], CLIENT, [base])
    expect(wordsIn(state, ...updates)).not.toContain('mine')
    const beside = wordsIn(state, ...editsBeside(state, updates, false))
    expect(beside.match(/and mine /g)).toHaveLength(1)
    expect(beside).toContain('base ')
    expect(beside).toContain('a stranger wrote this ')
    expect(beside).not.toContain('lost')
  })

  it('of a client of whom the first ones are saved are those after them alone', () => {
    const { updates } = written([put('saved '), (doc) => doc.getText('text').insert(6, 'mine ')])
    const state = Y.mergeUpdates([
      updates[0]!,
      written([put('saved '), (doc) => doc.getText('text').insert(0, 'else ')]).updates[1]!,
    ])
    const [beside] = editsBeside(state, [updates[1]!], true)
    expect(wordsIn(state, beside!)).toBe('else saved mine ')
  })
})
