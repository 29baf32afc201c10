// The heights of a page's lines as far as they were measured, kept with their lines while the text is edited.
import type { ChangeSet, Text } from '@codemirror/state'

/** Signs that can change how the rest of a page is read: fences, and blocks of HTML. */
const REACHES_FAR = /^[^\S\n]*(?:`{3}|~{3}|<)/m
/** Furthest that an edit changes how its neighbours are set, in lines: a table's, a paragraph's. */
const NEAR_MAX = 300

export class KnownHeights {
  /** By line, from 0; in pixels of the floor; NaN where it was not measured since it was written. */
  #heights: number[]

  constructor(doc: Text) {
    this.#heights = Array<number>(doc.lines).fill(NaN)
  }

  /** `line` counts from 0. */
  at(line: number): number {
    return this.#heights[line] ?? NaN
  }

  put(line: number, height: number): void {
    if (line < this.#heights.length) this.#heights[line] = height
  }

  /** The first line from `start` that is not known; -1: all are. */
  firstUnknown(start = 0): number {
    for (let line = start; line < this.#heights.length; line += 1)
      if (Number.isNaN(this.#heights[line])) return line
    return -1
  }

  /**
   * Follows an edit: the heights of new lines, and of lines that they affect, are not known any more. Edits
   * at several places are one, from the first to the last.
   */
  edit(before: Text, changes: ChangeSet, after: Text): void {
    const edit = { from: Infinity, to: 0, toAfter: 0 }
    changes.iterChangedRanges((from, to, _fromAfter, toAfter) => {
      edit.from = Math.min(edit.from, from)
      Object.assign(edit, { to, toAfter })
    })
    if (edit.from === Infinity) return
    const first = before.lineAt(edit.from)
    const [last, lastAfter] = [before.lineAt(edit.to), after.lineAt(edit.toAfter)]
    const isFar =
      REACHES_FAR.test(before.sliceString(first.from, last.to)) ||
      REACHES_FAR.test(after.sliceString(first.from, lastAfter.to))
    this.#heights = [
      ...this.#heights.slice(0, first.number - 1),
      ...Array<number>(lastAfter.number - first.number + 1).fill(NaN),
      ...this.#heights.slice(last.number),
    ]
    const end = isFar ? after.lines : blockEnd(after, lastAfter.number)
    this.#heights.fill(NaN, blockStart(after, first.number - 1), end)
  }

  /** Runs of lines that are known: where each starts, and the heights in it. */
  *runs(): Iterable<{ readonly line: number; readonly heights: readonly number[] }> {
    let start = 0
    for (let line = 0; line <= this.#heights.length; line += 1) {
      if (line < this.#heights.length && !Number.isNaN(this.#heights[line])) continue
      if (line > start) yield { line: start, heights: this.#heights.slice(start, line) }
      start = line + 1
    }
  }
}

const isBlank = (doc: Text, line: number): boolean => doc.line(line + 1).text.trim() === ''

function blockStart(doc: Text, line: number): number {
  let at = line
  while (at > 0 && line - at < NEAR_MAX && !isBlank(doc, at - 1)) at -= 1
  return at
}

function blockEnd(doc: Text, line: number): number {
  let at = line
  while (at < doc.lines && at - line < NEAR_MAX && !isBlank(doc, at)) at += 1
  return at
}
