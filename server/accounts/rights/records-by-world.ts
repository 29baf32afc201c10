// Records that belong to a world each, found by it.
import type { WorldId } from '../../../shared/world/address.ts'
import type { JsonValue } from '../../records/stored-record.ts'
import type { RecordTable } from '../../records/record-tables.ts'

/** Answers the records of a world, by their ids. */
export function byWorld<T extends JsonValue & { readonly world: WorldId }>(
  table: RecordTable<T>,
): (world: WorldId) => readonly [string, T][] {
  const worlds = new Map<WorldId, Map<string, T>>()

  table.watch((id, now, before) => {
    if (before !== null) {
      const records = worlds.get(before.world)
      records?.delete(id)
      if (records?.size === 0) worlds.delete(before.world)
    }
    if (now === null) return
    const records = worlds.get(now.world) ?? new Map<string, T>()
    worlds.set(now.world, records.set(id, now))
  })

  return (world) => [...(worlds.get(world) ?? [])]
}
