// The state of a document, by its items, without encoding it.
import * as Y from 'yjs'
import { addRange, endOf, overlaps, without, type IdRange } from './id-ranges.ts'

/** False while an update waits in it for a missing one. */
export function isWhole({ store }: Y.Doc): boolean {
  return store.pendingStructs === null && store.pendingDs === null
}

/** Whether nothing was ever written in it. */
export const isEmpty = ({ store }: Y.Doc): boolean => store.clients.size === 0

/** Whether anything in it is of this client. */
export const hasClient = ({ store }: Y.Doc, client: number): boolean => store.clients.has(client)

/** Whether anything that was written in it is deleted. */
export const hasDeleted = ({ store }: Y.Doc): boolean =>
  [...store.clients.values()].some((structs) => structs.some(({ deleted }) => deleted))

/** The clients that wrote in a document. */
export const writersOf = ({ store }: Y.Doc): readonly number[] => [...store.clients.keys()]

/** The clock that the next item of a client must have. */
export const clockOf = ({ store }: Y.Doc, client: number): number => Y.getState(store, client)

/** How many items it has, those that were deleted or collected among them. */
export function countItems({ store }: Y.Doc): number {
  let items = 0
  for (const structs of store.clients.values()) items += structs.length
  return items
}

/** The same of each client. */
export function* itemsByClient({ store }: Y.Doc): Generator<readonly [client: number, items: number]> {
  for (const [client, structs] of store.clients) yield [client, structs.length]
}

/** How many items it has more once ranges of it are deleted, since items are cut in two. */
export function countCuts(doc: Y.Doc, ranges: readonly IdRange[]): number {
  let cuts = 0
  for (const { client, clock, length } of ranges) {
    const structs = doc.store.clients.get(client) ?? []
    for (const at of [clock, clock + length]) {
      if (at >= clockOf(doc, client)) continue
      const struct = structs[Y.findIndexSS(structs, at)]
      if (struct?.deleted === false && struct.id.clock < at) cuts += 1
    }
  }
  return cuts
}

/** Whether more than so many items, or elements of items, are beyond these clocks. */
export function hasMoreBeyond(
  { store }: Y.Doc,
  clocks: ReadonlyMap<number, number>,
  most: { readonly items: number; readonly elements: number },
): boolean {
  let items = 0
  let elements = 0
  for (const [client, structs] of store.clients) {
    const clock = clocks.get(client) ?? 0
    if (clock >= Y.getState(store, client)) continue
    for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
      elements += structs[at]?.length ?? 0
      if (++items > most.items || elements > most.elements) return true
    }
  }
  return false
}

/**
 * Adds the parts of a range, all of it in the document, that are not deleted there. Answers how many items it
 * looked at.
 */
export function addUndeleted({ store }: Y.Doc, range: IdRange, to: IdRange[]): number {
  const { client, clock } = range
  const end = endOf(range)
  const structs = store.clients.get(client) ?? []
  const first = Y.findIndexSS(structs, clock)
  let at = first
  for (; at < structs.length; at++) {
    const struct = structs[at]
    if (struct === undefined || struct.id.clock >= end) break
    if (struct.deleted) continue
    const from = Math.max(clock, struct.id.clock)
    addRange(to, { client, clock: from, length: Math.min(end, struct.id.clock + struct.length) - from })
  }
  return at - first
}

/** Whether another document has the ids of all items of this one. */
export function isIn({ store }: Y.Doc, other: Y.Doc): boolean {
  for (const client of store.clients.keys()) {
    if (Y.getState(store, client) > Y.getState(other.store, client)) return false
  }
  return true
}

/** Of these items those that one document shows and the other one has deleted. */
export function deletedBetween(one: Y.Doc, other: Y.Doc, items: readonly IdRange[]): readonly IdRange[] {
  return shownIn(one, items).flatMap((range) => {
    let gone: readonly IdRange[] = [range]
    for (const kept of shownIn(other, [range]))
      gone = gone.flatMap((part) =>
        overlaps(part, kept) ? without(part, kept.clock, kept.clock + kept.length) : [part],
      )
    return gone
  })
}

/** The parts of ranges that a document has and shows. */
export function shownIn(doc: Y.Doc, ranges: readonly IdRange[]): readonly IdRange[] {
  const shown: IdRange[] = []
  for (const { client, clock, length } of ranges) {
    const known = Math.min(length, clockOf(doc, client) - clock)
    if (known > 0) addUndeleted(doc, { client, clock, length: known }, shown)
  }
  return shown
}

/** A range without the parts that were deleted in a document. What the document never had is in it. */
export function withoutDeleted(doc: Y.Doc, range: IdRange): readonly IdRange[] {
  const { client, clock } = range
  const known = Math.max(0, Math.min(range.length, clockOf(doc, client) - clock))
  const left: IdRange[] = []
  if (known > 0) addUndeleted(doc, { client, clock, length: known }, left)
  if (known < range.length) left.push({ client, clock: clock + known, length: range.length - known })
  return left
}
