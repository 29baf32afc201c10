// Lines of prose that are too wide: in comments and in documents. What cannot be broken may be wider: a
// table, an address, a line of code, a directive to the linter.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Characters of a line of prose. */
const COLUMNS_MAX = 110

const SOURCES = ['{client,server,shared,test}/**/*.{ts,tsx,css}', '.scripts/*.mjs']
const DOCUMENTS = ['*.md', '{docs,test}/**/*.md']
/** Not written by hand, or of one line for each declaration, from which the reference page is made. */
const MADE = /(?:^|\/)(?:dist|node_modules|output)\/|^test\/bench\/RESULTS\.md$|behavior\.d\.ts$/

/** The lines that are too wide, in sentences. */
export function wideLinesIn(root) {
  return [
    ...SOURCES.flatMap((glob) => linesOf(root, glob, isComment)),
    ...DOCUMENTS.flatMap((glob) => linesOf(root, glob, isProse)),
  ]
}

function linesOf(root, glob, isMeant) {
  const files = globSync(glob, { cwd: root }).map((file) => file.replaceAll('\\', '/'))
  return files
    .filter((file) => !MADE.test(file))
    .toSorted()
    .flatMap((file) => {
      const isMeantHere = isMeant()
      const lines = readFileSync(join(root, file), 'utf8').split('\n')
      return lines.flatMap((line, at) =>
        isMeantHere(line) && line.length > COLUMNS_MAX
          ? [`${file}:${at + 1} is wider than ${COLUMNS_MAX} columns.`]
          : [],
      )
    })
}

const isComment = () => (line) => /^\s*(?:\/\/|\/\*|\*\s)/.test(line) && !/oxlint-disable|https?:/.test(line)

/** What one asks of the lines of a document, one after the other. */
function isProse() {
  let isCode = false
  return (line) => {
    if (line.startsWith('```')) isCode = !isCode
    return !isCode && !/^\s*\||^ {4}|^!?\[.*\]\(|^<|https?:|\]\(/.test(line)
  }
}
