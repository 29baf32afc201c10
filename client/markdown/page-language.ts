// The language of pages: Markdown as GitHub writes it, with code in it. How it is set is decided in
// page-setting.ts.
//
// The language is put together here, not by lang-markdown's own function: that one brings the languages of
// HTML and CSS along, a fifth of all script.
import { commonmarkLanguage } from '@codemirror/lang-markdown'
import {
  HighlightStyle,
  Language,
  languageDataProp,
  ParseContext,
  syntaxHighlighting,
} from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { tags } from '@lezer/highlight'
import { parseCode } from '@lezer/markdown'
import { pageParser } from '../../shared/page/page-parser.ts'

type Parser = Language['parser']

let javascript: Parser | null = null

/** The parser for a fence; fetched with the first fence that wants it. */
function codeParser(info: string): Parser | null {
  if (!/^(?:js|javascript)(?:\s|$)/.test(info)) return null
  return javascript ?? ParseContext.getSkippingParser(loadJavascript())
}

async function loadJavascript(): Promise<void> {
  const { javascriptLanguage } = await import('@codemirror/lang-javascript')
  javascript = javascriptLanguage.parser
}

/** It has lang-markdown's data, so that its keys know it. */
const language = new Language(
  commonmarkLanguage.data,
  pageParser.configure([
    parseCode({ codeParser }),
    { props: [languageDataProp.add({ Document: commonmarkLanguage.data })] },
  ]),
  [],
  'markdown',
)

/** The colours of code. */
export const codeStyles = HighlightStyle.define([
  {
    tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword],
    class: 'code-word',
  },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], class: 'code-text' },
  { tag: [tags.number, tags.bool, tags.null], class: 'code-value' },
  { tag: [tags.comment, tags.lineComment, tags.blockComment], class: 'code-note' },
])

/** The language of pages, and the colours of code. */
export const pageLanguage: Extension = [language, syntaxHighlighting(codeStyles)]
