// Pages of the scene that code edits: once in ten seconds at most, with all that was gathered meanwhile.
// Programs see what they wrote at once.
import type * as Y from 'yjs'
import type { TextEdit } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { TEXT_MAX } from '../../world/limits.ts'
import { textDifference } from '../../world/text-difference.ts'
import { pageOf, type View } from '../../world/view/world-view.ts'
import { createDueQueue } from './due-queue.ts'

/** A page of the scene is edited by code at most once in so many ms: its history is kept for ever. */
const PAGE_MS = 10_000
/**
 * How many edits are gathered one by one, past that as one that replaces the page: code may write ten seconds
 * long.
 */
const EDITS_MAX = 200

/** More runs of single programs than this wait on no page: then the last one writes all of it. */
const RUNS_MAX = 8

/** An edit, and the artifact whose program made it. */
type ProgramEdit = TextEdit & { readonly by: ArtifactId }

interface PageEdits {
  /** A page as programs see it; null when there is none. */
  readonly text: (id: ArtifactId) => string | null
  /** Gathers an edit; `after`: the page as it then is. */
  readonly add: (id: ArtifactId, edit: ProgramEdit, after: string, now: number) => void
  /** A page is another now: whether that is only what code wrote, which is stored. */
  readonly hasArrived: (id: ArtifactId) => boolean
  /** Begins the edits that are due. */
  readonly step: (now: number) => void
  readonly next: () => number | null
  /** Begins all edits that wait, due or not; resolves when they are stored. */
  readonly finish: () => Promise<void>
  readonly clear: () => void
}

interface PageEditsParts {
  readonly view: View
  /** A page without what code wrote into the scene, and is not stored. */
  readonly stored: (id: ArtifactId) => string | null
  readonly editPage: (id: ArtifactId, edit: (text: Y.Text) => void, by: ArtifactId) => Promise<void>
  readonly onChanged: (id: ArtifactId) => void
  readonly onFailed: (id: ArtifactId, error: unknown) => void
}

/** The edits of code to a page of the scene. */
interface CodeEdits {
  /** Being stored. */
  storing: readonly ProgramEdit[]
  /** To be stored next. */
  waiting: ProgramEdit[]
  /** When the page may be edited again, ms since 1970. */
  readyAt: number
  isDue: boolean
  /** The page with all these edits, as long as it is the same. */
  shown: { readonly page: string; readonly text: string } | null
}

export function createPageEdits({ view, stored, editPage, onChanged, onFailed }: PageEditsParts): PageEdits {
  const pages = new Map<ArtifactId, CodeEdits>()
  /** The pages as they were when last looked at, of those that code writes. */
  const seen = new Map<ArtifactId, string | null>()
  const dues = createDueQueue<ArtifactId>()
  const underWay = new Set<Promise<void>>()

  function text(id: ArtifactId): string | null {
    const page = stored(id)
    const written = pages.get(id)
    if (page === null || written === undefined) return page
    if (written.shown?.page !== page) {
      written.shown = { page, text: applied(applied(page, written.storing), written.waiting) }
    }
    return written.shown.text
  }

  function schedule(id: ArtifactId, written: CodeEdits, now: number): void {
    if (written.isDue || written.storing.length > 0 || written.waiting.length === 0) return
    written.isDue = true
    dues.put(Math.max(now, written.readyAt), id)
  }

  function store(id: ArtifactId, written: CodeEdits, now: number): Promise<void> {
    written.storing = written.waiting
    written.waiting = []
    written.readyAt = now + PAGE_MS
    const { storing } = written
    seen.set(id, stored(id))
    const isOver = (failed: unknown): void => {
      // Whether or not the page has the edit by now: an edit that is not stored must not be shown for ever.
      if (written.storing === storing) written.storing = []
      written.shown = null
      if (pages.get(id) !== written) return
      if (failed !== null) onFailed(id, failed)
      onChanged(id)
      schedule(id, written, now)
    }
    const writes = runsOf(storing).map((run) => editPage(id, (page) => rewrite(page, run), run[0].by))
    const done = Promise.all(writes).then(
      () => isOver(null),
      (error: unknown) => isOver(error),
    )
    underWay.add(done)
    return done.finally(() => underWay.delete(done))
  }

  return {
    text,
    add(id, edit, after, now) {
      const written = pages.get(id) ?? { storing: [], waiting: [], readyAt: now, isDue: false, shown: null }
      pages.set(id, written)
      written.waiting = gathered(written.waiting, edit, after)
      written.shown = { page: stored(id) ?? '', text: after }
      schedule(id, written, now)
    },
    hasArrived(id) {
      const written = pages.get(id)
      const before = seen.get(id)
      seen.delete(id)
      if (written === undefined || written.storing.length === 0) return false
      const page = pageOf(view, id)
      seen.set(id, page)
      if (before === undefined || before === null) return false
      if (page !== applied(before, written.storing)) return false
      written.storing = []
      written.shown = null
      return true
    },
    step(now) {
      for (let due = dues.take(now); due !== null; due = dues.take(now)) {
        const written = pages.get(due.item)
        if (written === undefined) continue
        written.isDue = false
        if (written.waiting.length > 0) void store(due.item, written, now)
      }
    },
    next: dues.next,
    async finish() {
      for (const [id, written] of pages) {
        if (written.waiting.length > 0 && written.storing.length === 0) void store(id, written, 0)
      }
      await Promise.all(underWay)
    },
    clear() {
      pages.clear()
      seen.clear()
    },
  }
}

/** The waiting edits with one more. An edit that it replaces is left out. */
function gathered(waiting: readonly ProgramEdit[], edit: ProgramEdit, after: string): ProgramEdit[] {
  const { by } = edit
  // What another program wrote before stays its own.
  const others = waiting.slice(0, waiting.findLastIndex((other) => other.by !== by) + 1)
  const isFull = waiting.length >= EDITS_MAX || runsOf(others).length >= RUNS_MAX
  if (isFull) return [{ type: 'write', words: after, by }]
  if (edit.type === 'write') return [...others, edit]
  const last = waiting.at(-1)
  const isAgain =
    edit.type === 'replace' && last?.type === 'replace' && last.line === edit.line && last.by === by
  return isAgain && !last.words.includes('\n') ? [...waiting.slice(0, -1), edit] : [...waiting, edit]
}

/** Neighbouring edits of one program. */
function runsOf(edits: readonly ProgramEdit[]): [ProgramEdit, ...ProgramEdit[]][] {
  const runs: [ProgramEdit, ...ProgramEdit[]][] = []
  for (const edit of edits) {
    const run = runs.at(-1)
    if (run?.[0].by === edit.by) run.push(edit)
    else runs.push([edit])
  }
  return runs
}

/** A page after edits. Lines that are not there (any more) stay away. */
export function applied(page: string, edits: readonly TextEdit[]): string {
  return edits.reduce(appliedOne, page)
}

function appliedOne(page: string, edit: TextEdit): string {
  if (edit.type === 'write') return edit.words.toWellFormed()
  const lines = page.split('\n')
  const at = edit.line - 1
  if (edit.type === 'delete') return lines.toSpliced(at, edit.count).join('\n')
  const words = edit.words.toWellFormed()
  if (edit.type === 'insert') return lines.toSpliced(at, 0, words).join('\n')
  return at < lines.length ? lines.toSpliced(at, 1, words).join('\n') : page
}

/** Makes a page say what the edits make of it, by touching only what differs. */
function rewrite(page: Y.Text, edits: readonly TextEdit[]): void {
  const text = page.toJSON()
  if (text.length !== page.length) return
  const next = applied(text, edits)
  if (next === text || next.length > TEXT_MAX) return
  const { start, before, after } = textDifference(text, next)
  page.delete(start, before - start)
  page.insert(start, next.slice(start, after))
}
