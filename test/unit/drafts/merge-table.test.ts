// Records of merges are all in memory: of conflicts they keep little, and older ones only where they were.
import { expect, test } from 'vitest'
import {
  openMerges,
  keptBases,
  keptConflicts,
  mergesInto,
  addingMerge,
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
