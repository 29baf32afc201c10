// Shared parts of the lines of the outline.
import { ChevronRight } from 'lucide-react'
import { keyOf, type OutlineEntry } from './outline-entry.ts'
import type { FoundPassage } from '../../shared/search/passage.ts'

/** One of the others, who has a thing selected. */
export interface Selector {
  readonly client: number
  readonly name: string
  readonly color: string
}

export interface OutlineLineProps<R extends OutlineEntry = OutlineEntry> {
  readonly row: R
  readonly at: number
  readonly height: number
  /** Keys are about it. */
  readonly isActive: boolean
  /** The dragged things would be put there. */
  readonly isOver: boolean
  readonly isNaming: boolean
  readonly words: readonly string[]
  readonly excerpt: FoundPassage | null
  readonly selectors: readonly Selector[]
  /** Nothing stands under this heading. */
  readonly isBare: boolean
  /** Its place among those beside it, from 1, and how many they are. */
  readonly turn?: number
  readonly turns?: number
  readonly onNamed: () => void
}

/** The props of every line. */
export function lineOf({ row, at, height, isActive, isOver, turn, turns }: OutlineLineProps) {
  return {
    id: lineId(row),
    role: 'treeitem',
    className: 'outline-line',
    'aria-level': row.depth + 1,
    'aria-posinset': turn,
    'aria-setsize': turns,
    'data-line': at,
    'data-active': isActive || undefined,
    'data-over': isOver || undefined,
    style: { top: at * height, height, '--depth': row.depth },
  } as const
}

/** Of its element. */
export const lineId = (row: OutlineEntry): string =>
  row.kind === 'heading' ? `outline-${row.host}-${row.at}` : `outline-${keyOf(row).replaceAll(/\s/g, '-')}`

export function Twisty({ isShown }: { readonly isShown: boolean }) {
  return (
    <span className="outline-twisty" data-twisty={isShown || undefined} aria-hidden="true">
      {isShown && <ChevronRight size={14} />}
    </span>
  )
}
