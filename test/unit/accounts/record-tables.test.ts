// The node's records are in memory as they are on the disk, whatever fails.
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { StoreFault, type Store } from '../../../server/storage/store.ts'
import { createFaultyStore } from '../../fault/faulty-store.ts'

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
