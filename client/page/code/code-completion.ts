// Completion in code: the API, members after a dot, events and roles in their texts, and the program's own
// names.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { EditorState, Prec, type Extension } from '@codemirror/state'
import { keymap } from '@codemirror/view'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { enclosingCallAt, READ_CHARS, type EnclosingCall } from './call-context.ts'
import { codeFrom } from '../rendering/syntax-at.ts'
import { helpOf } from './code-help.ts'
import {
  DRAWINGS,
  EVENTS,
  FACINGS,
  MEMBERS,
  membersOf,
  REFUSABLES,
  ROLES_OF,
  WORDS,
  type Word,
} from '../../words/code-words.ts'

const NAME = /[\p{L}_$][\p{L}\p{N}_$]*$/u
const NAMES = /[\p{L}_$][\p{L}\p{N}_$]*/gu
const KEYWORDS = 'await async const else false for function if let null of return true while'.split(' ')

interface OfferedWords {
  readonly from: number
  readonly words: readonly Word[]
  /** They are keys of an object: a value follows. */
  readonly areKeys?: true
}

/** The possible keys of the objects that a call takes. */
const OBJECTS: Readonly<Record<string, string>> = {
  set: 'Changes',
  create: 'Making',
  copy: 'Making',
  find: 'Search',
  closest: 'Search',
  on: 'Filter',
  before: 'Filter',
}

/** The possible completions at the end of `before`, the code so far; null where nothing can be told. */
export function wordsFor(before: string): OfferedWords | null {
  const around = enclosingCallAt(before)
  if (around.isInNote) return null
  if (around.textFrom !== null) return inText(before, around, around.textFrom)
  const typed = NAME.exec(before)?.[0] ?? ''
  const from = before.length - typed.length
  const rest = before.slice(0, from)
  const dot = /([\p{L}_$][\p{L}\p{N}_$]*)?(\([^()]*\))?\s*\.\s*$/u.exec(rest.slice(-DOT_CHARS))
  if (dot) return { from, words: afterDot(dot[1], dot[2] !== undefined) }
  if (typed === '') return null
  return { from, ...inObject(around, rest) }
}

/** How much before a dot is looked at, in characters. */
const DOT_CHARS = 200

/** Names of events, roles, drawings and directions in the texts that take them. */
function inText(before: string, { open }: EnclosingCall, from: number): OfferedWords | null {
  const [outer, inner] = [open.at(-2), open.at(-1)]
  const key = /(\w+)\s*:\s*$/.exec(before.slice(0, from - 1).slice(-DOT_CHARS))?.[1]
  if (inner?.sign === '(') {
    if (inner.name === 'on' && inner.commas === 0) return { from, words: EVENTS }
    if (inner.name === 'before' && inner.commas === 0) return { from, words: REFUSABLES }
    if (inner.name === 'turn' || inner.name === 'next') return { from, words: FACINGS }
  }
  if (inner?.sign !== '{') return null
  if (key === 'role') return { from, words: ROLES_OF(outer?.text ?? null) }
  if (key === 'sprite') return { from, words: DRAWINGS }
  return key === 'facing' ? { from, words: FACINGS } : null
}

/**
 * The keys of the object that one writes in a call, or the fields of a handler's parameter; else all names.
 */
function inObject({ open }: EnclosingCall, rest: string): Omit<OfferedWords, 'from'> {
  const [call, outer, inner] = [open.at(-3), open.at(-2), open.at(-1)]
  if (inner?.sign !== '{' || outer?.sign !== '(' || !/[{,]\s*$/.test(rest.slice(-DOT_CHARS)))
    return { words: WORDS }
  const type = OBJECTS[outer.name]
  if (type !== undefined && inner.name === '') return { words: membersOf(type), areKeys: true }
  if ((outer.name !== '' && outer.name !== 'async') || call?.sign !== '(') return { words: WORDS }
  if (call.name === 'on' || call.name === 'before') return { words: membersOf('Happening') }
  return { words: call.name === 'every' || call.name === 'after' ? membersOf('Beat') : WORDS }
}

function afterDot(name: string | undefined, isCall: boolean): readonly Word[] {
  if (name === 'text' && isCall) return membersOf('Page')
  if (name === 'self' || (name === 'host' && !isCall)) return membersOf('Thing')
  if ((name === 'closest' || name === 'next') && isCall) return membersOf('Thing')
  if (name === 'memory' || name === 'Math' || name === 'JSON') return []
  return MEMBERS
}

function complete({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const start = codeFrom(state, pos)
  if (start === null) return null
  const begin = Math.max(start, pos - READ_CHARS)
  const found = wordsFor(state.sliceDoc(begin, pos))
  if (found === null && !explicit) return null
  const { from, words, areKeys } = found ?? { from: pos - begin, words: WORDS, areKeys: undefined }
  const own = words === WORDS ? ownNames(state, begin + from, pos) : []
  return {
    from: begin + from,
    options: [...words.map((word) => completionOf(word, areKeys === true)), ...own],
    validFor: /^[\p{L}\p{N}_$]*$/u,
  }
}

function completionOf(word: Word, isKey: boolean): Completion {
  const { name, kind, signatures, words } = word
  const detail = kind === 'function' ? '()' : ''
  return {
    label: name,
    type: kind,
    detail,
    boost: kind === 'event' ? 0 : 1,
    ...(isKey ? { apply: `${name}: ` } : {}),
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

/** Brackets and quotes are closed in code alone: in prose a quote is an apostrophe as often. */
const closing = EditorState.languageData.of((state, pos) => [
  { closeBrackets: { brackets: codeFrom(state, pos) !== null ? ['(', '[', '{', "'", '"', '`'] : [] } },
])

/** Among what else completes on a page: `/` in its prose. */
export const codeCompletion: Extension = [
  autocompletion({ icons: false }),
  EditorState.languageData.of(() => [{ autocomplete: complete }]),
  Prec.highest(closing),
  closeBrackets(),
  Prec.high(keymap.of(closeBracketsKeymap)),
]
