// The first words of a page, as plain text: a sign shows them, and a thing that is made of a text is named
// after them.

/** Only so much of a page is looked at, in characters. */
const LOOKED_AT = 2_000

/** The first line of a page that says something, without the signs of Markdown; empty when there is none. */
export function firstLine(text: string): string {
  let isCode = false
  for (const line of text.slice(0, LOOKED_AT).split('\n')) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode
    const words = isCode ? '' : plainWords(line)
    if (words !== '') return words
  }
  return ''
}

function plainWords(line: string): string {
  // A fence, a rule and a table's ruler say nothing.
  if (/^\s*(?:```|~~~|[-*_=|:\s]+$)/.test(line)) return ''
  return line
    .replace(/^\s*(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,9}[.)]\s+)+/, '')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)(.+?)\1/g, '$2')
    .replace(/(^|\s)[*_](\S(?:.*?\S)?)[*_](?=\s|[.,;:!?]|$)/g, '$1$2')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}
