// The language of pages: Markdown as GitHub writes it, with code in it. How it is set is decided in
// page-setting.ts.
//
// The language is put together here, not by lang-markdown's own function: that one brings the languages of
// HTML and CSS along, a fifth of all script.
import { commonmarkLanguage } from '@codemirror/lang-markdown'
import { Language, languageDataProp, ParseContext } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
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

/** The language of pages; the colours of code come with a page's tools. */
export const pageLanguage: Extension = language
