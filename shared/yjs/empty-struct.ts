// An update that adds nothing that anybody sees: one struct that was deleted before, of a client that wrote
// nothing else.
import * as encoding from 'lib0/encoding'

/** The client ids of marks of lines are the last ones that Yjs can read; its own have 32 bits. */
export const FIRST_MARK = 2 ** 53 - 2 ** 32
/** The mark of a row that holds a document anew (renewed-state.ts). */
export const RENEWAL_MARK = FIRST_MARK - 1
/** Whether a client id is a mark: it says nothing of what is in a document. */
export const isMark = (client: number): boolean => client >= RENEWAL_MARK

/** The kind of a struct of which Yjs kept only its length (`GC`). */
const COLLECTED = 0

export function writeEmptyStruct(client: number): Uint8Array {
  const encoder = encoding.createEncoder()
  // One client with one struct, at clock 0, one long; and no deletions.
  for (const number of [1, 1, client, 0]) encoding.writeVarUint(encoder, number)
  encoding.writeUint8(encoder, COLLECTED)
  for (const number of [1, 0]) encoding.writeVarUint(encoder, number)
  return encoding.toUint8Array(encoder)
}
