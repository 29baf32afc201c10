// What somebody types before the editor is there: it is written into the page at once, where they pressed.
import type * as Y from 'yjs'
import { TEXT_MAX } from '../../shared/world/limits.ts'
import { textDifference } from '../../shared/world/text-difference.ts'
import { notify } from '../notices/notices.ts'
import type { Undo } from '../undo/undo.ts'
import type { LeftPage, LeftSelection } from './left-page.ts'

/** For the field that has the keys of who begins to write: what changes in it changes in the page. */
export function createEarlyTyping(text: Y.Text, undo: Undo, left: LeftPage) {
  const origin = {}
  /** Where the last letters left the caret, in the page and in the field. */
  let selected: LeftSelection | null = null
  let last = { typed: '', caret: 0 }

  /** Gives it what is selected, or its line up to the caret: a key that deletes, or cuts, finds it there. */
  function begin(field: Pick<HTMLTextAreaElement, 'value' | 'setSelectionRange'>): void {
    const { anchor, head } = left.selection()
    const whole = text.toJSON()
    const isCaret = anchor === head
    const from = isCaret ? Math.max(0, whole.lastIndexOf('\n', head - 1)) : Math.min(anchor, head)
    field.value = whole.slice(from, Math.max(anchor, head))
    const end = field.value.length
    field.setSelectionRange(isCaret ? end : 0, end)
    last = isCaret ? { typed: field.value, caret: end } : { typed: '', caret: 0 }
  }
  /** Writes what it has now. */
  function type(typed: string, caret: number): void {
    const { anchor, head } = left.selection()
    const { start, before, after } = textDifference(last.typed, typed)
    const from = Math.min(anchor, head) - last.caret + start
    const at = Math.max(0, from)
    // The first letters that are typed take the place of those that are selected.
    const replaced = Math.max(0, from + before - start - at) + Math.abs(anchor - head)
    const words = '\n'.repeat(left.below()) + typed.slice(start, after)
    const grown = words.length - replaced
    if (grown > 0 && text.length + grown > TEXT_MAX) return tellFull()
    // Typing that goes on somewhere else is undone by itself.
    if (left.selected() !== selected) undo.step()
    const letGo = undo.track(origin)
    text.doc?.transact(() => {
      text.delete(at, replaced)
      text.insert(at, words)
    }, origin)
    letGo()
    left.select(at + words.length + caret - after)
    selected = left.selected()
    last = { typed, caret }
  }
  return { begin, type }
}

/** Nothing more is written into a page of so many letters. */
export function tellFull(): void {
  notify({
    text: `A page has at most ${TEXT_MAX.toLocaleString('en-GB')} characters. Put a part of it on a thing.`,
  })
}
