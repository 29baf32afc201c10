// Faults beside the lines they happened in: a mark in the margin that says what went wrong when it is pointed
// at, tapped or has the focus. A mark stays with its line while others write above it.
import { RangeSet, RangeSetBuilder, StateField, type EditorState, type Extension } from '@codemirror/state'
import { Decoration, EditorView, gutter, GutterMarker, gutters, ViewPlugin } from '@codemirror/view'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { hasFailed, type Fault } from '../../../shared/world/live/live-state-values.ts'
import { lineOfFault } from '../../words/fault-words.ts'
import { pageProgramField } from './page-program.ts'

/** The marks of all lines that have faults. */
const faultMarks = StateField.define<RangeSet<FaultMark>>({
  create: marksOf,
  update(marks, transaction) {
    const isOther =
      transaction.startState.field(pageProgramField, false) !== transaction.state.field(pageProgramField)
    if (isOther) return marksOf(transaction.state)
    const { docChanged, startState, newDoc, changes } = transaction
    if (!docChanged || marks.size === 0) return marks
    // Typing within lines leaves their numbers alone; to read the whole page for every letter would be felt.
    return startState.doc.lines === newDoc.lines ? marks.map(changes) : marksOf(transaction.state)
  },
})

function marksOf(state: EditorState): RangeSet<FaultMark> {
  const { faults } = state.field(pageProgramField)
  if (faults.length === 0) return RangeSet.empty
  const program = programOf(state.doc.toString())
  const byLine = new Map<number, Fault[]>()
  for (const fault of faults) {
    const line = lineOfFault(fault, program)
    if (line === null || line > state.doc.lines) continue
    byLine.set(line, [...(byLine.get(line) ?? []), fault])
  }
  const builder = new RangeSetBuilder<FaultMark>()
  for (const [line, found] of [...byLine].sort(([a], [b]) => a - b)) {
    const { from } = state.doc.line(line)
    builder.add(from, from, new FaultMark(line, found))
  }
  return builder.finish()
}

class FaultMark extends GutterMarker {
  readonly #line: number
  readonly #faults: readonly Fault[]

  constructor(line: number, faults: readonly Fault[]) {
    super()
    this.#line = line
    this.#faults = faults
  }

  override eq(other: GutterMarker): boolean {
    return (
      other instanceof FaultMark &&
      other.#line === this.#line &&
      other.#words === this.#words &&
      other.isFault === this.isFault
    )
  }

  get isFault(): boolean {
    return hasFailed(this.#faults)
  }

  get #words(): string {
    return this.#faults
      .map(({ message, count }) => (count > 1 ? `${message} (${count} times)` : message))
      .join('\n')
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('button')
    mark.type = 'button'
    const { isFault } = this
    mark.className = isFault ? 'fault-mark' : 'fault-mark is-warning'
    mark.setAttribute('aria-label', `${isFault ? 'Fault' : 'Warning'} in line ${this.#line}: ${this.#words}`)
    mark.append(isFault ? '!' : '?')
    const words = mark.appendChild(document.createElement('span'))
    words.className = 'fault-words'
    words.setAttribute('aria-hidden', 'true')
    words.textContent = this.#words
    return mark
  }
}

/** Tints the lines themselves, for those who look at the text and not at its margin. */
const faultLines = EditorView.decorations.compute([faultMarks], (state) => {
  const builder = new RangeSetBuilder<Decoration>()
  for (const cursor = state.field(faultMarks).iter(); cursor.value; cursor.next()) {
    if (cursor.value.isFault) builder.add(cursor.from, cursor.from, Decoration.line({ class: 'fault-line' }))
  }
  return builder.finish()
})

/** An editor hides its margins from those who listen; ours have words for them. */
const heardMargin = ViewPlugin.define((view) => {
  view.requestMeasure({
    read: () => view.scrollDOM.querySelectorAll('.cm-gutters'),
    write: (margins) => {
      for (const margin of margins) margin.removeAttribute('aria-hidden')
    },
  })
  return {}
})

export const faultMargin: Extension = [
  faultMarks,
  faultLines,
  gutters({ fixed: false }),
  gutter({ class: 'fault-margin', markers: (view) => view.state.field(faultMarks) }),
  heardMargin,
]
