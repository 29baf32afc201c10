// Pages as programs see them: what is written, and over it what code wrote and is not stored yet. Pages of
// the scene are edited once in ten seconds at most, with all that was gathered meanwhile; anchors stand in
// live and show at once.
import type * as Y from 'yjs'
import type { TextEdit } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { writtenPageValues, type LivePageValue } from '../../world/live/live-page-values.ts'
import { pageValuesIn, isInsideLine, type PageValue } from '../../world/page-values.ts'
import { isCodeHeld } from '../../behavior/held-code.ts'
import { PAGE_VALUE_MAX, TEXT_MAX } from '../../world/limits.ts'
import { pageValuesOf } from '../../world/live/live-state.ts'
import { difference } from '../../world/edits/text-edits.ts'
import { pageOf, type View } from '../../world/view/world-view.ts'
import { createDueQueue } from './due-queue.ts'
import type { PendingWrites } from './pending-writes.ts'
import type { Things } from './play-things.ts'

/** A page of the scene is edited by code at most once in so many ms: its history is kept for ever. */
const PAGE_MS = 10_000
/**
 * So many edits are gathered one by one, past that as one that replaces the page: code may write ten seconds
 * long.
 */
const EDITS_MAX = 200
/** So many pages are remembered by their anchors: a scoreboard is shown again and again. */
const READ_MAX = 16

export interface Pages {
  /** A page as programs see it; null when there is none. */
  readonly text: (id: ArtifactId) => string | null
  /** What code showed in the anchors of a page, as far as it counts; null for nothing. */
  readonly pageValues: (id: ArtifactId) => Readonly<Record<string, string>> | null
  /** Edits a page for code; answers why it cannot be. */
  readonly edit: (id: ArtifactId, edit: TextEdit, now: number) => string | null
  /** Shows a value in an anchor; answers why it cannot be. */
  readonly show: (id: ArtifactId, name: string, value: string) => string | null
  /** Whether code came to a page with files and sleeps. */
  readonly isHeld: (id: ArtifactId) => boolean
  /** Takes note that pages are others now; answers those that people changed. */
  readonly changed: (ids: Iterable<ArtifactId>) => readonly ArtifactId[]
  /** Begins the edits that are due. */
  readonly step: (now: number) => void
  readonly next: () => number | null
  /** Begins all edits that wait, due or not; resolves when they are stored. */
  readonly finish: () => Promise<void>
  /** Forgets what code wrote and is not stored. */
  readonly clear: () => void
  /** Tells of every page that is another for programs, or whose anchors show something else. */
  readonly follow: (follower: (id: ArtifactId) => void) => void
}

interface Parts {
  readonly view: View
  readonly live: Y.Doc
  readonly things: Things
  readonly writes: PendingWrites
  readonly editPage: (id: ArtifactId, edit: (text: Y.Text) => void) => Promise<void>
  /** Why no page of the scene can be edited now; null while it can. */
  readonly whyNot: () => string | null
  readonly onFailed: (id: ArtifactId, error: unknown) => void
}

/** What code wrote into a page of the scene. */
interface Written {
  /** Being stored. */
  flying: readonly TextEdit[]
  /** To be stored next. */
  waiting: TextEdit[]
  /** When the page may be edited again, ms since 1970. */
  readyAt: number
  isDue: boolean
  /** What all this makes of a page, as long as that is the same. */
  shown: { readonly page: string; readonly text: string } | null
}

export function createPages(parts: Parts): Pages {
  const { view, live, things, writes, editPage, whyNot, onFailed } = parts
  let onChanged: (id: ArtifactId) => void = () => undefined
  const pages = new Map<ArtifactId, Written>()
  /** The pages as they were when last looked at, of those that code writes. */
  const seen = new Map<ArtifactId, string | null>()
  /** What was shown and is not in live yet: by artifact, name to value. */
  const shown = new Map<ArtifactId, Map<string, LivePageValue>>()
  /** The anchors of pages since those were changed; and what only code wrote on such a page. */
  const read = new Map<
    ArtifactId,
    { readonly made: string | null; readonly pageValues: ReadonlyMap<string, PageValue> }
  >()
  const dues = createDueQueue<ArtifactId>()
  const storing = new Set<Promise<void>>()

  function stored(id: ArtifactId): string | null {
    return things.newText(id) ?? pageOf(view, id)
  }

  function pageValueOf(id: ArtifactId, name: string): PageValue | null {
    if (view.artifact(id) === null) return null
    const made = things.newText(id)
    const known = read.get(id)
    if (known?.made === made) return known.pageValues.get(name) ?? null
    if (read.size >= READ_MAX) read.clear()
    const pageValues = new Map(pageValuesIn(stored(id) ?? '').map((anchor) => [anchor.name, anchor]))
    read.set(id, { made, pageValues })
    return pageValues.get(name) ?? null
  }

  function text(id: ArtifactId): string | null {
    const page = stored(id)
    const written = pages.get(id)
    if (page === null || written === undefined) return page
    if (written.shown?.page !== page) {
      written.shown = { page, text: applied(applied(page, written.flying), written.waiting) }
    }
    return written.shown.text
  }

  function schedule(id: ArtifactId, written: Written, now: number): void {
    if (written.isDue || written.flying.length > 0 || written.waiting.length === 0) return
    written.isDue = true
    dues.put(Math.max(now, written.readyAt), id)
  }

  function store(id: ArtifactId, written: Written, now: number): Promise<void> {
    written.flying = written.waiting
    written.waiting = []
    written.readyAt = now + PAGE_MS
    const { flying } = written
    seen.set(id, stored(id))
    const isOver = (failed: unknown): void => {
      // Whether the page has it by now or not: what is not stored must not be shown for ever.
      if (written.flying === flying) written.flying = []
      written.shown = null
      if (pages.get(id) !== written) return
      if (failed !== null) onFailed(id, failed)
      onChanged(id)
      schedule(id, written, now)
    }
    const done = editPage(id, (page) => rewrite(page, flying)).then(
      () => isOver(null),
      (error: unknown) => isOver(error),
    )
    storing.add(done)
    return done.finally(() => storing.delete(done))
  }

  return {
    text,
    isHeld: (id) => isCodeHeld(view.scene, id),
    pageValues(id) {
      const page = stored(id)
      if (page === null) return null
      const written = new Map(pageValuesOf(live, id))
      for (const [name, anchor] of shown.get(id) ?? []) written.set(name, anchor)
      return writtenPageValues(page, written)
    },
    edit(id, edit, now) {
      const before = text(id)
      if (before === null) return 'That thing has no page.'
      const lines = before.split('\n').length
      if (edit.type !== 'write' && (edit.line < 1 || edit.line > lines + (edit.type === 'insert' ? 1 : 0))) {
        return `The page has ${lines} lines; there is no line ${edit.line}.`
      }
      const after = applied(before, [edit])
      if (after.length > TEXT_MAX) return `A page can have at most ${TEXT_MAX} characters.`
      if (after === before) return null
      if (things.isOnlyLive(id)) {
        things.rewrite(id, after)
        onChanged(id)
        return null
      }
      const why = whyNot()
      if (why !== null) return why
      const written = pages.get(id) ?? { flying: [], waiting: [], readyAt: now, isDue: false, shown: null }
      pages.set(id, written)
      written.waiting = gathered(written.waiting, edit, after)
      written.shown = { page: stored(id) ?? '', text: after }
      schedule(id, written, now)
      onChanged(id)
      return null
    },
    show(id, name, value) {
      const anchor = pageValueOf(id, name)
      if (anchor === null) return whyNoPageValue(pageOf(view, id), name)
      const line = value.toWellFormed().slice(0, PAGE_VALUE_MAX).replace(/\s+/gu, ' ').trim()
      const inner = shown.get(id) ?? new Map<string, LivePageValue>()
      shown.set(id, inner.set(name, { value: line, over: anchor.value }))
      // All of a page at once: finding its anchors costs as much as the page is long.
      writes.put(`anchors ${id}`, (writer) => {
        const values = [...(shown.get(id) ?? [])].map(([anchor, { value }]) => [anchor, value] as const)
        shown.delete(id)
        writer.setPageValues(id, new Map(values))
      })
      onChanged(id)
      return null
    },
    changed(ids) {
      const byPeople: ArtifactId[] = []
      for (const id of ids) {
        things.settleText(id)
        onChanged(id)
        read.delete(id)
        const written = pages.get(id)
        const before = seen.get(id)
        seen.delete(id)
        if (written !== undefined && written.flying.length > 0) {
          const page = pageOf(view, id)
          seen.set(id, page)
          if (before !== undefined && before !== null && page === applied(before, written.flying)) {
            written.flying = []
            written.shown = null
            continue
          }
        }
        byPeople.push(id)
      }
      return byPeople
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
        if (written.waiting.length > 0 && written.flying.length === 0) void store(id, written, 0)
      }
      await Promise.all(storing)
    },
    clear() {
      pages.clear()
      seen.clear()
      shown.clear()
      read.clear()
    },
    follow: (follower) => void (onChanged = follower),
  }
}

/** Edits to come, with one more: what it replaces is left out. */
function gathered(waiting: readonly TextEdit[], edit: TextEdit, after: string): TextEdit[] {
  if (edit.type === 'write') return [edit]
  if (waiting.length >= EDITS_MAX) return [{ type: 'write', words: after }]
  const last = waiting.at(-1)
  const isAgain = edit.type === 'replace' && last?.type === 'replace' && last.line === edit.line
  return isAgain && !last.words.includes('\n') ? [...waiting.slice(0, -1), edit] : [...waiting, edit]
}

/** A page after edits. Lines that are not there (any more) stay away. */
function applied(page: string, edits: readonly TextEdit[]): string {
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
  const { start, before, after } = difference(text, next)
  page.delete(start, before - start)
  page.insert(start, next.slice(start, after))
}

function whyNoPageValue(page: string | null, name: string): string {
  if (page !== null && isInsideLine(page, name))
    return `“#${name}” is in the middle of a line. An anchor has to be at the start of its line.`
  return `The page has no line “#${name}”.`
}
