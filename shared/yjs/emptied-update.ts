// Takes the content of deleted items out of an update for good. Each is replaced by an empty one of the same
// length, so that all ids stay, and what stands beside it still finds its place.
import * as Y from 'yjs'
import type { IdRange } from './id-ranges.ts'
import type { IdSet } from './id-set.ts'
import { encodeStructs, type DecodedStruct } from './struct-encoding.ts'

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
  return isChanged ? encodeStructs(kept, ds) : bytes
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
