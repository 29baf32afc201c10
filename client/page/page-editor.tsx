// A page, bound to its text: what one types is in the world, what others type appears.
import { defaultKeymap } from '@codemirror/commands'
import { EditorState, Prec, type Extension } from '@codemirror/state'
import { EditorView, keymap, placeholder, type KeyBinding } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { TEXT_MAX } from '../../shared/world/limits.ts'
import { notify } from '../app/notices.ts'
import { bindText, shownText } from './binding.ts'
import { carets } from './carets.ts'
import { trueHeights } from './heights.ts'
import { pageLines } from './lines.ts'
import { pageLanguage } from './markdown.ts'
import './page.css'

interface Props {
  /** The editor is made anew when it is another one. */
  readonly text: Y.Text
  readonly presence: Awareness
  readonly undo: Y.UndoManager
  readonly label: string
  readonly hint: string
  readonly keys?: readonly KeyBinding[]
}

export function PageEditor({ text, presence, undo, label, hint, keys = NO_KEYS }: Props) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!place.current) return undefined
    const view = new EditorView({
      parent: place.current,
      state: EditorState.create({
        doc: shownText(text),
        extensions: [
          Prec.high(keymap.of([...keys])),
          bindText(text, undo),
          page(label, hint),
          carets(text, presence),
        ],
      }),
    })
    return () => view.destroy()
  }, [text, presence, undo, label, hint, keys])
  return <div ref={place} className="page" />
}

const NO_KEYS: readonly KeyBinding[] = []

function page(label: string, hint: string): Extension {
  return [
    // Lines end as they do in the text: an editor that counts \r\n as one would write in other places than it shows.
    EditorState.lineSeparator.of('\n'),
    pageLanguage,
    pageLines,
    trueHeights,
    keymap.of(defaultKeymap),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'true', autocapitalize: 'sentences' }),
    placeholder(hint),
    longestPage,
  ]
}

/** Stops typing at the bound of a page; what others wrote past it, apart and merged, is shown all the same. */
const longestPage = EditorState.transactionFilter.of((transaction) => {
  const { startState, newDoc } = transaction
  const typed = transaction.isUserEvent('input') || transaction.isUserEvent('move')
  if (!typed || newDoc.length <= TEXT_MAX || newDoc.length <= startState.doc.length) return transaction
  notify({
    text: `A page has at most ${TEXT_MAX.toLocaleString('en-GB')} characters. Put a part of it on a thing.`,
  })
  return []
})
