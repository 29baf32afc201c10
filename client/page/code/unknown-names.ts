// Marks names in code that nothing declares: the program would fail at them when it runs. A mark that is
// wrong is worse than one that is missing, so a name that is declared anywhere in it is known everywhere.
import { javascriptLanguage } from '@codemirror/lang-javascript'
import { RangeSet, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state'
import {
  Decoration,
  EditorView,
  showTooltip,
  ViewPlugin,
  type DecorationSet,
  type Tooltip,
  type ViewUpdate,
} from '@codemirror/view'
import { LANGUAGE_NAMES } from '../../../shared/behavior/language-names.ts'
import type { SyntaxNode } from '../../../shared/page/page-parser.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { WORDS } from '../../words/code-words.ts'

/** How long nobody writes before code is read, in ms. */
const PAUSE_MS = 500
/** Longest code that is read, in characters: it takes some 50 ms, and nothing else is drawn meanwhile. */
export const READ_CHARS_MAX = 50_000
/** Most names that are marked: with more, it is another language. */
const MARKS_MAX = 100

const KNOWN: ReadonlySet<string> = new Set([...LANGUAGE_NAMES, ...WORDS.map(({ name }) => name), 'arguments'])

interface UnknownName {
  readonly name: string
  readonly from: number
  readonly to: number
}

/** Whether a name there may be one that nothing declares: `typeof` asks, others only lend it out or in. */
const isFree = ({ prevSibling, parent }: SyntaxNode): boolean =>
  prevSibling?.name === 'typeof' || parent?.name === 'ImportGroup' || parent?.name === 'ExportGroup'

/**
 * The names in code that are neither declared in it nor given to it; null where it cannot be told: the code
 * is not whole, or makes names as it runs.
 */
export function unknownNamesIn(code: string): readonly UnknownName[] | null {
  const declared = new Set<string>()
  const used: UnknownName[] = []
  let isWhole = true
  javascriptLanguage.parser.parse(code).iterate({
    enter({ type, from, to, node }) {
      if (type.isError) isWhole = false
      else if (type.name === 'VariableDefinition') declared.add(code.slice(from, to))
      else if (type.name === 'VariableName' && !isFree(node))
        used.push({ name: code.slice(from, to), from, to })
    },
  })
  if (!isWhole || used.some(({ name }) => name === 'globalThis')) return null
  return used.filter(({ name }) => !KNOWN.has(name) && !declared.has(name))
}

const wordsOf = (name: string): string =>
  `“${name}” is not known here: this code does not declare it, and it is nothing that code can use. Is it spelled right, or does it belong in quotes?`

export const marksFound = StateEffect.define<DecorationSet>()

const unknownMarks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, { changes, docChanged, effects }) {
    const found = effects.findLast((effect) => effect.is(marksFound))
    if (found !== undefined) return found.value
    if (!docChanged || marks.size === 0) return marks
    // A name that somebody writes at is another one, until it is read.
    const kept = marks.update({ filter: (from, to) => changes.touchesRange(from, to) === false })
    return kept.map(changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

/** The mark in which the cursor stands; null: it stands in none. */
export function markAtCursor(state: EditorState): UnknownName | null {
  const { empty, head } = state.selection.main
  let found: UnknownName | null = null
  if (empty)
    state.field(unknownMarks, false)?.between(head, head, (from, to) => {
      found = { name: state.sliceDoc(from, to), from, to }
    })
  return found
}

/** What a mark means, for those who come to it by keys or by touch: a title is for pointers alone. */
const helpAtCursor = showTooltip.compute([unknownMarks, 'selection'], (state): Tooltip | null => {
  const mark = markAtCursor(state)
  return mark && { pos: mark.from, end: mark.to, create: () => ({ dom: helpOnName(mark.name) }) }
})

function helpOnName(name: string): HTMLElement {
  const help = document.createElement('div')
  help.className = 'code-help'
  const said = help.appendChild(document.createElement('div'))
  said.className = 'code-help-words'
  said.textContent = wordsOf(name)
  return help
}

/**
 * The marks of a page; null: those that it has stay. The name at the cursor is still being written, unless it
 * is marked: writing in it takes its mark away.
 */
export function unknownMarksIn(state: EditorState): DecorationSet | null {
  const { doc, selection } = state
  const program = programOf(doc.toString())
  if (program === null || program.code === '' || program.code.length > READ_CHARS_MAX) return Decoration.none
  const unknown = unknownNamesIn(program.code)
  if (unknown === null) return null
  const { head } = selection.main
  const marked = markAtCursor(state)
  const lines = program.code.split('\n')
  let start = 0
  let line = 0
  const marks = unknown.slice(0, MARKS_MAX).flatMap(({ name, from, to }) => {
    for (; from > start + (lines[line] ?? '').length; line++) start += (lines[line] ?? '').length + 1
    const written = doc.line((program.lines[line] ?? 0) + 1)
    // Blanks before a fence's code belong to the page.
    const at = written.to - (lines[line] ?? '').length - start
    if (head >= at + from && head <= at + to && marked?.from !== at + from) return []
    const attributes = { title: wordsOf(name) }
    return [Decoration.mark({ class: 'unknown-name', attributes }).range(at + from, at + to)]
  })
  return RangeSet.of(marks)
}

const reading = ViewPlugin.define((view) => {
  let timer: ReturnType<typeof setTimeout> | undefined
  let told: string | null = null
  function readSoon(): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      // A word of an input method that is being put together is left alone.
      if (view.composing) return readSoon()
      const marks = unknownMarksIn(view.state)
      const name = markAtCursor(view.state)?.name ?? null
      const tells = name !== null && name !== told ? [EditorView.announce.of(wordsOf(name))] : []
      told = name
      if (marks !== null) view.dispatch({ effects: [marksFound.of(marks), ...tells] })
    }, PAUSE_MS)
  }
  readSoon()
  return {
    update({ docChanged, selectionSet, state }: ViewUpdate) {
      // Only a cursor that leaves a name can change something where nobody writes.
      if (docChanged || (selectionSet && state.selection.main.empty)) readSoon()
    },
    destroy: () => clearTimeout(timer),
  }
})

export const unknownNames: Extension = [unknownMarks, helpAtCursor, reading]
