// The memory that the documents of a node take, more or less, for each owner: those that are open, and those
// that are closed while something of them is still read or built. A node that runs out of memory ends for
// everybody. So it opens no more documents than there is room for, and no owner's documents take all of it.
import { DOCUMENT_BYTES_MAX, DOCUMENT_ITEMS_MAX } from '../../../shared/world/limits.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'

/**
 * The memory of a document's copies that serve people and play, in bytes. Measured: 5 to 10 for each byte of
 * text, and 500 for each of 480,000 items; 35,000 for both documents of a small world.
 */
const WEIGHT = { perByte: 8, perItem: 500, perDocument: 16_000 } as const

interface Sized {
  readonly bytes: number
  readonly items: number
}

/** The memory that a document takes, in bytes. */
export const memoryOf = ({ bytes, items }: Sized): number =>
  WEIGHT.perDocument + WEIGHT.perByte * bytes + WEIGHT.perItem * items

/**
 * Documents take at most this share of the memory of a process. The rest is for everything else, and for
 * memory that is freed late.
 */
const DOCUMENTS_SHARE = 1 / 2
/** The documents of one owner take at most this share of that. One world of the largest size always opens. */
const OWNER_SHARE = 1 / 4
const LARGEST = memoryOf({ bytes: DOCUMENT_BYTES_MAX, items: DOCUMENT_ITEMS_MAX })
/**
 * An owner with no more open than this may open worlds and write beyond the budget, too: those who fill it
 * shut nobody else out.
 */
const LITTLE = 32 * 1024 * 1024
/** Worlds of theirs are opened until all take so much more than the budget. */
const RESERVE = 1 / 4

/** The budget of a process that can have so many bytes in memory. */
export function memoryBudgetFor(bytes: number, sharedBy: MemoryBudgetOptions['sharedBy']): MemoryBudget {
  const bytesMax = bytes * DOCUMENTS_SHARE
  return new MemoryBudget({ bytesMax, shareMax: Math.max(LARGEST, bytesMax * OWNER_SHARE), sharedBy })
}

/** No document can be opened now. The client tries again later. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory'
}

const NODE_FULL =
  'This node has no memory left for another open world. Try again in a few minutes, when others have closed.'
const SHARE_FULL =
  'So many large worlds of this owner are open that this node has no memory for another. Try again when some of them have closed.'
/** The message for people who write; their edits are kept on their device. */
const NODE_HELD =
  'This node has no memory left for larger worlds. What you write stays on your device until others have closed.'
const SHARE_HELD =
  'So many large worlds of this owner are open that none may grow. What you write stays on your device until some have closed.'

interface MemoryBudgetOptions {
  /** Most that all open documents may take, in bytes. */
  readonly bytesMax: number
  /** Most that those of one owner may take together. */
  readonly shareMax: number
  /** Returns the key under which documents count together, for each world. */
  readonly sharedBy: (world: WorldRecord) => string
}

interface TakenMemory {
  readonly by: string
  bytes: number
}

export class MemoryBudget {
  readonly #options: MemoryBudgetOptions
  readonly #taken = new Map<object, TakenMemory>()
  readonly #shares = new Map<string, number>()
  #all = 0

  constructor(options: MemoryBudgetOptions) {
    this.#options = options
  }

  /** A document of a world, by what holds it (its room), takes so much now. */
  note(document: object, world: WorldRecord, bytes: number): void {
    let taken = this.#taken.get(document)
    if (taken === undefined) {
      taken = { by: this.#options.sharedBy(world), bytes: 0 }
      this.#taken.set(document, taken)
    }
    this.#change(taken, bytes - taken.bytes)
  }

  /** A document is not held any more. */
  forget(document: object): void {
    const taken = this.#taken.get(document)
    if (taken === undefined) return
    this.#change(taken, -taken.bytes)
    this.#taken.delete(document)
  }

  /** Why no document of a world can be opened now, in plain words; null where one can. */
  whyShut(world: WorldRecord, size: 'unknown' | 'large' = 'unknown'): string | null {
    const by = this.#options.sharedBy(world)
    if (this.#isShareFull(by)) return SHARE_FULL
    const isLittle = size === 'unknown' && this.#hasLittle(by)
    return this.#all < this.#options.bytesMax * (isLittle ? 1 + RESERVE : 1) ? null : NODE_FULL
  }

  /** Why nothing can be added to an open document now, in plain words; null where something can. */
  whyFull(document: object): string | null {
    const by = this.#taken.get(document)?.by
    if (by === undefined) return null
    if (this.#isShareFull(by)) return SHARE_HELD
    return this.#all < this.#options.bytesMax || this.#hasLittle(by) ? null : NODE_HELD
  }

  #isShareFull(by: string): boolean {
    return this.#shareOf(by) >= this.#options.shareMax
  }

  #hasLittle(by: string): boolean {
    return this.#shareOf(by) < LITTLE
  }

  #shareOf(by: string): number {
    return this.#shares.get(by) ?? 0
  }

  #change(taken: TakenMemory, by: number): void {
    taken.bytes += by
    this.#all += by
    const share = this.#shareOf(taken.by) + by
    if (share === 0) this.#shares.delete(taken.by)
    else this.#shares.set(taken.by, share)
  }
}
