// What somebody types before the editor is there: it is written into the page at once, where they pressed.
import type * as Y from 'yjs'
import { TEXT_MAX } from '../../shared/world/limits.ts'
import { textDifference } from '../../shared/world/text-difference.ts'
import { notify } from '../notices/notices.ts'
import type { Undo } from '../undo/undo.ts'
import type { LeftPage, LeftSelection } from './left-page.ts'

/** Answers what writes that which a field has now; it is emptied with another selection. */
export function createEarlyTyping(text: Y.Text, undo: Undo, left: LeftPage) {
  const origin = {}
  /** Where the last letters left the caret, in the page and in the field: another one is a new beginning. */
  let selected: LeftSelection | null = null
  let last = { typed: '', caret: 0 }

  return (typed: string, caret: number): void => {
    const { anchor, head } = left.selection()
    const isNew = left.selected() !== selected
    const { start, before, after } = textDifference(isNew ? '' : last.typed, typed)
    // The first letters that are typed take the place of those that are selected.
    const replaced = isNew ? Math.abs(anchor - head) : before - start
    const lead = isNew ? '\n'.repeat(left.below()) : ''
    const grown = lead.length + after - start - replaced
    if (grown > 0 && text.length + grown > TEXT_MAX) return tellFull()
    const from = isNew ? Math.min(anchor, head) : head - last.caret
    // Typing that goes on somewhere else is undone by itself.
    if (isNew) undo.step()
    const letGo = undo.track(origin)
    text.doc?.transact(() => {
      text.delete(from + start, replaced)
      text.insert(from + start, lead + typed.slice(start, after))
    }, origin)
    letGo()
    left.select(from + lead.length + caret)
    selected = left.selected()
    last = { typed, caret }
  }
}

/** Nothing more is written into a page of so many letters. */
export function tellFull(): void {
  notify({
    text: `A page has at most ${TEXT_MAX.toLocaleString('en-GB')} characters. Put a part of it on a thing.`,
  })
}
