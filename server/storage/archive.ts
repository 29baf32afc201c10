// A world as one file, to keep or to carry to another node: its documents with their whole history, who wrote what, and
// the names of those who did. Either way it goes through in pieces, never as a whole in memory.
import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import {
  ANONYMOUS,
  BEHAVIOR,
  HOST,
  makeLineId,
  makeWorldId,
  OWNER,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../shared/world/address.ts'
import {
  ArchiveRefusal,
  OWNERS_MAX,
  PICTURES_MAX,
  ROWS_MAX,
  tooMuch,
  type RecordName,
} from './archive/format.ts'
import {
  canApply,
  countIn,
  nameFromFile,
  parseHeader,
  parseKind,
  parseNames,
  parseOwners,
  parseRows,
} from './archive/parse.ts'
import { createGivenLive } from './archive/given-live.ts'
import { readRecords, type ArchiveRecord } from './archive/reader.ts'
import { writeRecords, type ArchivedPicture } from './archive/writer.ts'
import {
  ClaimConflict,
  type DocumentKey,
  type DocumentKind,
  type ImportedRow,
  type MemberRecord,
  type Store,
  type WorldKey,
  type WorldRecord,
} from './store.ts'

export { ArchiveRefusal, type ArchivedPicture }

/** Writes a world and its pictures into one file, also while people write in the world; throws a StoreFault. */
export async function* exportWorld(
  store: Store,
  world: WorldRecord,
  pictures: readonly ArchivedPicture[] = [],
): AsyncGenerator<Uint8Array> {
  const gzip = createGzip()
  // Whatever goes wrong ends the iteration below.
  pipeline(Readable.from(writeRecords(store, world, pictures), { objectMode: false }), gzip, () => {})
  yield* gzip as AsyncIterable<Uint8Array>
}

export interface ImportOptions {
  readonly address: Address
  readonly at: number
  readonly random: RandomBytes
  /** Whose the world is; nobody's unless given. */
  readonly owner?: MemberId | null
  /** Who somebody that the file names is to be here; whom it says unless given. */
  readonly memberAs?: (id: MemberId) => Promise<MemberId>
  /** Takes a picture of the file, as soon as it was read; what it throws ends the import. They are left out unless given. */
  readonly onPicture?: (bytes: Uint8Array) => Promise<void>
}

const NO_PERSONS: ReadonlySet<MemberId> = new Set([ANONYMOUS, BEHAVIOR, HOST, OWNER])

const leaveOut = (): Promise<void> => Promise.resolve()
const asTheyAre = (id: MemberId): Promise<MemberId> => Promise.resolve(id)

/**
 * Makes a world from such a file, at `address`, on a new line; it keeps its id unless this node has that world. Times later
 * than `at` (ms since 1970) become `at`. Throws an ArchiveRefusal or a StoreFault, and then nothing is kept.
 */
export async function importWorld(
  store: Store,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<WorldRecord> {
  const { address, at, random, owner = null, memberAs = asTheyAre, onPicture = leaveOut } = options
  const records = readRecords(chunks)
  try {
    const header = parseHeader(payloadOf(await records.next(), 'header'))
    const key = await store.stage(Math.min(header.createdAt, at))
    try {
      const names = await importRecords(store, key, records, { at, random, memberAs, onPicture })
      const isHere = header.id === null || (await store.findById(header.id)) !== null
      const id = header.id === null || isHere ? makeWorldId(random) : header.id
      const published = { id, line: makeLineId(random), address, title: header.title, names, owner }
      const world = await store.publish(key, published)
      if (!world) throw new ArchiveRefusal(`There is a world at ${address} already. Choose another address.`)
      return world
    } catch (error) {
      // What cannot be deleted now is never found, and gone after the next start.
      await store.destroy(key).catch(() => {})
      throw error
    }
  } finally {
    await records.return(undefined)
  }
}

/** Adds what the file has to a staged world; resolves to the names of its members. */
async function importRecords(
  store: Store,
  world: WorldKey,
  records: AsyncIterable<ArchiveRecord>,
  {
    at,
    random,
    memberAs,
    onPicture,
  }: Required<Pick<ImportOptions, 'at' | 'random' | 'memberAs' | 'onPicture'>>,
): Promise<MemberRecord[]> {
  const met = new Set<DocumentKind>()
  const live = createGivenLive()
  let document: (DocumentKey & { readonly kind: DocumentKind }) | null = null
  let reached = 0
  let names: MemberRecord[] = []
  let rowsLeft = ROWS_MAX
  let ownersLeft = OWNERS_MAX
  let picturesLeft = PICTURES_MAX
  for await (const { name, payload } of records) {
    switch (name) {
      case 'document':
        document = { world, kind: parseKind(payload) }
        if (met.has(document.kind)) throw misplaced(name)
        met.add(document.kind)
        reached = 0
        break
      case 'rows':
        if (!document) throw misplaced(name)
        rowsLeft -= countIn(payload)
        if (rowsLeft < 0) throw tooMuch()
        if (document.kind === 'live') {
          live.takeRows(parseRows(payload, at))
          break
        }
        reached = await store.importLog(document, {
          rows: await writtenBy(parseRows(payload, at), memberAs),
          clients: new Map(),
        })
        break
      case 'snapshot':
        if (!document) throw misplaced(name)
        if (!canApply(payload)) break
        if (document.kind === 'live') live.takeSnapshot(payload)
        else await store.snapshot(document, reached, payload)
        break
      case 'owners':
        if (!document) throw misplaced(name)
        ownersLeft -= countIn(payload)
        if (ownersLeft < 0) throw tooMuch()
        if (document.kind === 'scene')
          await importOwners(store, document, await ownedBy(parseOwners(payload), memberAs))
        break
      case 'names':
        names = await namesTaken(parseNames(payload), memberAs)
        break
      case 'picture':
        picturesLeft -= 1
        if (picturesLeft < 0) throw tooMuch()
        await onPicture(payload)
        break
      case 'end':
        await live.store(store, world, at, random)
        return names
      case 'header':
        throw misplaced(name)
    }
  }
  throw misplaced('end')
}

async function writtenBy(
  rows: readonly ImportedRow[],
  memberAs: (id: MemberId) => Promise<MemberId>,
): Promise<ImportedRow[]> {
  const written: ImportedRow[] = []
  for (const row of rows) written.push({ ...row, member: await memberAs(row.member) })
  return written
}

/**
 * The names that come along, each with a word of where it is from: whoever wrote the file chose them. Nobody is named by it who
 * is of this node, nor what is no person.
 */
async function namesTaken(
  names: readonly MemberRecord[],
  memberAs: (id: MemberId) => Promise<MemberId>,
): Promise<MemberRecord[]> {
  const taken: MemberRecord[] = []
  for (const { id, name } of names) {
    if (!NO_PERSONS.has(id) && (await memberAs(id)) === id) taken.push({ id, name: nameFromFile(name) })
  }
  return taken
}

async function ownedBy(
  clients: ReadonlyMap<number, MemberId>,
  memberAs: (id: MemberId) => Promise<MemberId>,
): Promise<Map<number, MemberId>> {
  const owned = new Map<number, MemberId>()
  for (const [client, member] of clients) owned.set(client, await memberAs(member))
  return owned
}

async function importOwners(
  store: Store,
  document: DocumentKey,
  clients: ReadonlyMap<number, MemberId>,
): Promise<void> {
  try {
    await store.importLog(document, { rows: [], clients })
  } catch (error) {
    throw error instanceof ClaimConflict ? misplaced('owners') : error
  }
}

function payloadOf(next: IteratorResult<ArchiveRecord>, name: RecordName): Uint8Array {
  if (next.done === true || next.value.name !== name) throw misplaced(name)
  return next.value.payload
}

const misplaced = (name: RecordName): ArchiveRefusal =>
  new ArchiveRefusal(`The file is not as Inkland writes it: its "${name}" is not where it belongs.`)
