// Encodes the structs and deletions of a decoded update again, after some of them were changed.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>
export type DecodedStruct = DecodedUpdate['structs'][number]

/** In the first version of the format: https://github.com/yjs/yjs/blob/main/INTERNALS.md. */
export function encodeStructs(
  structs: readonly DecodedStruct[],
  deleted: Pick<DecodedUpdate['ds'], 'clients'>,
): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const rest = encoder.restEncoder
  const sections = Map.groupBy(structs, ({ id }) => id.client)
  encoding.writeVarUint(rest, sections.size)
  for (const [client, section] of sections) {
    encoding.writeVarUint(rest, section.length)
    encoding.writeVarUint(rest, client)
    encoding.writeVarUint(rest, section[0]?.id.clock ?? 0)
    for (const struct of section) struct.write(encoder, 0)
  }
  encoding.writeVarUint(rest, deleted.clients.size)
  for (const [client, ranges] of deleted.clients) {
    encoding.writeVarUint(rest, client)
    encoding.writeVarUint(rest, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(rest, clock)
      encoding.writeVarUint(rest, len)
    }
  }
  return encoder.toUint8Array()
}
