// What another node says about the letters of a draft: that its world has them under other names. It is
// believed where those are the same letters, or were deleted there, so that no node makes others' words go
// away.
import type * as Y from 'yjs'
import { clockOf } from '../../yjs/document-state.ts'
import { endOf, type IdRange } from '../../yjs/id-ranges.ts'
import { itemsOf } from '../../yjs/transaction-items.ts'
import { stringAt } from '../../yjs/tree/new-items.ts'
import type { NewName } from './merge-types.ts'

/** The names that are true, or may be; null: the parent lacks items that they name. */
export function believedNames(
  draft: Y.Doc,
  parent: Y.Doc,
  names: readonly NewName[],
): readonly NewName[] | null {
  const believed: NewName[] = []
  for (const { from, to } of names) {
    if (clockOf(parent, to.client) < to.clock + from.length) return null
    const ours = lettersOf(draft, from)
    const theirs = lettersOf(parent, { ...to, length: from.length })
    let start = 0
    for (let at = 0; at <= from.length; at++) {
      if (at < from.length && (theirs[at] === null || theirs[at] === ours[at])) continue
      const part = { client: from.client, clock: from.clock + start, length: at - start }
      const now = { client: to.client, clock: to.clock + start }
      if (part.length > 0) believed.push({ from: part, to: now })
      start = at + 1
    }
  }
  return believed
}

/** The letters that stand under these ids; null where none does. */
function lettersOf(doc: Y.Doc, range: IdRange): readonly (string | null)[] {
  const letters: (string | null)[] = Array.from({ length: range.length }, () => null)
  for (const item of itemsOf(doc, range)) {
    if (item.deleted) continue
    const first = Math.max(range.clock, item.id.clock)
    const end = Math.min(endOf(range), item.id.clock + item.length)
    const said = stringAt(item, first - item.id.clock, end - first)
    // What is no text is nobody's words: only an item of the same place would be told so.
    for (let at = first; at < end; at++) letters[at - range.clock] = said?.[at - first] ?? ''
  }
  return letters
}
