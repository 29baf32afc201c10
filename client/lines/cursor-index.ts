// Where in a page somebody's cursor is, by what their browser tells of it.
import * as Y from 'yjs'

/** The index that a position means here; null for one of another page, and for nonsense. */
export function cursorIndex(text: Y.Text, raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null || !text.doc) return null
  try {
    const position = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(raw),
      text.doc,
    )
    return position?.type === text ? position.index : null
  } catch {
    return null
  }
}
