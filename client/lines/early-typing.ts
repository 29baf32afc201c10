// What somebody types before the editor is there: it is written into the page at once, where they pressed.
import * as Y from 'yjs'
import { textDifference } from '../../shared/world/text-difference.ts'
import type { Undo } from '../undo/undo.ts'

export class EarlyTyping {
  readonly #text: Y.Text
  readonly #undo: Pick<Undo, 'track'>
  readonly #origin = {}
  /** Where it begins; null: nobody has pressed yet, so it is at the start of the page. */
  #at: Y.RelativePosition | null = null
  /** Letters that were selected: the first ones that are typed take their place. */
  #selected = 0
  #typed = ''

  constructor(text: Y.Text, undo: Pick<Undo, 'track'>) {
    this.#text = text
    this.#undo = undo
  }

  /** It goes on there, in place of the letters between. */
  begin(from: number, to: number): void {
    const { length } = this.#text
    const at = Math.min(from, length)
    this.#at = Y.createRelativePositionFromTypeIndex(this.#text, at, -1)
    this.#selected = Math.min(to, length) - at
    this.#typed = ''
  }

  /** Writes what the field has now; answers where the page has the field's caret. */
  type(typed: string, caret: number): number {
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
    return at + caret
  }
}
