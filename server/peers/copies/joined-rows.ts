// Rows of a log as one update. One person's rows follow on, row by row, and are joined by moving bytes. Only
// if something of a client is missing between two rows are they merged as Yjs does, which takes long with
// many.
import * as Y from 'yjs'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import {
  partsIn,
  readSmallUpdate,
  readUpdate,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { DIRECT_PARTS } from '../../../shared/yjs/work-steps.ts'

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
  return readings.every((reading) => goesOn(reading, ends))
}

/** Whether an update goes on where others end; notes where it ends. */
function goesOn({ sections }: UpdateReading, ends: Map<number, number>): boolean {
  for (const { client, clock, end } of sections) {
    if ((ends.get(client) ?? clock) !== clock) return false
    ends.set(client, end)
  }
  return true
}

/**
 * As many updates from the front as follow on and have so many bytes together, as one, but at least the
 * first. Those that do not follow on stay apart: merging a thousand small ones as Yjs does takes seconds.
 */
export function joinFirst(
  updates: readonly Uint8Array[],
  bytesMax: number,
): { readonly update: Uint8Array; readonly count: number } {
  const readings: UpdateReading[] = []
  const ends = new Map<number, number>()
  let [bytes, parts] = [0, 0]
  for (const update of updates) {
    bytes += update.length
    if (bytes > bytesMax || readings.length === DIRECT_PARTS) break
    const reading = readSmallUpdate(update, DIRECT_PARTS - parts, 'clocks')
    if (typeof reading === 'string' || !goesOn(reading, ends)) break
    parts += partsIn(reading)
    readings.push(reading)
  }
  const [first = EMPTY] = updates
  return readings.length < 2
    ? { update: first, count: 1 }
    : { update: joinUpdates(readings), count: readings.length }
}

const EMPTY = Uint8Array.of(0, 0)
