import { beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { recordKeyOf } from '../../../client/replica/storage/stored-rows.ts'
import { makeMemoryBase } from '../../support/memory-base.ts'
import { UnsavedLedger } from '../../../client/replica/unsaved-ledger.ts'

const wordsIn = (scene: Y.Doc): Y.Text => scene.getText('words')

let edits: Uint8Array[]
let reported: unknown[]
let ledger: UnsavedLedger
let base: ReturnType<typeof makeMemoryBase>
let bob: Y.Doc

beforeEach(() => {
  edits = []
  reported = []
  const outside = {
    random: () => new Uint8Array([1, 2, 3, 4]),
    report: (error: unknown) => reported.push(error),
  }
  base = makeMemoryBase()
  ledger = new UnsavedLedger(outside, base, note)
  bob = new Y.Doc()
})

/** An edit of somebody else, as the server tells it. */
function bobWrites(words: string): Uint8Array {
  const before = Y.encodeStateVector(bob)
  wordsIn(bob).insert(0, words)
  return Y.encodeStateAsUpdate(bob, before)
}

/** Whether this update of the server was news: once or not at all. */
function newsIn(update: Uint8Array): number {
  const before = ledger.news
  ledger.receive(update)
  return ledger.news - before
}

/** The content of base, in words. */
function baseWords(): string {
  const base = new Y.Doc()
  Y.applyUpdate(base, ledger.baseState())
  return wordsIn(base).toJSON()
}

test('what is received is in the scene at once and in base whenever that is asked for, and is no edit', () => {
  for (let i = 0; i < 100; i++) ledger.receive(bobWrites('x'))
  expect(wordsIn(ledger.scene).toJSON()).toBe('x'.repeat(100))
  expect(baseWords()).toBe('x'.repeat(100))
  expect(Y.decodeStateVector(ledger.baseVector())).toEqual(new Map([[bob.clientID, 100]]))
  expect(edits).toEqual([])
})

test('an editor that writes when it is told what somebody else wrote has made an edit', () => {
  const words = wordsIn(ledger.scene)
  words.observe(({ transaction }) => {
    if (!transaction.local) ledger.scene.transact(() => words.insert(0, 'so '), 'editor')
  })
  ledger.receive(bobWrites('one'))
  ledger.receive(bobWrites('two '))
  expect(edits).toHaveLength(2)
  expect(baseWords()).toBe('two one')
  for (const edit of edits) Y.applyUpdate(bob, edit)
  expect(wordsIn(bob).toJSON()).toBe(words.toJSON())
})

test('an observer that throws breaks nothing; what is malformed is not taken in, and is told', () => {
  const words = wordsIn(ledger.scene)
  words.observe(() => {
    throw new Error('an editor broke')
  })
  ledger.receive(bobWrites('one'))
  expect(reported).toHaveLength(1)
  expect(() => ledger.receive(new Uint8Array([1, 1, 7]))).toThrow()
  ledger.receive(bobWrites('two '))
  expect(baseWords()).toBe('two one')
})

/** The device had this. */
function load(rows: readonly Uint8Array[]): void {
  for (const row of rows) base.give(row)
  ledger.load(rows, [])
}

/** Notes an unsaved edit. */
function note(bytes: Uint8Array): void {
  edits.push(bytes)
  ledger.note({ key: recordKeyOf('tab', edits.length), tab: 'tab', bytes, at: 0 })
}

const write = (words: string): void => wordsIn(ledger.scene).insert(0, words)

test('what the device had is in base when that is asked for, with edits that were not saved and without', () => {
  const rows = [bobWrites('one'), bobWrites('two ')]
  expect(ledger.hasBase).toBe(false)
  load(rows)
  expect(ledger.hasBase).toBe(true)
  expect(Y.decodeStateVector(ledger.baseVector())).toEqual(new Map([[bob.clientID, 7]]))
  write('mine ')
  expect(Y.decodeStateVector(ledger.baseVector())).toEqual(new Map([[bob.clientID, 7]]))
  expect(baseWords()).toBe('two one')
  expect(newsIn(bobWrites('three '))).toBe(1)
  expect(newsIn(Y.encodeStateAsUpdate(bob))).toBe(0)
  expect(baseWords()).toBe('three two one')
})

test('the server’s state is news once, and base has it, while nothing is unsaved', () => {
  load([bobWrites('one')])
  const news = bobWrites('two ')
  expect([newsIn(news), newsIn(news)]).toEqual([1, 0])
  expect(baseWords()).toBe('two one')
})

test('edits that were given up are not taken for the server’s', () => {
  load([bobWrites('one')])
  write('mine ')
  ledger.abandon()
  expect(baseWords()).toBe('one')
})

test('a row that is malformed is told, and keeps nobody from the others', () => {
  ledger.load([new Uint8Array([1, 1, 7]), bobWrites('one')], [])
  expect(reported).toHaveLength(1)
  expect(wordsIn(ledger.scene).toJSON()).toBe('one')
})

test('[R2] an edit that the server has, and has not said so of, is asked for again and is in base then', () => {
  load([bobWrites('one')])
  write('mine ')
  const mine = edits.at(-1) ?? new Uint8Array()
  expect(Y.decodeStateVector(ledger.baseVector())).toEqual(new Map([[bob.clientID, 3]]))
  expect(newsIn(mine)).toBe(0)
  expect(baseWords()).toBe('mine one')
})

test('[R3] what rests on edits that another tab took back goes with them, unless a third tab made it', () => {
  bobWrites('not here ')
  const edit = (tab: string, words: string) => {
    return { key: recordKeyOf(tab, 1), tab, bytes: bobWrites(words), at: 0 }
  }
  const [refused, third] = [edit('refused', 'one '), edit('third', 'two ')]
  ledger.learn([refused, third])
  write('mine ')
  const dropped = ledger.drop([refused.key], ({ tab }) => tab === 'tab')
  expect(dropped?.records.map(({ tab }) => tab)).toEqual(['refused', 'tab'])
  expect([...ledger.unsaved]).toEqual([third])
})
