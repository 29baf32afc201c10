// What a person's edit leaves standing, since no editor of ours takes it away: which artifact is the root of
// a world, that artifact itself, and the text of each page. Words that somebody types in a text that another
// one replaces would be gone, and a world without its root opens for nobody. Letters, names and places are
// changed as ever, and a thing that is deleted for good goes with its page.
import type * as Y from 'yjs'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { metaOf, sceneArtifact, textOf } from '../../../shared/world/scene/scene.ts'
import { endOf, type IdRange } from '../../../shared/yjs/id-ranges.ts'
import { holderOf, itemAt, pathTo, rootOf, type Item } from '../../../shared/yjs/item-places.ts'
import { standingIn } from '../../../shared/yjs/map-entries.ts'
import type { ClientSection, Struct } from '../../../shared/yjs/update-reader.ts'
import type { GuardedDocument } from './guarded-document.ts'

const ROOT_TAKEN =
  'The page that a world begins with cannot be taken away or exchanged. Change what is on it instead.'
const PAGE_TAKEN =
  'The text of a page cannot be exchanged for another one: what others type there would be lost. Change its words instead.'

/**
 * Why an edit is refused that takes such an entry away, in words; null where all of them stand. Of a part of
 * an edit it is not known whether the thing of a page that is deleted goes as well: a later part may have
 * that. So `postponed` gets such pages, where it is given.
 */
export function whatFalls(
  fresh: readonly ClientSection[],
  deleted: readonly IdRange[],
  document: Pick<GuardedDocument, 'doc' | 'clockOf'>,
  postponed: IdRange[] | null,
): string | null {
  for (const range of deleted) {
    for (const entry of standingIn(document.doc(), range)) {
      const why = whyKept(document.doc(), pathOf(document.doc(), entry))
      // With a thing goes its page.
      if (why === null || (why === PAGE_TAKEN && isGone(entry, deleted))) continue
      if (why === ROOT_TAKEN || postponed === null) return why
      postponed.push({ client: entry.id.client, clock: entry.id.clock, length: entry.length })
    }
  }
  for (const { client, structs } of fresh) {
    const known = document.clockOf(client)
    for (const struct of structs) {
      // A frame that is sent again says once more what stands.
      if (struct.clock < known || !mayBeEntry(struct)) continue
      const why = whyKept(document.doc(), pathInto(document.doc(), struct))
      if (why !== null) return why
    }
  }
  return null
}

/** `meta root`, or `artifacts ID text`. */
type EntryPath = readonly string[]

function whyKept(doc: Y.Doc, [top, first, second, ...rest]: EntryPath): string | null {
  if (top === 'meta' && first === 'root' && second === undefined)
    return metaOf(doc).root === null ? null : ROOT_TAKEN
  const id = top === 'artifacts' ? parseArtifactId(first) : null
  if (id === null || rest.length > 0) return null
  if (second === undefined) return metaOf(doc).root === id && sceneArtifact(doc, id) ? ROOT_TAKEN : null
  return second === 'text' && textOf(doc, id) !== null ? PAGE_TAKEN : null
}

/**
 * Whether a struct can be written over such an entry. One that follows another entry says nothing of its key:
 * what an editor writes there deletes the other one as well. Only types are looked up, as for their depth.
 */
const mayBeEntry = ({ sub, parent, left, content }: Struct): boolean =>
  sub === 'text' ||
  sub === 'root' ||
  (sub !== null && parent === 'artifacts') ||
  (left !== null && content === 'type')

function pathOf(doc: Y.Doc, entry: Item): EntryPath {
  const { root, keys } = pathTo(entry)
  return [rootOf(doc, root) ?? '', ...keys]
}

function pathInto(doc: Y.Doc, { left, parent, sub }: Struct): EntryPath {
  if (left === null && typeof parent === 'string') return [parent, sub ?? '']
  const known = left ?? (typeof parent === 'string' ? null : parent)
  const item = known && itemAt(doc, known)
  // What stands in the same edit, or in a thing that was deleted, stands over nothing.
  if (item === null || item === 'collected') return []
  const holder = left === null ? item : holderIn(doc, item)
  if (holder?.deleted === true) return []
  return left === null ? [...pathOf(doc, item), sub ?? ''] : pathOf(doc, item)
}

function holderIn(doc: Y.Doc, entry: Item): Item | null {
  const id = holderOf(entry)
  const holder = id && itemAt(doc, id)
  return holder === 'collected' ? null : holder
}

function isGone(entry: Item, deleted: readonly IdRange[]): boolean {
  const holder = holderOf(entry)
  return deleted.some(
    (range) => range.client === holder?.client && range.clock <= holder.clock && holder.clock < endOf(range),
  )
}
