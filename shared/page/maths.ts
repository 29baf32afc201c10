// Formulas in the grammar of a page: `$x$` in a line, and a block between `$$` and `$$`.
import type { MarkdownConfig } from '@lezer/markdown'

const DOLLAR = 36
/** Longest formula in a line, in letters, and longest block, in lines. */
const LETTERS_MAX = 500
const LINES_MAX = 60
/** No blank inside of the signs, and no digit behind them: these are prices. */
const INLINE = /^\$(?![\s$])(?:\\.|[^\\$`\n])+(?<!\s)\$(?![\d$])/

const isEnd = (line: string): boolean => line.trimEnd().endsWith('$$')

export const maths: MarkdownConfig = {
  defineNodes: [{ name: 'MathBlock', block: true }, 'Math'],
  parseBlock: [
    {
      name: 'MathBlock',
      before: 'Blockquote',
      parse(cx, line) {
        if (line.next !== DOLLAR || !line.text.startsWith('$$', line.pos)) return false
        const first = line.text.slice(line.pos + 2)
        let isOpen = !isEnd(first)
        // In a list or a quotation it has one line.
        if (isOpen && (cx.depth > 1 || first.includes('$$'))) return false
        const from = cx.lineStart + line.pos
        let to = cx.lineStart + line.text.length
        let isThere = cx.nextLine()
        // It ends at a blank line at the latest.
        for (let lines = 1; isOpen && isThere && line.next >= 0; lines += 1) {
          if (lines >= LINES_MAX) break
          to = cx.lineStart + line.text.length
          isOpen = !isEnd(line.text)
          isThere = cx.nextLine()
        }
        cx.addElement(cx.elt('MathBlock', from, to))
        return true
      },
      endLeaf: (_cx, { text, pos }) => text.startsWith('$$', pos),
    },
  ],
  parseInline: [
    {
      name: 'Math',
      before: 'Emphasis',
      parse(cx, next, at) {
        const found = next === DOLLAR ? INLINE.exec(cx.slice(at, Math.min(cx.end, at + LETTERS_MAX))) : null
        return found === null ? -1 : cx.addElement(cx.elt('Math', at, at + found[0].length))
      },
    },
  ],
}
