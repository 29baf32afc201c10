// Marked words, `==so==`, in the grammar of a page. The module is small, since it is part of the first load.
import type { MarkdownConfig } from '@lezer/markdown'

const EQUALS = 61
const DELIMITER = { resolve: 'Highlight', mark: 'HighlightMark' }

const isBlank = (letter: string): boolean => letter.trim() === ''

/** Two signs, and no third: `a == b` marks nothing, nor does a row of them. */
export const highlights: MarkdownConfig = {
  defineNodes: ['Highlight', 'HighlightMark'],
  parseInline: [
    {
      name: 'Highlight',
      after: 'Emphasis',
      parse(cx, next, at) {
        const end = at + 2
        if (next !== EQUALS || cx.char(at + 1) !== EQUALS) return -1
        if (cx.char(end) === EQUALS || cx.char(at - 1) === EQUALS) return -1
        const [opens, closes] = [!isBlank(cx.slice(end, end + 1)), !isBlank(cx.slice(at - 1, at))]
        return cx.addDelimiter(DELIMITER, at, end, opens, closes)
      },
    },
  ],
}
