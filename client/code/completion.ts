// Completes what one types in code: what a behavior can use, members after a dot, events and roles in their texts, and the
// names that the program itself has.
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { EditorState, type Extension } from '@codemirror/state'
import { programOf } from '../../shared/behavior/program.ts'
import { isInCode } from './fence.ts'
import { helpOf } from './help-dom.ts'
import { EVENTS, MEMBERS, membersOf, ROLES, WORDS, type Word } from './words.ts'

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*$/u
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu
const KEYWORDS = [
  'await',
  'async',
  'const',
  'else',
  'false',
  'for',
  'function',
  'if',
  'let',
  'null',
  'of',
  'return',
  'true',
  'while',
]

/** What can stand at the end of `before`, the line so far; null where nothing can be told. */
export function wordsFor(before: string): { readonly from: number; readonly words: readonly Word[] } | null {
  const typed = NAME.exec(before)?.[0] ?? ''
  const from = before.length - typed.length
  const rest = before.slice(0, from)
  if (/\b(?:on|before)\(\s*['"`]$/.test(rest)) return { from, words: EVENTS }
  if (/\brole:\s*['"`]$/.test(rest)) return { from, words: ROLES }
  const dot = /([\p{L}_$][\p{L}\p{N}_$]*)?(\([^()]*\))?\s*\.\s*$/u.exec(rest)
  if (dot) return { from, words: afterDot(dot[1], dot[2] !== undefined) }
  // In a text or a note nothing is to be completed.
  if (/['"`]/.test(unclosed(rest)) || /\/\/|^\s*\*/.test(rest)) return null
  return typed === '' ? null : { from, words: WORDS }
}

/** What is left of a line when the texts in it that are closed are taken out. */
const unclosed = (text: string): string => text.replace(/(['"`])(?:\\.|(?!\1).)*\1/g, '')

function afterDot(name: string | undefined, isCall: boolean): readonly Word[] {
  if (name === 'text' && isCall) return membersOf('Page')
  if (name === 'self' || (name === 'host' && !isCall)) return membersOf('Thing')
  if ((name === 'closest' || name === 'next') && isCall) return membersOf('Thing')
  if (name === 'memory' || name === 'Math' || name === 'JSON') return []
  return MEMBERS
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  if (!isInCode(state, pos)) return null
  const line = state.doc.lineAt(pos)
  const found = wordsFor(state.sliceDoc(line.from, pos))
  if (found === null && !explicit) return null
  const { from, words } = found ?? { from: pos - line.from, words: WORDS }
  const own = words === WORDS ? ownNames(state, line.from + from, pos) : []
  return {
    from: line.from + from,
    options: [...words.map(completionOf), ...own],
    validFor: /^[\p{L}\p{N}_$]*$/u,
  }
}

function completionOf(word: Word): Completion {
  const { name, kind, signatures, words } = word
  const detail = kind === 'function' ? '()' : ''
  return {
    label: name,
    type: kind,
    detail,
    boost: kind === 'event' ? 0 : 1,
    ...(words === '' && signatures.length === 0 ? {} : { info: () => helpOf(word) }),
  }
}

/** The names that the program itself uses, and the words of the language; not the one that is being typed. */
function ownNames(state: EditorState, from: number, to: number): Completion[] {
  const { doc } = state
  const typed = ' '.repeat(to - from)
  const code = programOf(doc.sliceString(0, from) + typed + doc.sliceString(to))?.code ?? ''
  const names = new Set([...KEYWORDS, ...(code.match(NAMES) ?? [])])
  for (const { name } of WORDS) names.delete(name)
  return [...names].filter((name) => name.length > 1).map((label) => ({ label }))
}

/** Among what else completes on a page: `/` in its prose. */
export const codeCompletion: Extension = [
  autocompletion({ icons: false }),
  EditorState.languageData.of(() => [{ autocomplete: complete }]),
]
