// Bounds what a frame builds: how deep shared types are nested (deleting recurses once per level, on every
// replica) and how many root types there are.
import type * as Y from 'yjs'
import { DEPTH_MAX } from '../../../shared/json/plain-json.ts'
import { ROOTS_MAX, ROOT_NAME_MAX } from '../../../shared/world/limits.ts'
import { rootNames } from '../../../shared/yjs/document-roots.ts'
import type { ItemId } from '../../../shared/yjs/id-ranges.ts'
import { depthAt } from '../../../shared/yjs/item-places.ts'
import {
  readUpdate,
  type ClientSection,
  type Struct,
  type UpdateReading,
} from '../../../shared/yjs/update-reader.ts'
import { StructIndex } from '../../../shared/yjs/struct-index.ts'
import type { GuardedDocument } from './guarded-document.ts'

/** Roots that every document may have, so that naming one costs no look-up. */
const OURS = new Set(['meta', 'artifacts', 'live'])

type Bounded = 'fine' | 'wait' | { readonly tooMuch: string }

/**
 * Whether the new sections of a frame keep within the bounds; `wait` when a type stands in one still on its
 * way.
 */
export function typesWithin(fresh: readonly ClientSection[], document: GuardedDocument): Bounded {
  return bounded(fresh, rootsIn(fresh), document, () => new Nesting(new StructIndex(fresh), document))
}

/** The same of an edit that is judged in parts: each counts with those before it, as one edit would. */
export class TypesOfParts {
  readonly #document: GuardedDocument
  readonly #structs = new StructIndex([])
  readonly #nesting: Nesting
  #roots: ReadonlySet<string> = new Set()
  /** Parts that nobody looks into before a type comes: most edits are letters. Null: from here on all are. */
  #unread: Uint8Array[] | null = []

  /** `document`: as it is without any of the parts. */
  constructor(document: GuardedDocument) {
    this.#document = document
    this.#nesting = new Nesting(this.#structs, document)
  }

  /**
   * Whether the next part keeps within the bounds; `wait` also until the parts before it were looked into.
   * After any other answer than `fine` no more is asked.
   */
  within({ bytes }: Pick<UpdateReading, 'bytes'>, fresh: readonly ClientSection[]): Bounded {
    const roots = rootsIn(fresh)
    if (roots.size > 0) this.#roots = new Set([...this.#roots, ...roots])
    if (this.#unread === null) this.#structs.add(fresh)
    else if (hasTypes(fresh)) return 'wait'
    else this.#unread.push(bytes)
    return bounded(fresh, this.#roots, this.#document, () => this.#nesting)
  }

  /** Looks into the parts so far, one after the other. */
  *lookInto(): Generator<void> {
    const parts = this.#unread ?? []
    this.#unread = null
    for (const bytes of parts) {
      this.#structs.add(readUpdate(bytes)?.sections ?? [])
      yield
    }
  }
}

function bounded(
  fresh: readonly ClientSection[],
  roots: ReadonlySet<string>,
  document: GuardedDocument,
  nesting: () => Nesting,
): Bounded {
  if (roots.size > 0 && !rootsFit(roots, document.doc())) {
    return {
      tooMuch: `A world has at most ${ROOTS_MAX} root types, with names of at most ${ROOT_NAME_MAX} characters.`,
    }
  }
  if (!hasTypes(fresh)) return 'fine'
  const deepest = nesting().deepest(fresh)
  if (deepest === 'wait') return 'wait'
  return deepest <= DEPTH_MAX
    ? 'fine'
    : { tooMuch: `Nothing in a world is nested deeper than ${DEPTH_MAX} levels.` }
}

const hasTypes = (fresh: readonly ClientSection[]): boolean =>
  fresh.some(({ structs }) => structs.some(({ content }) => content === 'type'))

/**
 * Whether a document has no more root types than it may with these sections: encoding it takes longer with
 * each.
 */
export const rootsWithin = (fresh: readonly ClientSection[], doc: Y.Doc): boolean =>
  rootsFit(rootsIn(fresh), doc)

function rootsIn(fresh: readonly ClientSection[]): ReadonlySet<string> {
  const roots = new Set<string>()
  for (const { structs } of fresh) {
    for (const { parent } of structs) if (typeof parent === 'string' && !OURS.has(parent)) roots.add(parent)
  }
  return roots
}

function rootsFit(roots: ReadonlySet<string>, doc: Y.Doc): boolean {
  if (roots.size === 0) return true

  const all = new Set([...rootNames(doc), ...roots])
  return all.size <= ROOTS_MAX && [...roots].every((name) => name.length <= ROOT_NAME_MAX)
}

/** Levels above the structs of one edit, found through the edit itself and the stored document. */
class Nesting {
  readonly #structs: StructIndex
  readonly #document: GuardedDocument
  /** Level of the type that a struct stands in: 0 for a root. */
  readonly #levels = new Map<Struct, number>()

  constructor(structs: StructIndex, document: GuardedDocument) {
    this.#structs = structs
    this.#document = document
  }

  /** Of the types in these sections. */
  deepest(fresh: readonly ClientSection[]): number | 'wait' {
    let deepest = 0
    for (const { client, structs } of fresh) {
      const known = this.#document.clockOf(client)
      for (const struct of structs) {
        if (struct.content !== 'type' || struct.clock < known) continue
        const level = this.#levelAround(struct, 0)
        if (level === 'wait') return 'wait'
        deepest = Math.max(deepest, level + 1)
        if (deepest > DEPTH_MAX) return deepest
      }
    }
    return deepest
  }

  /**
   * Level of the type that `struct` stands in. Neighbours stand in the same one, so a row of them is walked
   * once.
   */
  #levelAround(struct: Struct, depth: number): number | 'wait' {
    if (depth > DEPTH_MAX) return DEPTH_MAX
    const row: Struct[] = []
    let level: number | 'wait' | undefined
    let here: Struct = struct
    for (;;) {
      level = this.#levels.get(here)
      if (level !== undefined) break
      row.push(here)
      const neighbour = here.left ?? here.right
      const next = neighbour && this.#inEdit(neighbour)
      if (next) {
        here = next
        continue
      }
      level = neighbour ? this.#storedLevel(neighbour, 'around') : this.#levelInside(here.parent, depth)
      break
    }
    if (level !== 'wait') for (const each of row) this.#levels.set(each, level)
    return level
  }

  #levelInside(parent: Struct['parent'], depth: number): number | 'wait' {
    if (parent === null || typeof parent === 'string') return 0
    const inEdit = this.#inEdit(parent)
    if (inEdit === null) return this.#storedLevel(parent, 'inside')
    const level = this.#levelAround(inEdit, depth + 1)
    return level === 'wait' ? 'wait' : level + 1
  }

  #storedLevel(id: ItemId, where: 'around' | 'inside'): number | 'wait' {
    if (id.clock >= this.#document.storedClockOf(id.client)) return 'wait'
    const level = depthAt(this.#document.doc(), id)
    if (level === null) return 0
    return where === 'inside' ? level + 1 : level
  }

  /** A type that is there already is not looked up in the edit, which may say anything about it. */
  #inEdit(id: ItemId): Struct | null {
    return id.clock < this.#document.clockOf(id.client) ? null : this.#structs.at(id)
  }
}
