// What came and what went in a page, spot by spot.
import type * as Y from 'yjs'
import type { IdRange } from '../../yjs/id-ranges.ts'
import { textItemsOf, type TextItem } from '../../yjs/texts/text-items.ts'
import type { ChangeTracker } from './change-tracker.ts'
import type { TextChange } from './thing-change.ts'

/** From the page that stood before to the one that stands now; null: there is none. */
export function textChanges<By>(
  before: Y.Text | null,
  now: Y.Text | null,
  tracker: ChangeTracker<By>,
): readonly TextChange<By>[] {
  const spots = new TextSpots<By>()
  if (before !== null) for (const letters of textItemsOf(before)) spots.walk(letters, tracker, before === now)
  if (now !== null && now !== before)
    for (const letters of textItemsOf(now)) spots.walk(letters, tracker, true)
  return spots.changes
}

class TextSpots<By> {
  readonly changes: TextChange<By>[] = []
  /** How far into the text of before. */
  #at = 0

  /** Letters of a page that is another now count as deleted. */
  walk(letters: TextItem, tracker: ChangeTracker<By>, stays: boolean): void {
    const { said } = letters
    if (typeof said !== 'string') return
    const textOf = ({ clock, length }: IdRange): string =>
      said.slice(clock - letters.clock, clock - letters.clock + length)
    for (const part of tracker.partsOf(letters)) {
      if (part.fate === 'kept' && stays) this.#at += part.length
      else if (part.fate === 'added' && stays) this.#note({ in: textOf(part) }, part.by)
      else if (part.fate === 'deleted') {
        this.#note({ out: textOf(part) }, part.by)
        this.#at += part.length
      }
    }
  }

  #note(change: { readonly in?: string; readonly out?: string }, by: By): void {
    const last = this.changes.at(-1)
    if (last === undefined || last.by !== by || last.at + (last.out?.length ?? 0) < this.#at)
      return void this.changes.push({ at: this.#at, ...change, by })
    const [out, wrote] = [(last.out ?? '') + (change.out ?? ''), (last.in ?? '') + (change.in ?? '')]
    this.changes[this.changes.length - 1] = {
      at: last.at,
      ...(out === '' ? {} : { out }),
      ...(wrote === '' ? {} : { in: wrote }),
      by,
    }
  }
}
