// Errors in plain words. They say what is missing, what exists, and what was probably meant. Thrown values,
// and those of `log`, are described here, too.
import type { FaultKind } from '../../world/live/live-state-values.ts'
import type { FaultData } from '../sandbox-protocol.ts'
import type { Builtins } from './builtins.ts'

type Complaints = ReturnType<typeof makeComplaints>
export type Errors = ReturnType<typeof makeErrors>

/** Errors that quote the given value and suggest a likely one. */
export function makeComplaints({ NativeError, lower, slice, min, codeAt }: Builtins) {
  /** An error that is shown as it is written. */
  function complaint(message: string): Error {
    const error = new NativeError(message)
    error.name = ''
    return error
  }

  function unknownName(what: string, name: string, names: readonly string[], where = ''): Error {
    let list = ''
    for (let at = 0; at < names.length; at++) list += `${at === 0 ? '' : ', '}${names[at]}`
    const has = names.length === 0 ? '' : ` There ${names.length === 1 ? 'is' : 'are'}: ${list}.`
    return complaint(`There is no ${what} "${slice(name, 0, 60)}"${where}.${meant(name, names)}${has}`)
  }

  /** `Did you mean ...?`, when a name is close to one that exists. */
  function meant(name: string, names: readonly string[]): string {
    const wanted = lower(slice(name, 0, 40))
    let best = ''
    let least = wanted.length < 4 ? 2 : 3
    for (let at = 0; at < names.length; at++) {
      const other = names[at] ?? ''
      const apart = distance(wanted, lower(other))
      if (apart >= least || other === name) continue
      best = other
      least = apart
    }
    return best === '' ? '' : ` Did you mean "${best}"?`
  }

  /** How many letters differ (Levenshtein). */
  function distance(a: string, b: string): number {
    const row: number[] = []
    for (let at = 0; at <= b.length; at++) row[at] = at
    for (let i = 1; i <= a.length; i++) {
      let corner = i - 1
      row[0] = i
      for (let j = 1; j <= b.length; j++) {
        const above = row[j] ?? 0
        const changed = corner + (codeAt(a, i - 1) === codeAt(b, j - 1) ? 0 : 1)
        row[j] = min(changed, above + 1, (row[j - 1] ?? 0) + 1)
        corner = above
      }
    }
    return row[b.length] ?? 0
  }

  /** A value in a few words, for an error about it. */
  function kindOf(value: unknown): string {
    if (value === undefined || value === null) return 'nothing'
    if (typeof value === 'string') return `the text "${slice(value, 0, 30)}"`
    if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
    return typeof value === 'function' ? 'a function' : 'something else'
  }

  return { complaint, unknownName, meant, kindOf }
}

/** The same errors, and thrown values as faults at their line. */
export function makeErrors(
  { NativeError, match, slice, hasOwn, isOneOf, toText, wellFormed }: Builtins,
  complaints: Complaints,
) {
  const notDefined = /^'?([\w$]+)'? is not defined$/
  const inPage = /page\.js:(\d+)/
  /** A frame of code that was taken from another page, before the first of the page itself. */
  const inShared = /^[^\n]*<(?:evalScript|input|eval)>:(\d+)/
  const elsewhere: Readonly<Record<string, string>> = {
    console: 'Use log(...).',
    print: 'Use log(...).',
    alert: 'Use say(...).',
    setTimeout: 'Use after(seconds, handler).',
    setInterval: 'Use every(seconds, handler).',
    require: 'Code cannot load anything here.',
    XMLHttpRequest: 'Use fetch(address).',
    window: 'Use find(...), self and host to reach the world.',
    document: 'Use text(self) for the page.',
  }
  /** Set once everything is there. */
  let globals: readonly string[] = []
  /** Those of the program, which come first. */
  let own: readonly string[] = []
  let quoted: readonly string[] = []

  /**
   * Returns a thrown value as a fault at the line of the page's code. The value may be anything, also
   * something that throws when it is looked at.
   */
  function faultOf(thrown: unknown, kind: FaultKind = 'error'): FaultData {
    try {
      if (typeof thrown !== 'object' || thrown === null) {
        return { kind, message: cut(toText(thrown)), line: null }
      }
      const { name, message, stack } = readError(thrown)
      const words = name === '' ? message : message === '' ? name : `${name}: ${message}`
      return {
        kind: kindOfBound(words) ?? kind,
        message: cut(words + hint(name, message) + placeIn(stack)),
        line: lineIn(stack),
      }
    } catch {
      return { kind, message: 'The code threw something that cannot be shown.', line: null }
    }
  }

  function cut(words: string): string {
    return wellFormed(slice(words, 0, 500))
  }

  function readError(thrown: object): { name: string; message: string; stack: string } {
    const { name, message, stack }: { name?: unknown; message?: unknown; stack?: unknown } = thrown
    return {
      name: typeof name === 'string' ? name : 'The code threw something that is not an error',
      message: typeof message === 'string' ? message : '',
      stack: typeof stack === 'string' ? stack : '',
    }
  }

  function kindOfBound(words: string): FaultKind | null {
    if (words === 'InternalError: out of memory') return 'memory'
    if (words === 'RangeError: Maximum call stack size exceeded') return 'stack'
    return null
  }

  function hint(name: string, message: string): string {
    const missing = name === 'ReferenceError' ? match(notDefined, message)?.[1] : undefined
    if (missing === undefined) return ''
    if (hasOwn(elsewhere, missing)) return `. ${elsewhere[missing]}`
    if (isOneOf(missing, quoted)) return `. Put it in quotes: '${missing}'.`
    const guess = complaints.meant(missing, own) || complaints.meant(missing, globals)
    return guess === '' ? '' : `.${guess}`
  }

  /** Where the code of another page failed: its lines are counted as on that page. */
  function placeIn(stack: string): string {
    const line = match(inShared, stack)?.[1]
    return line === undefined ? '' : ` (in code that it takes from another page, at line ${line} there)`
  }

  function lineIn(stack: string): number | null {
    const line = match(inPage, stack)?.[1]
    return line === undefined ? null : +line - 1
  }

  /** Where in the code one is, for `lineIn`: to read the line takes ten times as long as to keep this. */
  function here(): string {
    try {
      const { stack }: { stack?: unknown } = new NativeError()
      return typeof stack === 'string' ? stack : ''
    } catch {
      // A program may have put something of its own where the stack was: then nobody knows its lines.
      return ''
    }
  }

  /** Sets the names that a program can use, and those that it can use in quotes. */
  function setNames(names: readonly string[], inQuotes: readonly string[]): void {
    globals = names
    quoted = inQuotes
  }

  function setOwnNames(names: readonly string[]): void {
    own = names
  }

  return { ...complaints, faultOf, here, lineIn, setNames, setOwnNames }
}

/** `log(...)`: values as a line of the console. */
export function makeConsole(
  { stringify, slice, toText, NativeError }: Builtins,
  errors: Errors,
  delivered: { readonly log: (line: string) => void },
) {
  function log(...values: unknown[]): void {
    let line = ''
    for (let at = 0; at < values.length; at++) line += `${at === 0 ? '' : ' '}${wordsOf(values[at])}`
    delivered.log(line)
  }

  function wordsOf(value: unknown): string {
    try {
      if (typeof value === 'string') return slice(value, 0, 10_000)
      if (typeof value === 'function') return `function ${value.name}`
      if (typeof value !== 'object' || value === null) return toText(value)
      if (value instanceof NativeError) return errors.faultOf(value).message
      return stringify(value) ?? 'an object'
    } catch {
      return 'an object that cannot be shown'
    }
  }

  return { log }
}
