// Takes the content of deleted items out of an update for good. Each is replaced by an empty one of the same
// length, so that all ids stay, and what stands beside it still finds its place.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { IdRange } from './id-ranges.ts'
import type { IdSet } from './id-set.ts'

type DecodedStruct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

/** All ids of a document that are deleted. */
export function deletedIn(doc: Y.Doc): IdRange[] {
  const { clients } = Y.createDeleteSetFromStructStore(doc.store)
  return [...clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, clock, length: len })),
  )
}

/**
 * The update without what these ids held; the same bytes where it has none of them. Throws where it cannot be
 * read.
 */
export function emptiedUpdate(bytes: Uint8Array, erased: IdSet): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(bytes)
  let isChanged = false
  const kept: DecodedStruct[] = []
  for (const struct of structs) {
    if (!(struct instanceof Y.Item) || !holdsWords(struct.content)) {
      kept.push(struct)
      continue
    }
    const { client, clock } = struct.id
    const parts = [...erased.parts({ client, clock, length: struct.length })]
    if (parts.some(({ isIn }) => isIn)) {
      isChanged = true
      kept.push(...emptiedParts(struct, parts))
    } else kept.push(struct)
  }
  return isChanged ? encoded(kept, ds) : bytes
}

/** How many letters and values of these ids an update still holds. Throws where it cannot be read. */
export function heldIn(bytes: Uint8Array, erased: IdSet): number {
  let count = 0
  for (const struct of Y.decodeUpdate(bytes).structs) {
    if (!(struct instanceof Y.Item) || !holdsWords(struct.content)) continue
    const { client, clock } = struct.id
    for (const { isIn, length } of erased.parts({ client, clock, length: struct.length }))
      if (isIn) count += length
  }
  return count
}

/** What people and programs wrote: a type holds nothing itself. */
const holdsWords = (content: Y.Item['content']): boolean =>
  !(content instanceof Y.ContentType) && !(content instanceof Y.ContentDeleted)

function* emptiedParts(
  item: Y.Item,
  parts: readonly (IdRange & { readonly isIn: boolean })[],
): Generator<Y.Item> {
  let rest = item.content.copy()
  for (const { client, clock, length, isIn } of parts) {
    const own = rest
    if (length < own.getLength()) rest = own.splice(length)
    const isFirst = clock === item.id.clock
    yield new Y.Item(
      Y.createID(client, clock),
      null,
      isFirst ? item.origin : Y.createID(client, clock - 1),
      null,
      item.rightOrigin,
      isFirst ? item.parent : null,
      isFirst ? item.parentSub : null,
      isIn ? new Y.ContentDeleted(length) : own,
    )
  }
}

/** In the first version of the format: https://github.com/yjs/yjs/blob/main/INTERNALS.md. */
function encoded(
  structs: readonly DecodedStruct[],
  deleted: ReturnType<typeof Y.decodeUpdate>['ds'],
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
