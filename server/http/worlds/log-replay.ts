// A scene by its whole log, with everything that was deleted, and one member's additions and deletions in it
// since a time: the data for taking that back. Rows older than a day are merged, within ten minutes of each
// other. A merged row counts as written when its last update was, so the taken-back part may begin a little
// before the requested time. `from` says when.
import { setImmediate as turn } from 'node:timers/promises'
import type * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import { IdSet, type Authorship } from '../../../shared/yjs/id-set.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'
import { readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { applySlices } from '../../../shared/yjs/apply-slices.ts'
import type { LogRow } from '../../storage/store.ts'

/** Bytes, and rows, that are applied in one turn of the event loop: some milliseconds. */
const TURN_BYTES = 128 * 1024
const TURN_ROWS = 200

interface Replayed {
  readonly scene: Y.Doc
  readonly wrote: Authorship
  /** When the first of their writing since then was written; null when they wrote nothing. */
  readonly from: number | null
}

/** Whether a row is a part of the writing to be taken back. */
function isSince({ member, lastAt }: LogRow, who: MemberId, since: number): boolean {
  return member === who && lastAt >= since
}

export async function replay(rows: AsyncIterable<LogRow>, who: MemberId, since: number): Promise<Replayed> {
  const scene = makePlainDocument()
  scene.gc = false
  const added = new IdSet()
  const deleted = new IdSet()
  const deletedByOthers = new IdSet()
  let from: number | null = null
  let waiting: UpdateReading[] = []
  let bytes = 0

  async function apply(): Promise<void> {
    const joined = waiting.length === 0 ? null : readUpdate(joinUpdates(waiting))
    waiting = []
    bytes = 0
    await turn()
    if (joined === null) return
    const slices = applySlices(scene, joined)
    while (slices.next().done !== true) await turn()
  }

  for await (const row of rows) {
    const isTheirs = isSince(row, who, since)
    // A row that cannot be read is in no copy of this world, either.
    const reading = row.quarantined ? null : readUpdate(row.bytes, isTheirs ? 'structs' : 'clocks')
    if (reading === null) continue
    if (isTheirs) {
      from = Math.min(from ?? row.firstAt, row.firstAt)
      addStructs(added, reading)
    }
    for (const range of reading.deleted) (isTheirs ? deleted : deletedByOthers).add(range)
    waiting.push(reading)
    bytes += row.bytes.length
    if (bytes > TURN_BYTES || waiting.length >= TURN_ROWS) await apply()
  }
  await apply()
  return { scene, wrote: { added, deleted, deletedByOthers }, from }
}

function addStructs(added: IdSet, { sections }: UpdateReading): void {
  for (const { client, structs } of sections) {
    for (const { kind, clock, length } of structs) if (kind !== 'skip') added.add({ client, clock, length })
  }
}
