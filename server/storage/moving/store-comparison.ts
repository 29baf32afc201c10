// Compares two stores byte for byte: both are read to the end, and each world has one digest for each part of
// it in either store. What is held in memory is a page of each.
import { createHash, type Hash } from 'node:crypto'
import { progressOf, type TellProgress } from './store-copying.ts'
import {
  numberIn,
  PART_NAMES,
  PARTS,
  type ContentRow,
  type ContentValue,
  type PartName,
  type StoreContents,
} from '../store-contents.ts'

interface StoreComparison {
  /** What is not the same, for people; the first of it. Null when all is. */
  readonly difference: string | null
  readonly worlds: number
  readonly rows: number
  /** Of all that was compared, in hexadecimal: that of two stores which hold the same. */
  readonly digest: string
}

/** The rows of a part that belong to one world, or to one list. */
interface GroupDigest {
  readonly group: string
  readonly rows: number
  readonly digest: string
}

export async function compareContents(
  one: StoreContents,
  other: StoreContents,
  tell: TellProgress = () => {},
): Promise<StoreComparison> {
  const count = progressOf('comparing', await one.size(), tell)
  const all = createHash('sha256')
  let [worlds, rows] = [0, 0]
  let difference: string | null = await countersDiffer(one, other)
  for (const part of PART_NAMES) {
    const others = groupsOf(other, part)
    for await (const group of groupsOf(one, part, (page) => count(part, page))) {
      const found = await others.next()
      if (difference === null) difference = whatDiffers(part, group, found.done === true ? null : found.value)
      all.update(`${part} ${group.group} ${group.rows} ${group.digest}\n`)
      rows += group.rows
      if (part === 'worlds') worlds += 1
    }
    const more = await others.next()
    if (more.done !== true) difference ??= wordsFor(part, more.value.group)
    await others.return(undefined)
  }
  return { difference, worlds, rows, digest: all.digest('hex') }
}

/** Numbers that are never given twice must not begin anew. */
async function countersDiffer(one: StoreContents, other: StoreContents): Promise<string | null> {
  const [before, now] = [await one.counters(), await other.counters()]
  const isWell = now.world === before.world && now.sequence >= before.sequence
  return isWell ? null : 'the count of worlds or of changes'
}

function whatDiffers(part: PartName, one: GroupDigest, other: GroupDigest | null): string | null {
  if (other !== null && one.group === other.group && one.digest === other.digest) return null
  return wordsFor(part, one.group)
}

const wordsFor = (part: PartName, group: string): string => `${part}${group === '' ? '' : ` of ${group}`}`

async function* groupsOf(
  contents: StoreContents,
  part: PartName,
  count: (rows: readonly ContentRow[]) => void = () => {},
): AsyncGenerator<GroupDigest, void, undefined> {
  let open: OpenGroup | null = null
  for await (const page of contents.pages(part)) {
    for (const row of page) {
      const group = groupOf(part, row)
      if (open === null || open.group !== group) {
        if (open !== null) yield closed(open)
        open = { group, hash: createHash('sha256'), rows: 0 }
      }
      open.rows += 1
      for (const column of PARTS[part].columns) addValue(open.hash, row[column] ?? null)
    }
    count(page)
  }
  if (open !== null) yield closed(open)
}

interface OpenGroup {
  readonly group: string
  readonly hash: Hash
  rows: number
}

const closed = ({ group, rows, hash }: OpenGroup): GroupDigest => ({
  group,
  rows,
  digest: hash.digest('hex'),
})

function groupOf(part: PartName, row: ContentRow): string {
  if (part === 'worlds') return `world ${numberIn(row, 'key')}`
  if (part === 'records') return `kind ${String(row['kind'])}`
  return row['world'] === undefined ? '' : `world ${numberIn(row, 'world')}`
}

/** Each value with its type and its length, so that no two rows have the same bytes. */
function addValue(hash: Hash, value: ContentValue): void {
  if (value === null) return void hash.update('-')
  if (typeof value === 'number') return void hash.update(`n${value};`)
  const bytes = typeof value === 'string' ? Buffer.from(value) : value
  hash.update(`${typeof value === 'string' ? 't' : 'b'}${bytes.length};`)
  hash.update(bytes)
}
