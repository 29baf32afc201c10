// Markdown as it is written, set in place: the signs stay, faded, and what they say is seen. How high a line is rests on
// its text alone.
import {
  deleteMarkupBackward,
  insertNewlineContinueMarkup,
  markdown,
  markdownLanguage,
} from '@codemirror/lang-markdown'
import { HighlightStyle, LanguageDescription, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const javascript = LanguageDescription.of({
  name: 'javascript',
  alias: ['js'],
  load: async () => (await import('@codemirror/lang-javascript')).javascript(),
})

const styles = HighlightStyle.define([
  { tag: tags.strong, fontWeight: '700' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.monospace, class: 'page-mono' },
  { tag: tags.link, class: 'page-link' },
  { tag: tags.url, class: 'page-sign' },
  { tag: tags.quote, fontStyle: 'italic' },
  { tag: tags.processingInstruction, class: 'page-sign' },
  { tag: tags.contentSeparator, class: 'page-sign' },
  { tag: tags.labelName, class: 'page-sign' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], class: 'code-word' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'code-text' },
  { tag: [tags.number, tags.bool, tags.null], class: 'code-value' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'code-note' },
])

/** The language of pages, its look, and Enter that goes on with a list. */
export const pageLanguage: Extension = [
  markdown({ base: markdownLanguage, codeLanguages: [javascript], addKeymap: false, completeHTMLTags: false }),
  syntaxHighlighting(styles),
  keymap.of([
    { key: 'Enter', run: insertNewlineContinueMarkup },
    { key: 'Backspace', run: deleteMarkupBackward },
  ]),
]
