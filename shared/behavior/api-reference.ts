// The words about each name of the API, read from the text of behavior.d.ts: for completion, hover help and
// the reference page. It reads that file's plain style (one declaration after the other, words right above),
// not all of TypeScript.

export interface ReferenceEntry {
  readonly name: string
  readonly kind: 'function' | 'value' | 'type'
  /** How it is written; several where it can be called in several ways. */
  readonly signatures: readonly string[]
  /** Its words; '' when the file has none. */
  readonly words: string
  /** Its properties, if it is a type with properties. */
  readonly members: readonly ApiMember[]
  /** Its possible texts, if it is one of several. */
  readonly choices: readonly string[]
}

interface ApiMember {
  readonly name: string
  readonly signature: string
  /** The same as a list, as an entry has them. */
  readonly signatures: readonly string[]
  readonly words: string
}

interface Declaration {
  readonly words: string
  /** Its lines, without blanks around them. */
  readonly text: string
}

const START = /^(?:declare (?:const|function)|interface|type) /
const NAME = /^(?:declare (?:const|function)|interface|type) ([\w$]+)/

/** Reads declarations, in their order; those of one function are one entry. */
export function parseReference(declarations: string): readonly ReferenceEntry[] {
  const groups = new Map<string, readonly Declaration[]>()
  for (const declaration of declarationsIn(declarations)) {
    const name = NAME.exec(declaration.text)?.[1]
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), declaration])
  }
  const entries = new Map<string, ReferenceEntry>()
  for (const [name, list] of groups) entries.set(name, entryOf(name, list, entries))
  return [...entries.values()]
}

function entryOf(
  name: string,
  list: readonly Declaration[],
  entries: ReadonlyMap<string, ReferenceEntry>,
): ReferenceEntry {
  const [first] = list
  const text = first?.text ?? ''
  return {
    name,
    kind: text.startsWith('declare function') ? 'function' : text.startsWith('declare') ? 'value' : 'type',
    signatures: list.map(({ text }) => signatureOf(text)),
    words: first?.words ?? '',
    members: membersOf(text, entries),
    choices: choicesOf(text),
  }
}

/**
 * Declarations of the file, each with the words above it. A declaration reaches to where the next words or
 * the next one begin.
 */
function* declarationsIn(source: string): Generator<Declaration> {
  let words = ''
  let lines: string[] = []
  for (const line of source.split('\n')) {
    const isWords = line.startsWith('/**')
    if ((isWords || START.test(line) || line.startsWith('//')) && lines.length > 0) {
      yield { words, text: joined(lines) }
      lines = []
      words = ''
    }
    if (isWords) words = wordsIn(line)
    else if (lines.length > 0 || START.test(line)) lines.push(line)
  }
  if (lines.length > 0) yield { words, text: joined(lines) }
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')
}

function wordsIn(line: string): string {
  return line
    .trim()
    .replace(/^\/\*\*\s*/, '')
    .replace(/\s*\*\/$/, '')
}

/** On one line; a type with properties by its name alone. */
function signatureOf(text: string): string {
  const head = text.startsWith('interface') ? text.slice(0, text.indexOf('{')) : text
  return head
    .replace(/^declare /, '')
    .replace(/\s+/g, ' ')
    .replace(/\( /g, '(')
    .replace(/,? \)/g, ')')
    .replace(/= \| /, '= ')
    .trim()
}

/** The properties of a type, those that it takes from another first. */
function membersOf(text: string, entries: ReadonlyMap<string, ReferenceEntry>): readonly ApiMember[] {
  if (!text.startsWith('interface')) return []
  const from = /^interface \S+ extends (\w+)/.exec(text)?.[1]
  const members: ApiMember[] = from === undefined ? [] : [...(entries.get(from)?.members ?? [])]
  let words = ''
  for (const line of text.split('\n').slice(1)) {
    if (line.startsWith('/**')) {
      words = wordsIn(line)
      continue
    }
    const name = /^(?:readonly )?([\w$]+)[?(:]/.exec(line)?.[1]
    if (name !== undefined) members.push({ name, signature: line, signatures: [line], words })
    words = ''
  }
  return members
}

function choicesOf(text: string): readonly string[] {
  if (!text.startsWith('type')) return []
  return Array.from(text.matchAll(/'([^']*)'/g), ([, choice]) => choice ?? '')
}
