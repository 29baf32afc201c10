// Items that are written without a document: as bytes of an update, with ids and neighbours that the caller
// chose. The neighbours must be in the document that the update is for, or earlier in the update.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import type { ItemId } from '../id-ranges.ts'
import type { Item } from '../item-places.ts'
import type { SectionBytes } from '../update-writer.ts'

/** The content of an item, or of a part of one. Only this folder looks into it. */
export type ItemContent = Item['content']

export interface NewItem {
  readonly left: ItemId | null
  readonly right: ItemId | null
  /** The name of a root, or the item that is the type; needed where it has no neighbours. */
  readonly parent: string | ItemId
  /** Null in a list. */
  readonly key: string | null
  readonly content: ItemContent
}

/** A part of an item's content as content of its own; of a type, an empty one of that kind. */
export function copiedContent({ content }: Item, from: number, length: number): ItemContent {
  if (content instanceof Y.ContentString) return new Y.ContentString(content.str.slice(from, from + length))
  if (content instanceof Y.ContentAny) return new Y.ContentAny(content.arr.slice(from, from + length))
  if (content instanceof Y.ContentJSON) return new Y.ContentJSON(content.arr.slice(from, from + length))
  if (content instanceof Y.ContentType) return new Y.ContentType(content.type._copy())
  return content.copy()
}

/** The text of an item; null where it is none. */
export const stringOf = (content: ItemContent): string | null =>
  content instanceof Y.ContentString ? content.str : null

export const textContent = (text: string): ItemContent => new Y.ContentString(text)

/** Items of one client, the first one at `clock`, for an update. */
export function encodeSection(client: number, clock: number, items: readonly NewItem[]): SectionBytes {
  const encoder = new Y.UpdateEncoderV1()
  let end = clock
  for (const item of items) {
    writeItem(encoder, item)
    end += item.content.getLength()
  }
  const bytes = encoding.toUint8Array(encoder.restEncoder)
  const count = items.length
  return { bytes, section: { client, clock, end, count, weight: 0, structs: [], from: 0, to: bytes.length } }
}

const HAS_LEFT = 0b1000_0000
const HAS_RIGHT = 0b0100_0000
const HAS_KEY = 0b0010_0000

/** As `Item.write` of Yjs, which knows the name of a root only by its type. */
function writeItem(encoder: Y.UpdateEncoderV1, { left, right, parent, key, content }: NewItem): void {
  encoder.writeInfo(
    content.getRef() |
      (left === null ? 0 : HAS_LEFT) |
      (right === null ? 0 : HAS_RIGHT) |
      (key === null ? 0 : HAS_KEY),
  )
  if (left !== null) encoder.writeLeftID(yjsId(left))
  if (right !== null) encoder.writeRightID(yjsId(right))
  if (left === null && right === null) {
    encoder.writeParentInfo(typeof parent === 'string')
    if (typeof parent === 'string') encoder.writeString(parent)
    else encoder.writeLeftID(yjsId(parent))
    if (key !== null) encoder.writeString(key)
  }
  content.write(encoder, 0)
}

const yjsId = ({ client, clock }: ItemId): Y.ID => Y.createID(client, clock)

/** Some letters of an item; null where it is no text. */
export const stringAt = ({ content }: Item, from: number, length: number): string | null =>
  content instanceof Y.ContentString ? content.str.slice(from, from + length) : null
