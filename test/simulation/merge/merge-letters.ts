// The letters of a document, by their items: those that stand and those that were deleted.
import * as Y from 'yjs'

interface Letter {
  readonly letter: string
  readonly client: number
  readonly clock: number
  readonly isDeleted: boolean
}

/** Every letter that a document holds, in whatever page. */
export function* addedClients(doc: Y.Doc): Iterable<Letter> {
  for (const [client, structs] of doc.store.clients) {
    for (const struct of structs) {
      if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) continue
      const { str } = struct.content
      for (let at = 0; at < str.length; at++)
        yield { letter: str.charAt(at), client, clock: struct.id.clock + at, isDeleted: struct.deleted }
    }
  }
}

/** The letters that a log's bytes hold, shown or not. */
export function lettersIn(doc: Y.Doc): ReadonlySet<string> {
  return new Set([...addedClients(doc)].map(({ letter }) => letter))
}
