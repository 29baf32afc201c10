// What pages share with each other: a page exports functions and values, and others take them with
// `from('Page')`. Both are read from the code as it is written, so that it is known who is to be started
// again.
import type { PageProgram } from './program-parser.ts'

/** Most pages whose code one program takes, those behind them too. */
export const SHARED_PAGES_MAX = 20
/** Most names that one page exports. */
const EXPORTS_MAX = 200

/** The code of the pages that a program takes from, by name; or why there is none. */
export type SharedPages = Readonly<Record<string, SharedPage>>
type SharedPage = { readonly code: string; readonly exports: readonly string[] } | { readonly why: string }

/** At the start of a line: `export function deal`, `export const SUITS =`. */
const EXPORT = /^export (?=(?:async )?function\b|class\b|const\b|let\b)/gm
const EXPORTED = /^export (?:(?:async )?function\b ?\*?|class\b|const\b|let\b) *([A-Za-z_$][\w$]*)/gm
/** Also in a comment or a text: then a page is known to matter that does not. */
const TAKEN = /(?<![.\w$])from\(\s*(['"`])([^'"`\\\n$]{1,200})\1\s*\)/g

/** The names that code exports. */
export function exportsOf(code: string): readonly string[] {
  const names = new Set(Array.from(code.matchAll(EXPORTED), ([, name = '']) => name))
  return [...names].slice(0, EXPORTS_MAX)
}

/** The names of the pages that code takes from. */
export function pagesTaken(code: string): readonly string[] {
  return [...new Set(Array.from(code.matchAll(TAKEN), ([, , name = '']) => name))]
}

/** The code as the engine runs it: what is exported is declared like the rest, in the same columns. */
export function runnable(code: string): string {
  return code.replace(EXPORT, '       ')
}

/** The same, on the lines of its page. */
export function onItsLines({ code, lines }: PageProgram): string {
  const placed: string[] = []
  for (const [nth, line] of runnable(code).split('\n').entries()) placed[lines[nth] ?? placed.length] = line
  return Array.from(placed, (line) => line ?? '').join('\n')
}
