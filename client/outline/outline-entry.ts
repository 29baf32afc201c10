// One line of the outline.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Fault } from '../../shared/world/live/live-state-values.ts'
import type { Host } from '../../shared/world/place.ts'

export type OutlineEntry =
  | ThingRow
  | HeadingRow
  | PeopleRow
  | PersonRow
  | LimboRow
  | { readonly kind: 'fault'; readonly id: ArtifactId; readonly depth: number; readonly fault: Fault }
  | { readonly kind: 'asleep'; readonly id: ArtifactId; readonly depth: number }

export interface ThingRow {
  readonly kind: 'thing'
  readonly id: ArtifactId
  /** 0: on no floor. */
  readonly depth: number
  readonly isOpen: boolean
  /** False for a line that is only shown because something in it matches. */
  readonly isMatch: boolean
}

/** A heading of a floor's page: the things below it are under it. */
export interface HeadingRow {
  readonly kind: 'heading'
  readonly host: ArtifactId
  /** Which of the page's headings, from 0. */
  readonly at: number
  readonly shelf: OutlineParent
  readonly text: string
  readonly depth: number
  readonly isOpen: boolean
  readonly isMatch: boolean
}

/** The line above the people who are in the world. */
export interface PeopleRow {
  readonly kind: 'people'
  readonly depth: 0
  readonly isOpen: boolean
}

/** A person; the things that they hold are in it. */
export interface PersonRow {
  readonly kind: 'person'
  readonly id: ArtifactId
  readonly depth: 1
  readonly isOpen: boolean
  readonly isMatch: boolean
}

/** The line above the things in limbo. */
export interface LimboRow {
  readonly kind: 'limbo'
  readonly depth: 0
  readonly isOpen: boolean
}

/** Lines that others can be under: a floor, limbo, the people, a heading. No id has a blank in it. */
export type OutlineParent = Host | typeof PEOPLE | HeadingShelf
type HeadingShelf = `${string} # ${string}`
export const PEOPLE = 'the people'

export const headingShelf = (host: Host, key: string): HeadingShelf => `${host} # ${key}`

/** Headings are open until somebody closes them; the others are closed until somebody opens them. */
export const startsOpen = (shelf: OutlineParent): boolean => shelf.includes(' # ')

/** The shelf that a line is; null where nothing can be under it. */
export function shelfOf(row: OutlineEntry): OutlineParent | null {
  switch (row.kind) {
    case 'thing':
    case 'person':
      return row.id
    case 'heading':
      return row.shelf
    case 'people':
      return PEOPLE
    case 'limbo':
      return 'limbo'
    case 'fault':
    case 'asleep':
      return null
  }
}

/** The same for the same line, also when it is another object. */
export function keyOf(row: OutlineEntry): string {
  if (row.kind === 'fault') return `${row.id} ${row.fault.code} ${row.fault.message}`
  return shelfOf(row) ?? (row.kind === 'asleep' ? `${row.id} asleep` : row.kind)
}
