// A Y.Doc that holds what it is given and nothing else.
import * as Y from 'yjs'

/**
 * Makes an empty document for updates of others. Yjs tidies up formatting that it is told of, by deletions of
 * its own; a copy that did would differ from its log, and take the same deletions of somebody else for
 * nothing new.
 */
export function makePlainDocument(): Y.Doc {
  const doc = new Y.Doc()
  doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false
  })
  return doc
}
