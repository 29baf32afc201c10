// Lists of a world that are as long as they may be: their answers stay small, or have pages.
import { expect, it } from 'vitest'
import { createReviewComments } from '../../../server/http/drafts/review-comments.ts'
import { openComments } from '../../../server/drafts/comment-table.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { JsonValue } from '../../../server/records/stored-record.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { COMMENTS_MAX, DraftList, DRAFTS_MAX, MergeList } from '../../../shared/wire/api/draft-bodies.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { makeLineId, makeWorldId, parseAddress } from '../../../shared/world/address.ts'
import { VERSION_NAME_MAX, VERSION_NOTE_MAX } from '../../../shared/world/limits.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { seededRandom } from '../../simulation/random.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

const MB = 1024 * 1024
/** A letter of three bytes. */
const LETTER = '字'
const random = seededRandom(5).bytes
const store = createMemoryStore()

async function world(name: string): Promise<WorldRecord> {
  const address = parseAddress(`ada/${name}`)
  if (address === null) throw new Error('no address')
  const identity = { id: makeWorldId(random), line: makeLineId(random), address }
  const made = await store.create({ ...identity, title: LETTER.repeat(200), at: 1, scene: [] })
  if (made === null) throw new Error('the address is taken')
  return made
}

const fill = (kind: string, count: number, value: (n: number) => JsonValue): Promise<boolean> =>
  store.changeRecords(
    Array.from({ length: count }, (_, n) => ({ kind, id: `${kind} ${n}`, value: value(n) })),
  )

it('[Y22] [Y13] versions, drafts and comments at their bounds are a few megabytes, and merges have pages', async () => {
  const { id: parent, line } = await world('garden')
  const of = { by: 'ada', at: 1 }
  await fill('version', 1_100, (n) => ({
    ...of,
    world: parent,
    line,
    revision: n,
    lastAt: 1,
    isAutomatic: n >= 1_000,
    name: LETTER.repeat(VERSION_NAME_MAX),
    note: LETTER.repeat(VERSION_NOTE_MAX),
  }))
  const conflicts = Array.from({ length: 200 }, (_, n) => ({ id: `thing-${n}`, key: 'k'.repeat(400) }))
  await fill('merge', 51, (n) => ({
    ...of,
    parent,
    draft: parent,
    title: LETTER.repeat(120),
    at: n,
    from: 1,
    revision: 2,
    conflicts,
    isReverted: false,
    returning: null,
    unfinished: null,
  }))
  for (let n = 0; n < DRAFTS_MAX; n += 1) {
    const { id } = await world(`draft-${n}`)
    const value = { parent, title: LETTER.repeat(120), base: 1, baseLine: line, by: 'ada', createdAt: n }
    await store.changeRecords([{ kind: 'draft', id, value }])
  }
  await using inside = await serveInside({ store, records: store })
  const listed = async (list: string, bytesMax: number): Promise<unknown> => {
    const { status, text } = await ask(inside.url, `GET /api/worlds/ada/garden/${list}`)
    expect(status).toBe(200)
    expect(Buffer.byteLength(text)).toBeLessThan(bytesMax)
    return JSON.parse(text)
  }
  expect(VersionsAnswer.parse(await listed('versions', 4 * MB)).versions).toHaveLength(1_100)
  expect(DraftList.parse(await listed('drafts', MB)).drafts).toHaveLength(DRAFTS_MAX)
  const { merges, next } = MergeList.parse(await listed('merges', 6 * MB))
  expect(merges).toHaveLength(50)
  const rest = MergeList.parse(await listed(`merges?before=${encodeURIComponent(String(next))}`, MB))
  expect(rest).toMatchObject({ merges: [{ at: 0 }], next: null })

  await fill('draft-comment', COMMENTS_MAX, () => ({
    ...of,
    draft: parent,
    thing: 'lamp',
    words: LETTER.repeat(2_000),
  }))
  const comments = await openComments(
    createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) }),
  )
  const names = { of: () => Promise.resolve(new Map()) }
  const told = await createReviewComments({ comments, names } as never).of(parent)
  expect(told).toHaveLength(COMMENTS_MAX)
  expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(4 * MB)
})
