// Anchor lines with the values of code: a line `#your-score 12` reads “your score” and its present value. As
// soon as the cursor is in the line, it shows the written text, which one edits.
import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet } from '@codemirror/view'
import { shownPageValues } from '../../../shared/world/live/live-page-values.ts'
import { valueClass, valueTitle } from '../../../shared/page/page-lines.ts'
import { pageValuesIn } from '../../../shared/world/page-values.ts'
import { pageProgramField } from './page-program.ts'
import '../../lines/live-values.css'

class LiveValue extends WidgetType {
  readonly #value: string
  readonly #written: string
  /** Nobody else sees it. */
  readonly #isPersonal: boolean

  constructor(value: string, written: string, isPersonal: boolean) {
    super()
    this.#value = value
    this.#written = written
    this.#isPersonal = isPersonal
  }

  override eq(other: LiveValue): boolean {
    return (
      other.#value === this.#value &&
      other.#written === this.#written &&
      other.#isPersonal === this.#isPersonal
    )
  }

  override toDOM(): HTMLElement {
    const value = document.createElement('span')
    value.className = valueClass(this.#isPersonal)
    value.title = valueTitle(this.#isPersonal, this.#written)
    value.textContent = this.#value
    return value
  }

  override ignoreEvent(): boolean {
    return false
  }
}

const focusChanged = StateEffect.define<boolean>()

/** Whether one writes here: a page that is only read has a cursor too, at its start. */
const focusField = StateField.define<boolean>({
  create: () => false,
  update: (isFocused, { effects }) =>
    effects.findLast((effect) => effect.is(focusChanged))?.value ?? isFocused,
})

/** Help comes when one is writing already. */
const focusAtFirst = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    if (view.dom.isConnected) view.dispatch({ effects: focusChanged.of(view.hasFocus) })
  })
  return {}
})

function decorate(state: EditorState): DecorationSet {
  const { pageValues, personal } = state.field(pageProgramField)
  const page = state.doc.toString()
  const shown = shownPageValues(page, pageValues)
  const builder = new RangeSetBuilder<Decoration>()
  for (const { name, line, from, to, value } of pageValuesIn(page)) {
    const isWritten = isWrittenAt(state, from)
    const start = state.doc.line(line).from
    builder.add(start, start + 1, isWritten ? SIGN : HIDDEN_SIGN)
    const now = personal.get(name) ?? shown.get(name)
    if (isWritten) continue
    for (const { index } of name.matchAll(/[-_]/g)) builder.add(start + 1 + index, start + 2 + index, HIDDEN)
    if (now === undefined || now === value) continue
    const widget = new LiveValue(now, value, personal.has(name))
    if (from === to) builder.add(to, to, Decoration.widget({ widget, side: 1 }))
    else builder.add(from, to, Decoration.replace({ widget }))
  }
  return builder.finish()
}

const SIGN = Decoration.mark({ class: 'value-sign' })
const HIDDEN_SIGN = Decoration.mark({ class: 'value-sign value-hidden' })
const HIDDEN = Decoration.mark({ class: 'value-hidden' })

/** Whether the cursor is in the line: then it says what is written. */
function isWrittenAt(state: EditorState, at: number): boolean {
  if (!state.field(focusField)) return false
  const { doc, selection } = state
  const line = doc.lineAt(at)
  return selection.ranges.some(({ from, to }) => from <= line.to && to >= line.from)
}

export const liveValues: Extension = [
  focusField,
  EditorView.focusChangeEffect.of((_state, isFocused) => focusChanged.of(isFocused)),
  focusAtFirst,
  EditorView.decorations.compute(['doc', 'selection', focusField, pageProgramField], decorate),
]
