// The code on the pages of a world: which pages have some, and when it is another. People type, so code that
// was changed counts once they pause; typing around it changes nothing but where it stands. A large page is
// read after a while, in a turn of its own: a merge changes it in dozens of parts.
import { isSameProgram, programOf, type PageProgram } from '../../behavior/program-parser.ts'
import type { ArtifactId } from '../../world/address.ts'
import { writtenLength } from '../../world/live/page-text.ts'
import { pageOf, type View } from '../../world/view/world-view.ts'
import { createDueQueue, earliest } from '../documents/due-queue.ts'

/** Code that was changed counts after so many ms without a further change. */
const TYPING_MS = 300
/**
 * No further page is read in one go after so many characters: that is some milliseconds, and the longest one
 * 20.
 */
const CHARS_AT_ONCE = 250_000
/** A page of more characters is read so many ms after a change, with all changes that came meanwhile. */
const LARGE_CHARS = 20_000
const LARGE_MS = 250

export interface CodeIndex {
  /** The program of a page that counts; null when it has none. */
  readonly of: (id: ArtifactId) => PageProgram | null
  /** All artifacts whose pages have code, by id. */
  readonly ids: () => readonly ArtifactId[]
  /** Reads the pages of all artifacts, now or in the next steps: the play begins. */
  readonly begin: () => void
  /** Takes note that pages are others now; `isTyped`: by people, who may go on typing. */
  readonly changed: (ids: Iterable<ArtifactId>, now: number, isTyped: boolean) => void
  /** Goes on reading, and tells which code became another a while ago. */
  readonly step: (now: number) => void
  readonly next: () => number | null
  readonly forget: (id: ArtifactId) => void
  readonly clear: () => void
}

interface CodeIndexParts {
  readonly view: View
  /** There is a program on the page as the play begins. */
  readonly onFound: (id: ArtifactId, program: PageProgram) => void
  /** The page has another program now, or none. */
  readonly onReplaced: (id: ArtifactId, program: PageProgram | null) => void
  /** The program is the same, on other lines of its page. */
  readonly onMoved: (id: ArtifactId, program: PageProgram) => void
}

export function createCodeIndex({ view, onFound, onReplaced, onMoved }: CodeIndexParts): CodeIndex {
  const known = new Map<ArtifactId, PageProgram>()
  const typing = new Map<ArtifactId, { readonly program: PageProgram | null; readonly cancel: () => void }>()
  const dues = createDueQueue<ArtifactId>()
  /** Pages that are to be read, and when their programs count, in ms since 1970; null: as the play begins. */
  const unread = new Map<ArtifactId, number | null>()
  /** Large pages that are read later, and when their programs count. */
  const putOff = new Map<ArtifactId, number>()
  const looks = createDueQueue<ArtifactId>()
  /** Characters that may still be read in this go. */
  let left = 0

  function read(id: ArtifactId): PageProgram | null {
    const page = pageOf(view, id) ?? ''
    left -= page.length
    return programOf(page)
  }

  function find(id: ArtifactId): void {
    const program = read(id)
    if (program === null) return
    known.set(id, program)
    onFound(id, program)
  }

  function look(id: ArtifactId, dueAt: number): void {
    const program = read(id)
    const before = typing.get(id)
    if (isSameProgram(program, known.get(id) ?? null)) {
      before?.cancel()
      typing.delete(id)
      if (program === null) return
      known.set(id, program)
      onMoved(id, program)
      return
    }
    // Typing around the code does not put off its start.
    if (before !== undefined && isSameProgram(program, before.program)) return
    before?.cancel()
    typing.set(id, { program, cancel: dues.put(dueAt, id) })
  }

  /** Takes note of a change of a large page. */
  function lookLater(id: ArtifactId, now: number, dueAt: number): void {
    if (!putOff.has(id)) looks.put(now + LARGE_MS, id)
    putOff.set(id, dueAt)
  }

  function readLarge(now: number): void {
    for (let due = looks.take(now); due !== null; due = left > 0 ? looks.take(now) : null) {
      const dueAt = putOff.get(due.item)
      if (dueAt === undefined) continue
      putOff.delete(due.item)
      look(due.item, dueAt)
    }
  }

  /** Code that has not been changed for a while counts. */
  function settle(id: ArtifactId): void {
    const dueAt = putOff.get(id)
    const before = typing.get(id)
    if (dueAt !== undefined && before !== undefined) {
      // The page was changed since, and is read soon.
      typing.set(id, { ...before, cancel: dues.put(dueAt, id) })
      return
    }
    typing.delete(id)
    const program = read(id)
    if (isSameProgram(program, known.get(id) ?? null)) return
    if (program === null) known.delete(id)
    else known.set(id, program)
    onReplaced(id, program)
  }

  function readSome(): void {
    left = CHARS_AT_ONCE
    for (const [id, dueAt] of unread) {
      if (left <= 0) return
      unread.delete(id)
      if (dueAt === null) find(id)
      else look(id, dueAt)
    }
  }

  return {
    of: (id) => known.get(id) ?? null,
    ids: () => [...known.keys()].sort(),
    begin() {
      for (const id of Array.from(view.artifacts(), (artifact) => artifact.id).sort()) unread.set(id, null)
      readSome()
    },
    changed(ids, now, isTyped) {
      for (const id of ids) {
        if (unread.get(id) === null) continue
        const dueAt = isTyped ? now + TYPING_MS : now
        if (writtenLength(view.scene, id) > LARGE_CHARS) lookLater(id, now, dueAt)
        else unread.set(id, dueAt)
      }
      readSome()
    },
    step(now) {
      readSome()
      readLarge(now)
      for (let due = dues.take(now); due !== null; due = left > 0 ? dues.take(now) : null) settle(due.item)
    },
    next: () => (unread.size > 0 ? 0 : earliest([looks.next(), dues.next()])),
    forget(id) {
      unread.delete(id)
      putOff.delete(id)
      known.delete(id)
    },
    clear() {
      unread.clear()
      putOff.clear()
      for (const { cancel } of typing.values()) cancel()
      typing.clear()
      known.clear()
    },
  }
}
