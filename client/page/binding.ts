// Binds an editor to a page's text, both ways. What the text holds that is no text (another program may embed things in
// it) stands in the editor as one mark that takes one place, so that positions agree; it can be deleted, not edited.
import { Annotation, Transaction, type ChangeSet, type Extension } from '@codemirror/state'
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type * as Y from 'yjs'
import type { Undo } from '../history/undo.ts'

/** On what came from the text, so that it is not written back. */
const fromText = Annotation.define<boolean>()
const EMBEDDED = '\uFFFC'

/** The text as an editor shows it. */
export function shownText(text: Y.Text): string {
  return text
    .toDelta()
    .map(({ insert }: { readonly insert: unknown }) => shownInsert(insert))
    .join('')
}

const shownInsert = (insert: unknown): string => (typeof insert === 'string' ? insert : EMBEDDED)

/** Binds to `text`; what is typed can be undone by `undo`, with Ctrl+Z in the editor too. */
export function bindText(text: Y.Text, undo: Undo): Extension {
  return [
    ViewPlugin.define((view) => new Binding(view, text, undo)),
    keymap.of([
      { key: 'Mod-z', run: () => done(undo.undo()), preventDefault: true },
      { key: 'Mod-Shift-z', run: () => done(undo.redo()), preventDefault: true },
      { key: 'Mod-y', run: () => done(undo.redo()), preventDefault: true },
    ]),
    EditorView.domEventHandlers({
      beforeinput(event) {
        if (event.inputType === 'historyUndo') return done(undo.undo())
        return event.inputType === 'historyRedo' && done(undo.redo())
      },
    }),
  ]
}

/** A key that found nothing to undo is used up all the same. */
const done = (_step: void): true => true

class Binding {
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #undo: Undo
  /** Of the transactions that carry what is typed here. */
  readonly #origin = {}
  readonly #untrack: () => void
  readonly #follow = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (transaction.origin !== this.#origin) this.#show(event, this.#undo.showing(transaction.origin))
  }

  constructor(view: EditorView, text: Y.Text, undo: Undo) {
    this.#view = view
    this.#text = text
    this.#undo = undo
    this.#untrack = undo.track(this.#origin)
    text.observe(this.#follow)
  }

  update({ docChanged, changes, transactions }: ViewUpdate): void {
    if (docChanged && !transactions.some((transaction) => transaction.annotation(fromText)))
      this.#write(changes)
  }

  destroy(): void {
    this.#text.unobserve(this.#follow)
    this.#untrack()
  }

  /** Writes what was typed into the text. */
  #write(changes: ChangeSet): void {
    this.#text.doc?.transact(() => {
      let shift = 0
      changes.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
        const insert = inserted.sliceString(0, inserted.length, '\n')
        if (to > from) this.#text.delete(from + shift, to - from)
        if (insert !== '') this.#text.insert(from + shift, insert)
        shift += insert.length - (to - from)
      })
    }, this.#origin)
  }

  /** Shows what happened to the text. What one undid comes into sight, and has the cursor when one is writing here. */
  #show(event: Y.YTextEvent, isUndo: boolean): void {
    const changes: { from: number; to?: number; insert: string }[] = []
    let at = 0
    for (const { retain = 0, delete: deleted = 0, insert } of event.delta) {
      at += retain
      if (insert !== undefined) changes.push({ from: at, insert: shownInsert(insert) })
      if (deleted > 0) changes.push({ from: at, to: at + deleted, insert: '' })
      at += deleted
    }
    const set = this.#view.state.changes(changes)
    const undone = set.mapPos(at, 1)
    this.#view.dispatch({
      changes: set,
      ...(isUndo && this.#view.hasFocus && { selection: { anchor: undone } }),
      ...(isUndo && { effects: EditorView.scrollIntoView(undone) }),
      annotations: [fromText.of(true), Transaction.remote.of(true)],
    })
  }
}
