// Writes a world into the records of its file, page by page.
import { createHash } from 'node:crypto'
import type { MemberId } from '../../../shared/world/address.ts'
import { memberOf } from '../../../shared/world/author.ts'
import { hasOrigin, packRows } from '../update-packing.ts'
import type { DocumentKey, LogRow, Store } from '../store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import {
  encodePrefix,
  encodeStart,
  FORMAT,
  NAMES_MAX,
  ORIGIN_FORMAT,
  PAGE_OWNERS,
  PAGE_ROWS,
  PICTURE_FORMAT,
  PICTURES_MAX,
  PLAIN_FORMAT,
  type RecordName,
} from './archive-format.ts'
import type { ArchivedVersion } from './archived-versions.ts'
import { packOwners } from './archive-pages.ts'

/** How much is hashed and packed in one go, in bytes: a millisecond or two. */
const PIECE_BYTES = 1024 * 1024

/** A picture that the world holds, when its turn has come; null when it is gone since. */
type ArchivedPicture = () => Promise<Uint8Array | null>

/** What goes along with a world's documents. */
export interface ArchivedBeside {
  readonly pictures?: readonly ArchivedPicture[]
  readonly versions?: readonly ArchivedVersion[]
}

/**
 * The file's bytes before they are packed. People may go on writing meanwhile: the file has a document's log
 * up to some row, and never less than it was at the beginning.
 */
export async function* writeRecords(
  store: Store,
  world: WorldRecord,
  beside: ArchivedBeside,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const bytes of writeBody(store, world, beside)) {
    hash.update(bytes)
    yield bytes
  }
  yield* record('end', hash.digest())
}

async function* writeBody(
  store: Store,
  world: WorldRecord,
  { pictures = [], versions = [] }: ArchivedBeside,
): AsyncGenerator<Uint8Array> {
  const { id, title, createdAt } = world
  yield encodeStart(await formatFor(store, world, { pictures, versions }))
  yield* record('header', encodeJson({ id, title, createdAt }))
  const authors = new Set<MemberId>()
  yield* record('document', new TextEncoder().encode('scene'))
  yield* writeDocument(store, { world: world.key, kind: 'scene' }, authors)
  yield* record('document', new TextEncoder().encode('live'))
  yield* writeState(store, { world: world.key, kind: 'live' })
  if (versions.length > 0) yield* record('versions', encodeJson(versions.map(written)))
  for (const { by } of versions) if (by !== null) authors.add(by)
  const names = await store.membersBy([...authors].slice(0, NAMES_MAX))
  yield* record('names', encodeJson(names.map(({ id, name }) => [id, name])))
  for (const read of pictures.slice(0, PICTURES_MAX)) {
    const bytes = await read()
    if (bytes !== null) yield* record('picture', bytes)
  }
}

const written = ({ name, note, revision, at, by, isAutomatic }: ArchivedVersion) => ({
  name,
  note,
  revision,
  at,
  by,
  isAutomatic,
})

/** The oldest format that holds all of it. */
async function formatFor(
  store: Store,
  { key }: WorldRecord,
  { pictures, versions }: Required<ArchivedBeside>,
): Promise<number> {
  if (versions.length > 0) return FORMAT
  if (await hasOrigins(store, { world: key, kind: 'scene' })) return ORIGIN_FORMAT
  return pictures.length > 0 ? PICTURE_FORMAT : PLAIN_FORMAT
}

/** Whether any row of a log says more of itself than its member. */
async function hasOrigins(store: Store, document: DocumentKey): Promise<boolean> {
  for (let reached = 0; ;) {
    const page = await store.log(document, reached, PAGE_ROWS)
    const last = page.at(-1)
    if (last === undefined) return false
    if (page.some(hasOrigin)) return true
    reached = last.sequence
  }
}

async function* writeDocument(
  store: Store,
  document: DocumentKey,
  authors: Set<MemberId>,
): AsyncGenerator<Uint8Array> {
  let { clients, snapshot, ...begun } = await store.open(document)
  let reached = 0
  while (reached < begun.sequence) {
    const page = upTo(begun.sequence, await store.log(document, reached, PAGE_ROWS))
    const last = page.at(-1)
    if (!last) break
    const covered = page.filter((row) => row.sequence <= begun.snapshotSequence)
    if (covered.length > 0) yield* record('rows', packRows(covered))
    if (snapshot && last.sequence >= begun.snapshotSequence) {
      yield* record('snapshot', snapshot)
      snapshot = null
    }
    if (covered.length < page.length) yield* record('rows', packRows(page.slice(covered.length)))
    for (const row of page) for (const id of membersIn(row)) authors.add(id)
    reached = last.sequence
  }
  // The last row was merged with later ones meanwhile, which may have brought new client ids.
  if (reached > begun.sequence) clients = (await store.open(document)).clients
  yield* writeOwners([...clients])
}

/** A document as it is, without what it was: a snapshot, and the rows after it. */
async function* writeState(store: Store, document: DocumentKey): AsyncGenerator<Uint8Array> {
  const { clients, snapshot, snapshotSequence, sequence } = await store.open(document)
  if (snapshot !== null) yield* record('snapshot', snapshot)
  let reached = snapshotSequence
  while (reached < sequence) {
    const page = upTo(sequence, await store.log(document, reached, PAGE_ROWS))
    const last = page.at(-1)
    if (!last) break
    yield* record('rows', packRows(page))
    reached = last.sequence
  }
  yield* writeOwners([...clients])
}

/** The members whose names stand at a row. */
function membersIn({ member, author }: LogRow): readonly MemberId[] {
  const person = author === undefined ? null : memberOf(author)
  return person === null ? [member] : [member, person]
}

/** The rows up to the first that reaches `sequence`. */
function upTo(sequence: number, rows: readonly LogRow[]): readonly LogRow[] {
  const end = rows.findIndex((row) => row.sequence >= sequence)
  return end === -1 ? rows : rows.slice(0, end + 1)
}

function* writeOwners(owners: readonly (readonly [number, MemberId])[]): Generator<Uint8Array> {
  for (let from = 0; from < owners.length; from += PAGE_OWNERS) {
    yield* record('owners', packOwners(owners.slice(from, from + PAGE_OWNERS)))
  }
}

/** A record in pieces: its payload may be a whole document, which is neither copied nor hashed in one go. */
function* record(name: RecordName, payload: Uint8Array): Generator<Uint8Array> {
  yield encodePrefix(name, payload)
  for (let from = 0; from < payload.length; from += PIECE_BYTES) {
    yield payload.subarray(from, from + PIECE_BYTES)
  }
}

const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
