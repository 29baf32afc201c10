// A starter thing, and how its page is put together: words for people first, then its code.
import type { Sprite } from '../world/sprites.ts'

/** A thing to begin with: it works as it is, and its page shows how. */
export interface Starter {
  readonly name: string
  readonly sprite: Sprite
  /** Integer pixels. */
  readonly width: number
  readonly height: number
  /** One line for the palette. */
  readonly words: string
  /** It is meant to be carried, also out of the world where it was made. */
  readonly takeable?: true
  /** It belongs where it stands: nobody pushes it or carries it away until its maker allows that. */
  readonly stays?: true
  /** Its page, Markdown. */
  readonly text: string
  /** Things that it is of no use without, to be made beside it. */
  readonly with?: readonly Starter[]
}

/** A page that says `words` and lives by `code`. */
export function starterPage(words: string, code: string): string {
  return `${words.trim()}\n\n\`\`\`js\n${code.trim()}\n\`\`\`\n`
}
