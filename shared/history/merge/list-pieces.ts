// The new letters of a list as the items that they become, and between which others each is written. A piece
// of an earlier row is written as if those of later rows were not there, as its author did it.
import type { IdRange } from '../../yjs/id-ranges.ts'
import { copiedContent, type ItemContent, stringOf, textContent } from '../../yjs/tree/new-items.ts'
import type { RowAuthors, RowNumber } from './row-authors.ts'
import { type AnchorPart, betweenAfter, type ListPart, type NewPart } from './scene-changes.ts'

export interface ListPiece {
  readonly is: 'piece'
  readonly row: RowNumber
  content: ItemContent
  length: number
  /** The parts of the draft's items that it is made of. */
  readonly sources: { readonly part: NewPart; readonly from: IdRange }[]
  left: AnchorPart | ListPiece | null
  right: AnchorPart | ListPiece | null
  /** Set once it is written. */
  clock: number
}

/** Pieces of rows before `earliest` count as of that row: the list is made in it. */
export function piecesOf(
  parts: readonly ListPart[],
  authors: RowAuthors,
  earliest: RowNumber,
): readonly ListPiece[] {
  const order: (AnchorPart | ListPiece)[] = []
  const fixed = new Map<ListPiece, NonNullable<NewPart['between']>>()
  for (const part of parts) {
    if (part.is === 'anchor') order.push(part)
    if (part.is !== 'new') continue
    for (const { row, ...from } of authors.added(part.from)) {
      const piece = pieceOf(part, from, Math.max(row, earliest))
      const last = order.at(-1)
      if (part.between !== null) {
        fixed.set(piece, betweenAfter(part.between, from.clock - part.from.clock))
        order.push(piece)
      } else if (last?.is !== 'piece' || fixed.has(last) || !isJoined(last, piece)) order.push(piece)
    }
  }
  findNeighbours(order)
  for (const [piece, { left, right }] of fixed) {
    piece.left = left && { is: 'anchor', first: left, last: left }
    piece.right = { is: 'anchor', first: right, last: right }
  }
  return order.filter((one) => one.is === 'piece')
}

function pieceOf(part: NewPart, from: IdRange, row: RowNumber): ListPiece {
  const content =
    part.copies?.text == null
      ? copiedContent(part.item, from.clock - part.item.id.clock, from.length)
      : textContent(part.copies.text)
  const { length } = from
  return { is: 'piece', row, content, length, sources: [{ part, from }], left: null, right: null, clock: 0 }
}

/** Joins text that goes on behind another text of the same row: it becomes one item. */
function isJoined(last: ListPiece, next: ListPiece): boolean {
  const [one, other] = [stringOf(last.content), stringOf(next.content)]
  if (one === null || other === null || last.row !== next.row) return false
  last.content = textContent(one + other)
  last.length += next.length
  last.sources.push(...next.sources)
  return true
}

/**
 * The neighbours of each piece: to the left the nearest that is there already or is written just before it,
 * to the right the nearest that is there already.
 */
function findNeighbours(order: readonly (AnchorPart | ListPiece)[]): void {
  const open: (AnchorPart | ListPiece)[] = []
  for (const one of order) {
    while (open.length > 0 && rowOf(open.at(-1)) > rowOf(one)) open.pop()
    if (one.is === 'piece') one.left = open.at(-1) ?? null
    open.push(one)
  }
  open.length = 0
  for (const one of order.toReversed()) {
    while (open.length > 0 && rowOf(open.at(-1)) >= rowOf(one)) open.pop()
    if (one.is === 'piece') one.right = open.at(-1) ?? null
    open.push(one)
  }
}

const rowOf = (one: AnchorPart | ListPiece | undefined): number => (one?.is === 'piece' ? one.row : -Infinity)
