// Writes changes anew, under one client id: one update for each author and time, in an order in which each
// rests on those before it. Nothing that was deleted or left out is in the bytes.
import type { IdRange, ItemId } from '../../yjs/id-ranges.ts'
import { copiedContent, encodeSection, type NewItem } from '../../yjs/tree/new-items.ts'
import { writeUpdate, type SectionBytes } from '../../yjs/update-writer.ts'
import type { AuthoredRow, AuthoredUpdate, NewName, RowAuthor, WrittenDifference } from './merge-types.ts'
import { NO_ROW, RowAuthors, type RowNumber } from './row-authors.ts'
import { type ListPiece, piecesOf } from './list-pieces.ts'
import type { Container, GonePart, ListChange, NewPart, SceneChanges, KeyChange } from './scene-changes.ts'

/** More rows than this are joined where one author goes on within the gap. */
const ROWS_MAX = 1_000
const GAP_MS = 120_000
/** How many items, or deletions, are a part of a large update: applying them takes some milliseconds. */
const PART_ITEMS = 250

type Write =
  | { readonly is: 'value'; readonly row: RowNumber; readonly change: KeyChange }
  | { readonly is: 'piece'; readonly row: RowNumber; readonly piece: ListPiece; readonly list: ListChange }
  | { readonly is: 'gone'; readonly row: RowNumber; readonly target: IdRange }

export function writeChanges<By extends RowAuthor>(
  changes: SceneChanges,
  rows: readonly AuthoredRow<By>[],
  first: ItemId,
): WrittenDifference<By> {
  const writes = new WriteOrder(changes, new RowAuthors(rows)).writes()
  const writer = new ChangeWriter(first)
  const updates: AuthoredUpdate<By>[] = []
  for (const { by, group } of groupsOf(writes, rows)) updates.push({ ...writer.encode(group), by })
  return { updates, names: writer.names }
}

/** All that is to be written, each with the row that it comes from. */
class WriteOrder {
  readonly #changes: SceneChanges
  readonly #authors: RowAuthors
  readonly #listOf = new Map<NewPart, ListChange>()
  readonly #rows = new Map<KeyChange | NewPart, RowNumber>()

  constructor(changes: SceneChanges, authors: RowAuthors) {
    this.#changes = changes
    this.#authors = authors
    for (const list of changes.lists) {
      for (const part of list.parts) if (part.is === 'new') this.#listOf.set(part, list)
    }
  }

  writes(): readonly Write[] {
    const writes: Write[] = []
    for (const change of this.#changes.values) writes.push({ is: 'value', row: this.#rowOf(change), change })
    for (const list of this.#changes.lists) {
      const earliest = this.#rowOfContainer(list.container)
      for (const piece of piecesOf(list.parts, this.#authors, earliest))
        writes.push({ is: 'piece', row: piece.row, piece, list })
      for (const part of list.parts) if (part.is === 'gone') writes.push(...this.#deletions(part))
    }
    return writes.toSorted((a, b) => a.row - b.row)
  }

  *#deletions({ source, target }: GonePart): Iterable<Write> {
    for (const part of this.#authors.deleted({ ...source, length: target.length })) {
      const clock = target.clock + part.clock - source.clock
      yield { is: 'gone', row: part.row, target: { client: target.client, clock, length: part.length } }
    }
  }

  /** What stands in a type is not written before that. */
  #rowOf(made: KeyChange | NewPart): RowNumber {
    const known = this.#rows.get(made)
    if (known !== undefined) return known
    const isPart = 'is' in made
    const list = isPart ? this.#listOf.get(made) : undefined
    const own = isPart
      ? this.#authors.whoAdded(made.from)
      : made.wrote === null
        ? this.#authors.whoDeleted(made.source)
        : this.#authors.whoAdded(made.source)
    const container = isPart ? list?.container : made.container
    const row = Math.max(own, container === undefined ? NO_ROW : this.#rowOfContainer(container))
    this.#rows.set(made, row)
    return row
  }

  #rowOfContainer(container: Container): RowNumber {
    return container.at === 'made' ? this.#rowOf(container.by) : NO_ROW
  }
}

interface WriteGroup<By> {
  readonly by: By | null
  readonly group: readonly Write[]
}

function groupsOf<By extends RowAuthor>(
  writes: readonly Write[],
  rows: readonly AuthoredRow<By>[],
): readonly WriteGroup<By>[] {
  const byRow = [...Map.groupBy(writes, ({ row }) => row)]
  const gapMs = byRow.length > ROWS_MAX ? GAP_MS : 0
  const groups: { by: By | null; group: Write[]; endsAt: number }[] = []
  for (const [row, group] of byRow) {
    const by = rows[row]?.by ?? null
    const last = groups.at(-1)
    const goesOn = by !== null && last?.by?.author === by.author
    if (goesOn && isNear(by.writtenAt - last.endsAt, gapMs)) {
      for (const write of group) last.group.push(write)
      last.endsAt = by.writtenAt
    } else groups.push({ by, group, endsAt: by?.writtenAt ?? 0 })
  }
  return groups
}

/** Written at the same time or within the gap after that, and not before it. */
const isNear = (sinceMs: number, gapMs: number): boolean => sinceMs >= 0 && sinceMs <= gapMs

type EncodedChanges = Pick<AuthoredUpdate<RowAuthor>, 'update' | 'parts'>

/** Gives each new item its id, in order, and encodes it. */
class ChangeWriter {
  readonly names: NewName[] = []
  readonly #client: number
  #clock: number
  readonly #made = new Map<KeyChange | NewPart, ItemId>()

  constructor({ client, clock }: ItemId) {
    this.#client = client
    this.#clock = clock
  }

  encode(writes: readonly Write[]): EncodedChanges {
    const sections: SectionBytes[] = []
    const deleted: IdRange[] = []
    let start = this.#clock
    let items: NewItem[] = []
    const close = (): void => {
      if (items.length > 0) sections.push(encodeSection(this.#client, start, items))
      start = this.#clock
      items = []
    }
    for (const write of writes) {
      if (write.is === 'gone') deleted.push(write.target)
      else if (write.is === 'piece') items.push(this.#piece(write.piece, write.list))
      else if (write.change.wrote !== null) items.push(this.#value(write.change, write.change.wrote))
      else if (write.change.behind !== null) deleted.push({ ...write.change.behind, length: 1 })
      if (items.length === PART_ITEMS) close()
    }
    close()
    const update = writeUpdate(sections, deleted)
    if (sections.length < 2 && deleted.length <= PART_ITEMS) return { update }
    const parts = sections.map((section) => writeUpdate([section], []))
    for (let at = 0; at < deleted.length; at += PART_ITEMS)
      parts.push(writeUpdate([], deleted.slice(at, at + PART_ITEMS)))
    return { update, parts }
  }

  #value(change: KeyChange, wrote: NonNullable<KeyChange['wrote']>): NewItem {
    const { container, key, behind } = change
    const id = this.#next(1)
    this.#made.set(change, id)
    const { client, clock } = wrote.lastId
    this.names.push({ from: { client, clock, length: 1 }, to: id })
    const content = copiedContent(wrote, wrote.length - 1, 1)
    return { left: behind, right: null, parent: this.#parent(container), key, content }
  }

  #piece(piece: ListPiece, list: ListChange): NewItem {
    const id = this.#next(piece.length)
    piece.clock = id.clock
    let { clock } = id
    for (const { part, from } of piece.sources) {
      if (part.copies === undefined) this.names.push({ from, to: { client: this.#client, clock } })
      if (clock === id.clock) this.#made.set(part, id)
      clock += from.length
    }
    const left = piece.left && this.#lastOf(piece.left)
    const right = piece.right && this.#firstOf(piece.right)
    return { left, right, parent: this.#parent(list.container), key: null, content: piece.content }
  }

  #next(length: number): ItemId {
    const id = { client: this.#client, clock: this.#clock }
    this.#clock += length
    return id
  }

  #parent(container: Container): string | ItemId {
    if (container.at === 'root') return container.name
    if (container.at === 'item') return container.id
    const id = this.#made.get(container.by)
    if (id === undefined) throw new Error('a type is written before what is in it')
    return id
  }

  #firstOf(neighbour: NonNullable<ListPiece['right']>): ItemId {
    return neighbour.is === 'anchor' ? neighbour.first : { client: this.#client, clock: neighbour.clock }
  }

  #lastOf(neighbour: NonNullable<ListPiece['left']>): ItemId {
    if (neighbour.is === 'anchor') return neighbour.last
    return { client: this.#client, clock: neighbour.clock + neighbour.length - 1 }
  }
}
