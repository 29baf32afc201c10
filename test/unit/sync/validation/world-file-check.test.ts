// How a world's file is judged: which of its rows, owners, names and pages come through, each by the rule
// that bounds it.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  ASIDE_MAX,
  PAGE_ROWS,
  WRITERS_MAX,
  type RecordName,
} from '../../../../server/storage/archive/archive-format.ts'
import { readPages, type ArchivePage } from '../../../../server/storage/archive/archive-pages.ts'
import { parseOwners } from '../../../../server/storage/archive/archive-parser.ts'
import { packRows, unpackRows } from '../../../../server/storage/update-packing.ts'
import type { ImportedRow } from '../../../../server/storage/store.ts'
import { judgeFile } from '../../../../server/sync/file-import/world-file-check.ts'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { ARTIFACTS_MAX, TEXT_MAX } from '../../../../shared/world/limits.ts'
import { artifactMap, artifactMaps } from '../../../../shared/world/scene/scene.ts'
import { DIRECT_PARTS } from '../../../../shared/yjs/work-steps.ts'
import { partsIn, readUpdate } from '../../../../shared/yjs/update-reader.ts'
import { HEADER, member, packFile, row, sceneOf, worldFile } from '../../../attack/work/files/world-file.ts'
import { temporaryFolder } from '../../../process.ts'
import { typed } from '../../../contract/made.ts'

const folder = temporaryFolder()
let files = 0

async function judged(packed: Uint8Array, sent = packed.length) {
  const file = join(folder, `${(files += 1)}`)
  await writeFile(file, gunzipSync(packed))
  const pages = `${file}.pages`
  const verdict = judgeFile({ file, pages, sent, at: 1000, client: 77 })
  const found: ArchivePage[] = []
  for await (const page of readPages(pages, new Set(['rows', 'snapshot', 'owners', 'live', 'picture'])))
    found.push(page)
  const of = (name: ArchivePage['name']): Uint8Array[] =>
    found.filter((page) => page.name === name).map(({ payload }) => payload)
  const rows = of('rows').flatMap((payload) => unpackRows(payload))
  return { verdict, rows, of, bytes: (await readFile(pages)).length }
}

const refusal = async (packed: Uint8Array): Promise<string> => {
  const { verdict } = await judged(packed)
  return verdict.ok ? 'none' : verdict.text
}

const textOf = (updates: readonly Uint8Array[]): string => {
  const doc = new Y.Doc()
  for (const bytes of updates) Y.applyUpdate(doc, bytes)
  return doc.getText('text').toJSON()
}

/** A file of so many rows, in records as they are written. */
function fileOf(rows: readonly ImportedRow[]): Uint8Array {
  const text = (words: string): Uint8Array => new TextEncoder().encode(words)
  const records: [RecordName, Uint8Array][] = [
    ['header', text(JSON.stringify(HEADER))],
    ['document', text('scene')],
  ]
  for (let at = 0; at < rows.length; at += PAGE_ROWS)
    records.push(['rows', packRows(rows.slice(at, at + PAGE_ROWS))])
  return packFile([...records, ['document', text('live')], ['names', text('[]')]])
}

test('[L8] a row that says nothing new is left out, and what says something twice is cut to what is new', async () => {
  const [h = new Uint8Array(), e = new Uint8Array(), y = new Uint8Array()] = typed(5, 'hey')
  const { rows, of } = await judged(
    fileOf([row(h), row(h), row(Y.mergeUpdates([h, e])), row(y), row(Uint8Array.of(0, 0))]),
  )
  expect(rows.map(({ bytes }) => bytes)).toEqual([h, e, y])
  expect(textOf(of('snapshot'))).toBe('hey')
})

test('[L8] a row with more in it than is read in one go becomes several, of the same hand and time', async () => {
  const doc = new Y.Doc()
  const map = doc.getMap('meta')
  for (let at = 0; at < 3 * DIRECT_PARTS; at++) map.set(`${at}`, at)
  const large = row(Y.encodeStateAsUpdate(doc), { member: member('ada'), firstAt: 5, lastAt: 7 })
  const { rows } = await judged(worldFile({ scene: { rows: [large] } }))
  expect(rows.length).toBeGreaterThanOrEqual(3)
  for (const { bytes, ...about } of rows) {
    expect(partsIn(readUpdate(bytes) ?? { sections: [], deleted: [] })).toBeLessThanOrEqual(DIRECT_PARTS)
    expect(about).toMatchObject({ member: 'ada', firstAt: 5, lastAt: 7, quarantined: false })
  }
})

test('[L8] what the scene is, its rows say, and no snapshot', async () => {
  const rows = typed(5, 'rows').map((bytes) => row(bytes))
  const snapshot = Y.mergeUpdates(typed(6, 'lies'))
  const { of } = await judged(worldFile({ scene: { rows, snapshot } }))
  expect(of('snapshot').map((bytes) => textOf([bytes]))).toEqual(['rows'])
})

test('[L8] up to a bound, rows that cannot be applied come along, put aside; with more the file is refused', async () => {
  const resting = typed(5, 'ab')[1] ?? new Uint8Array()
  const bad = (count: number) => Array.from({ length: count }, (_, at) => row(Uint8Array.of(9, 9, at)))
  const { rows } = await judged(worldFile({ scene: { rows: [row(sceneOf(8)), ...bad(98), row(resting)] } }))
  expect(rows.map(({ quarantined }) => quarantined)).toEqual([false, ...Array<boolean>(99).fill(true)])
  expect(await refusal(worldFile({ scene: { rows: bad(ASIDE_MAX.rows + 1) } }))).toMatch(/cannot be read/)
  const large = row(new Uint8Array(ASIDE_MAX.bytes + 1), { quarantined: true })
  expect(await refusal(worldFile({ scene: { rows: [large] } }))).toMatch(/cannot be read/)
})

test('[L8] of those who wrote so many keep their names, the others are somebody', async () => {
  const letters = typed(5, 'x'.repeat(WRITERS_MAX + 5))
  const people = letters.map((bytes, at) => row(bytes, { member: member(`m${at}`) }))
  const { rows, verdict } = await judged(fileOf(people))
  const who = new Set(rows.map((each) => each.member))
  expect(who.size).toBe(WRITERS_MAX + 1)
  expect(who.has(ANONYMOUS)).toBe(true)
  expect(verdict.ok && verdict.writers.length).toBe(WRITERS_MAX)
})

test('[L8] client ids are owned as the file says, as far as the scene has them; the others are nobody’s', async () => {
  const rows = [row(typed(5, 'a')[0] ?? new Uint8Array()), row(typed(6, 'b')[0] ?? new Uint8Array())]
  const owners = [[5, 'ada'] as const, [700, 'bob'] as const]
  const { of } = await judged(worldFile({ scene: { rows, owners } }))
  const owned = of('owners').flatMap((payload) => [...parseOwners(payload)])
  expect(new Map(owned)).toEqual(
    new Map([
      [5, 'ada'],
      [6, ANONYMOUS],
    ]),
  )
})

test('[L8] more rows than what was sent can have are refused', async () => {
  const packed = fileOf(typed(5, 'x'.repeat(150)).map((bytes) => row(bytes)))
  expect((await judged(packed)).verdict.ok).toBe(true)
  const many = fileOf(Array.from({ length: 100_100 }, () => row(Uint8Array.of(0, 0))))
  expect((await judged(many, 100)).verdict).toMatchObject({
    ok: false,
    text: expect.stringMatching(/more than a world can/),
  })
})

test('[L5] a page that is longer, or a world that is fuller, than commands make it is refused', async () => {
  const filled = (fill: (scene: Y.Doc) => void): Uint8Array => {
    const scene = new Y.Doc()
    fill(scene)
    return worldFile({ scene: { rows: [row(Y.encodeStateAsUpdate(scene))] } })
  }
  const long = filled((scene) => artifactMaps(scene).set('a', artifactMap([], 'x'.repeat(TEXT_MAX + 1))))
  const full = filled((scene) => {
    for (let at = 0; at <= ARTIFACTS_MAX; at++) artifactMaps(scene).set(`a${at}`, new Y.Map())
  })
  expect(await refusal(long)).toMatch(/more than a world can/)
  expect(await refusal(full)).toMatch(/more than a world can/)
})

test('[L8] no time is later than now, and none goes backwards', async () => {
  const [a = new Uint8Array(), b = new Uint8Array()] = typed(5, 'ab')
  const rows = [
    row(a, { firstAt: 900, lastAt: 800, updates: 2 ** 50 }),
    row(b, { firstAt: 5000, lastAt: 6000 }),
  ]
  expect((await judged(worldFile({ scene: { rows } }))).rows).toMatchObject([
    { firstAt: 800, lastAt: 800, updates: 1_000_000 },
    { firstAt: 1000, lastAt: 1000 },
  ])
})
