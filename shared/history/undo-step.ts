// One step that a person can undo, as plain data that outlives a reload: the edits after which it is as if
// the step had not been. Ids are those of Yjs' items, `client` and `clock`; they mean the same on every
// replica.
import type { Json } from '../json/json-value.ts'
import type { ArtifactId } from '../world/address.ts'
import type { IdRange } from '../yjs/id-ranges.ts'
import type { TextPiece } from '../yjs/texts/text-items.ts'

/**
 * A piece of a page that the step deleted, named by the ids it had: the rest of these in the page tells where
 * it stood.
 */
export interface DeletedText {
  readonly client: number
  readonly clock: number
  readonly was: TextPiece
}

/** A step's edit of a page. */
export interface PageEdit {
  readonly kind: 'page'
  readonly of: ArtifactId
  /** Deleted by undo, as far as it still stands; text that others wrote in between stays. */
  readonly added: readonly IdRange[]
  /** Put back by undo, where it stood. */
  readonly taken: readonly DeletedText[]
}

/** A key of an artifact's map, or of a map in that; or `title` of the world. */
export type ValuePath = readonly [string] | readonly [string, string]

/** A value that the step wrote or erased. */
export interface ValueEdit {
  readonly kind: 'value'
  /** Null: the world itself. */
  readonly of: ArtifactId | null
  readonly path: ValuePath
  /** The value before; absent when there was none. */
  readonly was?: Json
  /** The entry that stood there before, as `entry-names.ts` names entries; null: it was never written. */
  readonly under: string | null
  /** The entry that the step wrote. Undo does nothing once it is another: somebody has written since. */
  readonly wrote: string
}

export type Inverse = PageEdit | ValueEdit

export interface UndoStep {
  /** The deed, in a few words: `move lamp`. */
  readonly label: string
  /** In the order in which it was done. */
  readonly edits: readonly Inverse[]
}

/** The steps that can be undone and redone, the last step last. */
export interface Steps {
  readonly undo: readonly UndoStep[]
  readonly redo: readonly UndoStep[]
}

export const NO_STEPS: Steps = { undo: [], redo: [] }

/** How long what was deleted is, in places of the page. */
export function lengthOf({ was }: DeletedText): number {
  return typeof was === 'string' ? was.length : 1
}

/**
 * Pieces whose ids follow each other, as one. Text that was deleted letter by letter then comes back as one
 * item, and not as one for each letter, for ever.
 */
export function inRuns(pieces: readonly DeletedText[]): readonly DeletedText[] {
  const merged: DeletedText[] = []
  for (const piece of pieces.toSorted((a, b) => a.client - b.client || a.clock - b.clock)) {
    const last = merged.at(-1)
    const goesOn = last?.client === piece.client && last.clock + lengthOf(last) === piece.clock
    if (goesOn && typeof last.was === 'string' && typeof piece.was === 'string') {
      merged[merged.length - 1] = { ...last, was: last.was + piece.was }
    } else merged.push(piece)
  }
  return merged
}
