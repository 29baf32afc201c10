// What somebody types before the editor is there: it is written into the page at once, where they pressed.
import * as Y from 'yjs'
import { textDifference } from '../../shared/world/text-difference.ts'
import type { Undo } from '../undo/undo.ts'
import type { LeftNow } from './left-page.ts'

type EarlySelection = NonNullable<LeftNow['selection']>

export class EarlyTyping {
  readonly #text: Y.Text
  readonly #undo: Undo
  readonly #origin = {}
  /** Where it begins; null: at the start of the page. */
  #at: Y.RelativePosition | null = null
  /** Where this left the caret: another selection is a new beginning. */
  #left: EarlySelection | null = null
  /** Letters that were selected: the first ones that are typed take their place. */
  #selected = 0
  #typed = ''

  constructor(text: Y.Text, undo: Undo) {
    this.#text = text
    this.#undo = undo
  }

  /** Begins there, in place of the letters between. */
  #begin({ anchor, head }: EarlySelection): void {
    const { length } = this.#text
    const at = Math.min(anchor, head, length)
    this.#at = Y.createRelativePositionFromTypeIndex(this.#text, at, -1)
    this.#selected = Math.min(Math.max(anchor, head), length) - at
    this.#typed = ''
  }

  /** Writes what the field has now, which is emptied with another selection; answers where the caret is. */
  type(typed: string, caret: number, selection: EarlySelection | null): EarlySelection {
    if (selection !== null && selection !== this.#left) this.#begin(selection)
    const { doc } = this.#text
    const { start, before, after } = textDifference(this.#typed, typed)
    const place = doc && this.#at ? Y.createAbsolutePositionFromRelativePosition(this.#at, doc)?.index : 0
    const at = place ?? 0
    const letGo = this.#undo.track(this.#origin)
    doc?.transact(() => {
      if (this.#selected > 0) this.#text.delete(at, this.#selected)
      if (before > start) this.#text.delete(at + start, before - start)
      if (after > start) this.#text.insert(at + start, typed.slice(start, after))
    }, this.#origin)
    letGo()
    this.#selected = 0
    this.#typed = typed
    this.#left = { anchor: at + caret, head: at + caret }
    return this.#left
  }
}
