// Keys for the lines of a page that is drawn: a line keeps its own while others come and go around it.
import { textDifference } from '../../shared/world/text-difference.ts'

/** The key of the line that begins at a place. */
type KeyOf = (start: number) => number

/**
 * Answers the keys of each next text of one page. Lines that a browser has translated cannot be changed in
 * place: one that is another in the next text has a new key, and is drawn anew.
 */
export function createLineKeys(): (text: string, isTranslated?: boolean) => KeyOf {
  let last = ''
  let keys: readonly number[] = [0]
  let keyOf: KeyOf = () => 0
  let made = 0

  function follow(text: string, isTranslated: boolean): void {
    const { start, before, after } = textDifference(last, text)
    const above = breaksIn(text.slice(0, start))
    const isWhole = beginsAt(last, before) && beginsAt(text, after)
    const below = breaksIn(text.slice(after)) + (isWhole ? 1 : 0)
    const end = keys.length - below
    const changed = Array.from({ length: breaksIn(text) + 1 - above - below }, (_, at) =>
      above + at < end && !isTranslated ? keys[above + at] : (made += 1),
    )
    keys = [...keys.slice(0, above), ...changed, ...keys.slice(end)].map((key = 0) => key)
    last = text
  }

  return (text, isTranslated = false) => {
    if (last === text) return keyOf
    follow(text, isTranslated)
    const starts = new Map<number, number>()
    let start = 0
    for (const [at, line] of text.split('\n').entries()) {
      starts.set(start, keys[at] ?? 0)
      start += line.length + 1
    }
    keyOf = (place) => starts.get(place) ?? 0
    return keyOf
  }
}

const beginsAt = (text: string, place: number): boolean => place === 0 || text[place - 1] === '\n'

const breaksIn = (text: string): number => text.split('\n').length - 1
