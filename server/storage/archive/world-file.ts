// A world as one file, to keep or to carry to another node: its scene with its whole history, who wrote what,
// and the names of those who did; how it is now; its pictures. Either way it goes through in pieces, never as
// a whole in memory.
import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import {
  ANONYMOUS,
  makeNextLineId,
  makeWorldId,
  OWNER,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { authorAs, type RowNote } from '../../../shared/world/author.ts'
import { ArchiveRefusal } from './archive-format.ts'
import { readPages, type ArchivePage } from './archive-pages.ts'
import { parseOwners, type Header } from './archive-parser.ts'
import { unpackInto } from './archive-unpacker.ts'
import { VersionPlaces, type ArchivedVersion } from './archived-versions.ts'
import { writeRecords, type ArchivedBeside } from './archive-writer.ts'
import { unpackRows } from '../update-packing.ts'
import type { ImportedRow, MemberRecord, Store } from '../store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'

export { ArchiveRefusal, type ArchivedVersion }

/**
 * Writes a world, its pictures and its versions into one file, also while people write in the world; throws a
 * StoreFault.
 */
export async function* exportWorld(
  store: Store,
  world: WorldRecord,
  beside: ArchivedBeside = {},
): AsyncGenerator<Uint8Array> {
  const gzip = createGzip()
  // Any error ends the iteration below.
  pipeline(Readable.from(writeRecords(store, world, beside), { objectMode: false }), gzip, () => {})
  yield* gzip as AsyncIterable<Uint8Array>
}

/** A file that is to be judged, once it was unpacked. */
export interface FileJob {
  readonly file: string
  /** Where the pages are to be written that come of it. */
  readonly pages: string
  /** Its bytes as it was sent. */
  readonly sent: number
  /** ms since 1970: no time in it counts that is later. */
  readonly at: number
  /** The client id under which its live document is written anew. */
  readonly client: number
}

export type FileVerdict =
  | {
      readonly ok: true
      readonly header: Header
      /** All whose names stand at what was written. */
      readonly writers: readonly MemberId[]
      readonly names: readonly MemberRecord[]
      readonly versions: readonly ArchivedVersion[]
      /** Of the logs that are to be stored. */
      readonly bytes: number
    }
  | { readonly ok: false; readonly text: string }

export interface ImportOptions {
  readonly address: Address
  readonly at: number
  readonly random: RandomBytes
  /** The folder where the file lies meanwhile, made by the caller. */
  readonly folder: string
  /** Judges it: where it can be killed, unless nobody else is served. */
  readonly judge: (job: FileJob) => Promise<FileVerdict>
  /**
   * What rows of the file say from then on that say nothing of why they were written; unless given, as
   * before.
   */
  readonly note?: RowNote
  /** The owner of the world; nobody unless given. */
  readonly owner?: MemberId | null
  /** The local member for a person whom the file names; the file's own unless given. */
  readonly memberAs?: (id: MemberId) => Promise<MemberId>
  /**
   * Takes a picture of the file, before the world is made; an error ends the import. Pictures are left out
   * unless given.
   */
  readonly onPicture?: (bytes: Uint8Array) => Promise<void>
  /**
   * Notes the versions of the world, before anybody finds it, or none where it is not made after all. Their
   * rows are held under their ids. They are left out unless given.
   */
  readonly onVersions?: (
    world: Pick<WorldRecord, 'id' | 'line'>,
    versions: readonly ImportedVersion[],
  ) => Promise<void>
}

export interface ImportedVersion extends ArchivedVersion {
  readonly id: string
}

/**
 * Makes a world from such a file, at `address`, on a new line; it keeps its id unless this node has that
 * world. Times later than `at` (ms since 1970) become `at`. Nothing of it is stored before all of it was
 * judged. Throws an ArchiveRefusal, a StoreFault, or an error of `judge`, and then nothing is stored.
 */
export async function importWorld(
  store: Store,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<WorldRecord> {
  const { folder, at, random, judge, onPicture } = options
  const file = join(folder, randomBytes(12).toString('hex'))
  const pages = `${file}.pages`
  try {
    const sent = await unpackInto(file, chunks)
    const client = Buffer.from(random(4)).readUInt32LE()
    const verdict = await judge({ file, pages, sent, at, client })
    if (!verdict.ok) throw new ArchiveRefusal(verdict.text)
    for await (const { payload } of readPages(pages, PICTURES)) await onPicture?.(payload)
    return await storeWorld(store, { ...verdict, pages, client }, options)
  } finally {
    await Promise.all([file, pages].map((path) => rm(path, { force: true })))
  }
}

const PICTURES = new Set(['picture'] as const)
const DOCUMENTS = new Set(['rows', 'snapshot', 'owners', 'live'] as const)

/** A file that was judged. */
interface JudgedFile extends Extract<FileVerdict, { ok: true }> {
  readonly pages: string
  readonly client: number
}

async function storeWorld(
  store: Store,
  { header, writers, names, versions, pages, client }: JudgedFile,
  { address, at, random, note, owner = null, memberAs = asTheyAre, onVersions }: ImportOptions,
): Promise<WorldRecord> {
  const here = new Map<MemberId, MemberId>()
  for (const id of writers) here.set(id, await memberAs(id))
  const key = await store.stage(Math.min(header.createdAt, at))
  const isHere = header.id === null || (await store.findById(header.id)) !== null
  const id = header.id === null || isHere ? makeWorldId(random) : header.id
  const line = makeNextLineId(random)
  try {
    const places = new VersionPlaces(onVersions === undefined ? [] : versions)
    const memberHere = (id: MemberId): MemberId => here.get(id) ?? id
    const staged = createStaged(store, key, { at, client, places, note, memberAs: memberHere })
    for await (const page of readPages(pages, DOCUMENTS)) await staged.take(page)
    const held: ImportedVersion[] = []
    for (const { sequence, by, ...version } of places.placed) {
      const versionId = Buffer.from(random(12)).toString('base64url')
      await store.pin({ world: key, kind: 'scene' }, sequence, versionId)
      const maker = by === null ? null : (here.get(by) ?? by)
      held.push({ ...version, id: versionId, by: maker === ANONYMOUS ? null : maker })
    }
    if (held.length > 0) await onVersions?.({ id, line }, held)
    // The file's author chose the names: nobody of this node gets one.
    const others = names.filter((name) => here.get(name.id) === name.id)
    const world = await store.publish(key, { id, line, address, title: header.title, names: others, owner })
    if (!world) throw new ArchiveRefusal(`There is already a world at ${address}. Choose another address.`)
    return world
  } catch (error) {
    // A world that cannot be deleted now is never found, and gone after the next start.
    await store.destroy(key).catch(() => {})
    await onVersions?.({ id, line }, []).catch(() => {})
    throw error
  }
}

const asTheyAre = (id: MemberId): Promise<MemberId> => Promise.resolve(id)

interface StagedParts {
  readonly at: number
  readonly client: number
  readonly places: VersionPlaces
  readonly note: RowNote | undefined
  readonly memberAs: (id: MemberId) => MemberId
}

/** A row as people are called here. */
const rowAs = (
  row: ImportedRow,
  { memberAs, note }: Pick<StagedParts, 'memberAs' | 'note'>,
): ImportedRow => ({
  ...(note !== undefined && { note }),
  ...row,
  member: memberAs(row.member),
  ...(row.author !== undefined && { author: authorAs(row.author, memberAs) }),
})

/** Adds pages to a world that is staged. */
function createStaged(store: Store, world: WorldKey, { at, client, places, note, memberAs }: StagedParts) {
  const [scene, live] = [{ world, kind: 'scene' } as const, { world, kind: 'live' } as const]
  let reached = 0
  return {
    async take({ name, payload }: ArchivePage): Promise<void> {
      switch (name) {
        case 'rows': {
          const rows = unpackRows(payload).map((row) => rowAs(row, { memberAs, note }))
          reached = await store.importLog(scene, { rows, clients: new Map() })
          places.take(rows, reached)
          return
        }
        case 'snapshot':
          return store.snapshot(scene, reached, payload)
        case 'owners': {
          const clients = [...parseOwners(payload)].map(([id, member]) => [id, memberAs(member)] as const)
          await store.importLog(scene, { rows: [], clients: new Map(clients) })
          return
        }
        case 'live': {
          const row = {
            bytes: payload,
            member: OWNER,
            firstAt: at,
            lastAt: at,
            updates: 1,
            quarantined: false,
          }
          await store.importLog(live, { rows: [row], clients: new Map([[client, OWNER]]) })
          return
        }
        case 'picture':
      }
    },
  }
}
