// Links by name, `[[First steps|so]]` and `![[map.png]]`, in the grammar of a page: a link or an image whose
// signs are its brackets and the hidden name. The module is small, since it is part of the first load.
import type { MarkdownConfig } from '@lezer/markdown'

/** Longest link by name, in characters: two names, and the shown words. */
const NAMED_LINK_MAX = 500

const BANG = 33
const BRACKET = 91
/** The part before the shown words, and those. */
const NAMED = /^(!?\[\[(?:[^[\]|\n]+\|)?)[^[\]|\n]+\]\]/

export const namedLinks: MarkdownConfig = {
  parseInline: [
    {
      name: 'NamedLink',
      before: 'Link',
      parse(line, next, at) {
        if (next !== BANG && next !== BRACKET) return -1
        const found = NAMED.exec(line.slice(at, Math.min(line.end, at + NAMED_LINK_MAX)))
        if (found === null) return -1
        const end = at + found[0].length
        const marks = [
          line.elt('LinkMark', at, at + (found[1]?.length ?? 0)),
          line.elt('LinkMark', end - 2, end),
        ]
        return line.addElement(line.elt(next === BANG ? 'Image' : 'Link', at, end, marks))
      },
    },
  ],
}

/** Whether what is written so is a link by name. */
export const isNamed = (written: string): boolean => /^!?\[\[/.test(written)

export interface NamedLink {
  /** Empty for a heading of its own page. */
  readonly name: string
  readonly section: string | null
  /** The words that are shown instead of the name, or the size of a picture; empty without any. */
  readonly label: string
}

/** The target of such a link. */
export function readNamedLink(link: string): NamedLink | null {
  const [, target, label = ''] = /^!?\[\[([^[\]|\n]+)(?:\|([^[\]|\n]+))?\]\]$/.exec(link) ?? []
  if (target === undefined) return null
  // In a table the sign between is written `\|`.
  const [name = '', ...sections] = target.replace(/\\$/, '').split('#')
  return { name: name.trim(), section: sections.at(-1)?.trim() ?? null, label }
}

/** A link by name has a heading in its words; headings are found by their form in an address. */
export const sectionOf = (written: string): string =>
  written.replace(/[^\p{L}\p{M}\p{N}\s_-]/gu, '').replace(/\s/gu, '-')
