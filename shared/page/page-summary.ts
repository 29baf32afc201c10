// What a link to a page is shown with elsewhere: its first words, and its first picture.
import { cut } from '../world/look.ts'
import { pictureAt, type PictureId } from '../world/picture-id.ts'
import type { PageNode } from './page-nodes.ts'

/** They stand in a line, between its letters. */
const WITHIN_WORDS: ReadonlySet<string> = new Set('a code del em mark span strong sup'.split(' '))
/** As many letters are shown at most. */
const LETTERS_MAX = 200

export interface PageSummary {
  /** Plain text; empty where nothing is written. */
  readonly words: string
  /** One that is kept on the node; null: there is none. */
  readonly picture: PictureId | null
}

/** Of pages one after the other. Code says nothing to who does not know the page. */
export class Summary {
  #words = ''
  #picture: PictureId | null = null

  add(page: readonly PageNode[]): void {
    const open: PageNode[] = [' ', ...page].toReversed()
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (this.#isFull && this.#picture !== null) return
      if (typeof node === 'string') this.#say(node)
      else if (node.tag === 'img') this.#picture ??= pictureAt(node.attributes?.src ?? '')
      else if (node.tag === 'math') this.#say(node.written ?? '')
      else if (node.tag !== 'pre') {
        if (!WITHIN_WORDS.has(node.tag)) this.#say(' ')
        for (const child of node.children.toReversed()) open.push(child)
      }
    }
  }

  /** Words stay whole, where there are blanks between them. */
  get told(): PageSummary {
    const words = this.#words.trim()
    if (!this.#isFull) return { words, picture: this.#picture }
    const begun = cut(words, LETTERS_MAX).replace(/[\s.,;:]+\S*$/, '')
    return { words: `${begun}…`, picture: this.#picture }
  }

  get #isFull(): boolean {
    return this.#words.length > LETTERS_MAX
  }

  #say(words: string): void {
    if (!this.#isFull) this.#words = `${this.#words}${cut(words, 2 * LETTERS_MAX)}`.replace(/\s+/g, ' ')
  }
}
