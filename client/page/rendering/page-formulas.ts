// Formulas in a page. One in a line stands in a room that its letters say, and is written in its card. A
// block lies over its source, in the room of that; the source is seen while the cursor is in it.
import { syntaxTree } from '@codemirror/language'
import type { Range } from '@codemirror/state'
import { Decoration, WidgetType, type EditorView } from '@codemirror/view'
import { formulaLook, formulaOf } from '../../../shared/page/formulas.ts'
import { drawFormula } from '../../maths/draw-formula.ts'
import { decorateDrawn, drawnPieces, type DrawnDecorations } from './page-setting.ts'

interface ShownFormula {
  readonly source: string
  /** In lines, for a block; null: it stands in a line. */
  readonly lines: number | null
}

class Formula extends WidgetType {
  readonly #shown: ShownFormula

  constructor(shown: ShownFormula) {
    super()
    this.#shown = shown
  }

  override eq(other: Formula): boolean {
    return this.#shown.source === other.#shown.source && this.#shown.lines === other.#shown.lines
  }

  override toDOM(): HTMLElement {
    const { source, lines } = this.#shown
    const place = document.createElement('span')
    place.className = formulaLook(source, lines)
    place.dataset['room'] = ''
    void drawFormula(place, source, lines !== null)
    return place
  }

  override ignoreEvent(): boolean {
    return false
  }
}

const HIDDEN = Decoration.line({ class: 'page-math-drawn', attributes: { spellcheck: 'false' } })

function formulasIn(view: EditorView): DrawnDecorations {
  const { state, hasFocus } = view
  const { doc, selection } = state
  const shown: Range<Decoration>[] = []
  const atoms: Range<Decoration>[] = []
  function add(name: string, start: number, end: number): void {
    const written = doc.sliceString(start, end)
    if (name === 'Math') {
      const widget = new Formula({ source: written.slice(1, -1), lines: null })
      atoms.push(Decoration.replace({ widget }).range(start, end))
    } else if (!(hasFocus && selection.ranges.some((range) => range.from <= end && range.to >= start))) {
      const widget = new Formula(formulaOf(written))
      shown.push(Decoration.widget({ widget, side: -1 }).range(start))
      for (let at = start; at <= end; at = doc.lineAt(at).to + 1)
        shown.push(HIDDEN.range(doc.lineAt(at).from))
    }
  }
  for (const { from, to } of drawnPieces(view))
    syntaxTree(state).iterate({
      from,
      to,
      enter: ({ name, from: start, to: end }) => {
        if (name === 'Math' || name === 'MathBlock') add(name, start, end)
      },
    })
  return { inner: Decoration.set([...shown, ...atoms], true), atoms: Decoration.set(atoms, true) }
}

export const pageFormulas = decorateDrawn(formulasIn)
