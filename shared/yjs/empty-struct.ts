// An update that adds nothing that anybody sees: one struct that was deleted before, of a client that wrote
// nothing else.
import * as encoding from 'lib0/encoding'

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
