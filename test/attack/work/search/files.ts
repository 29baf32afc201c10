// Worlds' files and scenes that are imported as a whole: any rows in any document, records that are missing
// or changed, as many at once as allowed.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import {
  encodeRecord,
  encodeStart,
  FORMAT,
  type RecordName,
} from '../../../../server/storage/archive/archive-format.ts'
import { packRows } from '../../../../server/storage/update-packing.ts'
import { ARCHIVE_TYPE, SCENE_TYPE } from '../../../../shared/wire/api/world-bodies.ts'
import type { Random } from '../../../simulation/random.ts'
import { png } from '../../../unit/assets/made.ts'
import { HEADER, packOwners, row, sceneOf } from '../files/world-file.ts'
import { UPDATES } from './frames.ts'
import { among, grownIn, kindOf, listOf, oneOf, upTo } from './kind.ts'

const RECORDS = ['rows', 'snapshot', 'owners', 'names', 'pictures', 'header', 'live'] as const

/** One record of a file: its kind, and the size and kind of its content. */
interface Part {
  readonly record: (typeof RECORDS)[number]
  readonly of: string
  readonly count: number
  /** How many rows that are the same; so many bytes of padding. */
  readonly times: number
  /** A byte of it is another one, here and there: at so many of its thousandths. */
  readonly cuts: readonly number[]
}

interface Given {
  readonly as: 'file' | 'scene'
  readonly atOnce: number
  readonly parts: readonly Part[]
}

const BYTES = 60_000_000

const part = (record: Part['record'], of: string, count: number, times = 1): Part => ({
  record,
  of,
  count,
  times,
  cuts: [],
})

const growPart = (one: Part, random: Random): Part =>
  grownIn(
    one,
    {
      record: among(RECORDS),
      of: among(Object.keys(UPDATES)),
      count: upTo(4_000_000),
      times: upTo(100_000),
      cuts: listOf(
        10,
        (random) => random.below(1_000),
        (_cut, random) => random.below(1_000),
      ),
    },
    random,
  )

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

function recordOf({ record, of, count, times, cuts }: Part): readonly (readonly [RecordName, Uint8Array])[] {
  const update = (): Uint8Array => (UPDATES[of] ?? sceneOf)(Math.max(1, count))
  const within = (each: number): number => Math.max(1, Math.min(times, Math.floor(BYTES / Math.max(1, each))))
  const made = (name: RecordName, payload: Uint8Array): readonly [RecordName, Uint8Array] => [
    name,
    cut(payload, cuts),
  ]
  switch (record) {
    case 'rows': {
      const bytes = update()
      return [made('rows', packRows(Array.from({ length: within(bytes.length + 60) }, () => row(bytes))))]
    }
    case 'snapshot':
      return [made('snapshot', update())]
    case 'live':
      return [made('document', Buffer.from('live')), made('rows', packRows([row(update())]))]
    case 'owners':
      return [
        made('owners', packOwners(Array.from({ length: within(20) }, (_, at) => [at, `m${at % count}`]))),
      ]
    case 'names':
      return [
        made(
          'names',
          json(Array.from({ length: within(20) }, (_, at) => [`m${at}`, 'x'.repeat(count % 200)])),
        ),
      ]
    case 'pictures':
      return Array.from({ length: Math.min(times, 12_000) }, (_, at) =>
        made('picture', Buffer.concat([png(1, 1), Buffer.from(`${at}`)])),
      )
    case 'header':
      return [made('header', json({ ...HEADER, title: 'x'.repeat(Math.min(count, BYTES)) }))]
  }
  return record satisfies never
}

/** The same with some bytes of it changed. */
function cut(bytes: Uint8Array, cuts: readonly number[]): Uint8Array {
  const changed = Uint8Array.from(bytes)
  for (const at of cuts) {
    const index = Math.floor((at / 1_000) * changed.length)
    changed[index] = (changed[index] ?? 0) ^ (1 + (at % 255))
  }
  return changed
}

function fileOf(parts: readonly Part[]): Uint8Array {
  const first = packRows([row(sceneOf(8))])
  const records: (readonly [RecordName, Uint8Array])[] = [
    ['header', json(HEADER)],
    ['document', Buffer.from('scene')],
    ['rows', first],
  ]
  const of = (kinds: readonly Part['record'][]) =>
    parts.filter(({ record }) => kinds.includes(record)).flatMap(recordOf)
  records.push(...of(['header', 'rows', 'snapshot', 'owners']), ...of(['live']))
  if (!parts.some(({ record }) => record === 'live')) records.push(['document', Buffer.from('live')])
  records.push(['names', json([])], ...of(['names', 'pictures']))
  const body = Buffer.concat([
    encodeStart(FORMAT),
    ...records.map(([name, payload]) => encodeRecord(name, payload)),
  ])
  const end = encodeRecord('end', createHash('sha256').update(body).digest())
  return gzipSync(Buffer.concat([body, end]), { level: 1 })
}

/** The bytes of an input that has only one update. */
const sceneIn = (parts: readonly Part[]): Uint8Array => {
  const [{ of, count } = part('rows', 'nested', 1)] = parts
  const update = (UPDATES[of] ?? sceneOf)(Math.max(1, Math.min(count, 1_000_000)))
  return update.length > 16_000_000 ? update.subarray(0, 16_000_000) : update
}

const given = (parts: readonly Part[], more: Partial<Given> = {}): Given => ({
  as: 'file',
  atOnce: 2,
  parts,
  ...more,
})

export const FILES = kindOf<Given>({
  name: 'files of worlds',
  seeds: [
    ...Object.keys(UPDATES).map((of) => given([part('rows', of, 100_000)])),
    ...Object.keys(UPDATES).map((of) => given([part('rows', of, 20_000)], { as: 'scene', atOnce: 20 })),
    given([part('live', 'many values', 1_000_000)]),
    given([part('snapshot', 'collected', 1_000_000)]),
    given([part('rows', 'nested', 1, 100_000)]),
    given([part('owners', 'nested', 100_000, 1_000_000)]),
    given([part('names', 'nested', 30, 1_000_000)]),
    given([part('pictures', 'nested', 1, 10_000)]),
    given([part('header', 'nested', 50_000_000)]),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        as: among(['file', 'scene'] as const),
        atOnce: upTo(20),
        parts: listOf(
          4,
          (random) =>
            part(oneOf(RECORDS, random), oneOf(Object.keys(UPDATES), random), 2 ** random.below(20)),
          growPart,
        ),
      },
      random,
    ),
  async send(target, { as, atOnce, parts }) {
    const body = as === 'file' ? fileOf(parts) : sceneIn(parts)
    const headers = {
      cookie: target.mallory.cookie,
      'content-type': as === 'file' ? ARCHIVE_TYPE : SCENE_TYPE,
    }
    const times = Math.max(1, Math.min(atOnce, Math.floor((2 * BYTES) / Math.max(1, body.length))))
    const asked = { method: 'POST', path: '/api/worlds/import', headers, body }
    await Promise.all(Array.from({ length: times }, () => target.ask(asked)))
    return times * body.length
  },
})
