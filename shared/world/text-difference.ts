// Where two texts differ. All that writes a text as a difference asks this: a character of two units (a
// surrogate pair, as of an emoji) is never cut. Yjs puts U+FFFD in place of each half of a cut one, for good.

/** From `start` to `before` in the one text, and to `after` in the other. */
interface TextDifference {
  readonly start: number
  readonly before: number
  readonly after: number
}

export function textDifference(a: string, b: string): TextDifference {
  const shorter = Math.min(a.length, b.length)
  let start = 0
  while (start < shorter && a[start] === b[start]) start += 1
  start = wholeBefore(a, wholeBefore(b, start))
  let end = 0
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1
  end = Math.min(a.length - wholeAfter(a, a.length - end), b.length - wholeAfter(b, b.length - end))
  return { start, before: a.length - end, after: b.length - end }
}

/** The index, or the one before where it would fall into a character of two units. */
export function wholeBefore(text: string, index: number): number {
  return isInsidePair(text, index) ? index - 1 : index
}

/** The index, or the one behind where it would fall into a character of two units. */
export function wholeAfter(text: string, index: number): number {
  return isInsidePair(text, index) ? index + 1 : index
}

function isInsidePair(text: string, index: number): boolean {
  return index > 0 && /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(index - 1, index + 1))
}
