// The mark of a line: an empty struct that every copy of its scene has, and no copy of an earlier one. A
// client that knows nothing of lines can still hold what a world was before it was restored or brought in
// anew, and would write its old words again. Its state vector tells, since it lacks the mark. The mark is
// made of the line's name wherever the scene is opened, so it stands in no log.
import { createHash } from 'node:crypto'
import { isNextLine, type LineId } from '../../../shared/world/address.ts'
import { FIRST_MARK, isMark, writeEmptyStruct } from '../../../shared/yjs/empty-struct.ts'
import { standingRows } from '../../../shared/yjs/renewed-state.ts'
import type { Stored, StoredUpdate } from '../../storage/store.ts'

export interface LineMark {
  readonly client: number
  /** As one update. */
  readonly bytes: Uint8Array
}

/** Null where a line has no mark: it is the first of its world. */
export function markOf(line: LineId): LineMark | null {
  if (!isNextLine(line)) return null
  const client = FIRST_MARK + createHash('sha256').update(line).digest().readUInt32LE()
  return { client, bytes: writeEmptyStruct(client) }
}

/** What is stored of a document as it is now, and its mark. */
export function rowsWith(
  mark: LineMark | null,
  { snapshot, snapshotSequence, sequence, tail }: Stored,
): readonly StoredUpdate[] {
  const all = [...(snapshot === null ? [] : [{ sequence: snapshotSequence, bytes: snapshot }]), ...tail]
  return [...standingRows(all), ...(mark === null ? [] : [{ sequence, bytes: mark.bytes }])]
}

/**
 * Whether somebody with this state vector holds the scene of another line. One client id alone may be of
 * somebody who typed before they were told anything.
 */
export function isOfAnotherLine(vector: ReadonlyMap<number, number>, marks: readonly number[]): boolean {
  if (marks.every((mark) => vector.has(mark))) return false
  return vector.size > 1 || [...vector.keys()].some(isMark)
}
