// Signs the page of an editor: marks each stretch of it as its author's, and tells whose words the pointer or
// the caret is at. What is typed meanwhile is nobody's until the authors are asked for again.
import { Compartment, RangeSet, StateEffect, StateField, type Range } from '@codemirror/state'
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view'
import type { HistoryAuthor, AuthorsAnswer } from '../../../shared/wire/api/history-bodies.ts'

/** Whose words they are, and when they were written. */
export type SignedWords = Omit<AuthorsAnswer['text'][number], 'length'>

interface SigningOptions {
  readonly colorOf: (author: HistoryAuthor) => string
  readonly onWords: (words: SignedWords | null) => void
  /** Where the pointer rests, on the screen; null: elsewhere. */
  readonly pointer: { readonly x: number; readonly y: number } | null
}

/** Signs it until the returned function is called. */
export function signPage(
  editor: EditorView,
  runs: AuthorsAnswer['text'],
  { colorOf, onWords, pointer }: SigningOptions,
): () => void {
  const bySign = new Map<Decoration, SignedWords>()
  const field = StateField.define<DecorationSet>({
    create: ({ doc }) => signsOf(runs, doc.length, colorOf, bySign),
    update: (signs, { changes }) => signs.map(changes),
    provide: (own) => EditorView.decorations.from(own),
  })
  let last: SignedWords | null = null
  function tell(view: EditorView, at: number | null): void {
    const next = at === null ? null : wordsAt(view, at)
    if (next === last) return
    last = next
    onWords(next)
  }
  function wordsAt(view: EditorView, at: number): SignedWords | null {
    let found: SignedWords | null = null
    view.state.field(field, false)?.between(at, at, (from, to, sign) => {
      if (from <= at && (at < to || found === null)) found = bySign.get(sign) ?? null
    })
    return found
  }
  const place = new Compartment()
  const signed = [
    field,
    EditorView.domEventHandlers({
      mousemove: ({ clientX, clientY }, view) => tell(view, view.posAtCoords({ x: clientX, y: clientY })),
      mouseleave: (_event, view) => tell(view, view.hasFocus ? view.state.selection.main.head : null),
    }),
    EditorView.updateListener.of(({ view, selectionSet, focusChanged }) => {
      if ((selectionSet || focusChanged) && view.hasFocus) tell(view, view.state.selection.main.head)
    }),
  ]
  editor.dispatch({ effects: StateEffect.appendConfig.of(place.of(signed)) })
  if (pointer !== null) tell(editor, editor.posAtCoords(pointer))
  return () => {
    onWords(null)
    if (editor.dom.isConnected) editor.dispatch({ effects: place.reconfigure([]) })
  }
}

function signsOf(
  runs: AuthorsAnswer['text'],
  length: number,
  colorOf: SigningOptions['colorOf'],
  bySign: Map<Decoration, SignedWords>,
): DecorationSet {
  const signs: Range<Decoration>[] = []
  let from = 0
  for (const { length: letters, ...words } of runs) {
    const { author } = words
    const to = Math.min(length, from + letters)
    if (to <= from) break
    const sign = Decoration.mark({
      class: 'page-signed',
      attributes: { style: author === null ? '' : `--who: ${colorOf(author)}` },
    })
    bySign.set(sign, words)
    signs.push(sign.range(from, to))
    from = to
  }
  return RangeSet.of(signs)
}
