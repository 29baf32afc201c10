// Tools of a page that are not needed to read it.
import { defaultKeymap } from '@codemirror/commands'
import { deleteMarkupBackward, insertNewlineContinueMarkupCommand } from '@codemirror/lang-markdown'
import { syntaxHighlighting } from '@codemirror/language'
import { Compartment, Prec, type EditorState, type Extension, type Text } from '@codemirror/state'
import { EditorView, keymap, ViewPlugin } from '@codemirror/view'
import { createElement } from 'react'
import type { LiveFollower } from '../../shared/world/view/live-follower.ts'
import EmbedInside from '../lines/embed-inside.tsx'
import { typesetWorldOf } from '../lines/typeset-world.ts'
import { carets } from './binding/remote-carets.tsx'
import { codeStyles } from '../markdown/code-styles.ts'
import { worldAround, worldChanged } from './rendering/editor-world.ts'
import { cards } from './rendering/link-card.ts'
import { pastedField } from './code/live-blocks.ts'
import { enterKeys, passBlanks } from './typing/enter-keys.ts'
import { findInPage } from './find/find-in-page.ts'
import { formatKeys } from './typing/set-words.ts'
import { borderAt } from './space/line-space.ts'
import { trueHeights } from './heights/true-heights.ts'
import { headingsIn, headingsOnPage } from '../world/geometry/heading-positions.ts'
import { indentKeys } from './typing/indent-keys.ts'
import { nameLinks } from './typing/name-links.ts'
import { pictureHandle } from './rendering/picture-handle.ts'
import { ownBody } from './rendering/own-body.ts'
import { presses } from './typing/page-presses.ts'
import { richPaste } from './typing/rich-paste.ts'
import { selectionBar } from './typing/selection-bar.ts'
import { slash } from './typing/slash-menu.ts'
import { spaceHandle, spaceKeys } from './space/space-handle.ts'
import { actionKeys } from './tables/table-actions.ts'
import { tableHandles } from './tables/table-handles.ts'
import { tableKeys } from './tables/table-keys.ts'
import { tablePresses } from './tables/table-presses.ts'
import { tableTyping } from './tables/table-typing.ts'
import { createLinkTargets, meaningOf, namesIn, type PageContext } from '../world/link-targets.ts'
import type { PageEditorProps } from '../world/page-editor-props.ts'

/** How long after Escape, in ms, Tab leaves the page. */
const LEAVING_MS = 2_000

/**
 * Escape in a page beside the floor leaves the page first: Tab goes on to the next element then, in a list or
 * in code too. Pressed again, it closes the panel of the page.
 */
function leaveKeys(): Extension {
  let until = -Infinity
  function leave(view: EditorView): boolean {
    const now = performance.now()
    if (now <= until) return false
    until = now + LEAVING_MS
    view.setTabFocusMode(LEAVING_MS)
    return true
  }
  return keymap.of([{ key: 'Escape', run: leave }])
}

/**
 * The keys of every editor, and Enter and Backspace that know lists: at the ordinary precedence, below the
 * other keys.
 */
const writingKeys: Extension = Prec.default(
  keymap.of([
    { key: 'Enter', run: insertNewlineContinueMarkupCommand({ nonTightLists: false }) },
    { key: 'Enter', run: passBlanks, shift: passBlanks },
    { key: 'Backspace', run: deleteMarkupBackward },
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-i'),
  ]),
)

/** Right after the focus, Chromium may leave its caret before the first letter that it puts into a line. */
const caretBehind = EditorView.inputHandler.of((view, from, _to, _text, insert) => {
  const { changes, newSelection } = insert()
  const anchor = changes.mapPos(from, 1)
  if (view.composing || newSelection.main.head >= anchor) return false
  view.dispatch({ changes, selection: { anchor }, userEvent: 'input.type', scrollIntoView: true })
  return true
})

/**
 * Types over what is selected. Left to itself, a browser keeps the looks of what it deletes, as styles that
 * the server's policy forbids.
 */
const typingOver = EditorView.domEventHandlers({
  beforeinput({ inputType, data, isComposing }, view) {
    const { state } = view
    const { from, to, empty } = state.selection.main
    if (inputType !== 'insertText' || data === null || isComposing || empty || state.readOnly) return false
    const insert = () =>
      state.update(state.replaceSelection(data), { userEvent: 'input.type', scrollIntoView: true })
    const isTaken = state.facet(EditorView.inputHandler).some((take) => take(view, from, to, data, insert))
    if (!isTaken) view.dispatch(insert())
    return true
  },
})

const WANTS_HELP = /^ {0,3}(?:`{3,}|~{3,})[ \t]*(?:js|javascript)\b|^#[\p{L}\p{N}_-]/mu

/** The tools for code come soon after the first code of the page, or the first line of a value. */
function helpWithCode(around: () => PageContext, now: LiveFollower): Extension {
  const help = new Compartment()
  async function fetchHelp(view: EditorView): Promise<void> {
    const { pageCode } = await import('./code/page-code.ts')
    if (view.dom.isConnected) view.dispatch({ effects: help.reconfigure(pageCode(around(), now)) })
  }
  const whenWanted = ViewPlugin.define((view) => {
    let isFetched = false
    function look({ doc }: EditorState, start: number, end: number): void {
      const [from, { to }] = [doc.lineAt(start).from, doc.lineAt(end)]
      if (isFetched || !WANTS_HELP.test(doc.sliceString(from, to))) return
      isFetched = true
      fetchHelp(view).catch((error: unknown) => console.warn('Help with code could not be fetched.', error))
    }
    look(view.state, 0, view.state.doc.length)
    return {
      update({ docChanged, changes, state }) {
        if (docChanged) changes.iterChangedRanges((_from, _to, from, to) => look(state, from, to))
      },
    }
  })
  return [Prec.default(help.of([])), whenWanted]
}

/** Keeps what is drawn of the world as that is. */
const followWorld = (around: () => PageContext): Extension => [
  worldAround.of({
    ...typesetWorldOf(around),
    embed: (syntax) => createElement(EmbedInside, { syntax, around, depth: 1 }),
  }),
  ViewPlugin.define((editor) => {
    let isOpen = true
    const read = (doc: Text) => ({ doc, names: namesIn(doc.toString()) })
    let last = read(editor.state.doc)
    const meaning = (): string => meaningOf(around(), last.names)
    let meant = meaning()
    function look(): void {
      if (!isOpen) return
      if (last.doc !== editor.state.doc) last = read(editor.state.doc)
      const means = meaning()
      if (means === meant) return
      meant = means
      editor.dispatch({ effects: worldChanged.of(null) })
    }
    const stop = around().world.view.subscribe(({ artifacts, hosts }) => {
      // It may be told in the middle of an update.
      if (artifacts.size + hosts.size > 0) queueMicrotask(look)
    })
    return {
      destroy() {
        isOpen = false
        stop()
      },
    }
  }),
]

/** Tells where the headings are, by the editor's layout. */
function tellHeadings(around: () => PageContext): Extension {
  return ViewPlugin.define((view) => {
    const { id, world } = around()
    const page = { text: () => view.state.sliceDoc(), borderAt: (line: number) => borderAt(view, line) }
    const shown = headingsIn(world.view).show(id, () => headingsOnPage(page))
    return {
      update({ docChanged, heightChanged }) {
        if (docChanged || heightChanged) shown.changed()
      },
      destroy: shown.end,
    }
  })
}

/** `isFloor`: things stand beside these lines. */
export function pageTools(
  around: () => PageContext,
  { now, text, presence }: Pick<PageEditorProps, 'now' | 'text' | 'presence'>,
  isFloor: boolean,
): Extension {
  const ways = createLinkTargets(around)
  const floor = isFloor
    ? [spaceKeys(around), spaceHandle(around), tellHeadings(around), ownBody]
    : leaveKeys()
  // Tables first: Tab, Enter and a paste mean something else there.
  const tables = [tableKeys, actionKeys, tablePresses, tableTyping, tableHandles]
  const keys = [tables, formatKeys, indentKeys, enterKeys]
  return [
    presses(ways),
    carets.of({ text, presence }),
    keys,
    richPaste(around),
    pastedField,
    cards(ways),
    selectionBar,
    slash(around),
    nameLinks(around),
    pictureHandle,
    followWorld(around),
    findInPage,
    syntaxHighlighting(codeStyles),
    helpWithCode(around, now),
    trueHeights,
    floor,
    writingKeys,
    caretBehind,
    typingOver,
  ]
}
