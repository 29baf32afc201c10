// One step that a person can undo, as plain data that outlives a reload: what to do so that it is as if the step had not
// been. Ids are those of Yjs' items, `client` and `clock`; they mean the same on every replica.
import type { ArtifactId } from '../world/address.ts'

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** What another program may put into a page that is no text. */
export type Embed = { readonly [key: string]: Json }

/** So many items in a row. */
export interface Run {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** A piece of a page that the step deleted, named by the ids it had: what is left of these in the page tells where it stood. */
export interface Taken {
  readonly client: number
  readonly clock: number
  /** A text, or the one thing embedded in it that is no text. */
  readonly was: string | { readonly embed: Embed }
}

/** What the step did to a page. */
export interface PageEdit {
  readonly kind: 'page'
  readonly of: ArtifactId
  /** Deleted by undo, as far as it still stands; what others wrote in between stays. */
  readonly added: readonly Run[]
  /** Put back by undo, where it stood. */
  readonly taken: readonly Taken[]
}

/** A key of an artifact's map, or of a map in that; or `title` of the world. */
export type Path = readonly [string] | readonly [string, string]

/** A value that the step wrote or erased. */
export interface ValueEdit {
  readonly kind: 'value'
  /** Null: the world itself. */
  readonly of: ArtifactId | null
  readonly path: Path
  /** What stood there before; absent when nothing did. */
  readonly was?: Json
  /** The entry that stood there before, as `entry-names.ts` names entries; null: it was never written. */
  readonly under: string | null
  /** The entry that the step wrote. Undo does nothing once it is another: somebody has written since. */
  readonly wrote: string
}

export type Inverse = PageEdit | ValueEdit

export interface Step {
  /** What it did, in a few words: `move lamp`. */
  readonly label: string
  /** In the order in which it was done. */
  readonly edits: readonly Inverse[]
}

/** What can be undone and redone, the last step last. */
export interface Steps {
  readonly undo: readonly Step[]
  readonly redo: readonly Step[]
}

export const NO_STEPS: Steps = { undo: [], redo: [] }
