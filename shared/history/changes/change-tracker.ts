// What rows did to a scene since a moment: who added and who deleted each item, and which things they
// touched. The scene must keep what is deleted from that moment on (`gc` false); what was collected before
// may be gone.
import type * as Y from 'yjs'
import type { AuthorId } from '../../world/author.ts'
import { IdMap } from '../../yjs/id-map.ts'
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { addedBy, everyDeletedBy, rangesAddedBy } from '../../yjs/transaction-items.ts'
import { applyRow } from '../rows/summaries.ts'
import type { ThingId } from '../rows/row-summary.ts'
import { thingOf } from '../rows/thing-of-item.ts'

/** What became of a part of an item: `gone` was not there before and is not now, or was gone before. */
type Fate<By> = IdRange &
  ({ readonly fate: 'kept' | 'gone' } | { readonly fate: 'added' | 'deleted'; readonly by: By })

export class ChangeTracker<By = AuthorId> {
  readonly scene: Y.Doc
  /** In the order in which they were touched first. */
  readonly touched = new Set<ThingId>()
  readonly #added = new IdMap<By>()
  readonly #deleted = new IdMap<By>()

  /** Begins with a scene as it is. */
  constructor(scene: Y.Doc) {
    if (scene.gc) throw new TypeError('changes are read from a scene that collects nothing')
    this.scene = scene
  }

  /** Applies the next row. */
  apply(row: Uint8Array, author: By): void {
    applyRow(this.scene, row, (transaction) => this.#note(transaction, () => author, author))
  }

  /** Applies what many wrote: a client is the author of what it adds, and `deleter` of all deletions. */
  applyMany(update: Uint8Array, adderOf: (client: number) => By, deleter: By): void {
    applyRow(this.scene, update, (transaction) => this.#note(transaction, adderOf, deleter))
  }

  /** These count as deleted by somebody, whoever deletes them. */
  claimDeleted(ranges: readonly IdRange[], author: By): void {
    for (const range of ranges) this.#deleted.add(range, author)
  }

  /** Notes what an edit of the scene does. */
  watch<Answer>(author: By, edit: () => Answer): Answer {
    const note = (transaction: Y.Transaction): void => this.#note(transaction, () => author, author)
    this.scene.on('afterTransaction', note)
    try {
      return edit()
    } finally {
      this.scene.off('afterTransaction', note)
    }
  }

  #note(transaction: Y.Transaction, adderOf: (client: number) => By, deleter: By): void {
    for (const range of rangesAddedBy(transaction)) this.#added.add(range, adderOf(range.client))
    for (const item of addedBy(transaction)) this.#touch(thingOf(this.scene, item))
    for (const item of everyDeletedBy(transaction)) {
      const { client, clock } = item.id
      this.#deleted.add({ client, clock, length: item.length }, deleter)
      this.#touch(thingOf(this.scene, item))
    }
  }

  *partsOf(item: IdRange & { readonly isDeleted: boolean }): Iterable<Fate<By>> {
    if (item.isDeleted) {
      for (const { value: by, ...part } of this.#deleted.parts(item)) yield* this.#deletedParts(part, by)
      return
    }
    for (const { value: by, ...part } of this.#added.parts(item)) {
      yield by === null ? { ...part, fate: 'kept' } : { ...part, fate: 'added', by }
    }
  }

  /** Whether an item stood at the beginning. */
  stoodBefore(item: ItemId & { readonly isDeleted: boolean }): boolean {
    return this.#added.at(item) === null && (!item.isDeleted || this.#deleted.at(item) !== null)
  }

  /** Who added an item since; null: nobody, it was there. */
  adderOf(item: ItemId): By | null {
    return this.#added.at(item)
  }

  deleterOf(item: ItemId): By | null {
    return this.#deleted.at(item)
  }

  *#deletedParts(range: IdRange, by: By | null): Iterable<Fate<By>> {
    if (by === null) {
      yield { ...range, fate: 'gone' }
      return
    }
    for (const { value: adder, ...part } of this.#added.parts(range)) {
      yield adder === null ? { ...part, fate: 'deleted', by } : { ...part, fate: 'gone' }
    }
  }

  #touch(thing: ThingId | null): void {
    if (thing !== null) this.touched.add(thing)
  }
}
