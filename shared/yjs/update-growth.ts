// The additions of an update to a document, before it is applied: letters to its texts, keys to one of its
// maps.
import * as Y from 'yjs'
import type { ItemId } from './id-ranges.ts'
import { itemAt, type Item, type SharedType } from './item-places.ts'
import { StructIndex } from './struct-index.ts'
import type { ClientSection, Struct } from './update-reader.ts'

/** The text that letters are added to: one that is there, or the struct that makes it. */
type Text = SharedType | Struct

/** Everything that the structs rest on is in the document, or among `sections`. */
export class UpdateGrowth {
  readonly #doc: Y.Doc
  readonly #added: StructIndex
  readonly #lengths = new Map<Text, number>()
  readonly #texts = new Map<Struct, Text | null>()
  #keys: number | null = null
  readonly #newKeys = new Set<string>()

  constructor(doc: Y.Doc, sections: readonly ClientSection[]) {
    this.#doc = doc
    this.#added = new StructIndex(sections)
  }

  /** How long the text that a struct stands in is with it, and with those asked for before. */
  lengthWith(struct: Struct): number {
    const text = this.#textOf(struct)
    if (text === null) return struct.length
    const before = this.#lengths.get(text) ?? (text instanceof Y.AbstractType ? text._length : 0)
    this.#lengths.set(text, before + struct.length)
    return before + struct.length
  }

  /**
   * How many keys a root map has with this one, and with those asked for before. Up to `most`, keys that were
   * deleted count too. Ask for one root only.
   */
  keysWith(root: string, key: string, most: number): number {
    const items = this.#doc.share.get(root)?._map
    this.#keys ??= items === undefined || items.size <= most ? (items?.size ?? 0) : undeletedIn(items)
    if (items?.get(key)?.deleted !== false) this.#newKeys.add(key)
    return this.#keys + this.#newKeys.size
  }

  #textOf(struct: Struct): Text | null {
    const known = this.#texts.get(struct)
    if (known !== undefined) return known
    const text = this.#lookFor(struct)
    this.#texts.set(struct, text)
    return text
  }

  #lookFor({ left, right, parent }: Struct): Text | null {
    const beside = left ?? right
    if (beside !== null) {
      const neighbour = this.#find(beside)
      if (neighbour instanceof Y.Item)
        return neighbour.parent instanceof Y.AbstractType ? neighbour.parent : null
      return neighbour === null ? null : this.#textOf(neighbour)
    }
    if (parent === null) return null
    if (typeof parent === 'string') return this.#doc.share.get(parent) ?? null
    const maker = this.#find(parent)
    if (maker instanceof Y.Item) return maker.content instanceof Y.ContentType ? maker.content.type : null
    return maker
  }

  #find(id: ItemId): Item | Struct | null {
    const item = itemAt(this.#doc, id)
    if (item === 'collected') return null
    return item ?? this.#added.at(id)
  }
}

function undeletedIn(items: ReadonlyMap<string, Item>): number {
  let count = 0
  for (const item of items.values()) if (!item.deleted) count += 1
  return count
}
