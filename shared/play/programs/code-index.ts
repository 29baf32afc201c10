// The code on the pages of a world: which pages have some, and when it is another. People type, so code that
// was changed counts once they pause; typing around it changes nothing but where it stands.
import { isSameProgram, programOf, type PageProgram } from '../../behavior/program-parser.ts'
import type { ArtifactId } from '../../world/address.ts'
import type { View } from '../../world/view/world-view.ts'
import { createDueQueue, earliest } from '../documents/due-queue.ts'
import { createPageReadings } from './page-readings.ts'

/** Code that was changed counts after so many ms without a further change. */
const TYPING_MS = 300
/** Code that is to count, of a page that is to be read before, is looked at again after so many ms. */
const AGAIN_MS = 50

export interface CodeIndex {
  /** The program of a page that counts; null when it has none. */
  readonly of: (id: ArtifactId) => PageProgram | null
  /** All artifacts whose pages have code, by id. */
  readonly ids: () => readonly ArtifactId[]
  /** Reads the pages of all artifacts, now or in the next steps: the play begins. */
  readonly begin: () => void
  /** Takes note that pages are others now; `isTyped`: by people, who may go on typing. */
  readonly changed: (ids: Iterable<ArtifactId>, isTyped: boolean) => void
  /** Goes on reading, and tells which code became another a while ago. */
  readonly step: () => void
  readonly next: () => number | null
  /** Whether there are pages that nobody has read since the play began. */
  readonly isBeginning: () => boolean
  readonly forget: (id: ArtifactId) => void
  readonly clear: () => void
}

interface CodeIndexParts {
  readonly view: View
  readonly now: () => number
  /** There is a program on the page as the play begins. */
  readonly onFound: (id: ArtifactId, program: PageProgram) => void
  /** The page has another program now, or none. */
  readonly onReplaced: (id: ArtifactId, program: PageProgram | null) => void
  /** The program is the same, on other lines of its page. */
  readonly onMoved: (id: ArtifactId, program: PageProgram) => void
}

/** A program that another one follows soon. */
interface Typing {
  readonly program: PageProgram | null
  readonly cancel: () => void
}

export function createCodeIndex({ view, now, onFound, onReplaced, onMoved }: CodeIndexParts): CodeIndex {
  const known = new Map<ArtifactId, PageProgram>()
  const typing = new Map<ArtifactId, Typing>()
  const dues = createDueQueue<ArtifactId>()
  const readings = createPageReadings({
    view,
    now,
    onRead(id, page, dueAt) {
      const program = programOf(page)
      if (dueAt === null) find(id, program)
      else look(id, program, dueAt)
    },
  })

  function find(id: ArtifactId, program: PageProgram | null): void {
    if (program === null) return
    known.set(id, program)
    onFound(id, program)
  }

  function look(id: ArtifactId, program: PageProgram | null, dueAt: number): void {
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
    if (before !== undefined && isSameProgram(program, before.program)) {
      typing.set(id, { ...before, program })
      return
    }
    before?.cancel()
    typing.set(id, { program, cancel: dues.put(dueAt, id) })
  }

  /** Code that has not been changed for a while counts. */
  function settle(id: ArtifactId): void {
    const before = typing.get(id)
    if (before === undefined) return
    if (readings.isToBeRead(id)) {
      typing.set(id, { ...before, cancel: dues.put(now() + AGAIN_MS, id) })
      return
    }
    typing.delete(id)
    if (before.program === null) known.delete(id)
    else known.set(id, before.program)
    onReplaced(id, before.program)
  }

  return {
    of: (id) => known.get(id) ?? null,
    ids: () => [...known.keys()].sort(),
    begin() {
      for (const id of Array.from(view.artifacts(), (artifact) => artifact.id).sort()) readings.begin(id)
      readings.readSome()
    },
    changed(ids, isTyped) {
      for (const id of ids) readings.change(id, now() + (isTyped ? TYPING_MS : 0))
      readings.readSome()
    },
    step() {
      readings.readSome()
      for (let due = dues.take(now()); due !== null; due = dues.take(now())) settle(due.item)
    },
    isBeginning: readings.isBeginning,
    next: () => earliest([readings.next(), dues.next()]),
    forget(id) {
      readings.forget(id)
      typing.get(id)?.cancel()
      typing.delete(id)
      known.delete(id)
    },
    clear() {
      readings.clear()
      for (const { cancel } of typing.values()) cancel()
      typing.clear()
      known.clear()
    },
  }
}
