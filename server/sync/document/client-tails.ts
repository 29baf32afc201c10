// The last item that each client wrote. It shows that somebody who goes on typing meets nobody: their next
// letter stands right after their last one, and no other item follows that letter, here or on its way.
import type { ItemId } from '../../../shared/yjs/id-ranges.ts'
import type { ClientSection, Struct } from '../../../shared/yjs/update-reader.ts'

interface Tail {
  end: number
  readonly right: ItemId | null
  /** Letters that were written in a row by now. */
  letters: number
  /** Something else was written after it. */
  isFollowed: boolean
}

/** After so many letters in a row the length of their page is checked. */
const LETTERS_MAX = 10_000

/** Of so many clients the last ones are kept: those who write now. */
const TAILS_MAX = 1_000

export class ClientTails {
  /** Null: nobody wrote since the document was opened. */
  #tails: Map<number, Tail> | null = null

  /** Takes in what was written. */
  take(sections: readonly ClientSection[]): void {
    for (const { client, structs } of sections) {
      for (const struct of structs) this.#takeOne(client, struct)
    }
  }

  clear(): void {
    this.#tails = null
  }

  /** Whether all of these go on where their clients wrote last: then each is placed in one step. */
  areContinued(sections: readonly ClientSection[]): boolean {
    for (const { client, structs } of sections) {
      const tail = this.#tails?.get(client)
      if (tail === undefined || !isOpen(tail)) return false
      let { end } = tail
      for (const struct of structs) {
        if (!isNext(struct, client, end, tail.right)) return false
        end += struct.length
      }
    }
    return true
  }

  #takeOne(client: number, struct: Struct): void {
    const { clock, length, left, right, content } = struct
    this.#tails ??= new Map()
    const tails = this.#tails
    const own = tails.get(client)
    // Nearly all letters go on where their writer is: nothing is made anew for them.
    if (own !== undefined && isOpen(own) && isNext(struct, client, own.end, own.right)) {
      own.end += length
      own.letters += length
      return
    }
    const before = left === null ? undefined : tails.get(left.client)
    if (left !== null && before !== undefined && before.end === left.clock + 1) before.isFollowed = true
    tails.delete(client)
    // Other things than letters may delete what they follow, with all that is in it.
    if (content !== 'text') return
    const letters =
      left?.client === client && own !== undefined && own.letters <= LETTERS_MAX ? own.letters : 0
    tails.set(client, { end: clock + length, right, letters: letters + length, isFollowed: false })
    if (tails.size > TAILS_MAX) {
      for (const [oldest] of tails) return void tails.delete(oldest)
    }
  }
}

/** Somebody may go on there without being looked at. */
const isOpen = ({ isFollowed, letters }: Tail): boolean => !isFollowed && letters <= LETTERS_MAX

/** Whether a struct is letters right after the one that ends at `end`, with the same on its right. */
const isNext = (
  { content, clock, left, right: beyond }: Struct,
  client: number,
  end: number,
  right: ItemId | null,
): boolean =>
  content === 'text' &&
  clock === end &&
  left?.client === client &&
  left.clock === end - 1 &&
  isSame(beyond, right)

const isSame = (one: ItemId | null, other: ItemId | null): boolean =>
  one === null || other === null ? one === other : one.client === other.client && one.clock === other.clock
