// What a store keeps of a document's history: origins of rows, held rows, the index, checkpoints, new lines.
import { describe, expect, test } from 'vitest'
import { parseRevision, SESSION_GAP_MS, type Revision } from '../../shared/history/revision.ts'
import type { RowSummary } from '../../shared/history/rows/row-summary.ts'
import { parseArtifactId, parseLineId } from '../../shared/world/address.ts'
import { parseAuthorId } from '../../shared/world/author.ts'
import type { IndexedRow } from '../../server/storage/history-store.ts'
import type { RowOrigin } from '../../server/storage/log-rows.ts'
import type { CompactionRule, DocumentKey, LogRow, Store } from '../../server/storage/store.ts'
import { ada, appendAll, bob, documentOf, makeWorld, takeLease, textOf, typed, update } from './made.ts'
import { durableStores, stores } from './stores.ts'

const EVERYTHING: CompactionRule = { before: 1e9, gapMs: 1e9, bytesMax: 1e6 }
const lamp = parseAuthorId('program:lamp')!
const bell = parseAuthorId('program:bell')!
const agent = parseAuthorId('agent:ada:s1')!
const merge = { kind: 'merge', id: 'm1' } as const

const revision = (at: number): Revision => parseRevision(at)!

/** Appends one letter for each origin, a second apart, and a snapshot over all. */
async function written(
  store: Store,
  origins: readonly (RowOrigin & { readonly at?: number })[],
): Promise<{ document: DocumentKey; sequences: number[] }> {
  const document = documentOf(await makeWorld(store, 'garden'))
  const letters = typed(1, 'x'.repeat(origins.length))
  const updates = origins.map((origin, n) =>
    update(document, n, { bytes: letters[n]!, at: n * 1000, ...origin }),
  )
  const sequences = await appendAll(store, updates)
  await store.snapshot(document, sequences.at(-1)!, new Uint8Array())
  return { document, sequences }
}

const plain = (count: number): RowOrigin[] => Array.from({ length: count }, () => ({}))

const entry = (row: LogRow, at: number, summary: RowSummary | null): IndexedRow => {
  const { bytes: _bytes, quarantined: _quarantined, ...facts } = row
  return { ...facts, revision: revision(at), summary }
}

const summaryOf = (written: number, clock: number): RowSummary => ({
  letters: [written, 0],
  things: [parseArtifactId(`t${clock}`)!],
  hasMore: false,
  added: [{ client: 1, clock, length: 1 }],
})

/** Puts all rows of a log into its index. */
async function indexAll(store: Store, document: DocumentKey): Promise<IndexedRow[]> {
  const rows = await store.log(document, 0, 1000)
  let at = 0
  const entries = rows.map((row, n) => entry(row, (at += row.updates), summaryOf(1, n)))
  expect(await store.indexRows(document, entries)).toBe(true)
  return entries
}

describe.each(stores)('the history of a document: $name', ({ open }) => {
  test('[HI20] a row says its author, why and when it was written, or nothing of that', async () => {
    await using opened = await open()
    const { store } = opened
    const origins = [{}, { author: lamp }, { author: agent, note: merge, writtenAt: 0 }, { writtenAt: 7 }]
    const { document } = await written(store, origins)
    const rows = await store.log(document, 0, 100)
    expect(rows.map(({ author, note, writtenAt }) => ({ author, note, writtenAt }))).toEqual(origins)
    expect(rows.map((row) => 'author' in row || 'note' in row || 'writtenAt' in row)).toEqual([
      false,
      true,
      true,
      true,
    ])
    const garden = await makeWorld(store, 'other', { scene: [{ ...update(document, 1), author: bell }] })
    expect(await store.log(documentOf(garden), 0, 9)).toMatchObject([{ author: bell, updates: 1 }])
  })

  test('rows that are brought from elsewhere keep what they say of themselves', async () => {
    await using opened = await open()
    const { store } = opened
    const staged = { world: await store.stage(1), kind: 'scene' } as const
    const facts = { member: ada, firstAt: 1, lastAt: 2, quarantined: false }
    const rows = [
      { ...facts, bytes: Uint8Array.of(1), updates: 5, author: agent, note: merge, writtenAt: 3 },
      { ...facts, bytes: Uint8Array.of(2), updates: 0, quarantined: true, author: lamp },
      { ...facts, bytes: Uint8Array.of(3), updates: 2 },
    ]
    await store.importLog(staged, { rows, clients: new Map() })
    expect(await store.log(staged, 0, 9)).toEqual(rows.map((row) => expect.objectContaining(row)))
  })

  test('[HI21] rows of another author, note or time of writing are never merged; those of the same are', async () => {
    await using opened = await open()
    const { store } = opened
    const origins = [
      { author: lamp },
      { author: lamp },
      { author: bell },
      {},
      {},
      { note: merge },
      { note: merge, writtenAt: 5 },
      { note: merge, writtenAt: 5 },
    ]
    const { document } = await written(store, origins)
    await store.compact(document, EVERYTHING)
    const rows = await store.log(document, 0, 100)
    expect(rows.map(({ author, note, writtenAt, updates }) => [author, note, writtenAt, updates])).toEqual([
      [lamp, undefined, undefined, 2],
      [bell, undefined, undefined, 1],
      [undefined, undefined, undefined, 2],
      [undefined, merge, undefined, 1],
      [undefined, merge, 5, 2],
    ])
  })

  test('[HI21] rows with more than a session’s gap between them are never merged, except live’s into a state', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, [
      { at: 0 },
      { at: SESSION_GAP_MS },
      { at: 2 * SESSION_GAP_MS + 1 },
      { at: 2 * SESSION_GAP_MS + 2 },
    ])
    await store.compact(document, EVERYTHING)
    expect((await store.log(document, 0, 9)).map((row) => [row.sequence, row.updates])).toEqual([
      [sequences[1], 2],
      [sequences[3], 2],
    ])
    await store.compact(document, { ...EVERYTHING, toState: true })
    expect((await store.log(document, 0, 9)).map((row) => row.updates)).toEqual([4])
  })

  test('[HI21] a row at which a pin or a checkpoint stands is the last of its run, and so its revision stays', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, plain(9))
    const text = textOf((await store.log(document, 0, 100)).map(({ bytes }) => bytes))
    await store.pin(document, sequences[2]!, 'version')
    const state = Uint8Array.of(1, 2)
    await store.keepCheckpoint(document, { sequence: sequences[5]!, revision: revision(6), state })
    await store.compact(document, EVERYTHING)
    const rows = await store.log(document, 0, 100)
    expect(rows.map((row) => [row.sequence, row.updates])).toEqual([
      [sequences[2], 3],
      [sequences[5], 3],
      [sequences[8], 3],
    ])
    expect(textOf(rows.map(({ bytes }) => bytes))).toBe(text)
    await store.unpin(document, 'version')
    await store.dropCheckpoint(document, sequences[5]!)
    await store.compact(document, EVERYTHING)
    expect((await store.log(document, 0, 9)).map((row) => row.updates)).toEqual([9])
  })

  test('pins have names; a name moves; a pin needs a row', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, plain(3))
    const [first, second, third] = sequences as [number, number, number]
    await store.pin(document, second, 'b')
    await store.pin(document, second, 'a')
    await store.pin(document, third, 'c')
    await store.pin(document, first, 'c')
    expect(await store.pins(document)).toEqual([
      { sequence: first, name: 'c' },
      { sequence: second, name: 'a' },
      { sequence: second, name: 'b' },
    ])
    await expect(store.pin(document, third + 1000, 'd')).rejects.toThrow(RangeError)
    const other = documentOf(await makeWorld(store, 'other'))
    await expect(store.pin(other, second, 'd')).rejects.toThrow(RangeError)
    await store.unpin(document, 'a')
    await store.unpin(document, 'nobody')
    expect((await store.pins(document)).map(({ name }) => name)).toEqual(['c', 'b'])
    expect(await store.pins(other)).toEqual([])
  })

  test('the index is read from both ends', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, [
      {},
      { author: lamp, note: merge, writtenAt: 1 },
      {},
      {},
    ])
    expect([await store.indexedTo(document), await store.rowIndex(document, { after: 0, limit: 9 })]).toEqual(
      [0, []],
    )
    const entries = await indexAll(store, document)
    expect(await store.indexedTo(document)).toBe(sequences[3])
    expect(await store.rowIndex(document, { after: 0, limit: 9 })).toEqual(entries)
    expect(await store.rowIndex(document, { after: sequences[0]!, limit: 2 })).toEqual(entries.slice(1, 3))
    expect(await store.rowIndex(document, { before: null, limit: 2 })).toEqual([entries[3], entries[2]])
    expect(await store.rowIndex(document, { before: sequences[2]!, limit: 9 })).toEqual([
      entries[1],
      entries[0],
    ])
    const anew = { ...entries[1]!, summary: null }
    expect(await store.indexRows(document, [anew])).toBe(true)
    expect(await store.rowIndex(document, { after: sequences[0]!, limit: 1 })).toEqual([anew])
  })

  test('what is no longer as the log has it is not indexed', async () => {
    await using opened = await open()
    const { store } = opened
    const { document } = await written(store, plain(4))
    const rows = await store.log(document, 0, 9)
    await store.compact(document, EVERYTHING)
    const entries = rows.map((row, n) => entry(row, n + 1, null))
    expect(await store.indexRows(document, entries)).toBe(false)
    expect(await store.indexRows(document, entries.slice(-1))).toBe(false)
    expect(await store.indexedTo(document)).toBe(0)
  })

  test('entries of merged rows are merged; where the index ends within them, it ends before', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, plain(6))
    await indexAll(store, document)
    await store.compact(document, { ...EVERYTHING, before: 3000 })
    expect(await store.rowIndex(document, { after: 0, limit: 1 })).toEqual([
      {
        sequence: sequences[2],
        revision: 3,
        member: ada,
        firstAt: 0,
        lastAt: 2000,
        updates: 3,
        summary: {
          letters: [3, 0],
          things: ['t0', 't1', 't2'],
          hasMore: false,
          added: [{ client: 1, clock: 0, length: 3 }],
        },
      },
    ])
    const [more] = await store.append([update(document, 7, { bytes: typed(2, 'y')[0]!, at: 6000 })])
    await store.snapshot(document, more!, new Uint8Array())
    await store.compact(document, EVERYTHING)
    expect(await store.indexedTo(document)).toBe(0)
    expect((await store.log(document, 0, 9)).map(({ updates }) => updates)).toEqual([7])
  })

  test('the newest checkpoint at or before a row is found, and each can be dropped', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, plain(5))
    const kept = [1, 3].map((n) => ({
      sequence: sequences[n]!,
      revision: revision(n + 1),
      state: Uint8Array.of(n, n),
    }))
    for (const each of kept) await store.keepCheckpoint(document, each)
    expect(await Promise.all(sequences.map((at) => store.checkpointAt(document, at)))).toEqual([
      null,
      kept[0],
      kept[0],
      kept[1],
      kept[1],
    ])
    // A Buffer, as a state is that came from another process.
    const again = { ...kept[1]!, state: Buffer.of(9) }
    await store.keepCheckpoint(document, again)
    expect([...again.state]).toEqual([9])
    expect(await store.checkpointSizes(document)).toEqual([
      { sequence: sequences[1], revision: 2, bytes: 2, head: Uint8Array.of(1, 1) },
      { sequence: sequences[3], revision: 4, bytes: 1, head: Uint8Array.of(9) },
    ])
    await store.dropCheckpoint(document, sequences[1]!)
    expect(await store.checkpointAt(document, sequences[2]!)).toBe(null)
    const beyond = { ...again, sequence: sequences[4]! + 1000 }
    await expect(store.keepCheckpoint(document, beyond)).rejects.toThrow(RangeError)
  })

  test('a condensed log has nothing of what was before, and its last row keeps its revision', async () => {
    await using opened = await open()
    const { store } = opened
    const { document, sequences } = await written(store, plain(4))
    await indexAll(store, document)
    await store.pin(document, sequences[1]!, 'old')
    await store.pin(document, sequences[3]!, 'new')
    await store.keepCheckpoint(document, {
      sequence: sequences[0]!,
      revision: revision(1),
      state: Uint8Array.of(1),
    })
    await store.condense(document)
    expect(await store.rowIndex(document, { after: 0, limit: 9 })).toMatchObject([
      { sequence: sequences[3], revision: 4, updates: 4, summary: null },
    ])
    expect(await store.pins(document)).toEqual([{ sequence: sequences[3], name: 'new' }])
    expect(await store.checkpointSizes(document)).toEqual([])
  })
})

describe.each(stores)('a new line of a world: $name', ({ open }) => {
  const line = parseLineId('new-line')!
  const bytes = Uint8Array.of(7)

  /** A world with a history, and a staged one that is to take its place. */
  async function prepared(store: Store) {
    const { document, sequences } = await written(store, plain(3))
    await indexAll(store, document)
    await store.pin(document, sequences[0]!, 'old')
    const world = document.world
    const live = { world, kind: 'live' } as const
    await store.append([update(live, 9)])
    const staged = await store.stage(5)
    const row = {
      bytes,
      member: bob,
      firstAt: 8000,
      lastAt: 9000,
      updates: 12,
      quarantined: false,
      author: lamp,
    }
    const last = await store.importLog(
      { world: staged, kind: 'scene' },
      { rows: [row], clients: new Map([[4, bob]]) },
    )
    await store.pin({ world: staged, kind: 'scene' }, last, 'kept')
    return { world, document, live, staged, row, last }
  }

  test('the documents of a staged world take the place of a world’s own, with all beside them', async () => {
    await using opened = await open()
    const { store } = opened
    const { world, document, live, staged, row, last } = await prepared(store)
    const before = await store.findByKey(world)
    const [record] = await store.replaceLogs(
      [{ world, staged, line }],
      [{ kind: 'draft', id: 'one', value: { base: 12 } }],
    )
    expect(record).toEqual({ ...before, line, changedAt: 9000, isLiving: null, lookedTo: 0 })
    expect(await store.findByKey(world)).toEqual(record)
    expect(await store.log(document, 0, 9)).toEqual([{ ...row, sequence: last }])
    expect((await store.open(document)).clients).toEqual(new Map([[4, bob]]))
    expect(await store.log(live, 0, 9)).toEqual([])
    expect(await store.pins(document)).toEqual([{ sequence: last, name: 'kept' }])
    expect(await store.indexedTo(document)).toBe(0)
    expect(await store.records('draft')).toMatchObject([{ id: 'one', value: { base: 12 } }])
    await expect(store.open({ world: staged, kind: 'scene' })).rejects.toThrow(`no world number ${staged}`)
    const [next] = await store.append([update(document, 3)])
    expect(next).toBeGreaterThan(last)
  })

  test('the lease of before is over, and personal logs stay', async () => {
    await using opened = await open()
    const { store } = opened
    const { world, document, staged } = await prepared(store)
    const epoch = await takeLease(store, world, 'owner')
    const personal = { world, kind: `pending:${ada}` } as const
    await store.append([update(personal, 1)])
    await store.replaceLogs([{ world, staged, line }])
    await expect(store.append([update(document, 1, { epoch })])).rejects.toThrow('lease')
    expect(await takeLease(store, world, 'other')).toBe(epoch + 1)
    expect(await store.log(personal, 0, 9)).toHaveLength(1)
  })

  test('nothing changes when a record that is to be new is there, or a world is not', async () => {
    await using opened = await open()
    const { store } = opened
    const { world, document, staged } = await prepared(store)
    await store.changeRecords([{ kind: 'draft', id: 'one', value: 1 }])
    const whole = async () => [
      await store.findByKey(world),
      await store.log(document, 0, 9),
      await store.rowIndex(document, { after: 0, limit: 9 }),
      await store.log({ world: staged, kind: 'scene' }, 0, 9),
    ]
    const before = await whole()
    const taken = [{ kind: 'draft', id: 'one', value: 2, isNew: true }] as const
    await expect(store.replaceLogs([{ world, staged, line }], taken)).rejects.toThrow('there already')
    await expect(store.replaceLogs([{ world, staged: world, line }])).rejects.toThrow('no world')
    await expect(store.replaceLogs([{ world: staged, staged, line }])).rejects.toThrow('no world')
    expect(await whole()).toEqual(before)
    const copy = await makeWorld(store, 'copy', { address: 'ada@house.example/copy' as never })
    await expect(store.replaceLogs([{ world: copy.key, staged, line }])).rejects.toThrow('no world')
    const both = [
      { world, staged, line },
      { world: copy.key, staged: await store.stage(1), line },
    ]
    await expect(store.replaceLogs(both)).rejects.toThrow('no world')
    expect(await whole()).toEqual(before)
  })

  test('several worlds begin new lines at once', async () => {
    await using opened = await open()
    const { store } = opened
    const { world, document, staged, row, last } = await prepared(store)
    const other = await makeWorld(store, 'other')
    const empty = await store.stage(1)
    const lines = [
      { world, staged, line },
      { world: other.key, staged: empty, line },
    ]
    const replaced = await store.replaceLogs(lines)
    expect(replaced.map((each) => [each.key, each.line])).toEqual([
      [world, line],
      [other.key, line],
    ])
    expect(await store.log(document, 0, 9)).toEqual([{ ...row, sequence: last }])
  })
})

describe.each(durableStores)('history after a restart: $name', ({ open }) => {
  test('origins, pins, index and checkpoints are there', async () => {
    await using opened = await open()
    const { document, sequences } = await written(opened.store, [
      { author: agent, note: merge, writtenAt: 2 },
      {},
    ])
    const entries = await indexAll(opened.store, document)
    await opened.store.pin(document, sequences[1]!, 'v')
    const checkpoint = { sequence: sequences[0]!, revision: revision(1), state: Uint8Array.of(1) }
    await opened.store.keepCheckpoint(document, checkpoint)
    const rows = await opened.store.log(document, 0, 9)
    const again = await opened.reopen()
    expect(await again.log(document, 0, 9)).toEqual(rows)
    expect(await again.rowIndex(document, { after: 0, limit: 9 })).toEqual(entries)
    expect(await again.pins(document)).toHaveLength(1)
    expect(await again.checkpointAt(document, sequences[1]!)).toEqual(checkpoint)
  })
})
