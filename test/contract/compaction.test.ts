// Compaction: the log gets shorter and says the same.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RUN_ROWS_MAX } from '../../server/storage/row-runs.ts'
import type { CompactionRule, DocumentKey, LogRow, Store } from '../../server/storage/store.ts'
import { ada, appendAll, bob, documentOf, makeWorld, textOf, typed, update } from './made.ts'
import { durableStores, stores } from './stores.ts'

const EVERYTHING: CompactionRule = { before: 1e9, gapMs: 1e9, bytesMax: 1e6 }

/** Appends one row per character of `who` (a for Ada, b for Bob), a second apart, and a snapshot over all. */
async function written(store: Store, who: string): Promise<{ document: DocumentKey; sequences: number[] }> {
  const document = documentOf(await makeWorld(store, 'garden'))
  const letters = { a: typed(1, who), b: typed(2, who) }
  const updates = Array.from(who, (author, n) => {
    const bytes = letters[author === 'a' ? 'a' : 'b'].shift()!
    return update(document, n, { bytes, member: author === 'a' ? ada : bob, at: n * 1000 })
  })
  const sequences = await appendAll(store, updates)
  await store.snapshot(document, sequences.at(-1)!, new Uint8Array())
  return { document, sequences }
}

const shape = (rows: readonly LogRow[]) =>
  rows.map(({ member, sequence, firstAt, lastAt, updates }) => [member, sequence, firstAt, lastAt, updates])

describe.each(stores)('compaction in the store: $name', ({ open }) => {
  test('neighbouring rows of one member become one, in the place of the last; others stay between', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, 'aaabba')
    const text = textOf((await store.log(document, 0, 100)).map((row) => row.bytes))
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 5, into: 2 })
    const rows = await store.log(document, 0, 100)
    expect(shape(rows)).toEqual([
      [ada, sequences[2], 0, 2000, 3],
      [bob, sequences[4], 3000, 4000, 2],
      [ada, sequences[5], 5000, 5000, 1],
    ])
    expect(textOf(rows.map((row) => row.bytes))).toBe(text)
    expect((await store.open(document)).sequence).toBe(sequences[5])
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 0, into: 0 })
  })

  test('a merged row is merged again with those that came after it', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, 'aaaaaa')
    expect(await store.compact(document, { ...EVERYTHING, before: 3000 })).toEqual({ merged: 3, into: 1 })
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 4, into: 1 })
    const rows = await store.log(document, 0, 100)
    expect(shape(rows)).toEqual([[ada, sequences[5], 0, 5000, 6]])
    expect(textOf(rows.map((row) => row.bytes))).toBe('aaaaaa')
  })

  test('the first rows become the state that they give, whatever lies between them; what came after stays', async () => {
    await using opened = await open()
    const { store } = opened
    const rows = 3 * RUN_ROWS_MAX
    const map = new Y.Doc()
    const document = documentOf(await makeWorld(store, 'garden'), 'live')
    const updates = Array.from({ length: rows }, (_, n) => {
      const before = Y.encodeStateVector(map)
      map.getMap('live').set('beat', n)
      return update(document, n, { bytes: Y.encodeStateAsUpdate(map, before), at: n * 1e6 })
    })
    const sequences = await appendAll(store, updates)
    await store.snapshot(document, sequences.at(-1)!, new Uint8Array())
    const rule = { before: (rows - 10) * 1e6, gapMs: 1, bytesMax: 1, toState: true }
    const { merged, into } = await store.compact(document, rule)
    expect(merged - into).toBe(rows - 11)
    const left = await store.log(document, 0, 1000)
    expect(left.map(({ sequence }) => sequence)).toEqual(sequences.slice(-11))
    expect(left[0]).toMatchObject({ updates: rows - 10, firstAt: 0 })
    expect(left[0]!.bytes.length).toBeLessThan(200)
    const copy = new Y.Doc()
    for (const { bytes } of left) Y.applyUpdate(copy, bytes)
    expect(copy.getMap('live').toJSON()).toEqual({ beat: rows - 1 })
    expect(await store.compact(document, rule)).toEqual({ merged: 0, into: 0 })
  })

  test('all that a snapshot covers becomes one row, whoever wrote it and however much it is', async () => {
    await using opened = await open()
    const { store } = opened
    const map = new Y.Doc()
    const document = documentOf(await makeWorld(store, 'garden'), 'live')
    const updates = Array.from({ length: 4_100 }, (_, n) => {
      const before = Y.encodeStateVector(map)
      map.getMap('live').set('beat', n)
      const bytes = Y.encodeStateAsUpdate(map, before)
      return update(document, n, { bytes, member: n % 2 === 0 ? ada : bob, at: n })
    })
    expect(await store.condense(document)).toBe(0)
    const sequences = await appendAll(store, updates.slice(0, -1))
    const state = Y.encodeStateAsUpdate(map)
    await store.snapshot(document, sequences.at(-1)!, state)
    const [after] = await appendAll(store, updates.slice(-1))
    const before = await store.open(document)
    expect(await store.condense(document)).toBe(sequences.length - 1)
    expect(await store.open(document)).toEqual(before)
    const left = await store.log(document, 0, 10)
    expect(left.map(({ sequence }) => sequence)).toEqual([sequences.at(-1), after])
    expect(left[0]).toMatchObject({ bytes: state, updates: sequences.length, firstAt: 0, lastAt: 4_098 })
    expect(await store.condense(document)).toBe(0)
  })

  test('only what a snapshot covers is merged', async () => {
    await using opened = await open()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'))
    const sequences = await appendAll(
      store,
      typed(1, 'abcd').map((bytes, n) => update(document, n, { bytes })),
    )
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 0, into: 0 })
    await store.snapshot(document, sequences[1]!, new Uint8Array())
    const before = await store.open(document)
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 2, into: 1 })
    expect(await store.open(document)).toEqual(before)
    expect((await store.log(document, 0, 100)).map((row) => row.sequence)).toEqual(sequences.slice(1))
  })

  test('rows further apart than the gap, too young, or too large together stay apart', async () => {
    await using opened = await open()
    const { store } = opened
    const { document } = await written(store, 'aaaa')
    expect(await store.compact(document, { ...EVERYTHING, gapMs: 999 })).toEqual({ merged: 0, into: 0 })
    expect(await store.compact(document, { ...EVERYTHING, before: 1000 })).toEqual({ merged: 0, into: 0 })
    const sizes = (await store.log(document, 0, 100)).map((row) => row.bytes.length)
    const pairs = sizes.slice(1).map((size, n) => size + sizes[n]!)
    const bytesMax = Math.min(...pairs) - 1
    expect(await store.compact(document, { ...EVERYTHING, bytesMax })).toEqual({ merged: 0, into: 0 })
    const rule = { ...EVERYTHING, bytesMax: Math.max(...pairs) }
    expect(await store.compact(document, rule)).toEqual({ merged: 4, into: 2 })
  })

  test('rows in quarantine, and rows that cannot be merged, stay as they are', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, 'aaaaa')
    await store.quarantine(document, sequences[2]!)
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 4, into: 2 })
    expect((await store.log(document, 0, 100)).map((row) => row.sequence)).toEqual(
      [1, 2, 4].map((n) => sequences[n]),
    )
    const damaged = { member: bob, at: 9000 }
    const [last] = (await store.append([1, 2].map((mark) => update(document, mark, damaged)))).slice(-1)
    await store.snapshot(document, last!, new Uint8Array())
    const rows = await store.log(document, 0, 100)
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 0, into: 0 })
    expect(await store.log(document, 0, 100)).toEqual(rows)
  })

  test('what is before an edit stays before it: merging around somebody else would lose text', async () => {
    await using opened = await open()
    const { store } = opened
    const { document } = await written(store, 'ab'.repeat(20))
    const text = textOf((await store.log(document, 0, 100)).map((row) => row.bytes))
    expect(await store.compact(document, EVERYTHING)).toEqual({ merged: 0, into: 0 })
    expect(textOf((await store.log(document, 0, 100)).map((row) => row.bytes))).toBe(text)
  })

  test('a long log is merged in as many steps as it takes, and says the same', async () => {
    await using opened = await open()
    const { store } = opened
    const who = 'a'.repeat(RUN_ROWS_MAX + 100) + 'bbb' + 'a'.repeat(3 * RUN_ROWS_MAX)
    const { document } = await written(store, who)
    const before = await store.log(document, 0, 10_000)
    const text = textOf(before.map((row) => row.bytes))
    const done = await store.compact(document, EVERYTHING)
    expect(done).toEqual({ merged: who.length, into: 2 + 1 + 3 })
    const rows = await store.log(document, 0, 10_000)
    expect(rows.map((row) => row.updates)).toEqual([RUN_ROWS_MAX, 100, 3, ...Array(3).fill(RUN_ROWS_MAX)])
    expect(textOf(rows.map((row) => row.bytes))).toBe(text)
  })
})

describe.each(durableStores)('compaction after a restart: $name', ({ open }) => {
  test('a merged log is the same after a restart', async () => {
    await using opened = await open()
    const { document } = await written(opened.store, 'aaabba')
    await opened.store.compact(document, EVERYTHING)
    const rows = await opened.store.log(document, 0, 100)
    const again = await opened.reopen()
    expect(await again.log(document, 0, 100)).toEqual(rows)
    expect((await again.append([update(document, 1)]))[0]).toBeGreaterThan(rows.at(-1)!.sequence)
  })
})
