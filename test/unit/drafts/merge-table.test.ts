// Records of merges are all in memory: of conflicts they keep little, and older ones only where they were.
import { expect, test } from 'vitest'
import {
  openMerges,
  keptBases,
  keptConflicts,
  mergesInto,
  addingMerge,
  toldConflicts,
} from '../../../server/history/drafts/merge-table.ts'
import { mergePage } from '../../../server/http/drafts/merge-routes.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { id } from '../world/made.ts'

const WORDS = 'x'.repeat(1_900)
const many = Array.from({ length: 200 }, (_, n) => ({
  id: id(`lamp-${n}`),
  key: 'name',
  base: WORDS,
  parent: WORDS,
  draft: WORDS,
}))

test('of 200 conflicts a record keeps where all are, and values of 50,000 bytes', () => {
  const conflicts = keptConflicts(many)
  expect(conflicts).toHaveLength(200)
  expect(JSON.stringify(conflicts).length).toBeLessThan(65_000)
  expect(conflicts[0]).toEqual(many[0])
  expect(conflicts.at(-1)).toEqual({ id: 'lamp-199', key: 'name', isCut: true })
  expect(keptConflicts([{ id: id('lamp'), key: 'name', draft: 'x' }])).toEqual([
    { id: 'lamp', key: 'name', draft: 'x' },
  ])
  expect(JSON.stringify(keptBases(many)).length).toBeLessThan(65_000)
})

test('the last twenty merges into a world keep values, those before where their conflicts were', async () => {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: () => undefined })
  const merges = await openMerges(tables)
  const [parent, other] = ['garden' as WorldId, 'park' as WorldId]
  for (let at = 0; at < 25; at += 1)
    for (const world of [parent, other]) {
      const made = {
        parent: world,
        draft: 'draft' as WorldId,
        title: '',
        by: 'ada' as MemberId,
        at,
        from: 1,
        revision: 2,
        conflicts: keptConflicts(many.slice(0, 1)),
        isReverted: false,
        returning: null,
        unfinished: null,
      }
      await tables.change(() => addingMerge(merges, `${world} ${at}`, made))
    }
  for (const world of [parent, other]) {
    const found = mergesInto(merges, world).map(([, { conflicts }]) => conflicts[0])
    for (const [nth, conflict] of found.entries())
      expect(conflict).toEqual(nth < 20 ? many[0] : { id: 'lamp-0', key: 'name', isCut: true })
    expect(found).toHaveLength(25)
  }
})

test('[Y22] merges are listed in pages of fifty, each merge once; behind none that the world does not have', () => {
  const all = Array.from({ length: 120 }, (_, n) => [`merge-${n}`, n] as const)
  const pages: number[][] = []
  let before: string | undefined
  for (let next: string | null = ''; next !== null; before = next ?? undefined) {
    const page = mergePage(all, before)
    pages.push(page.found.map(([, n]) => n))
    next = page.next
  }
  expect(pages.map(({ length }) => length)).toEqual([50, 50, 20])
  expect(pages.flat()).toEqual(all.map(([, n]) => n))
  expect(mergePage(all.slice(0, 50), undefined).next).toBeNull()
  expect(mergePage([], undefined)).toEqual({ found: [], next: null })
  expect(() => mergePage(all, 'none')).toThrow('no such merge')
})

test('a record keeps few bytes also where keys are long, or a conflict of words has many places', () => {
  const spots = Array.from({ length: 20 }, (_, n) => ({
    client: 2 ** 32 - 1,
    clock: 10 ** 6 + n,
    length: 100,
  }))
  const words = many.map((one, at) => ({ ...one, key: 'text', kind: 'text' as const, at, spots }))
  const keys = Array.from({ length: 200 }, (_, n) => ({ ...many[0]!, key: 'k'.repeat(100_000) + String(n) }))
  for (const conflicts of [words, keys, [...keys.slice(0, 100), ...words]]) {
    expect(JSON.stringify(keptConflicts(conflicts)).length).toBeLessThan(200_000)
    expect(JSON.stringify(keptBases(conflicts)).length).toBeLessThan(200_000)
  }
  expect(keptConflicts(words)[0]).toEqual(words[0])
  expect(keptConflicts(keys)).toEqual([])
  // One whose place is too long is left out alone.
  expect(keptConflicts([keys[0]!, many[0]!])).toEqual([many[0]])
})

test('[Y13] an answer tells 2,000 conflicts in a few megabytes, whatever their values and words', () => {
  const letters = '\u{10348}'.repeat(20_000)
  const rows = Array.from({ length: 100 }, () => 'x'.repeat(1_000))
  const all = Array.from({ length: 3_000 }, (_, n) => ({
    id: id(`lamp-${n}`),
    key: 'text',
    ...(n % 2 === 0 ? { kind: 'text' as const, at: n, spots: [{ client: 1, clock: n, length: 1 }] } : {}),
    base: letters,
    parent: n % 2 === 0 ? letters : rows,
    draft: 'short',
  }))
  const told = toldConflicts(all)
  expect(told).toHaveLength(2_000)
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(3_000_000)
  const first = { id: 'lamp-0', key: 'text', kind: 'text', at: 0, draft: 'short' }
  const cut = letters.slice(0, 10_000)
  expect(told[0]).toEqual({ ...first, base: cut, parent: cut })
  expect(told[1]).toEqual({ id: 'lamp-1', key: 'text', isCut: true, draft: 'short' })
  expect(told.at(-1)).toMatchObject({ id: 'lamp-1999', isCut: true, draft: 'short' })
  // A mark of the record stays.
  expect(toldConflicts([{ id: id('lamp'), key: 'name', isCut: true }])).toEqual([
    { id: 'lamp', key: 'name', isCut: true },
  ])
})
