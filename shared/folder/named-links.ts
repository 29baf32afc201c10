// Links by name, `[[First steps|so]]`, in the grammar of a page: a link whose signs are its brackets and the name that is not read.
import type { MarkdownConfig } from '@lezer/markdown'
import { NAMED_LINK_MAX, namedLinkAt } from './page-names.ts'

const BRACKET = '['.charCodeAt(0)

export const namedLinks: MarkdownConfig = {
  parseInline: [
    {
      name: 'NamedLink',
      before: 'Link',
      parse(line, next, at) {
        if (next !== BRACKET || line.char(at + 1) !== BRACKET) return -1
        const found = namedLinkAt(line.slice(at, Math.min(line.end, at + NAMED_LINK_MAX)))
        if (found === null) return -1
        const [open, end] = [at + found.open, at + found.end]
        const marks = [line.elt('LinkMark', at, open), line.elt('LinkMark', end - 2, end)]
        return line.addElement(line.elt('Link', at, end, marks))
      },
    },
  ],
}

/** Whether what is written so is a link by name. */
export const isNamed = (written: string): boolean => written.startsWith('[[')
