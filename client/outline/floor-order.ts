// The order of a floor's lines: the things above the first heading of its page, then each heading with the
// things under it. The same for the whole outline and for a narrowed one.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Host } from '../../shared/world/place.ts'
import type { StandingHeading } from '../world/geometry/heading-positions.ts'
import { headingShelf, type HeadingRow, type OutlineParent } from './outline-entry.ts'

/** The shown part of the world's floors. */
export interface Floors {
  /** All headings of a floor's page. */
  readonly headings: (host: Host) => readonly StandingHeading[]
  readonly isShown: (host: ArtifactId, at: number) => boolean
  readonly isMatch: (host: ArtifactId, at: number) => boolean
  /** The things under one of the headings, in order; -1: above the first. */
  readonly under: (host: Host, at: number) => readonly ArtifactId[]
  /** Under which heading of its floor a thing stands. */
  readonly numberOf: (id: ArtifactId) => number
}

interface FloorWriter {
  readonly isOpen: (shelf: OutlineParent) => boolean
  readonly heading: (row: HeadingRow) => void
  readonly thing: (id: ArtifactId, depth: number) => void
}

/** Writes the lines on a floor, in order. */
export function writeFloor(
  floors: Floors,
  host: Host,
  depth: number,
  { isOpen, heading, thing }: FloorWriter,
): void {
  for (const id of floors.under(host, -1)) thing(id, depth)
  if (host === 'limbo') return
  /** The depth of a closed heading, while what follows is in it. */
  let closedAt = Infinity
  for (const [at, { depth: inner, key, text }] of floors.headings(host).entries()) {
    if (inner > closedAt || !floors.isShown(host, at)) continue
    const shelf = headingShelf(host, key)
    const row: HeadingRow = {
      kind: 'heading',
      host,
      at,
      shelf,
      text,
      depth: depth + inner,
      isOpen: isOpen(shelf),
      isMatch: floors.isMatch(host, at),
    }
    heading(row)
    closedAt = row.isOpen ? Infinity : inner
    if (row.isOpen) for (const id of floors.under(host, at)) thing(id, row.depth + 1)
  }
}

/** A line's place among those beside it, from 1, and how many they are. */
export interface Turn {
  readonly at: number
  readonly of: number
}

export function turnOfThing(floors: Floors, host: Host, id: ArtifactId): Turn {
  const at = floors.numberOf(id)
  const beside = floors.under(host, at)
  return { at: beside.indexOf(id) + 1, of: beside.length + innerOf(floors, host, at).length }
}

export function turnOfHeading(floors: Floors, { host, at }: HeadingRow): Turn {
  const inside = floors.headings(host)[at]?.inside ?? -1
  const before = floors.under(host, inside).length
  const beside = innerOf(floors, host, inside)
  return { at: before + beside.indexOf(at) + 1, of: before + beside.length }
}

/** Whether nothing is under a heading. */
export const isBare = (floors: Floors, { host, at }: HeadingRow): boolean =>
  floors.under(host, at).length === 0 && innerOf(floors, host, at).length === 0

/** The shown headings that are in one of them, as numbers. */
function innerOf(floors: Floors, host: Host, inside: number): number[] {
  if (host === 'limbo') return []
  const inner: number[] = []
  for (const [at, heading] of floors.headings(host).entries())
    if (heading.inside === inside && floors.isShown(host, at)) inner.push(at)
  return inner
}
