// `text(thing)`: a page, whole, by line, and by anchor (a line `#score 12`). A handler that writes to a page
// reads the new text at once. A value that it shows at an anchor is read at once too, until the world has
// answered.
import type { TextEdit } from '../sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { Acts } from './guest-acts.ts'
import type { Builtins } from './builtins.ts'
import type { Checks } from './argument-checks.ts'
import type { GuestLimits } from './guest-bounds.ts'
import type { Errors } from './guest-errors.ts'
import type { Reads, GuestThings } from './guest-things.ts'
import type { Tables } from './guest-tables.ts'
import type { Warnings } from './guest-warnings.ts'

type LineEdit = Exclude<TextEdit, { type: 'write' }>

type PageValues = ReturnType<typeof makePageValues>
export type GuestPages = ReturnType<typeof makePages>

/**
 * The text of pages and the values shown at their anchors: the stored ones, with the changes of the handler
 * that runs.
 */
export function makePageValues(
  { table, split, slice, match, hasOwn }: Builtins,
  errors: Errors,
  checks: Checks,
  { ask, lastCall }: Acts,
  bounds: GuestLimits,
  reads: Reads,
  warnings: Warnings,
) {
  // No \p{...} here: its tables would be in every instance.
  const anchorLine = /^#([^\s!-,./:-@[-^`{-~]+)(?:[ \t]+(.*?))?[ \t]*$/
  const fence = /^ {0,3}(```|~~~)/
  const anchorName = /^[^\s!-,./:-@[-^`{-~]+$/
  const anchorStart = /^[^\s!-,./:-@[-^`{-~]+/
  const texts = table<ArtifactId, string>()
  const anchors = table<ArtifactId, Readonly<Record<string, string>>>()
  const shown = table<number, { readonly id: ArtifactId; readonly anchor: string; readonly value: string }>()

  function begin(): void {
    texts.clear()
    anchors.clear()
  }

  function answer(call: number): void {
    shown.delete(call)
  }

  function whole(id: ArtifactId): string {
    const known = texts.get(id)
    if (known !== undefined) return known
    const words = reads.text({ id }) ?? ''
    texts.set(id, words)
    return words
  }

  function read(id: ArtifactId, given: unknown): string | null {
    const anchor = nameOf(given)
    let value: string | null = null
    shown.forEach((one) => {
      if (one.id === id && one.anchor === anchor) value = one.value
    })
    return value ?? live(id, anchor) ?? written(id, anchor)
  }

  function live(id: ArtifactId, anchor: string): string | null {
    let known = anchors.get(id)
    if (known === undefined) {
      known = reads.anchors({ id })
      anchors.set(id, known)
    }
    return hasOwn(known, anchor) ? (known[anchor] ?? null) : null
  }

  /** The value in the text of the page. The first line with that name counts. */
  function written(id: ArtifactId, anchor: string): string | null {
    const lines = split(whole(id), '\n')
    let open: string | null = null
    let isInside = false
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? ''
      const marks = match(fence, line)?.[1]
      if (marks !== undefined) open = open === null ? marks : marks === open ? null : open
      const found = open === null ? match(anchorLine, line) : null
      if (found !== null && found[1] === anchor) return found[2] ?? ''
      if (open === null && isIn(line, anchor)) isInside = true
    }
    if (isInside) {
      const words = `"#${anchor}" is in the middle of a line. An anchor has to be at the start of its line.`
      warnings.warn(errors.here(), words)
    }
    return null
  }

  function isIn(line: string, anchor: string): boolean {
    const words = split(line, '#')
    for (let at = 1; at < words.length; at++)
      if (match(anchorStart, words[at] ?? '')?.[0] === anchor) return true
    return false
  }

  function lineOf(wanted: unknown, where: string): string {
    const value = checks.words(
      typeof wanted === 'number' ? `${wanted}` : wanted,
      where,
      bounds.ANCHOR_VALUE_MAX,
    )
    if (match(/[\r\n]/, value) !== null) throw errors.complaint(`${where} must fit on one line.`)
    return value
  }

  function show(id: ArtifactId, given: unknown, wanted: unknown): Promise<unknown> {
    const anchor = nameOf(given)
    const value = lineOf(wanted, `What to show at #${anchor}`)
    const promise = ask({ do: 'anchor', thing: id, anchor, value })
    shown.set(lastCall(), { id, anchor, value })
    return promise
  }

  function showTo(id: ArtifactId, person: unknown, given: unknown, wanted: unknown): Promise<unknown> {
    const to = checks.person(person, 'The person of showTo')
    const anchor = nameOf(given)
    const value = wanted === null ? null : lineOf(wanted, `What to show at #${anchor}`)
    return ask({ do: 'showTo', person: to, thing: id, values: { [`#${anchor}`]: value } })
  }

  function nameOf(given: unknown): string {
    // As it stands on the page, or the name alone.
    const bare = typeof given === 'string' && given[0] === '#' ? slice(given, 1) : given
    const name = checks.words(bare, 'The name of an anchor', bounds.ANCHOR_NAME_MAX)
    if (match(anchorName, name) === null) {
      throw errors.complaint(`"${name}" cannot be the name of an anchor. Write it as in read('#score').`)
    }
    return name
  }

  return { begin, answer, texts, whole, read, show, showTo }
}

export function makePages(
  { split, freeze }: Builtins,
  checks: Checks,
  things: GuestThings,
  bounds: GuestLimits,
  { ask }: Acts,
  { begin, answer, texts, whole, read, show, showTo }: PageValues,
  { rows, written }: Tables,
) {
  const pages = things.strict('a page')

  function edit(id: ArtifactId, change: TextEdit): Promise<unknown> {
    const before = whole(id)
    const promise = ask({ do: 'text', thing: id, edit: change })
    texts.set(id, change.type === 'write' ? change.words : edited(split(before, '\n'), change))
    return promise
  }

  function edited(lines: readonly string[], change: LineEdit): string {
    const from = change.line - 1
    const words = change.type === 'delete' ? null : change.words
    const taken = change.type === 'delete' ? change.count : change.type === 'replace' ? 1 : 0
    let text = ''
    let isFirst = true
    const put = (line: string): void => {
      text += isFirst ? line : `\n${line}`
      isFirst = false
    }
    for (let at = 0; at <= lines.length; at++) {
      if (at === from && words !== null) put(words)
      const line = lines[at]
      if (line !== undefined && (at < from || at >= from + taken)) put(line)
    }
    return text
  }

  function lineOf(given: unknown, where: string): number {
    return checks.line(given, `The line of ${where}`)
  }

  function wordsOf(given: unknown, where: string): string {
    return checks.words(given, `The words of ${where}`, bounds.TEXT_MAX)
  }

  function headingOf(under: unknown): string | undefined {
    return under === undefined ? undefined : checks.words(under, 'The heading over a table', bounds.WORDS_MAX)
  }

  function text(thing: unknown): object {
    const id = thing === undefined ? things.own() : checks.thing(thing, 'The thing of text')
    return pages({
      get whole() {
        return whole(id)
      },
      get lines() {
        return freeze(split(whole(id), '\n'))
      },
      write: (words: unknown) => edit(id, { type: 'write', words: wordsOf(words, 'write') }),
      replace: (line: unknown, words: unknown) =>
        edit(id, { type: 'replace', line: lineOf(line, 'replace'), words: wordsOf(words, 'replace') }),
      insert: (line: unknown, words: unknown) =>
        edit(id, { type: 'insert', line: lineOf(line, 'insert'), words: wordsOf(words, 'insert') }),
      delete: (line: unknown, count: unknown = 1) =>
        edit(id, {
          type: 'delete',
          line: lineOf(line, 'delete'),
          count: checks.line(count, 'The count of delete'),
        }),
      rows: (under: unknown) => rows(split(whole(id), '\n'), headingOf(under)),
      setRows: (given: unknown, under: unknown) =>
        edit(id, { type: 'write', words: written(split(whole(id), '\n'), given, headingOf(under)) }),
      read: (anchor: unknown) => read(id, anchor),
      show: (anchor: unknown, value: unknown) => show(id, anchor, value),
      showTo: (person: unknown, anchor: unknown, value: unknown) => showTo(id, person, anchor, value),
    })
  }

  return { text, begin, answer }
}
