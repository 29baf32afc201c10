// The two ends of a footnote: where it is written, and where it is meant first.

/** The label between `[^` and `]`. */
export const noteLabel = (written: string): string => /^\[\^([^\]]*)/.exec(written)?.[1] ?? ''

/** The place of the other end in a page, behind its `[^`; null: there is none. */
export function otherEndOfNote(page: string, label: string, isNote: boolean): number | null {
  const sign = `[^${label}]`
  for (let at = page.indexOf(sign); at !== -1; at = page.indexOf(sign, at + 1)) {
    const before = page.slice(page.lastIndexOf('\n', at - 1) + 1, at)
    const isWritten = page[at + sign.length] === ':' && /^(?:[ \t>]*|\s*[-*+] )$/.test(before)
    if (isWritten !== isNote) return at + 2
  }
  return null
}
