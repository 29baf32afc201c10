// A world's file as the body of an import. Files are taken in one after the other, judged where the work can
// be killed, and stored only then: a refused file leaves nothing behind.
import type { Request } from 'express'
import {
  ANONYMOUS,
  HOST,
  type AccountName,
  type Address,
  type MemberId,
  type RandomBytes,
} from '../../../shared/world/address.ts'
import { ARCHIVE_BYTES_MAX } from '../../../shared/wire/api/world-bodies.ts'
import { worldFileNote } from '../../../shared/world/author.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { Account } from '../../accounts/model/account-view.ts'
import type { Member } from '../../contracts/request-member.ts'
import { PicturesBusy } from '../../assets/picture-cleaning.ts'
import { QuotaRefusal } from '../../assets/picture-quota.ts'
import { ArchiveRefusal, importWorld, type ImportOptions } from '../../storage/archive/world-file.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { WorkFault } from '../../workers/work-fault.ts'
import { IMPORT_PICTURES_MS, IMPORTS_MAX, TRANSFER_SILENCE_MS } from '../edge/http-limits.ts'
import { WRONG_TYPE } from '../edge/origin-guard.ts'
import type { ImportTarget, WorldCreation } from './world-creation.ts'
import { addressesFor, unusedAddress } from './world-naming.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { busyWith } from './picture-routes.ts'
import { HttpRefusal } from '../edge/http-refusal.ts'
import { TAKEN } from './world-routes.ts'

const TOO_LARGE = new HttpRefusal(
  413,
  'bound',
  `The file is larger than ${ARCHIVE_BYTES_MAX / 1024 / 1024} MB, which is the limit for an import.`,
)
const BUSY = new HttpRefusal(503, 'busy', 'Other worlds are being imported. Try again in a little while.', 10)

const YOURS = new HttpRefusal(
  503,
  'busy',
  'You are already importing another file. Wait until that is done.',
  10,
)
const PICTURES_TOO_LONG = new ArchiveRefusal(
  'The pictures in this file take too long to check, so nothing was imported. Export the world with fewer pictures.',
)
const TOO_MUCH_WORK = new HttpRefusal(
  400,
  'archive',
  'This file takes too much work to read, so nothing was imported. Export the world again.',
)

export interface FileImport {
  /** Makes a world of the file in a request's body. `wanted` is its address; null: its title makes one. */
  take(request: Request, member: Member, wanted: Address | null): Promise<WorldRecord>
  /**
   * Makes a world of a file that this node wrote itself, such as from a backup: the authors in it are
   * believed. `owner`: of this node.
   */
  takeOwn(chunks: AsyncIterable<Uint8Array>, owner: Pick<Account, 'id' | 'account'>): Promise<WorldRecord>
}

interface FileImportParts
  extends
    Pick<AccountServices, 'store' | 'people' | 'accounts' | 'rights'>,
    Pick<WorldServices, 'pictures' | 'files' | 'versions'> {
  readonly creation: WorldCreation
  readonly clock: { now(): number }
  readonly random: RandomBytes
}

export function createFileImport(parts: FileImportParts): FileImport {
  const { store, people, rights, creation } = parts
  /** The members whose files are on their way. */
  const importing: MemberId[] = []

  /** Without a wanted address the world gets one from its title, which is known once the file was read. */
  async function read(
    request: Request,
    member: Member,
    wanted: Address | null,
    incoming: ImportTarget,
  ): Promise<WorldRecord> {
    return storeFile(parts, bounded(request), {
      by: member.id,
      owner: creation.ownerFor(member),
      account: await people.accountOf(member),
      wanted,
      onRead() {
        // All of it is here. Next comes the result, however long that takes.
        request.setTimeout(0)
      },
      onJudged: (bytes) => incoming.take(bytes),
      note: worldFileNote(Buffer.from(parts.random(12)).toString('base64url')),
      ...(rights && { memberAs: authorsFor(parts, member) }),
    })
  }

  return {
    async take(request, member, wanted) {
      if (request.is('json')) throw WRONG_TYPE
      if (Number(request.headers['content-length'] ?? 0) > ARCHIVE_BYTES_MAX) throw TOO_LARGE
      creation.judgeRoom(member)
      if (wanted) await creation.judgeAddress(member, wanted)
      if (wanted && (await store.find(wanted))?.address === wanted) throw TAKEN
      if (importing.length >= IMPORTS_MAX) throw BUSY
      if (rights !== null && importing.includes(member.id)) throw YOURS
      importing.push(member.id)
      const incoming = creation.incomingOf(member)
      try {
        request.setTimeout(TRANSFER_SILENCE_MS)
        return await read(request, member, wanted, incoming)
      } catch (error) {
        throw refusalFor(error)
      } finally {
        importing.splice(importing.indexOf(member.id), 1)
        incoming.done()
      }
    },
    async takeOwn(chunks, { id, account }) {
      const owner = creation.ownerFor({ id })
      return storeFile(parts, chunks, { by: id, account, owner, wanted: null }).catch((error: unknown) => {
        throw refusalFor(error)
      })
    },
  }
}

interface FileOptions extends Pick<ImportOptions, 'owner' | 'memberAs' | 'note'> {
  /** The member whose turn it takes, and whose pictures they are. */
  readonly by: MemberId
  /** The account under whose name the world stands, at `wanted` or at an address from its title. */
  readonly account: AccountName
  readonly wanted: Address | null
  readonly onRead?: () => void
  /** Called before so many bytes are stored; throws to refuse them. */
  readonly onJudged?: (bytes: number) => void
}

/** Makes a world of a file. */
async function storeFile(
  { store, pictures, files, versions, clock, random }: FileImportParts,
  chunks: AsyncIterable<Uint8Array>,
  { by, account, wanted, onRead, onJudged, ...whose }: FileOptions,
): Promise<WorldRecord> {
  const arrival = pictures.arrive(by)
  const world = await importWorld(store, chunks, {
    ...whose,
    folder: files.folder,
    async judge(job) {
      onRead?.()
      const verdict = await files.judge(job, by)
      if (verdict.ok) onJudged?.(verdict.bytes)
      return verdict
    },
    onVersions: (world, list) => versions.imported(world, list, by),
    onPicture: lookedIntoInTime(clock, (bytes) => arrival.add(bytes)),
    address: wanted ?? unusedAddress(account, random),
    at: clock.now(),
    random,
  }).catch(async (error: unknown) => {
    await arrival.leave()
    throw error
  })
  await arrival.settle(world)
  if (wanted) return world
  for (const better of addressesFor(account, world.title)) {
    const moved = await store.rename(world.key, better)
    if (moved) return moved
  }
  return world
}

/** Takes the pictures of a file, until they have taken too long. */
function lookedIntoInTime(
  clock: { now(): number },
  take: (bytes: Uint8Array) => Promise<void>,
): (bytes: Uint8Array) => Promise<void> {
  let begunAt: number | null = null
  return async (bytes) => {
    begunAt ??= clock.now()
    if (clock.now() - begunAt > IMPORT_PICTURES_MS) throw PICTURES_TOO_LONG
    await take(bytes)
  }
}

/** The refusal for a file that was not imported. */
function refusalFor(error: unknown): unknown {
  if (error instanceof ArchiveRefusal) return new HttpRefusal(400, 'archive', error.message)
  if (error instanceof QuotaRefusal) return new HttpRefusal(413, 'quota', error.message)
  if (error instanceof PicturesBusy) return busyWith(error)
  if (!(error instanceof WorkFault)) return error
  return error.code === 'busy' || error.code === 'closed' ? BUSY : TOO_MUCH_WORK
}

/**
 * The authors of the writing in a file. Anybody can write a file, so of this node's people only the one who
 * brings it can be an author. The history stays, and says "somebody" there.
 */
function authorsFor(
  { accounts, store }: Pick<AccountServices, 'accounts' | 'store'>,
  { id: bringing }: Member,
): (id: MemberId) => Promise<MemberId> {
  const known = new Map<MemberId, MemberId>()
  return async (id) => {
    const before = known.get(id)
    if (before !== undefined) return before
    const isOther =
      id === HOST || (id !== bringing && (accounts.byId(id) !== null || (await store.person(id)) !== null))
    known.set(id, isOther ? ANONYMOUS : id)
    return isOther ? ANONYMOUS : id
  }
}

/** The body, up to the bound. The rest of it stays readable, so that a refusal can still be answered. */
async function* bounded(request: Request): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is read as bytes')
    bytes += chunk.length
    if (bytes > ARCHIVE_BYTES_MAX) throw TOO_LARGE
    yield chunk
  }
}
