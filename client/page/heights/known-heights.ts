// The heights of a page's lines as far as they were measured, kept with their lines while the text is edited.
import type { ChangeSet, Text } from '@codemirror/state'

/** Signs that can change how the rest of a page is read: fences, and blocks of HTML. */
const REACHES_FAR = /^\s*(?:`{3}|~{3}|<)/m
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

  /** Follows an edit: the heights of new lines, and of lines that they affect, are not known any more. */
  edit(before: Text, changes: ChangeSet, after: Text): void {
    const parts: number[][] = []
    let kept = 0
    let lost: { from: number; to: number }[] = []
    let count = 0
    changes.iterChangedRanges((fromA, toA, fromB, toB) => {
      const [a1, a2] = [before.lineAt(fromA).number - 1, before.lineAt(toA).number]
      const [b1, b2] = [after.lineAt(fromB).number - 1, after.lineAt(toB).number]
      if (a1 > kept) {
        parts.push(this.#heights.slice(kept, a1))
        count += a1 - kept
      }
      const fresh = b2 - b1 - Math.max(0, kept - a1)
      parts.push(Array<number>(Math.max(0, fresh)).fill(NaN))
      count += Math.max(0, fresh)
      kept = Math.max(kept, a2)
      const isFar =
        REACHES_FAR.test(before.sliceString(before.line(a1 + 1).from, before.line(a2).to)) ||
        REACHES_FAR.test(after.sliceString(after.line(b1 + 1).from, after.line(b2).to))
      lost = [...lost, { from: blockStart(after, b1), to: isFar ? after.lines : blockEnd(after, b2) }]
    })
    parts.push(this.#heights.slice(kept))
    count += Math.max(0, this.#heights.length - kept)
    this.#heights = count === after.lines ? parts.flat() : Array<number>(after.lines).fill(NaN)
    for (const { from, to } of lost) this.#heights.fill(NaN, from, to)
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
