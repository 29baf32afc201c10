// The pictures of a node: what each is, which worlds hold it, and how much room there is. Known in memory as
// it is on the disk. A picture's file is on the disk before anything names it, and goes after nothing does.
import { buffer } from 'node:stream/consumers'
import { PictureTrouble } from '../../shared/pictures/picture-bytes.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import { HOST, type MemberId, type WorldId } from '../../shared/world/address.ts'
import type { StoredPicture } from '../../shared/wire/api/picture-bodies.ts'
import { amountWords } from '../../shared/wire/api/storage-amounts.ts'
import { createRecordTables, type TableChange } from '../records/record-tables.ts'
import { USUAL_SETTINGS, type NodeSettings } from '../accounts/directory/node-settings.ts'
import type { Store } from '../storage/store.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { Clean, NamedPicture } from './cleaned-picture.ts'
import type { OpenPicture, PictureFiles } from './picture-file-store.ts'
import { countsOf, indexesOf } from './picture-holdings.ts'
import { Asset, PictureHold, holdId } from './picture-records.ts'
import { Semaphore } from '../time/semaphore.ts'

/** There is no room left; the message says how much there is, and what to do. */
export class QuotaRefusal extends Error {
  override readonly name = 'QuotaRefusal'
}

interface PictureQuota {
  /** Bytes. */
  readonly used: number
  readonly most: number
  readonly pictures: number
}

type PictureSettings = Pick<NodeSettings, 'pictureBytesPerWorld' | 'pictureBytesPerAccount'>

export interface Pictures {
  /**
   * Cleans a picture and keeps it for a world. Throws as `Clean` does, a QuotaRefusal or a StoreFault; then
   * nothing was kept.
   */
  keep(world: WorldRecord, by: MemberId, bytes: Uint8Array): Promise<StoredPicture>
  /**
   * The world holds pictures of others, too, as far as `maySee` lets who asks see a world that does. Answers
   * those it holds now.
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
  find(id: PictureId): Asset | null
  /** Whether somebody may see a world that holds it. */
  isSeen(id: PictureId, maySee: (world: WorldRecord) => boolean): Promise<boolean>
  open(id: PictureId): Promise<OpenPicture | null>
  roomOf(world: WorldId): PictureQuota
  /** What a member has put into worlds, in bytes. */
  usedBy(member: MemberId): number
  /** What a world holds. */
  heldBy(world: WorldId): ReadonlyMap<PictureId, PictureHold>
  /** All worlds that hold something, by id. */
  worlds(): readonly WorldId[]
  /**
   * Notes which of a world's pictures something names; forgets those that were unused for longer than
   * `forMs`.
   */
  note(world: WorldId, named: ReadonlySet<PictureId>, now: number, forMs: number): Promise<void>
  /** What a world holds, each to be read when its turn has come: for a file of the world. */
  archived(world: WorldId): readonly (() => Promise<Uint8Array | null>)[]
  /** Takes in the pictures of a world that is not there yet. */
  arrive(by: MemberId): NewPicture
  /** A world is gone for good, and so is what only it held. */
  release(world: WorldId): Promise<void>
  /** Removes files that nothing names, put before `before`: of a crash between a file and its record. */
  sweep(before: number): Promise<void>
  /** Of the whole node. */
  readonly total: { readonly pictures: number; readonly bytes: number }
}

/** Pictures that come with a world: first their files, then, once the world is there, what holds them. */
interface NewPicture {
  /**
   * Keeps one aside; leaves out what is no picture that we take. Throws a PicturesBusy, a QuotaRefusal or a
   * StoreFault.
   */
  add(bytes: Uint8Array): Promise<void>
  /**
   * The world is there: it holds them. What never came to this is swept away as a file that nothing names.
   */
  settle(world: WorldRecord): Promise<void>
  /**
   * There will be no world: what was kept aside goes again. What cannot be removed now is swept away later.
   */
  leave(): Promise<void>
}

export async function createPictures(options: {
  readonly store: Pick<Store, 'records' | 'changeRecords' | 'findById'>
  readonly files: PictureFiles
  readonly clean: Clean
  readonly clock: { now(): number }
  /** How much room there is; asked each time, since an admin may change it. What is usual, unless given. */
  readonly settings?: { now(): PictureSettings }
  /** So many bytes more of somebody's pictures are held, or less; at first, all that there are. */
  readonly onUsed?: (by: MemberId, bytes: number) => void
  /** Most bytes of pictures of somebody, where that is not what the settings say. */
  readonly mostOf?: (by: MemberId) => number | null
  /** Why somebody can add so many bytes to nothing on this node; null where they can. */
  readonly whyFull?: (by: MemberId, bytes: number) => string | null
  readonly onUnreadable: (kind: string, id: string) => void
}): Promise<Pictures> {
  const {
    store,
    files,
    clean,
    clock,
    settings = { now: () => USUAL_SETTINGS },
    onUsed = () => undefined,
    mostOf = () => null,
    whyFull = () => null,
  } = options
  const tables = createRecordTables(options)
  const assets = await tables.table('asset', Asset)
  const holds = await tables.table('hold', PictureHold)
  const { byWorld, byPicture } = indexesOf(holds)
  const used = countsOf(holds, assets, onUsed)
  /** What came for worlds that are not there yet. */
  const arriving = new Set<ReadonlyMap<PictureId, Asset>>()
  /** One after the other: a file must not go while a record comes. */
  const turns = new Semaphore(1)
  let bytesOfAll = 0
  assets.watch((_id, now, before) => (bytesOfAll += (now?.bytes ?? 0) - (before?.bytes ?? 0)))

  const heldBy = (world: WorldId): ReadonlyMap<PictureId, PictureHold> => byWorld.get(world) ?? NOTHING

  function roomOf(world: WorldId): PictureQuota {
    let bytes = 0
    for (const id of heldBy(world).keys()) bytes += assets.get(id)?.bytes ?? 0
    return { used: bytes, most: settings.now().pictureBytesPerWorld, pictures: heldBy(world).size }
  }

  /** Throws a QuotaRefusal where so many bytes more do not fit. */
  function checkRoom(world: WorldRecord, by: MemberId, bytes: number): void {
    const { used: inWorld, most } = roomOf(world.id)
    if (inWorld + bytes > most) {
      throw new QuotaRefusal(
        `The pictures in this world take up ${amountWords(inWorld)} of ${amountWords(most)}, and this one needs ${amountWords(bytes)} more. Remove some: pictures no longer shown anywhere make room after 30 days.`,
      )
    }
    checkOwnRoom(by, bytes)
  }

  function checkOwnRoom(by: MemberId, bytes: number): void {
    const full = whyFull(by, bytes)
    if (full !== null) throw new QuotaRefusal(full)
    const own = used.get(by) ?? 0
    const ownMost = mostOf(by) ?? settings.now().pictureBytesPerAccount
    if (own + bytes > ownMost) {
      throw new QuotaRefusal(
        `Your pictures take up ${amountWords(own)} of ${amountWords(ownMost)} on this node, and this one needs ${amountWords(bytes)} more. Remove some from your worlds, or ask an admin for more room.`,
      )
    }
  }

  function arrive(by: MemberId): NewPicture {
    const brought = new Map<PictureId, Asset>()
    arriving.add(brought)
    let total = 0
    return {
      async add(raw) {
        const picture = await clean(raw, by).catch(nullForNone)
        if (picture === null || brought.has(picture.id)) return
        const { id, type, bytes, width, height } = picture
        total += bytes.length
        checkOwnRoom(by, total)
        if (total > settings.now().pictureBytesPerWorld) throw new QuotaRefusal(worldTooFull(total))
        await files.put(id, bytes)
        brought.set(id, { type, bytes: bytes.length, width, height, since: clock.now() })
      },
      leave: () =>
        turns
          .take(async () => {
            arriving.delete(brought)
            for (const id of brought.keys()) if (isNobodys(id)) await files.remove(id)
          })
          .catch(() => undefined),
      settle: (world) =>
        turns.take(async () => {
          arriving.delete(brought)
          const changes: TableChange[] = []
          for (const [id, asset] of brought) {
            // A file that another world let go of meanwhile is gone.
            if (!(await isThere(id))) continue
            if (assets.get(id) === null) changes.push(assets.set(id, asset))
            changes.push(hold(world, id, by))
          }
          if (changes.length > 0) await tables.change(changes)
        }),
    }
  }

  /** Whether nothing names a file, nor will soon. */
  const isNobodys = (id: PictureId): boolean =>
    assets.get(id) === null && ![...arriving].some((brought) => brought.has(id))

  async function isThere(id: PictureId): Promise<boolean> {
    const open = await files.open(id)
    open?.stream.destroy()
    return open !== null
  }

  const worldTooFull = (bytes: number): string =>
    `The pictures in this world take up ${amountWords(bytes)}, and the limit here is ${amountWords(settings.now().pictureBytesPerWorld)} per world. Ask an admin for more room.`

  const hold = (world: WorldRecord, id: PictureId, by: MemberId): TableChange =>
    holds.set(holdId(world.id, id), { by, since: clock.now(), unusedSince: null })

  /**
   * What is asked for is about to be named: from now on it counts as used; nothing, where it does already.
   */
  function holdAgain(world: WorldRecord, id: PictureId, by: MemberId): readonly TableChange[] {
    const before = heldBy(world.id).get(id)
    return before?.unusedSince === null ? [] : [hold(world, id, before?.by ?? by)]
  }

  async function keep(world: WorldRecord, by: MemberId, picture: NamedPicture): Promise<StoredPicture> {
    const { id, type, bytes, width, height } = picture
    const asset = { type, bytes: bytes.length, width, height, since: clock.now() }
    const before = heldBy(world.id).get(id)
    if (before === undefined) checkRoom(world, by, bytes.length)
    // One that is known is there already, unless somebody took it out of the folder.
    await files.put(id, bytes)
    const isNew = assets.get(id) === null
    const changes = [...(isNew ? [assets.set(id, asset)] : []), ...holdAgain(world, id, by)]
    if (changes.length > 0) await tables.change(changes)
    return { id, type, bytes: bytes.length, width, height }
  }

  async function isSeen(id: PictureId, maySee: (world: WorldRecord) => boolean): Promise<boolean> {
    for (const worldId of byPicture.get(id) ?? []) {
      const world = await store.findById(worldId)
      if (world !== null && maySee(world)) return true
    }
    return false
  }

  /** Forgets holds, the pictures that nothing holds any more, and then their files. */
  async function forget(
    world: WorldId,
    ids: readonly PictureId[],
    beside: readonly TableChange[],
  ): Promise<void> {
    const gone = ids.filter((id) => byPicture.get(id)?.size === 1)
    const changes = [
      ...beside,
      ...ids.map((id) => holds.forget(holdId(world, id))),
      ...gone.map((id) => assets.forget(id)),
    ]
    if (changes.length > 0) await tables.change(changes)
    for (const id of gone) await files.remove(id)
  }

  return {
    async keep(world, by, raw) {
      // Before the turn: nobody waits for what is in somebody else's. Hosts take turns by world.
      const picture = await clean(raw, by === HOST ? world.id : by)
      return turns.take(() => keep(world, by, picture))
    },
    take: (world, by, ids, maySee) =>
      turns.take(async () => {
        const held: PictureId[] = []
        for (const id of new Set(ids)) {
          if (!heldBy(world.id).has(id)) {
            const asset = assets.get(id)
            if (asset === null || !(await isSeen(id, maySee))) continue
            checkRoom(world, by, asset.bytes)
          }
          const changes = holdAgain(world, id, by)
          if (changes.length > 0) await tables.change(changes)
          held.push(id)
        }
        return held
      }),
    carry: (from, to, ids) =>
      turns.take(async () => {
        for (const id of new Set(ids)) {
          const before = heldBy(from).get(id)
          const bytes = assets.get(id)?.bytes
          if (before === undefined || bytes === undefined || heldBy(to.id).has(id)) continue
          const { used: inWorld, most } = roomOf(to.id)
          if (inWorld + bytes <= most) await tables.change([hold(to, id, before.by)])
        }
      }),
    find: (id) => assets.get(id),
    isSeen,
    open: (id) => files.open(id),
    roomOf,
    usedBy: (member) => used.get(member) ?? 0,
    heldBy,
    archived: (world) =>
      [...heldBy(world).keys()].map((id) => async () => {
        const open = await files.open(id)
        return open && buffer(open.stream)
      }),
    arrive,
    worlds: () => [...byWorld.keys()].sort(),
    note: (world, named, now, forMs) =>
      turns.take(async () => {
        const changes: TableChange[] = []
        const gone: PictureId[] = []
        for (const [id, before] of heldBy(world)) {
          const { unusedSince } = before
          if (named.has(id)) {
            if (unusedSince !== null)
              changes.push(holds.set(holdId(world, id), { ...before, unusedSince: null }))
          } else if (unusedSince === null) {
            changes.push(holds.set(holdId(world, id), { ...before, unusedSince: now }))
          } else if (now - unusedSince >= forMs) gone.push(id)
        }
        await forget(world, gone, changes)
      }),
    release: (world) => turns.take(() => forget(world, [...heldBy(world).keys()], [])),
    sweep: (before) =>
      turns.take(async () => {
        for await (const { id, at } of files.list()) {
          if (at < before && assets.get(id) === null) await files.remove(id)
        }
      }),
    get total() {
      return { pictures: assets.size, bytes: bytesOfAll }
    },
  }
}

/** Keeps a picture; answers why not, where that is for good. Throws a StoreFault. */
export async function whyNotStored(keep: () => Promise<unknown>): Promise<string | null> {
  try {
    await keep()
    return null
  } catch (error) {
    if (error instanceof QuotaRefusal || error instanceof PictureTrouble) return error.message
    throw error
  }
}

function nullForNone(error: unknown): null {
  if (error instanceof PictureTrouble) return null
  throw error
}

const NOTHING: ReadonlyMap<PictureId, PictureHold> = new Map()
