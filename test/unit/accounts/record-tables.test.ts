// The node's records are in memory as they are on the disk, whatever fails.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore, createSharedMemory } from '../../support/memory-store/memory-store.ts'
import { RecordMoved, RecordTaken, StoreFault, type Store } from '../../../server/storage/store.ts'
import { inFrontOf } from '../../../server/storage/store-proxy.ts'
import { createFaultyStore } from '../../fault/disk/faulty-store.ts'

const shape = z.object({ count: z.number() })

async function open(store: Store = createMemoryStore()) {
  const unreadable: string[] = []
  const tables = createRecordTables({ store, onUnreadable: (kind, id) => unreadable.push(`${kind} ${id}`) })
  const table = await tables.table('thing', shape)
  return { store, kept: tables, table, unreadable }
}

describe('what is kept', () => {
  it('is on the disk before it is in memory, and there again after a restart', async () => {
    const { store, kept: tables, table } = await open()
    const made = tables.change([table.set('a', { count: 1 }), table.set('b', { count: 2 })])
    expect(table.size).toBe(0)
    expect(await made).toBe(true)
    expect([...table.entries()]).toEqual([
      ['a', { count: 1 }],
      ['b', { count: 2 }],
    ])
    const again = await open(store)
    expect([...again.table.entries()]).toEqual([...table.entries()])
    await tables.change([table.forget('a')])
    expect(table.get('a')).toBeNull()
    expect((await open(store)).table.get('a')).toBeNull()
  })

  it('changes all or nothing when the disk fails', async () => {
    const inner = createMemoryStore()
    let isFailing = false
    const store = createFaultyStore(inner, { failOn: () => isFailing })
    const { kept: tables, table } = await open(store)
    await tables.change([table.set('a', { count: 1 })])
    isFailing = true
    await expect(tables.change([table.set('a', { count: 2 }), table.forget('a')])).rejects.toThrow(StoreFault)
    expect(table.get('a')).toEqual({ count: 1 })
    isFailing = false
    expect(await tables.change([table.set('a', { count: 3 })])).toBe(true)
    expect(table.get('a')).toEqual({ count: 3 })
  })

  it('adds only what is not there yet, and then nothing else, either', async () => {
    const { kept: tables, table } = await open()
    expect(await tables.change([table.add('a', { count: 1 })])).toBe(true)
    expect(await tables.change([table.set('b', { count: 1 }), table.add('a', { count: 2 })])).toBe(false)
    expect([...table.entries()]).toEqual([['a', { count: 1 }]])
  })

  it('asks who changes what they read when their turn has come: none of a hundred is lost', async () => {
    const { kept: tables, table } = await open()
    const rise = () => tables.change(() => [table.set('a', { count: (table.get('a')?.count ?? 0) + 1 })])
    await Promise.all(Array.from({ length: 100 }, rise))
    expect(table.get('a')).toEqual({ count: 100 })
  })

  it('takes null, and an error, for a no, and goes on with who is next', async () => {
    const { kept: tables, table } = await open()
    expect(await tables.change(() => null)).toBe(false)
    const throwing = tables.change(() => {
      throw new Error('too many')
    })
    const next = tables.change([table.set('a', { count: 1 })])
    await expect(throwing).rejects.toThrow('too many')
    expect(await next).toBe(true)
  })

  it('leaves out what it cannot read, says so, and leaves it on the disk', async () => {
    const store = createMemoryStore()
    await store.changeRecords([
      { kind: 'thing', id: 'good', value: { count: 1 } },
      { kind: 'thing', id: 'bad', value: 'three' },
    ])
    const { table, unreadable } = await open(store)
    expect([...table.entries()].map(([id]) => id)).toEqual(['good'])
    expect(unreadable).toEqual(['thing bad'])
    expect(await store.records('thing')).toHaveLength(2)
  })

  it('tells who watches what is there and each change that is on the disk', async () => {
    const { kept: tables, table } = await open()
    await tables.change([table.set('a', { count: 1 })])
    const seen: unknown[] = []
    table.watch((id, now, before) => seen.push([id, now?.count, before?.count]))
    await tables.change([table.set('a', { count: 2 })])
    await tables.change([table.forget('a')])
    expect(seen).toEqual([
      ['a', 1, undefined],
      ['a', 2, 1],
      ['a', undefined, 2],
    ])
  })
})

/** The same records, as two processes have them. */
async function openTwice() {
  const another = createSharedMemory()
  return [await open(another()), await open(another())] as const
}

describe('[O9] records that two processes have', () => {
  it('are changed by who reads them: none of two hundred changes at once is lost', async () => {
    const both = await openTwice()
    const rise = ({ kept, table }: (typeof both)[0]) =>
      kept.change(() => [table.set('a', { count: (table.get('a')?.count ?? 0) + 1 })])
    await Promise.all(Array.from({ length: 200 }, (_, n) => rise(both[n % 2]!)))
    await both[0].kept.reload([{ kind: 'thing', id: 'a' }])
    expect(both[0].table.get('a')).toEqual({ count: 200 })
  })

  it('are not written over by who asked before: they are told, and know it then', async () => {
    const [one, other] = await openTwice()
    await one.kept.change([one.table.set('a', { count: 1 })])
    const late = other.kept.change([other.table.set('a', { count: 2 }), other.table.set('b', { count: 2 })])
    await expect(late).rejects.toThrow(RecordMoved)
    expect([other.table.get('a'), other.table.get('b')]).toEqual([{ count: 1 }, null])
    expect(await other.kept.change([other.table.set('a', { count: 2 })])).toBe(true)
    await expect(one.kept.change([one.table.forget('a')])).rejects.toThrow(RecordMoved)
    expect(one.table.get('a')).toEqual({ count: 2 })
    expect(await one.kept.change([one.table.forget('a')])).toBe(true)
    expect(await other.kept.change(() => (other.table.get('a') ? [other.table.forget('a')] : null))).toBe(
      false,
    )
    expect(other.table.size).toBe(0)
  })

  it('a name that one added is taken for the other, who knows whose it is then', async () => {
    const [one, other] = await openTwice()
    await one.kept.change([one.table.add('a', { count: 1 })])
    expect(await other.kept.change([other.table.add('a', { count: 2 })])).toBe(false)
    expect(other.table.get('a')).toEqual({ count: 1 })
    const write = () => Promise.reject(new RecordTaken('taken'))
    await expect(one.kept.change([one.table.add('b', { count: 1 })], write)).rejects.toThrow(RecordTaken)
  })

  it('are told to who watches when they are read again, once', async () => {
    const [one, other] = await openTwice()
    await one.kept.change([one.table.set('a', { count: 1 }), one.table.set('b', { count: 1 })])
    const keys = ['a', 'b', 'c'].map((id) => ({ kind: 'thing', id }))
    const seen: unknown[] = []
    other.table.watch((id, now, before) => seen.push([id, now?.count, before?.count]))
    await other.kept.reload([...keys, { kind: 'another', id: 'a' }])
    await one.kept.change([one.table.set('a', { count: 2 }), one.table.forget('b')])
    await other.kept.reload(keys)
    await other.kept.reload(keys)
    expect(seen).toEqual([
      ['a', 1, undefined],
      ['b', 1, undefined],
      ['a', 2, 1],
      ['b', undefined, 1],
    ])
  })

  it('[L36] are read again while a change waits for its readers, and what is newer than that stays', async () => {
    const another = createSharedMemory()
    const inner = another()
    const known = Promise.withResolvers<void>()
    const store = inFrontOf(inner, {
      async changeRecords(changes) {
        const isMade = await inner.changeRecords(changes)
        await known.promise
        return isMade
      },
    })
    const one = await open(store)
    const made = one.kept.change([one.table.set('a', { count: 1 })])
    const two = await open(another())
    await two.kept.change(() => [two.table.set('a', { count: 2 })])
    const later = one.kept.change(() => [one.table.set('b', { count: one.table.get('a')?.count ?? 0 })])
    await one.kept.reload([{ kind: 'thing', id: 'a' }])
    expect(one.table.get('a')).toEqual({ count: 2 })
    known.resolve()
    expect(await Promise.all([made, later])).toEqual([true, true])
    expect([...one.table.entries()]).toEqual([
      ['a', { count: 2 }],
      ['b', { count: 2 }],
    ])
  })

  it('that go with something else are asked for again, and what goes with them is written once', async () => {
    const [one, other] = await openTwice()
    await one.kept.change([one.table.set('a', { count: 1 })])
    const tries: unknown[] = []
    const isMade = await other.kept.change(
      () => [other.table.set('a', { count: (other.table.get('a')?.count ?? 0) + 1 })],
      async (records) => {
        tries.push(other.table.get('a'))
        await other.store.append([], [], records)
        return true
      },
    )
    expect([isMade, tries]).toEqual([true, [null, { count: 1 }]])
    expect(other.table.get('a')).toEqual({ count: 2 })
  })
})

describe('a change whose answer is lost', () => {
  it('is known to be made where the records say so, and not where they do not', async () => {
    const inner = createMemoryStore()
    let when: 'before' | 'after' | null = null
    const failOn = (call: keyof Store) => call === 'changeRecords' && when !== null
    const faulty = (which: 'before' | 'after') =>
      createFaultyStore(inner, { failOn: (call) => failOn(call) && when === which, when: which })
    for (const which of ['before', 'after'] as const) {
      when = null
      const { kept: tables, table } = await open(faulty(which))
      await tables.change([table.set('a', { count: 1 })])
      when = which
      const change = () =>
        tables.change([table.forget('b'), table.set('a', { count: 2 }), table.set('a', { count: 3 })])
      if (which === 'before') await expect(change()).rejects.toThrow(StoreFault)
      else expect(await change()).toBe(true)
      expect(table.get('a')).toEqual({ count: which === 'before' ? 1 : 3 })
    }
  })
})

describe('records of one call', () => {
  it('rest on each other, and one that nobody can read can be written over', async () => {
    const store = createMemoryStore()
    await store.changeRecords([{ kind: 'thing', id: 'bad', value: 'three', version: 3 }])
    const { kept: tables, table } = await open(store)
    const set = (count: number) => table.set('bad', { count })
    expect(await tables.change([set(1), table.forget('bad'), set(2), set(3)])).toBe(true)
    expect(table.get('bad')).toEqual({ count: 3 })
    expect(await tables.change([table.forget('bad'), table.add('bad', { count: 4 })])).toBe(true)
    expect(table.get('bad')).toEqual({ count: 4 })
  })
})
