// A page, bound to its text: typing here goes into the world, and typing of others appears.
import { defaultKeymap } from '@codemirror/commands'
import { forceParsing } from '@codemirror/language'
import { Compartment, EditorState, Prec, type Extension, type StateEffect } from '@codemirror/state'
import { EditorView, keymap, placeholder } from '@codemirror/view'
import { useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { StyleModule } from 'style-mod'
import type { ArtifactId } from '../../shared/world/address.ts'
import { TEXT_MAX } from '../../shared/world/limits.ts'
import { useSelected } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { plainState, stateOrPlain, updateInStep } from './binding/plain-fallback.ts'
import { bindText, shownText } from './binding/text-binding.ts'
import { fingerPresses } from './typing/page-presses.ts'
import { tellFull } from '../lines/early-typing.ts'
import type { LeftNow, LeftPage } from '../lines/left-page.ts'
import { pageOf } from './editor-page.ts'
import { drawnHeights } from './heights/true-heights.ts'
import { useAround } from '../world/page-around.ts'
import { pageLanguage } from './page-language.ts'
import { pageTools } from './page-tools.ts'
import { pageTypesetting } from './rendering/page-setting.ts'
import type { PageEditorProps, PageKey } from '../world/page-editor-props.ts'
import { showPage } from '../world/page-view.ts'
import './rendering/inline-setting.css'
import './page.css'
import './page-print.css'
import { afterDrawing } from '../browser/later.ts'

export function PageEditor({
  id,
  now,
  text,
  presence,
  undo,
  label,
  hint,
  isFixed = false,
  keys = NO_KEYS,
  left,
}: PageEditorProps & { readonly left: LeftPage }) {
  const place = useRef<HTMLDivElement>(null)
  const editor = useRef<EditorView | null>(null)
  const around = useAround(id)
  const [given] = useState(() => new Compartment())
  // As the editor has them: each change that is dispatched has the whole floor laid out.
  const shown = useRef({ isFixed, label, hint })
  // Before the browser draws: the lines that were there are gone in the same turn.
  useLayoutEffect(() => {
    if (!place.current) return undefined
    const before = left.take()
    place.current.style.setProperty('--drawn-height', `${before.height}px`)
    const isFloor = place.current.closest('.paper') !== null
    const stateWith = (...more: readonly Extension[]): EditorState =>
      EditorState.create({
        doc: shownText(text),
        extensions: [
          Prec.high(keymap.of([...keys])),
          more,
          bindText(text, undo),
          given.of(asGiven(shown.current, around().world.past !== null)),
          fingerPresses(around),
          plainPage(),
        ],
      })
    const view = new EditorView({
      parent: place.current,
      state: stateOrPlain(
        () =>
          stateWith(
            drawnHeights.of(before.heights),
            pageTools(around, { now, text, presence }, isFloor),
            pageSet,
            plainState.of(stateWith),
          ),
        stateWith,
      ),
      dispatchTransactions: updateInStep,
    })
    editor.current = view
    const page = pageOf(view)
    const hide = showPage(place.current, page)
    takeOver(view, before)
    if (before.hasFocus && before.below > 0) page.writeBelow(before.below)
    for (const work of before.works) work(page)
    return () => {
      editor.current = null
      hide()
      view.destroy()
    }
  }, [now, text, presence, undo, keys, around, given, left])
  // Somebody else may give the world another name: a writer goes on in the same editor.
  useEffect(() => {
    const { current } = shown
    if (current.isFixed === isFixed && current.label === label && current.hint === hint) return
    shown.current = { isFixed, label, hint }
    const next = asGiven(shown.current, around().world.past !== null)
    editor.current?.dispatch({ effects: given.reconfigure(next) })
  }, [isFixed, label, hint, given, around])
  usePointed(editor, id)
  return <div ref={place} className="page" />
}

/** How long, in ms, the page is read at most before it is drawn: what is not read yet is drawn plainly. */
const PARSE_MS = 500

/** Goes on where drawn lines were: the same lines in sight, and the caret where one pressed or typed. */
function takeOver(view: EditorView, before: LeftNow): void {
  const { selection, hasFocus, seenTo } = before
  const { length } = view.state.doc
  const [anchor, head] = [Math.min(selection.anchor, length), Math.min(selection.head, length)]
  if (anchor + head > 0) view.dispatch({ selection: { anchor, head } })
  forceParsing(view, Math.min(seenTo, length), PARSE_MS)
  // This has it measure itself at once, and draw what is in sight.
  view.coordsAtPos(view.state.selection.main.head)
  if (hasFocus) view.focus()
  // By then it knows the heights of its lines, and is as high as they are.
  requestAnimationFrame(() => view.dom.parentElement?.style.removeProperty('--drawn-height'))
}

/** Goes to a line of this page when one is led there, also when that is why it was opened. */
function usePointed(editor: RefObject<EditorView | null>, id: ArtifactId): void {
  const { selection } = useWorld()
  const pointed = useSelected(selection, (now) => now.pointed)
  useEffect(() => {
    const view = editor.current
    if (!view || pointed?.id !== id || !selection.arrive(pointed)) return
    const line = view.state.doc.line(Math.max(1, Math.min(pointed.line, view.state.doc.lines)))
    const { from, to } = pointed.words ?? { from: line.length, to: line.length }
    const placeOf = (at: number): number => line.from + Math.min(at, line.length)
    view.dispatch({
      selection: { anchor: placeOf(from), head: placeOf(to) },
      effects: intoSight(line.from),
    })
    view.focus()
    // A floor that has only now come cannot be scrolled before its first frame has given it a height.
    afterDrawing(() => keepInSight(view))
  }, [editor, selection, pointed, id])
}

/** On a phone, where the floor is wider than the window, so much is seen beside it, too, in px. */
const BESIDE = 120
const intoSight = (at: number): StateEffect<unknown> =>
  EditorView.scrollIntoView(at, { y: 'center', xMargin: BESIDE })

function keepInSight(view: EditorView): void {
  if (view.dom.isConnected) view.dispatch({ effects: intoSight(view.state.selection.main.head) })
}

/**
 * In the past one reads with a caret, so that a passage can be selected by keys; no keyboard comes up for it.
 */
const asGiven = ({ isFixed, label, hint }: GivenProps, isPast: boolean): Extension => [
  EditorState.readOnly.of(isFixed),
  EditorView.editable.of(!isFixed || isPast),
  EditorView.contentAttributes.of({ 'aria-label': label, ...(isPast && { inputmode: 'none' }) }),
  placeholder(hint),
]

type GivenProps = Required<Pick<PageEditorProps, 'isFixed' | 'label' | 'hint'>>

const NO_KEYS: readonly PageKey[] = []

/** How a page is set. */
const pageSet: Extension = [pageLanguage, pageTypesetting]

/** What every page has, also one that is shown as plain text. */
function plainPage(): Extension {
  return [
    // Lines end as they do in the text: an editor that counts \r\n as one would write in other places than it
    // shows.
    EditorState.lineSeparator.of('\n'),
    Prec.lowest(keymap.of(defaultKeymap)),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ spellcheck: 'true', autocapitalize: 'sentences' }),
    longestPage,
  ]
}

/**
 * Stops typing at the bound of a page; text beyond it, which others wrote apart and which was merged, is
 * shown all the same.
 */
const longestPage = EditorState.transactionFilter.of((transaction) => {
  const { startState, newDoc } = transaction
  const typed = transaction.isUserEvent('input') || transaction.isUserEvent('move')
  if (!typed || newDoc.length <= TEXT_MAX || newDoc.length <= startState.doc.length) return transaction
  tellFull()
  return []
})

let sheet: CSSStyleSheet | null = null
let styles: readonly StyleModule[] = []

/**
 * The styles that the editor brings go into a sheet of the document's list: in a tag they would need a word
 * of their own in the policy of each answer. In a layer, so that every sheet of ours comes after them.
 */
StyleModule.mount = (_root: unknown, modules: StyleModule | readonly StyleModule[]): void => {
  const given = [modules].flat()
  const next = [...styles.filter((each) => !given.includes(each)), ...given]
  if (sheet === null) document.adoptedStyleSheets.push((sheet = new CSSStyleSheet()))
  else if (next.every((each, index) => each === styles[index])) return
  styles = next
  sheet.replaceSync(`@layer editor {\n${next.map((each) => each.getRules()).join('\n')}\n}`)
}
