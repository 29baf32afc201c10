// The colours of code, on the page and in the reading view. They change the height of no line.
import { tagHighlighter, tags } from '@lezer/highlight'

export const codeStyles = tagHighlighter([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword],
    class: 'code-word',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'code-text' },
  { tag: [tags.number, tags.bool, tags.null], class: 'code-value' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'code-note' },
])
