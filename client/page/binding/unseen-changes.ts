// Changes of others that an editor does not show yet. While there are some, the editor and its text are not
// the same: this translates places and changes from one to the other.
import { ChangeSet, type Text } from '@codemirror/state'
import type * as Y from 'yjs'
import { wholeBefore } from '../../../shared/world/text-difference.ts'

/** Stands in an editor for a value in the text that is no text; it takes one place there, too. */
const EMBEDDED = '\uFFFC'

export const shownInsert = (insert: unknown): string => (typeof insert === 'string' ? insert : EMBEDDED)

type Delta = Y.YTextEvent['delta']

export class UnseenChanges {
  /** From the shown text to the real one; null where these are the same. */
  #changes: ChangeSet | null = null

  /** Takes in a change of the text; returns where it ended there. `shown`: how long the editor's is. */
  take(delta: Delta, shown: number): number {
    const changes: { from: number; to?: number; insert: string }[] = []
    let at = 0
    for (const { retain = 0, delete: deleted = 0, insert } of delta) {
      at += retain
      if (insert !== undefined) changes.push({ from: at, insert: shownInsert(insert) })
      if (deleted > 0) changes.push({ from: at, to: at + deleted, insert: '' })
      at += deleted
    }
    const more = ChangeSet.of(changes, this.#changes?.newLength ?? shown, '\n')
    this.#changes = this.#changes?.compose(more) ?? more
    return more.mapPos(at, 1)
  }

  /**
   * A change typed into the editor, as it is to be written into the text: text that others wrote at that
   * place stays before it. Letters of a word that is being composed stay together instead.
   */
  typed(changes: ChangeSet, isComposing = false): ChangeSet {
    const unseen = this.#changes
    if (unseen === null) return changes
    const isFirst = isComposing && isInsertion(changes)
    this.#changes = unseen.map(changes, !isFirst)
    return changes.map(unseen, isFirst)
  }

  /** All of it, for the editor to show: there is none after that. */
  show(): ChangeSet | null {
    const changes = this.#changes
    this.#changes = null
    return changes
  }

  /** Whether some of it is between two places of the editor, or at them. */
  touches(from: number, to: number): boolean {
    return Boolean(this.#changes?.touchesRange(from, to))
  }

  /** How long the text is beside an editor of this length. */
  textLength(shown: number): number {
    return this.#changes?.newLength ?? shown
  }

  indexInText(at: number): number {
    return this.#changes?.mapPos(at) ?? at
  }

  placeShown(index: number): number {
    return this.#changes?.invertedDesc.mapPos(index) ?? index
  }
}

function isInsertion(changes: ChangeSet): boolean {
  let isIt = true
  changes.iterChangedRanges((from, to) => {
    isIt &&= from === to
  })
  return isIt
}

/**
 * The same changes without cutting a character of two units: CodeMirror compares what a browser shows unit by
 * unit, and may find that only the second half of an emoji is another one.
 */
export function wholeChanges(changes: ChangeSet, doc: Text): ChangeSet {
  const whole: { from: number; to: number; insert: string }[] = []
  let isCut = false
  changes.iterChanges((from, to, _fromAfter, _toAfter, inserted) => {
    const [start, end] = [from - halfAt(doc, from), to + halfAt(doc, to)]
    isCut ||= start < from || end > to
    const insert = doc.sliceString(start, from) + inserted.toString() + doc.sliceString(to, end)
    whole.push({ from: start, to: end, insert })
  })
  return isCut ? ChangeSet.of(whole, doc.length, '\n') : changes
}

/** 1 within a character of two units, else 0. */
const halfAt = (doc: Text, at: number): number =>
  at > 0 ? 1 - wholeBefore(doc.sliceString(at - 1, at + 1), 1) : 0
