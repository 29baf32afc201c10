// Whether an update makes a page longer, or a world fuller, than it may be. Commands ask that before they
// write; a client of somebody's own may not.
import * as Y from 'yjs'
import { ARTIFACTS_MAX, TEXT_MAX } from '../../../shared/world/limits.ts'
import type { ItemId, ClientSection, Struct } from '../../../shared/yjs/update-reader.ts'
import { StructIndex } from '../../../shared/yjs/struct-index.ts'

const TOO_LONG = `A page can have at most ${TEXT_MAX} characters. Put the rest on another page.`
const TOO_FULL = `A world can have at most ${ARTIFACTS_MAX} things, including those in limbo. Empty limbo, or continue in another world.`

/** What letters are added to: a text that is there, or the struct that makes it. */
type Text = Y.AbstractType<Y.YEvent<Y.AbstractType<unknown>>> | Struct

/**
 * Why it may not be added, in plain words; null where it may. Everything that it rests on is in the document,
 * in the update, or in what comes before it.
 */
export function tooMuchIn(
  doc: Y.Doc,
  sections: readonly ClientSection[],
  coming: readonly ClientSection[] = [],
): string | null {
  const growth = new Growth(doc, new StructIndex([...coming, ...sections]))
  for (const { structs } of sections) {
    for (const struct of structs) {
      if (struct.content === 'text' && growth.lengthWith(struct) > TEXT_MAX) return TOO_LONG
      if (
        struct.parent === 'artifacts' &&
        struct.sub !== null &&
        growth.thingsWith(struct.sub) > ARTIFACTS_MAX
      ) {
        return TOO_FULL
      }
    }
  }
  return null
}

class Growth {
  readonly #doc: Y.Doc
  readonly #added: StructIndex
  readonly #lengths = new Map<Text, number>()
  readonly #texts = new Map<Struct, Text | null>()
  #things: number | null = null
  readonly #made = new Set<string>()

  constructor(doc: Y.Doc, added: StructIndex) {
    this.#doc = doc
    this.#added = added
  }

  /** How long the text that a struct stands in is with it, and with what came before it in the update. */
  lengthWith(struct: Struct): number {
    const text = this.#textOf(struct)
    if (text === null) return struct.length
    const before = this.#lengths.get(text) ?? (text instanceof Y.AbstractType ? text._length : 0)
    this.#lengths.set(text, before + struct.length)
    return before + struct.length
  }

  /** How many things there are with this one. */
  thingsWith(id: string): number {
    const things = this.#doc.share.get('artifacts')?._map
    this.#things ??=
      things === undefined || things.size <= ARTIFACTS_MAX ? (things?.size ?? 0) : undeletedIn(things)
    if (things?.get(id)?.deleted !== false) this.#made.add(id)
    return this.#things + this.#made.size
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

  #find({ client, clock }: ItemId): Y.Item | Struct | null {
    if (clock < Y.getState(this.#doc.store, client)) {
      const item: Y.Item | Y.GC = Y.getItem(this.#doc.store, Y.createID(client, clock))
      return item instanceof Y.Item ? item : null
    }
    return this.#added.at({ client, clock })
  }
}

function undeletedIn(things: ReadonlyMap<string, Y.Item>): number {
  let count = 0
  for (const item of things.values()) if (!item.deleted) count += 1
  return count
}
