// The code on the pages of a world: which pages have some, and when it is another. People type, so code that was changed
// counts once they pause; typing around it changes nothing but where it stands.
import { isSameProgram, programOf, type Program } from '../behavior/program.ts'
import type { ArtifactId } from '../world/address.ts'
import { pageOf } from '../world/page.ts'
import type { View } from '../world/view.ts'
import { createDues } from './dues.ts'

/** Code that was changed counts after so many ms without a further change. */
export const TYPING_MS = 300

export interface Code {
  /** The program of a page, as it counts; null when it has none. */
  readonly of: (id: ArtifactId) => Program | null
  /** All artifacts whose pages have code, by id. */
  readonly ids: () => readonly ArtifactId[]
  /** Reads the pages of all artifacts: the play begins. */
  readonly readAll: () => void
  /** Takes note that pages are others now; `isTyped`: by people, who may go on typing. */
  readonly changed: (ids: Iterable<ArtifactId>, now: number, isTyped: boolean) => void
  /** Tells which code became another a while ago. */
  readonly step: (now: number) => void
  readonly next: () => number | null
  readonly forget: (id: ArtifactId) => void
  readonly clear: () => void
}

interface Parts {
  readonly view: View
  /** The page has another program now, or none. */
  readonly onReplaced: (id: ArtifactId, program: Program | null) => void
  /** The program is the same, on other lines of its page. */
  readonly onMoved: (id: ArtifactId, program: Program) => void
}

export function createCode({ view, onReplaced, onMoved }: Parts): Code {
  const known = new Map<ArtifactId, Program>()
  const typing = new Map<ArtifactId, { readonly program: Program | null; readonly cancel: () => void }>()
  const dues = createDues<ArtifactId>()

  const read = (id: ArtifactId): Program | null => programOf(pageOf(view, id) ?? '')

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

  return {
    of: (id) => known.get(id) ?? null,
    ids: () => [...known.keys()].sort(),
    readAll() {
      for (const { id } of view.artifacts()) {
        const program = read(id)
        if (program !== null) known.set(id, program)
      }
    },
    changed(ids, now, isTyped) {
      for (const id of ids) look(id, isTyped ? now + TYPING_MS : now)
    },
    step(now) {
      for (let due = dues.take(now); due !== null; due = dues.take(now)) {
        const id = due.item
        typing.delete(id)
        const program = read(id)
        if (isSameProgram(program, known.get(id) ?? null)) continue
        if (program === null) known.delete(id)
        else known.set(id, program)
        onReplaced(id, program)
      }
    },
    next: dues.next,
    forget: (id) => known.delete(id),
    clear() {
      for (const { cancel } of typing.values()) cancel()
      typing.clear()
      known.clear()
    },
  }
}
