// The pictures of a node. The file of a picture is on the disk before any record names it, and goes after no
// record does.
import { buffer } from 'node:stream/consumers'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { HOST, type MemberId, type WorldId } from '../../shared/world/address.ts'
import type { PictureRoom, StoredPicture } from '../../shared/wire/api/picture-bodies.ts'
import { createRecordTables, type RecordTables } from '../records/record-tables.ts'
import type { Store } from '../storage/store.ts'
import type { RecordStore } from '../records/stored-record.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Clean, IdentifiedPicture } from './cleaned-picture.ts'
import type { OpenPicture, PictureFiles } from '../storage/picture-files.ts'
import { createArrivingFiles } from './arriving-files.ts'
import { createPictureArrivals, type NewPictures } from './picture-arrivals.ts'
import { openPictureHoldings } from './picture-holdings.ts'
import { createPictureRemoval, type PictureRemoval } from './picture-removal.ts'
import { createPictureQuota, type PictureQuotaOptions } from './picture-quota.ts'
import type { PictureRecord, PictureHold } from './picture-records.ts'
import { Semaphore } from '../time/semaphore.ts'

export interface Pictures extends PictureRemoval {
  /**
   * Cleans a picture and keeps it for a world. Throws as `Clean` does, a QuotaRefusal or a StoreFault; then
   * nothing was kept.
   */
  keep(world: WorldRecord, by: MemberId, bytes: Uint8Array): Promise<StoredPicture>
  /**
   * The world holds pictures of other worlds, too, as far as `maySee` lets the sender see a world that does.
   * Returns those it holds now.
   */
  take(
    world: WorldRecord,
    by: MemberId,
    ids: readonly PictureId[],
    maySee: (world: WorldRecord) => boolean,
  ): Promise<readonly PictureId[]>
  /**
   * Things were carried from one world into another, which holds their pictures from now on, too, as far as
   * it has room.
   */
  carry(from: WorldId, to: WorldRecord, ids: Iterable<PictureId>): Promise<void>
  find(id: PictureId): PictureRecord | null
  /** Whether somebody may see a world that holds it. */
  isSeen(id: PictureId, maySee: (world: WorldRecord) => boolean): Promise<boolean>
  open(id: PictureId): Promise<OpenPicture | null>
  roomOf(world: WorldId): PictureRoom
  /** The bytes that a member has put into worlds. */
  usedBy(member: MemberId): number
  /** The pictures that a world holds. */
  heldBy(world: WorldId): ReadonlyMap<PictureId, PictureHold>
  /** All worlds that hold something, by id. */
  worlds(): readonly WorldId[]
  /** The pictures that a world holds, each to be read when its turn has come: for a file of the world. */
  archived(world: WorldId): readonly (() => Promise<Uint8Array | null>)[]
  /** Takes in the pictures of a world that is not there yet. */
  arrive(by: MemberId): NewPictures
  /** Of the whole node. */
  readonly total: { readonly pictures: number; readonly bytes: number }
}

export async function createPictures(
  options: PictureQuotaOptions & {
    readonly store: RecordStore & Pick<Store, 'findById'>
    readonly files: PictureFiles
    readonly clean: Clean
    readonly clock: { now(): number }
    /** How many bytes more of somebody's pictures are held, or less; at first, all that there are. */
    readonly onUsed?: (by: MemberId, bytes: number) => void
    readonly onUnreadable: (kind: string, id: string) => void
  },
): Promise<Pictures> {
  const { store, files, clean, clock, onUsed = () => undefined } = options
  const tables = createRecordTables(options)
  const holdings = await openPictureHoldings(tables, clock, onUsed)
  const { assets, heldBy, worldsWith, holding, using } = holdings
  const quota = createPictureQuota(holdings, options)
  /** Changes of records, one after the other, in turns by person, or by world where the node makes them. */
  const turns = new Semaphore(1)
  const arriving = createArrivingFiles(files, (id) => assets.get(id) !== null)

  function checkRoom(world: WorldRecord, by: MemberId, { id, bytes }: IdentifiedPicture): void {
    if (!heldBy(world.id).has(id)) quota.check(world.id, by, bytes.length)
  }

  async function keep(world: WorldRecord, by: MemberId, picture: IdentifiedPicture): Promise<StoredPicture> {
    const { id, type, bytes, width, height } = picture
    const asset = { type, bytes: bytes.length, width, height, since: clock.now() }
    checkRoom(world, by, picture)
    const isNew = assets.get(id) === null
    const changes = [...(isNew ? [assets.set(id, asset)] : []), ...using(world, id, by)]
    if (changes.length > 0) await tables.change(changes)
    return { id, type, bytes: bytes.length, width, height }
  }

  const isSeen: Pictures['isSeen'] = (id, maySee) => isSeenIn(worldsWith(id), store, maySee)

  return {
    async keep(world, by, raw) {
      // Before the turn: nobody waits for a job in somebody else's. Hosts take turns by world.
      const picture = await clean(raw, by === HOST ? world.id : by)
      checkRoom(world, by, picture)
      // One that is known is there already, unless somebody took it out of the folder.
      const arrived = await arriving.keep(picture.id, picture.bytes)
      try {
        return await turns.take(() => keep(world, by, picture), by)
      } catch (error) {
        arrived()
        // Where that cannot be done now, it is swept away later.
        await arriving.remove(picture.id).catch(() => undefined)
        throw error
      } finally {
        arrived()
      }
    },
    take: (world, by, ids, maySee) =>
      turns.take(async () => {
        const held: PictureId[] = []
        for (const id of new Set(ids)) {
          if (!heldBy(world.id).has(id)) {
            const asset = assets.get(id)
            if (asset === null || !(await isSeen(id, maySee))) continue
            quota.check(world.id, by, asset.bytes)
          }
          const changes = using(world, id, by)
          if (changes.length > 0) await tables.change(changes)
          held.push(id)
        }
        return held
      }, by),
    carry: (from, to, ids) =>
      turns.take(async () => {
        for (const id of new Set(ids)) {
          const before = heldBy(from).get(id)
          const bytes = assets.get(id)?.bytes
          if (before === undefined || bytes === undefined || heldBy(to.id).has(id)) continue
          const { used: inWorld, most } = quota.roomOf(to.id)
          if (inWorld + bytes <= most) await tables.change([holding(to, id, before.by)])
        }
      }, to.id),
    find: (id) => assets.get(id),
    isSeen,
    open: (id) => files.open(id),
    roomOf: (world) => quota.roomOf(world),
    usedBy: holdings.usedBy,
    heldBy,
    archived: (world) =>
      [...heldBy(world).keys()].map((id) => async () => {
        const open = await files.open(id)
        return open && buffer(open.stream)
      }),
    arrive: createPictureArrivals({ holdings, quota, arriving, clean, turns, clock }),
    worlds: holdings.worlds,
    ...createPictureRemoval({ holdings, files, arriving, turns }),
    get total() {
      return holdings.total
    },
  }
}

/** What reading pictures needs. */
export type ShownPictures = Pick<Pictures, 'find' | 'isSeen' | 'open'>

/** The pictures of a node for a process that only shows them; `tables` follow what others change. */
export async function showPictures(
  tables: RecordTables,
  {
    store,
    files,
    clock,
  }: {
    readonly store: Pick<Store, 'findById'>
    readonly files: PictureFiles
    readonly clock: { now(): number }
  },
): Promise<ShownPictures> {
  const { assets, worldsWith } = await openPictureHoldings(tables, clock, () => undefined)
  return {
    find: (id) => assets.get(id),
    isSeen: (id, maySee) => isSeenIn(worldsWith(id), store, maySee),
    open: (id) => files.open(id),
  }
}

async function isSeenIn(
  worlds: Iterable<WorldId>,
  store: Pick<Store, 'findById'>,
  maySee: (world: WorldRecord) => boolean,
): Promise<boolean> {
  for (const id of worlds) {
    const world = await store.findById(id)
    if (world !== null && maySee(world)) return true
  }
  return false
}
