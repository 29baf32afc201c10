// Asking for a review while the draft goes on under a new line, which writes its record as it was read
// before: what was asked meanwhile is not lost, and what was taken back does not come again.
import { expect, test } from 'vitest'
import { openDrafts, type DraftRecord } from '../../../server/drafts/draft-table.ts'
import { createErasedRecords } from '../../../server/history/drafts/erased-records.ts'
import { addReviewRoutes } from '../../../server/http/drafts/draft-reviews.ts'
import type { Routes } from '../../../server/http/routing/route-rules.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'

type Handler = (asked: unknown) => Promise<void>

async function begun(review?: DraftRecord['review']) {
  const store = createMemoryStore()
  const world = async (name: string, owner: string) => {
    const ids = { id: name.padEnd(22, '0'), line: name.padEnd(22, '1') }
    const made = await store.create({
      ...ids,
      address: `${owner}/${name}`,
      title: '',
      at: 0,
      owner,
      scene: [],
    } as never)
    if (made === null) throw new Error('it is made')
    return made
  }
  const [garden, draft] = [await world('garden', 'ada'), await world('night', 'bob')]
  const tables = createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) })
  const drafts = await openDrafts(tables, store)
  const record = { parent: garden.id, title: 'Night', base: 1, baseLine: garden.line, createdAt: 0 }
  await drafts.add(draft.id, { ...record, by: 'bob', ...(review && { review }) } as DraftRecord)
  const handlers = new Map<string, Handler>()
  const routes = {
    add: (method: string, _: string, __: unknown, handler: Handler) => handlers.set(method, handler),
  }
  const parts = {
    store,
    drafts,
    rights: { ownerOf: () => 'ada', rightOf: () => 'none', stateOf: () => ({ people: [] }) },
    rightOf: () => 'own',
    publishing: { mayPublish: () => true },
    history: { end: () => Promise.resolve({ revision: 7 }) },
    names: {
      of: () => Promise.resolve(new Map([['ada', { account: 'ada', name: 'Ada' }]])),
      find: () => Promise.resolve({ id: 'ada', account: 'ada', name: 'Ada', isAccount: true }),
    },
    sharing: { give: () => Promise.resolve() },
    sync: { flush: () => Promise.resolve() },
    audit: { note: () => undefined },
    clock: { now: () => 1_000 },
  }
  // Of a node these two routes need no more.
  addReviewRoutes(routes as unknown as Routes, parts as never)
  const response = { setTimeout: () => undefined, status: () => ({ end: () => undefined }) }
  const call = (method: 'post' | 'delete') =>
    handlers.get(method)?.({ request: {}, response, member: { id: 'bob' }, world: draft })
  return { drafts, draft, call }
}

/** The draft gets a new line, as after a merge, while somebody calls a route. */
async function movingWhile(
  { drafts, draft, call }: Awaited<ReturnType<typeof begun>>,
  method: 'post' | 'delete',
) {
  let called: Promise<void> | undefined
  await drafts.whileMoving(draft.id, async () => {
    const record = drafts.of(draft.id)
    if (record === null) throw new Error('it is a draft')
    called = call(method)
    // All that it can do by itself is done.
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate)
    await drafts.change([drafts.changed(draft.id, { ...record, base: 2 })])
  })
  await called
  return drafts.of(draft.id)
}

test('[Y24] a review that is asked for while the draft gets a new line is asked for', async () => {
  const record = await movingWhile(await begun(), 'post')
  expect(record).toMatchObject({ base: 2, review: { at: 1_000, of: 7, gave: { to: 'ada', before: 'none' } } })
})

test('[Y24] a review that is taken back while the draft gets a new line is not asked for again', async () => {
  const record = await movingWhile(await begun({ at: 500, of: 3 }), 'delete')
  expect(record).toMatchObject({ base: 2 })
  expect(record).not.toHaveProperty('review')
})

test('[HI40] the words of an answer are among those that are erased from a draft', async () => {
  const answer = { by: 'ada', at: 600, words: 'Next spring.' }
  const { drafts, draft } = await begun({ at: 500, of: 3, answer } as DraftRecord['review'])
  const none = { of: () => [], relined: () => [], entries: () => [] }
  const records = createErasedRecords({ drafts, versions: none, comments: none, merges: none } as never)
  expect(records.texts(draft)).toEqual(['Night', 'Next spring.'])
  await drafts.change(records.changed(draft, draft.line, (text) => text.replace('spring', '')))
  expect(drafts.of(draft.id)?.review).toMatchObject({ at: 500, answer: { ...answer, words: 'Next .' } })
})
