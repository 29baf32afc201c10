// Which pictures the node knows and which worlds hold them, in memory as on the disk. They are looked up from
// every side: by world, by picture, and by how much each member has put into worlds.
import type { MemberId, WorldId } from '../../shared/world/address.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { WorldRecord } from '../contracts/world-record.ts'
import type { RecordTable, RecordTables, TableChange } from '../records/record-tables.ts'
import { PictureRecord, PictureHold, holdId, parseHoldId } from './picture-records.ts'

export interface PictureHoldings {
  readonly tables: RecordTables
  readonly assets: RecordTable<PictureRecord>
  readonly holds: RecordTable<PictureHold>
  /** All worlds that hold something, by id. */
  readonly worlds: () => readonly WorldId[]
  /** The pictures that a world holds. */
  readonly heldBy: (world: WorldId) => ReadonlyMap<PictureId, PictureHold>
  /** The worlds that hold a picture. */
  readonly worldsWith: (id: PictureId) => ReadonlySet<WorldId>
  /** The bytes that a member has put into worlds. */
  readonly usedBy: (member: MemberId) => number
  /** The change with which a world holds a picture, put there by somebody. */
  readonly holding: (world: WorldRecord, id: PictureId, by: MemberId) => TableChange
  /**
   * The changes for a picture that is about to be named in a world: it is held, and counts as used from now
   * on. None where that is so already.
   */
  readonly using: (world: WorldRecord, id: PictureId, by: MemberId) => readonly TableChange[]
  /** Of the whole node. */
  readonly total: { readonly pictures: number; readonly bytes: number }
}

/** `onUsed` is told how many bytes more of somebody's pictures are held, or less; at first, all there are. */
export async function openPictureHoldings(
  tables: RecordTables,
  clock: { now(): number },
  onUsed: (by: MemberId, bytes: number) => void,
): Promise<PictureHoldings> {
  const assets = await tables.table('asset', PictureRecord)
  const holds = await tables.table('hold', PictureHold)
  const { byWorld, byPicture } = indexesOf(holds)
  const used = countsOf(holds, assets, onUsed)
  let bytes = 0
  assets.watch((_id, now, before) => (bytes += (now?.bytes ?? 0) - (before?.bytes ?? 0)))

  const heldBy = (world: WorldId): ReadonlyMap<PictureId, PictureHold> => byWorld.get(world) ?? NOTHING
  const holding = (world: WorldRecord, id: PictureId, by: MemberId): TableChange =>
    holds.set(holdId(world.id, id), { by, since: clock.now(), unusedSince: null })

  return {
    tables,
    assets,
    holds,
    worlds: () => [...byWorld.keys()].sort(),
    heldBy,
    worldsWith: (id) => byPicture.get(id) ?? NOWHERE,
    usedBy: (member) => used.get(member) ?? 0,
    holding,
    using(world, id, by) {
      const before = heldBy(world.id).get(id)
      return before?.unusedSince === null ? [] : [holding(world, id, before?.by ?? by)]
    },
    get total() {
      return { pictures: assets.size, bytes }
    },
  }
}

const NOTHING: ReadonlyMap<PictureId, PictureHold> = new Map()
const NOWHERE: ReadonlySet<WorldId> = new Set()

/** Holds by world and by picture. */
function indexesOf(holds: RecordTable<PictureHold>) {
  const byWorld = new Map<WorldId, Map<PictureId, PictureHold>>()
  const byPicture = new Map<PictureId, Set<WorldId>>()
  holds.watch((key, now) => {
    const id = parseHoldId(key)
    if (id === null) return
    const { world, picture } = id
    const inWorld = byWorld.get(world) ?? new Map<PictureId, PictureHold>()
    const worlds = byPicture.get(picture) ?? new Set<WorldId>()
    if (now === null) {
      inWorld.delete(picture)
      worlds.delete(world)
    } else {
      inWorld.set(picture, now)
      worlds.add(world)
    }
    if (inWorld.size > 0) byWorld.set(world, inWorld)
    else byWorld.delete(world)
    if (worlds.size > 0) byPicture.set(picture, worlds)
    else byPicture.delete(picture)
  })
  return { byWorld, byPicture }
}

/** The overhead of a picture and its hold in memory and on the disk, in bytes. */
const PICTURE_RECORD_BYTES = 1_024

/**
 * How many bytes each member has put into worlds, records included; a picture that is in two counts twice, as
 * each world needs it. `onChanged` is told each change.
 */
function countsOf(
  holds: RecordTable<PictureHold>,
  assets: RecordTable<PictureRecord>,
  onChanged: (by: MemberId, bytes: number) => void,
): ReadonlyMap<MemberId, number> {
  const used = new Map<MemberId, number>()
  /** A picture may be forgotten in the same change as its last hold. */
  const sizes = new Map<string, number>()
  const count = (key: string, hold: PictureHold | null, sign: 1 | -1): number => {
    if (hold === null) return 0
    const picture = parseHoldId(key)?.picture
    const size = sizes.get(key) ?? ((picture && assets.get(picture)?.bytes) ?? 0) + PICTURE_RECORD_BYTES
    if (sign === 1) sizes.set(key, size)
    else sizes.delete(key)
    used.set(hold.by, (used.get(hold.by) ?? 0) + sign * size)
    return sign * size
  }
  holds.watch((key, now, before) => {
    const less = count(key, before, -1)
    const more = count(key, now, 1)
    if (before !== null && before.by === now?.by)
      return less + more === 0 ? undefined : onChanged(now.by, less + more)
    if (before !== null) onChanged(before.by, less)
    if (now !== null) onChanged(now.by, more)
  })
  return used
}
