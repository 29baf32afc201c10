// What the rows of a log held of erased ids: texts as they were typed, and values as JSON.
import * as Y from 'yjs'
import type { IdSet } from '../id-set.ts'

interface ErasedPiece {
  readonly client: number
  readonly clock: number
  readonly text: string
}

export class ErasedText {
  readonly #lettersMax: number
  readonly #pieces: ErasedPiece[] = []
  readonly #values: string[] = []
  #letters = 0

  /** Rows after so many letters are not looked at any more. */
  constructor(lettersMax: number) {
    this.#lettersMax = lettersMax
  }

  /** Throws where the row cannot be read. */
  add(row: Uint8Array, erased: IdSet): void {
    if (this.#letters > this.#lettersMax) return
    for (const struct of Y.decodeUpdate(row).structs)
      if (struct instanceof Y.Item) this.#addItem(struct, erased)
  }

  #addItem({ content, id, length: whole }: Y.Item, erased: IdSet): void {
    for (const { clock, length, isIn } of erased.parts({
      client: id.client,
      clock: id.clock,
      length: whole,
    })) {
      if (!isIn) continue
      const at = clock - id.clock
      if (content instanceof Y.ContentString)
        this.#pieces.push({ client: id.client, clock, text: content.str.slice(at, at + length) })
      else if (content instanceof Y.ContentAny)
        this.#values.push(JSON.stringify(content.arr.slice(at, at + length)))
      this.#letters += length
    }
  }

  /** Letters that somebody typed one after the other are one text. */
  *texts(): Generator<string> {
    yield* this.#values
    let text = ''
    let last: ErasedPiece | null = null
    for (const piece of this.#pieces.toSorted((a, b) => a.client - b.client || a.clock - b.clock)) {
      if (last?.client !== piece.client || last.clock + last.text.length !== piece.clock) {
        yield text
        text = ''
      }
      text += piece.text
      last = piece
    }
    yield text
  }
}
