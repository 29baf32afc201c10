// One line of the outline.
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Fault } from '../../shared/world/now-values.ts'
import type { Host } from '../../shared/world/place.ts'

export type Row =
  /** `isMatch` is false for what is only shown because something in it is looked for. */
  | ThingRow
  | LimboRow
  | { readonly kind: 'fault'; readonly id: ArtifactId; readonly depth: number; readonly fault: Fault }
  | { readonly kind: 'asleep'; readonly id: ArtifactId; readonly depth: number }

export interface ThingRow {
  readonly kind: 'thing'
  readonly id: ArtifactId
  /** 0: on no floor. */
  readonly depth: number
  readonly isOpen: boolean
  readonly isMatch: boolean
}

/** What stands over the things that wait in limbo. */
export interface LimboRow {
  readonly kind: 'limbo'
  readonly depth: 0
  readonly isOpen: boolean
}

/** The same for the same line, also when it is another object. */
export function keyOf(row: Row): string {
  switch (row.kind) {
    case 'thing':
      return row.id
    case 'limbo':
      return 'limbo'
    case 'fault':
      return `${row.id} ${row.fault.code} ${row.fault.message}`
    case 'asleep':
      return `${row.id} asleep`
  }
}

/** The floor that a line opens; null for what has none. */
export function floorOf(row: Row): Host | null {
  if (row.kind === 'limbo') return 'limbo'
  return row.kind === 'thing' ? row.id : null
}
