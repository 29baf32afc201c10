// From a page to a program: the fenced `js` blocks of its Markdown, one after the other. Lists, other fences and prose stay
// what they are. Lines are counted in the code, so that they still point at the page after somebody wrote above it.

export interface Program {
  /** The lines of all blocks, in order. */
  readonly code: string
  /** For each line of the code, its line of the page, from 0. */
  readonly lines: readonly number[]
}
