// Finding words in a page. The browser's own search sees only the lines that are drawn; this one sees all of
// them.
import { StateEffect, StateField, type Extension, type Text } from '@codemirror/state'
import { Decoration, EditorView } from '@codemirror/view'
import { Listeners } from '../../device/listener-set.ts'
import type { PageRange } from '../../../shared/page/typesetting.ts'

/** More places than these are not marked or counted. */
const FOUND_MAX = 5_000

interface FoundWords {
  readonly words: string
  readonly places: readonly PageRange[]
  /** Which of them one is at; -1: none. */
  readonly at: number
  /** How many places the last edit of the page replaced, all at once; 0: it was another edit. */
  readonly replaced: number
}

const NOTHING: FoundWords = { words: '', places: [], at: -1, replaced: 0 }
const become = StateEffect.define<FoundWords>()

const found = StateField.define<FoundWords>({
  create: () => NOTHING,
  update(before, { effects, docChanged, newDoc, changes }) {
    for (const effect of effects) if (effect.is(become)) return effect.value
    if (!docChanged || before.words === '') return before
    const places = placesOf(newDoc, before.words)
    const was = before.places[before.at]
    const here = was === undefined ? -1 : changes.mapPos(was.from)
    return { ...before, places, at: places.findIndex(({ from }) => from >= here), replaced: 0 }
  },
  provide: (field) =>
    EditorView.decorations.compute([field], (state) => {
      const { places, at } = state.field(field)
      return Decoration.set(places.map(({ from, to }, index) => (index === at ? HERE : MARK).range(from, to)))
    }),
})

const MARK = Decoration.mark({ class: 'page-found' })
const HERE = Decoration.mark({ class: 'page-found page-found-here' })

const changes = new Listeners()

/** Tells of other matches in any page: who undoes, or writes meanwhile, changes what is true. */
export const onFoundChange = changes.add

export const findInPage: Extension = [
  found,
  EditorView.updateListener.of(({ startState, state }) => {
    if (startState.field(found, false) !== state.field(found)) changes.tell()
  }),
]

/** The matches; null: the page's tools are not there yet. */
export const foundIn = ({ state }: Pick<EditorView, 'state'>): FoundWords | null =>
  state.field(found, false) ?? null

/** Looks for other words, from the cursor on; for none, it ends. */
export function find(view: EditorView, words: string): void {
  if (foundIn(view) === null) return
  const places = placesOf(view.state.doc, words)
  const { from } = view.state.selection.main
  const next = places.findIndex((place) => place.from >= from)
  show(view, { words, places, at: places.length === 0 ? -1 : Math.max(0, next), replaced: 0 })
}

/** Goes on to the next one, or the one before. */
export function findNext(view: EditorView, by: 1 | -1): void {
  const now = foundIn(view)
  if (now === null || now.places.length === 0) return
  const { length } = now.places
  show(view, { ...now, at: (now.at + by + length) % length, replaced: 0 })
}

/** Puts other words in the place of those that one is at, or of all that were found; one step of undo. */
export function replaceFound(view: EditorView, insert: string, which: 'one' | 'all'): void {
  const { places, at } = foundIn(view) ?? NOTHING
  const here = places[at]
  if (here === undefined || view.state.readOnly) return
  const replaced = which === 'all' ? places : [here]
  view.dispatch({ changes: replaced.map((place) => ({ ...place, insert })), userEvent: 'input.replace' })
  // What was put in may have the words, too: one goes on behind it.
  const next = here.from + insert.length
  const now = foundIn(view) ?? NOTHING
  const after = now.places.findIndex(({ from }) => from >= next)
  show(view, {
    ...now,
    at: now.places.length === 0 ? -1 : Math.max(0, after),
    replaced: which === 'all' ? replaced.length : 0,
  })
}

/** Ends it, with the cursor where one is. */
export function endFind(view: EditorView): void {
  const now = foundIn(view)
  const here = now?.places[now.at]
  if (now === null || now === NOTHING) return
  view.dispatch({
    effects: become.of(NOTHING),
    ...(here && { selection: { anchor: here.from, head: here.to } }),
  })
}

function show(view: EditorView, next: FoundWords): void {
  const here = next.places[next.at]
  const scroll = here ? [EditorView.scrollIntoView(here.from, { y: 'center' })] : []
  view.dispatch({ effects: [become.of(next), ...scroll] })
}

/** Letters are the same whether large or small. */
function placesOf(doc: Text, words: string): PageRange[] {
  if (words === '') return []
  const places: PageRange[] = []
  for (const { index, 0: letters } of doc.toString().matchAll(new RegExp(escaped(words), 'giu'))) {
    places.push({ from: index, to: index + letters.length })
    if (places.length === FOUND_MAX) break
  }
  return places
}

const escaped = (words: string): string => words.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
