// Rows of a log as one update. What one person wrote follows on, row by row, and is joined by moving bytes; only where something of a client is missing
// between two rows is it merged as Yjs does, which takes long with many.
import * as Y from 'yjs'
import { joinUpdates } from '../../shared/wire/join.ts'
import { readUpdate, type UpdateReading } from '../../shared/wire/update.ts'

export function joinRows(rows: readonly Uint8Array[]): Uint8Array {
  const [first] = rows
  if (rows.length === 1 && first !== undefined) return first
  const readings = rows.flatMap((bytes) => readUpdate(bytes, 'clocks') ?? [])
  return readings.length === rows.length && followOn(readings)
    ? joinUpdates(readings)
    : Y.mergeUpdates([...rows])
}

/** Whether the structs of each client follow each other without a gap or an overlap. */
function followOn(readings: readonly UpdateReading[]): boolean {
  const ends = new Map<number, number>()
  for (const { sections } of readings) {
    for (const { client, clock, end } of sections) {
      if ((ends.get(client) ?? clock) !== clock) return false
      ends.set(client, end)
    }
  }
  return true
}
