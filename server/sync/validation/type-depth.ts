// Bounds what a frame builds: how deep shared types are nested (deleting recurses once per level, on every
// replica) and how many root types there are.
import type * as Y from 'yjs'
import { DEPTH_MAX } from '../../../shared/json/plain-json.ts'
import { ROOTS_MAX, ROOT_NAME_MAX } from '../../../shared/world/limits.ts'
import { rootNames } from '../../../shared/yjs/document-roots.ts'
import type { ItemId } from '../../../shared/yjs/id-ranges.ts'
import { depthAt } from '../../../shared/yjs/item-places.ts'
import type { ClientSection, Struct } from '../../../shared/yjs/update-reader.ts'
import { structAt } from '../../../shared/yjs/struct-index.ts'
import type { GuardedDocument } from './guarded-document.ts'

/** Roots that every document may have, so that naming one costs no look-up. */
const OURS = new Set(['meta', 'artifacts', 'live'])

type Bounded = 'fine' | 'wait' | { readonly tooMuch: string }

/**
 * Whether the new sections of a frame keep within the bounds; `wait` when a type stands in one still on its
 * way.
 */
export function typesWithin(fresh: readonly ClientSection[], document: GuardedDocument): Bounded {
  const roots = rootsIn(fresh)
  const hasTypes = fresh.some(({ structs }) => structs.some(({ content }) => content === 'type'))
  if (roots.size > 0 && !rootsFit(roots, document.doc())) {
    return {
      tooMuch: `A world has at most ${ROOTS_MAX} root types, with names of at most ${ROOT_NAME_MAX} characters.`,
    }
  }
  if (!hasTypes) return 'fine'
  const deepest = new Nesting(fresh, document).deepest()
  if (deepest === 'wait') return 'wait'
  return deepest <= DEPTH_MAX
    ? 'fine'
    : { tooMuch: `Nothing in a world is nested deeper than ${DEPTH_MAX} levels.` }
}

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

/** Levels above the structs of one frame, found through the frame itself and the stored document. */
class Nesting {
  readonly #sections: ReadonlyMap<number, ClientSection>
  readonly #document: GuardedDocument
  /** Level of the type that a struct stands in: 0 for a root. */
  readonly #levels = new Map<Struct, number>()

  constructor(fresh: readonly ClientSection[], document: GuardedDocument) {
    this.#sections = new Map(fresh.map((section) => [section.client, section]))
    this.#document = document
  }

  deepest(): number | 'wait' {
    let deepest = 0
    for (const { client, structs } of this.#sections.values()) {
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
      const next = neighbour && this.#inFrame(neighbour)
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
    const inFrame = this.#inFrame(parent)
    if (inFrame === null) return this.#storedLevel(parent, 'inside')
    const level = this.#levelAround(inFrame, depth + 1)
    return level === 'wait' ? 'wait' : level + 1
  }

  #storedLevel(id: ItemId, where: 'around' | 'inside'): number | 'wait' {
    if (id.clock >= this.#document.storedClockOf(id.client)) return 'wait'
    const level = depthAt(this.#document.doc(), id)
    if (level === null) return 0
    return where === 'inside' ? level + 1 : level
  }

  /** A type that is there already is not looked up in the frame, which may say anything about it. */
  #inFrame({ client, clock }: ItemId): Struct | null {
    if (clock < this.#document.clockOf(client)) return null
    return structAt(this.#sections.get(client)?.structs ?? [], clock)
  }
}
