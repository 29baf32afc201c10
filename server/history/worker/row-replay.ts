// Applies rows of a log to a document, in their order. Small neighbours are joined first, which is several
// times faster. A row that cannot be read is left out, as when a room opens the document.
import type * as Y from 'yjs'
import { applyCutting } from '../../../shared/yjs/apply-cutting.ts'
import { partsIn, readUpdate, type UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { joinUpdates } from '../../../shared/yjs/update-writer.ts'

/** How many structs and deletions are applied at once. */
const JOINED_PARTS = 2_000

export function applyRows(doc: Y.Doc, rows: readonly Uint8Array[]): void {
  let group: UpdateReading[] = []
  let parts = 0
  /** Where the next struct of each client must begin to be joined to the group. */
  const ends = new Map<number, number>()

  const apply = (): void => {
    if (group.length > 0) applyCutting(doc, joinUpdates(group))
    group = []
    parts = 0
    ends.clear()
  }

  for (const bytes of rows) {
    const reading = readUpdate(bytes, 'clocks')
    if (reading === null) continue
    // A row that was merged across a checkpoint begins with what is in the document already.
    const goesOn = reading.sections.every(({ client, clock }) => (ends.get(client) ?? clock) === clock)
    if (!goesOn || parts >= JOINED_PARTS) apply()
    group.push(reading)
    parts += partsIn(reading)
    for (const { client, end } of reading.sections) ends.set(client, end)
  }
  apply()
}
