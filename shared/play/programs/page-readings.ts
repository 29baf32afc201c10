// Reads the pages of a world that has to know them: some at a time, and a large one piece by piece, after the
// changes, so that nobody waits for it.
import type { ArtifactId } from '../../world/address.ts'
import { readingIn, writtenLength } from '../../world/live/page-text.ts'
import type { View } from '../../world/view/world-view.ts'
import { TextReading } from '../../yjs/texts/text-reading.ts'
import { createDueQueue } from '../documents/due-queue.ts'

/** Work of reading in one go: some milliseconds. A step is looking at one item of a text. */
const STEPS_AT_ONCE = 20_000
/**
 * A page of more characters is read so many ms after a change, with all changes that came meanwhile: a merge
 * changes it in dozens of parts. If it changes again while it is read, it is read anew after as long, and at
 * last in one go.
 */
const LARGE_CHARS = 20_000
const LARGE_MS = 250
const AT_LAST_MS = 5_000

interface PageReadings {
  /** A page that nobody knows yet is to be read. */
  readonly begin: (id: ArtifactId) => void
  /** A page was changed; what changed of its code counts at `dueAt`, in ms since 1970. */
  readonly change: (id: ArtifactId, dueAt: number) => void
  /** Reads some of what is to be read. */
  readonly readSome: () => void
  readonly isToBeRead: (id: ArtifactId) => boolean
  /** Whether there is a page that nobody knows yet. */
  readonly isBeginning: () => boolean
  /** When there is something to read; null when there is nothing. */
  readonly next: () => number | null
  readonly forget: (id: ArtifactId) => void
  readonly clear: () => void
}

/** A page that is to be read, as it is then. */
interface WantedPage {
  /** As in `change`; null: nobody knows it yet. */
  readonly dueAt: number | null
  /** When a large page was changed that could not be read since; null: it can be read at once. */
  readonly since: number | null
}

interface PageInHand extends WantedPage {
  readonly id: ArtifactId
  readonly reading: TextReading
}

interface PageReadingsParts {
  readonly view: View
  readonly now: () => number
  readonly onRead: (id: ArtifactId, page: string, dueAt: number | null) => void
}

export function createPageReadings({ view, now, onRead }: PageReadingsParts): PageReadings {
  const wanted = new Map<ArtifactId, WantedPage>()
  /** Large pages that are read later. */
  const putOff = new Map<ArtifactId, WantedPage>()
  const looks = createDueQueue<ArtifactId>()
  let inHand: PageInHand | null = null

  function putDown(): void {
    inHand?.reading.stop()
    inHand = null
  }

  function readLater(id: ArtifactId, { dueAt, since }: WantedPage): void {
    if (!putOff.has(id)) looks.put(now() + LARGE_MS, id)
    putOff.set(id, { dueAt, since: since ?? now() })
  }

  /** It is not to be read any more; answers how it was to be. */
  function take(id: ArtifactId): WantedPage | null {
    const before = wanted.get(id) ?? putOff.get(id) ?? (inHand?.id === id ? inHand : null)
    wanted.delete(id)
    if (inHand?.id === id) putDown()
    return before
  }

  function nextPage(): PageInHand | null {
    for (const [id, page] of wanted) {
      wanted.delete(id)
      const isHere = view.artifact(id) !== null
      return { ...page, id, reading: isHere ? readingIn(view.scene, view.live, id) : new TextReading('', 0) }
    }
    return null
  }

  return {
    begin: (id) => void wanted.set(id, { dueAt: null, since: null }),
    change(id, dueAt) {
      const before = take(id)
      const page = { dueAt: before?.dueAt === null ? null : dueAt, since: before?.since ?? null }
      if (writtenLength(view.scene, id) > LARGE_CHARS) return readLater(id, page)
      putOff.delete(id)
      wanted.set(id, { ...page, since: null })
    },
    readSome() {
      for (let due = looks.take(now()); due !== null; due = looks.take(now())) {
        const page = putOff.get(due.item)
        if (page !== undefined) wanted.set(due.item, page)
        putOff.delete(due.item)
      }
      for (let left = STEPS_AT_ONCE; left > 0;) {
        inHand ??= nextPage()
        if (inHand === null) return
        const { id, dueAt, since, reading } = inHand
        const isAtLast = since !== null && now() - since > AT_LAST_MS
        const spare = reading.readOn(isAtLast ? Infinity : left)
        left = isAtLast ? 0 : spare
        if (reading.whole === null && !reading.isStale) return
        putDown()
        if (reading.whole === null) readLater(id, { dueAt, since })
        else onRead(id, reading.whole, dueAt)
      }
    },
    isToBeRead: (id) => wanted.has(id) || putOff.has(id) || inHand?.id === id,
    isBeginning: () =>
      inHand?.dueAt === null || [...wanted.values(), ...putOff.values()].some(({ dueAt }) => dueAt === null),
    next: () => (wanted.size > 0 || inHand !== null ? 0 : looks.next()),
    forget(id) {
      take(id)
      putOff.delete(id)
    },
    clear() {
      wanted.clear()
      putOff.clear()
      putDown()
    },
  }
}
