// The strip of folded code: the thing's name, how many lines, whether it runs. It is a button beside the
// text, not in it, so that it is not found, copied or written over. Open code has only a sign that folds it.
import type { ChangeDesc } from '@codemirror/state'
import { GutterMarker, type EditorView } from '@codemirror/view'
import { stripWords, type CodeNow } from '../../world/play/code-state.ts'
import type { LiveBlock } from './live-blocks.ts'

type PressStrip = (view: EditorView, block: LiveBlock, isFolded: boolean) => void

export class FoldStrip extends GutterMarker {
  readonly #block: LiveBlock
  readonly #code: CodeNow
  readonly #isFolded: boolean
  readonly #press: PressStrip

  constructor(block: LiveBlock, code: CodeNow, isFolded: boolean, press: PressStrip) {
    super()
    this.#block = block
    this.#code = code
    this.#isFolded = isFolded
    this.#press = press
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof FoldStrip && other.#key === this.#key
  }

  get #key(): string {
    const { from, lines } = this.#block
    return JSON.stringify([from, lines, this.#code, this.#isFolded])
  }

  override toDOM(view: EditorView): HTMLElement {
    const { name, runs } = this.#code
    const strip = document.createElement('button')
    strip.type = 'button'
    strip.className = 'code-strip'
    strip.dataset['at'] = String(this.#block.from)
    strip.dataset['runs'] = runs
    strip.setAttribute('aria-expanded', String(!this.#isFolded))
    if (!this.#isFolded) strip.setAttribute('aria-label', `Fold the code of ${name}`)
    for (const word of this.#isFolded ? stripWords(this.#code, this.#block.lines) : []) {
      const part = strip.appendChild(document.createElement('span'))
      part.className = part.previousSibling === null ? 'unseen' : 'code-strip-part'
      part.textContent = word
      strip.append(' ')
    }
    strip.addEventListener('click', () => {
      this.#press(view, this.#block, this.#isFolded)
      // Where nobody writes the focus stays at the strip, which is drawn anew.
      if (view.state.readOnly || !this.#isFolded) focusOn(view, this.#block.from)
    })
    return strip
  }
}

/** A strip is drawn anew when its words have changed: the keyboard's focus stays on it. */
export function keepFocus(view: EditorView, changes: ChangeDesc): void {
  const active = view.root.activeElement
  const at = active instanceof HTMLElement && view.dom.contains(active) ? active.dataset['at'] : undefined
  if (at === undefined) return
  const from = changes.mapPos(Number(at), 1)
  queueMicrotask(() => {
    if (view.root.activeElement === view.dom.ownerDocument.body) focusOn(view, from)
  })
}

function focusOn(view: EditorView, from: number): void {
  view.dom.querySelector<HTMLElement>(`.code-strip[data-at="${from}"]`)?.focus({ preventScroll: true })
}
