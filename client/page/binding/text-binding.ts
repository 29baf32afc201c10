// Binds an editor to a page's text, both ways. A value in the text that is no text (another program may embed
// things in it) is one mark in the editor that takes one place, so that positions agree; it can be deleted,
// not edited.
import { Transaction, type ChangeSet, type Extension, type TransactionSpec } from '@codemirror/state'
import { EditorView, keymap, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type * as Y from 'yjs'
import type { Undo } from '../../undo/undo.ts'
import { blankLinesBelow, belowField, fromText, setBelow } from './blank-lines.ts'
import { batchRemoteChanges, remoteBatchOf } from './remote-batch.ts'
import { shownInsert, UnseenChanges, wholeChanges } from './unseen-changes.ts'

/** The text as an editor shows it. */
export function shownText(text: Y.Text): string {
  return text
    .toDelta()
    .map(({ insert }: { readonly insert: unknown }) => shownInsert(insert))
    .join('')
}

/** Binds to `text`; typing can be undone by `undo`, with Ctrl+Z in the editor too. */
export function bindText(text: Y.Text, undo: Undo): Extension {
  return [
    batchRemoteChanges,
    blankLinesBelow,
    binding.of([text, undo]),
    EditorView.domEventObservers({ compositionend: (_event, view) => remoteBatchOf(view).showSoon() }),
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

/**
 * Where a place of the editor is in its text, which may have more than is shown; null where the two do not
 * agree.
 */
export function indexInText(view: EditorView, at: number): number | null {
  return view.plugin(binding)?.indexInText(at) ?? null
}

/** Where the editor shows a place of its text. */
export function placeShown(view: EditorView, index: number): number {
  return view.plugin(binding)?.placeShown(index) ?? index
}

/** Whether an editor still writes into its text: CodeMirror takes out a part that threw. */
export const isBound = (view: EditorView): boolean => view.plugin(binding) !== null

/** Where a place of the editor is in its text, also where the editor could not take a change. */
export const placeInText = (view: EditorView, at: number): number =>
  view.plugin(binding)?.placeInText(at) ?? at

/** Writes a change that the editor could not take. */
export function writeTyped(view: EditorView, changes: ChangeSet): void {
  view.plugin(binding)?.writeTyped(changes)
}

/**
 * A phone's keyboard composes each word, and keeps it so while the cursor rests in it: for so long, in ms,
 * others wait.
 */
const RESTING_MS = 2_000
const IS_ANDROID = navigator.userAgent.includes('Android')

/** A key that found nothing to undo is used up all the same. */
const done = (_step: void): true => true

class Binding {
  readonly #view: EditorView
  readonly #text: Y.Text
  readonly #undo: Undo
  /** Of the transactions that carry what is typed here. */
  readonly #origin = {}
  readonly #unseen = new UnseenChanges()
  readonly #letGo: readonly (() => void)[]
  /** When somebody typed here last, and where the cursor was then. */
  #typedAt = -Infinity
  #typedTo: number | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView, [text, undo]: readonly [Y.Text, Undo]) {
    this.#view = view
    this.#text = text
    this.#undo = undo
    const follow = ({ delta }: Y.YTextEvent, transaction: Y.Transaction): void => {
      if (transaction.origin !== this.#origin) this.#take(delta, transaction)
    }
    text.observe(follow)
    this.#letGo = [
      () => text.unobserve(follow),
      undo.track(this.#origin),
      remoteBatchOf(view).add(() => this.#show()),
    ]
  }

  update({ docChanged, changes, startState, state, transactions }: ViewUpdate): void {
    if (!docChanged) return
    if (transactions.some((transaction) => transaction.annotation(fromText))) {
      if (this.#typedTo !== null) this.#typedTo = changes.mapPos(this.#typedTo)
      const isBelow = transactions.some(({ effects }) => effects.some((effect) => effect.is(setBelow)))
      // Blank lines that are only shown lie behind all that others wrote.
      if (isBelow) this.#unseen.typed(changes)
      return
    }
    // Typing that goes on somewhere else is undone by itself.
    if (this.#typedTo !== null && !changes.touchesRange(this.#typedTo)) this.#undo.step()
    this.#typedTo = state.selection.main.head
    this.writeTyped(changes, startState)
    this.#typedAt = performance.now()
    remoteBatchOf(this.#view).waitForOwn()
  }

  get #isComposing(): boolean {
    return this.#view.composing || this.#view.compositionStarted
  }

  /**
   * Edits of others on the line where somebody composes a word, of several keys to a letter, would end that
   * halfway. They wait until the word is there.
   */
  #isInTheWay(): boolean {
    const { state } = this.#view
    if (!this.#isComposing || (IS_ANDROID && performance.now() - this.#typedAt > RESTING_MS)) return false
    const line = state.doc.lineAt(state.selection.main.head)
    return this.#unseen.touches(line.from, line.to)
  }

  indexInText(at: number): number | null {
    const { doc } = this.#view.state
    const { length } = this.#text
    const shownOnly = this.#view.state.field(belowField)
    const isSame = this.#unseen.textLength(doc.length) === length + shownOnly
    return isSame ? this.placeInText(at) : null
  }

  placeInText(at: number): number {
    return Math.min(this.#unseen.indexInText(at), this.#text.length)
  }

  placeShown(index: number): number {
    return this.#unseen.placeShown(index)
  }

  destroy(): void {
    clearTimeout(this.#timer)
    for (const letGo of this.#letGo) letGo()
  }

  /** `before`: the state to which the changes belong. */
  writeTyped(changes: ChangeSet, before = this.#view.state): void {
    const typed = this.#unseen.typed(wholeChanges(changes, before.doc), this.#isComposing)
    this.#write(typed, before.field(belowField))
  }

  /**
   * Writes what was typed into the text. `lines`: so many blank ones at its end were only shown, and are
   * written first.
   */
  #write(typed: ChangeSet, lines: number): void {
    this.#text.doc?.transact(() => {
      if (lines > 0) this.#text.insert(this.#text.length, '\n'.repeat(lines))
      let shift = 0
      typed.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
        const insert = inserted.sliceString(0, inserted.length, '\n')
        if (to > from) this.#text.delete(from + shift, to - from)
        if (insert !== '') this.#text.insert(from + shift, insert)
        shift += insert.length - (to - from)
      })
    }, this.#origin)
  }

  /** Changes of others are shown in their turn, all others at once. */
  #take(delta: Y.YTextEvent['delta'], { local, origin }: Y.Transaction): void {
    const end = this.#unseen.take(delta, this.#view.state.doc.length)
    const batch = remoteBatchOf(this.#view)
    if (!local) batch.showSoon()
    else batch.show(this.#undo.showing(origin) && !this.#isInTheWay() ? this.#leadTo(end) : {})
  }

  /** An undone change comes into sight, and has the cursor when one is writing here. */
  #leadTo(undone: number): TransactionSpec {
    return {
      ...(this.#view.hasFocus && { selection: { anchor: undone } }),
      effects: EditorView.scrollIntoView(undone),
      sequential: true,
    }
  }

  #show(): TransactionSpec | null {
    if (this.#isInTheWay()) {
      // Asked again, should nobody tell that the word is done.
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => remoteBatchOf(this.#view).showSoon(), RESTING_MS + 1)
      return null
    }
    const changes = this.#unseen.show()
    return changes && { changes, annotations: [fromText.of(true), Transaction.remote.of(true)] }
  }
}

const binding = ViewPlugin.fromClass(Binding)
