// Footnotes in the grammar of a page: `[^1]` in the text, and `[^1]: words` in a line of its own.
import type { MarkdownConfig } from '@lezer/markdown'

const BRACKET = 91
const REFERENCE = /^\[\^[^\][\s]{1,60}\]/
const LABEL = /^\[\^[^\][\s]{1,60}\]:(?=\s|$)/

export const footnotes: MarkdownConfig = {
  defineNodes: [{ name: 'Footnote', block: true }, 'FootnoteLabel', 'FootnoteReference'],
  parseBlock: [
    {
      name: 'Footnote',
      before: 'Blockquote',
      parse(cx, { text, pos }) {
        const words = text.slice(pos)
        const label = LABEL.exec(words)?.[0].length ?? 0
        if (label === 0) return false
        const start = cx.lineStart + pos
        const inline = cx.parser.parseInline(words.slice(label), start + label)
        cx.nextLine()
        const parts = [cx.elt('FootnoteLabel', start, start + label), ...inline]
        cx.addElement(cx.elt('Footnote', start, start + words.length, parts))
        return true
      },
      endLeaf: (_cx, { text, pos }) => LABEL.test(text.slice(pos, pos + 64)),
    },
  ],
  parseInline: [
    {
      name: 'FootnoteReference',
      before: 'Link',
      parse(cx, next, at) {
        const found = next === BRACKET ? REFERENCE.exec(cx.slice(at, Math.min(cx.end, at + 64))) : null
        return found === null ? -1 : cx.addElement(cx.elt('FootnoteReference', at, at + found[0].length))
      },
    },
  ],
}

/** Whether a link is the sign of a footnote, or the label of its words, `[^1]:`. */
export const isNote = (written: string): boolean => written.startsWith('[^')

/** The label between `[^` and `]`. */
export const noteLabel = (written: string): string => /^\[\^([^\]]*)/.exec(written)?.[1] ?? ''

/** The place of the other end of a footnote in a page, behind its `[^`; null: there is none. */
export function otherEndOfNote(page: string, written: string): number | null {
  const sign = `[^${noteLabel(written)}]`
  for (let at = page.indexOf(sign); at !== -1; at = page.indexOf(sign, at + 1)) {
    const before = page.slice(page.lastIndexOf('\n', at - 1) + 1, at)
    const isLabel = page[at + sign.length] === ':' && /^(?:[ \t>]*|\s*[-*+] )$/.test(before)
    if (isLabel !== written.endsWith(':')) return at + 2
  }
  return null
}
