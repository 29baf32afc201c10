// What each client wrote last, so that somebody who goes on typing is known to meet nobody: their next letter stands right
// after their last one, and nothing that is there or on its way names that one as what it follows.
import type { ItemId, Section, Struct } from '../../shared/wire/update.ts'

interface Tail {
  end: number
  readonly right: ItemId | null
  /** Letters that were written in a row by now. */
  letters: number
  /** Something else was written after it. */
  isFollowed: boolean
}

/** After so many letters in a row it is looked how long their page is. */
const LETTERS_MAX = 10_000

/** Of so many clients the last ones are kept: those who write now. */
const TAILS_MAX = 1_000

export class Tails {
  private readonly tails = new Map<number, Tail>()

  /** Takes in what was written. */
  take(sections: readonly Section[]): void {
    for (const { client, structs } of sections) {
      for (const struct of structs) this.takeOne(client, struct)
    }
  }

  clear(): void {
    this.tails.clear()
  }

  /** Whether all of these go on where their clients wrote last: then each is placed in one step. */
  areContinued(sections: readonly Section[]): boolean {
    return sections.every(({ client, structs }) => {
      const tail = this.tails.get(client)
      if (tail === undefined || tail.isFollowed || tail.letters > LETTERS_MAX) return false
      return areInARow(client, structs, tail)
    })
  }

  private takeOne(client: number, { clock, length, left, right, content }: Struct): void {
    const before = left === null ? undefined : this.tails.get(left.client)
    const isNext = left !== null && before !== undefined && before.end === left.clock + 1
    if (isNext && left.client === client && content === 'text' && goesOn(before, clock, right)) {
      before.end += length
      before.letters += length
      return
    }
    if (isNext) before.isFollowed = true
    this.tails.delete(client)
    // Other things than letters may delete what they follow, with all that is in it.
    if (content !== 'text') return
    const own =
      left?.client === client && before !== undefined && before.letters <= LETTERS_MAX ? before.letters : 0
    this.tails.set(client, { end: clock + length, right, letters: own + length, isFollowed: false })
    if (this.tails.size > TAILS_MAX) {
      for (const [oldest] of this.tails) return void this.tails.delete(oldest)
    }
  }
}

/** Nearly all letters go on where their writer is: nothing is made anew for them. */
const goesOn = (tail: Tail, clock: number, right: ItemId | null): boolean =>
  !tail.isFollowed && tail.letters <= LETTERS_MAX && tail.end === clock && isSame(tail.right, right)

function areInARow(client: number, structs: readonly Struct[], { end, right }: Tail): boolean {
  let at = end
  for (const struct of structs) {
    const isNext = struct.content === 'text' && struct.clock === at
    const isAfter = struct.left?.client === client && struct.left.clock === at - 1
    if (!isNext || !isAfter || !isSame(struct.right, right)) return false
    at += struct.length
  }
  return true
}

const isSame = (one: ItemId | null, other: ItemId | null): boolean =>
  one === null || other === null ? one === other : one.client === other.client && one.clock === other.clock
