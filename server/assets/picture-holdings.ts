// Who holds what, looked up from every side: by world, by picture, and how much each member has put into
// worlds.
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { MemberId, WorldId } from '../../shared/world/address.ts'
import type { RecordTable } from '../records/record-tables.ts'
import { parseHoldId, type Asset, type PictureHold } from './picture-records.ts'

/** Holds by world and by picture. */
export function indexesOf(holds: RecordTable<PictureHold>): {
  readonly byWorld: ReadonlyMap<WorldId, ReadonlyMap<PictureId, PictureHold>>
  readonly byPicture: ReadonlyMap<PictureId, ReadonlySet<WorldId>>
} {
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

/**
 * How many bytes each member has put into worlds; one that is in two counts twice, as each world needs it.
 * `onChanged` is told each change.
 */
export function countsOf(
  holds: RecordTable<PictureHold>,
  assets: RecordTable<Asset>,
  onChanged: (by: MemberId, bytes: number) => void,
): ReadonlyMap<MemberId, number> {
  const used = new Map<MemberId, number>()
  /** A picture may be forgotten in the same change as its last hold. */
  const sizes = new Map<string, number>()
  const count = (key: string, hold: PictureHold | null, sign: 1 | -1): number => {
    if (hold === null) return 0
    const picture = parseHoldId(key)?.picture
    const size = sizes.get(key) ?? (picture && assets.get(picture)?.bytes) ?? 0
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
