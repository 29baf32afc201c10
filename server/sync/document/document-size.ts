// How much is in a document, by more than its bytes: its items, their weight, and the work of applying all of
// it; and why no more can be added.
import type * as Y from 'yjs'
import { DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX, SHARED_PART } from '../../../shared/world/limits.ts'
import { countItems } from '../../../shared/yjs/document-state.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import type { UpdateReading } from '../../../shared/yjs/update-reader.ts'
import { CONFLICTS_MAX } from '../../../shared/yjs/work-steps.ts'
import { LIGHT_PARTS } from '../validation/work-bounds.ts'

export const TOO_MUCH_WORK =
  'This change collides with too many others in one place, or deletes too much at once. Make it in smaller steps, or somewhere else.'
export const MAKE_ROOM = 'Its owner can make room, in the sharing panel: deleted things do not count then.'
const FULL_OF_BYTES = `This world is full: it holds ${DOCUMENT_BYTES_MAX / 1024 / 1024} MB. Continue in another one.`
const FULL_OF_ITEMS = `This world is full: it holds ${DOCUMENT_ITEMS_MAX} pieces, including deleted ones. ${MAKE_ROOM}`
const LEFT_TO_OWNER =
  'This world is nearly full: what is left is kept for its owner, who can make room, in the sharing panel. Continue in a world of your own.'
const SPOTS_LEFT_TO_OWNER =
  'Too much in this world was written in the same places: what is left is kept for its owner. Write somewhere else in it.'

/** Up to so many items and bytes a state is encoded for each reader: some 20 ms. */
const SHARED_ITEMS = 20_000
/** One deletion cuts so many items in two at most. */
export const CUTS_MAX = 2
export const SHARED_BYTES = 1024 * 1024

/** How much somebody would add to a document. */
export interface AddedAmount {
  /** In items; those that it cuts in two count for who does not own the world. */
  readonly weight: number
  readonly bytes: number
  /** Steps beyond those of its structs. */
  readonly conflicts: number
}

export class Measure {
  /** Size of the state in bytes: exact after a snapshot, from then on the sum of all additions. */
  bytes = 0
  /** Steps that all in it takes beyond what its structs take. */
  conflicts = 0
  /** The most items that it can have, and their weight beyond that. */
  items = 0
  #extra = 0
  /** From so many on, items are counted again: those that follow each other become one. */
  #recountAt = LIGHT_PARTS

  /** Takes what a trial found. */
  set({ items, extra, conflicts }: Record<'items' | 'extra' | 'conflicts', number>): void {
    this.#extra = extra
    this.conflicts = conflicts
    this.#recounted(items)
  }

  add({ sections }: UpdateReading): void {
    for (const { count, weight } of sections) {
      this.items += count
      this.#extra += weight - count
    }
  }

  /** Deletions are on their way; each may cut two items. */
  addCuts(deleted: readonly IdRange[]): void {
    this.items += CUTS_MAX * deleted.length
  }

  get isRecountDue(): boolean {
    return this.items > this.#recountAt
  }

  /** Counts the items of the document as it is built, beside so many on their way. */
  recount(doc: Y.Doc, coming: number): void {
    this.#recounted(coming + countItems(doc))
  }

  /** Whatever cuts an item in two adds one that only counting finds: near the end it is counted often. */
  #recounted(items: number): void {
    this.items = items
    const most = Math.min(items / 8, (SHARED_PART * DOCUMENT_ITEMS_MAX - items) / 4)
    this.#recountAt = items + Math.max(LIGHT_PARTS, most)
  }

  /** It is so small that nothing in it can take long, with so much on its way. */
  isLight(coming: number): boolean {
    return this.items + coming <= LIGHT_PARTS && this.#extra <= LIGHT_PARTS && this.bytes <= SHARED_BYTES
  }

  /** Encoding it for each reader takes too long, and holds too much. */
  get isLarge(): boolean {
    return this.items > SHARED_ITEMS || this.bytes > SHARED_BYTES
  }

  /** The same once these are added. */
  becomesLarge(updates: readonly UpdateReading[]): boolean {
    const sections = updates.flatMap((update) => update.sections)
    const items = sections.reduce((sum, { count }) => sum + count, this.items)
    const bytes = updates.reduce((sum, { bytes: { length } }) => sum + length, this.bytes)
    return items > SHARED_ITEMS || bytes > SHARED_BYTES
  }

  /** Its items, with so much more, are more than these, as far as they were counted. */
  isOver(weight: number, most: number): boolean {
    return this.items + this.#extra + weight > most
  }

  /** Why nothing of this can be added, in plain words; null where it can. */
  whyFull({ weight, conflicts }: AddedAmount): string | null {
    if (conflicts > 0 && this.conflicts + conflicts > CONFLICTS_MAX) return TOO_MUCH_WORK
    // An update that only deletes makes room.
    if (weight === 0) return null
    if (this.bytes > DOCUMENT_BYTES_MAX) return FULL_OF_BYTES
    return this.isOver(weight, DOCUMENT_ITEMS_MAX) ? FULL_OF_ITEMS : null
  }

  /** The same of who does not own the world: the rest of each bound is kept for the owner. */
  whyLeftToOwner({ weight, bytes, conflicts }: AddedAmount): string | null {
    if (conflicts > 0 && this.conflicts + conflicts > SHARED_PART * CONFLICTS_MAX) return SPOTS_LEFT_TO_OWNER
    if (weight === 0) return null
    const isLeft =
      this.bytes + bytes > SHARED_PART * DOCUMENT_BYTES_MAX ||
      this.isOver(weight, SHARED_PART * DOCUMENT_ITEMS_MAX)
    return isLeft ? LEFT_TO_OWNER : null
  }
}
