// Pages as programs see them: the stored text, and over it edits of code that are not stored yet. A page of
// the scene is edited once in ten seconds at most, with all edits that came meanwhile. Anchors stand in live
// and show at once.
import type * as Y from 'yjs'
import type { TextEdit } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { writtenPageValues, type LivePageValue } from '../../world/live/live-page-values.ts'
import { pageValuesIn, isInsideLine, type PageValue } from '../../world/page-values.ts'
import { isCodeHeld } from '../../behavior/held-code.ts'
import { PAGE_VALUE_MAX, TEXT_MAX } from '../../world/limits.ts'
import { pageValuesOf } from '../../world/live/live-state.ts'
import { visitorOf, type ProgramVisitor } from '../../world/live/taken-from.ts'
import { pageOf, type View } from '../../world/view/world-view.ts'
import { applied, createPageEdits } from './page-edits.ts'
import type { PendingWrites } from './pending-writes.ts'
import type { Things } from './play-things.ts'

/** How many pages are remembered by their anchors: a scoreboard is shown again and again. */
const READ_MAX = 16

export interface PlayPages {
  /** A page as programs see it; null when there is none. */
  readonly text: (id: ArtifactId) => string | null
  /** The values that code showed in the anchors of a page, as far as they count; null for none. */
  readonly pageValues: (id: ArtifactId) => Readonly<Record<string, string>> | null
  /** Edits a page for the program of an artifact; answers why it cannot be. */
  readonly edit: (id: ArtifactId, edit: TextEdit, by: ArtifactId, now: number) => string | null
  /** Shows a value in an anchor; answers why it cannot be. */
  readonly show: (id: ArtifactId, name: string, value: string) => string | null
  /** Why a page has no such anchor; null: it has it. */
  readonly whyNotShown: (id: ArtifactId, name: string) => string | null
  /**
   * The visitor with whose programs that of a page counts: they brought it, or their program wrote here last,
   * before people did. Null: it counts with the world's.
   */
  readonly visitor: (id: ArtifactId) => ProgramVisitor | null
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

interface PlayPagesParts {
  readonly view: View
  readonly live: Y.Doc
  readonly things: Things
  readonly writes: PendingWrites
  readonly editPage: (id: ArtifactId, edit: (text: Y.Text) => void, by: ArtifactId) => Promise<void>
  /** Why no page of the scene can be edited now; null while it can. */
  readonly whyNot: () => string | null
  readonly onFailed: (id: ArtifactId, error: unknown) => void
}

export function createPages(parts: PlayPagesParts): PlayPages {
  const { view, live, things, writes, whyNot } = parts
  let onChanged: (id: ArtifactId) => void = () => undefined
  /** Shown values that are not in live yet: by artifact, from name to value. */
  const shown = new Map<ArtifactId, Map<string, LivePageValue>>()
  /** The anchors of pages since those were changed; and what only code wrote on such a page. */
  const read = new Map<
    ArtifactId,
    { readonly made: string | null; readonly pageValues: ReadonlyMap<string, PageValue> }
  >()

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

  /** Whose programs wrote on a page since this world is played. */
  const writers = new Map<ArtifactId, ProgramVisitor>()

  const visitor = (id: ArtifactId): ProgramVisitor | null =>
    writers.get(id) ?? visitorOf(view.scene, live, id)

  const edits = createPageEdits({ ...parts, stored, onChanged: (id) => onChanged(id) })
  const { text } = edits

  return {
    text,
    visitor,
    isHeld: (id) => isCodeHeld(view.scene, id),
    pageValues(id) {
      const page = stored(id)
      if (page === null) return null
      const written = new Map(pageValuesOf(live, id))
      for (const [name, anchor] of shown.get(id) ?? []) written.set(name, anchor)
      return writtenPageValues(page, written)
    },
    edit(id, edit, by, now) {
      const before = text(id)
      if (before === null) return 'That thing has no page.'
      const lines = before.split('\n').length
      if (edit.type !== 'write' && (edit.line < 1 || edit.line > lines + (edit.type === 'insert' ? 1 : 0))) {
        return `The page has ${lines} lines; there is no line ${edit.line}.`
      }
      const after = applied(before, [edit])
      if (after.length > TEXT_MAX) return `A page can have at most ${TEXT_MAX} characters.`
      if (after === before) return null
      const isLive = things.isOnlyLive(id)
      const why = isLive ? null : whyNot()
      if (why !== null) return why
      const writer = visitor(by)
      if (writer !== null) writers.set(id, writer)
      if (isLive) things.rewrite(id, after)
      else edits.add(id, { ...edit, by }, after, now)
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
    whyNotShown: (id, name) =>
      pageValueOf(id, name) === null ? whyNoPageValue(pageOf(view, id), name) : null,
    changed(ids) {
      const byPeople: ArtifactId[] = []
      for (const id of ids) {
        things.settleText(id)
        onChanged(id)
        read.delete(id)
        if (edits.hasArrived(id)) continue
        writers.delete(id)
        byPeople.push(id)
      }
      return byPeople
    },
    step: edits.step,
    next: edits.next,
    finish: edits.finish,
    clear() {
      edits.clear()
      shown.clear()
      read.clear()
      writers.clear()
    },
    follow: (follower) => void (onChanged = follower),
  }
}

function whyNoPageValue(page: string | null, name: string): string {
  if (page !== null && isInsideLine(page, name))
    return `“#${name}” is in the middle of a line. An anchor has to be at the start of its line.`
  return `The page has no line “#${name}”.`
}
