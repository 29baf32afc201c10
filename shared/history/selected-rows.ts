// Which items rows of a log added and deleted that are to be taken back, and which all others did. It begins
// at any state of the scene before them: everything that was deleted by then counts as deleted by others.
import type * as Y from 'yjs'
import { IdSet, type Authorship } from '../yjs/id-set.ts'
import { deletedIn } from '../yjs/snapshots.ts'
import type { UpdateReading } from '../yjs/update-reader.ts'
import { addedIdsIn } from './rows/authors-in.ts'

export class SelectedRows implements Authorship {
  readonly added = new IdSet()
  readonly deleted = new IdSet()
  readonly deletedByOthers = new IdSet()

  constructor(before: Y.Doc) {
    for (const range of deletedIn(before)) this.deletedByOthers.add(range)
  }

  /** Notes the next row, read with its structs if it is to be taken back. */
  note(row: UpdateReading, isSelected: boolean): void {
    if (isSelected) for (const range of addedIdsIn(row)) this.added.add(range)
    for (const range of row.deleted) (isSelected ? this.deleted : this.deletedByOthers).add(range)
  }
}
