// The owner's own copies of a world's two documents. Play cannot harm the copies that people read, and a copy
// that went wrong is thrown away.
import type * as Y from 'yjs'
import type { RandomBytes } from '../../../shared/world/address.ts'
import { applyCutting } from '../../../shared/yjs/apply-cutting.ts'
import { hasClient } from '../../../shared/yjs/document-state.ts'
import { makePlainDocument } from '../../../shared/yjs/plain-document.ts'
import { applyInTurns, turnsOf } from '../../sync/document/chunked-apply.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import type { HeldDocument } from '../../sync/rooms/held-document.ts'

/** A copy of live that is written before it is stored, under a client id of its own. */
export async function copyToWrite(
  document: HeldDocument,
  clock: ServerClock,
  random: RandomBytes,
): Promise<Y.Doc> {
  const copy = await FollowingCopy.open(document, clock, () => undefined)
  copy.leave()
  copy.doc.clientID = clientIdFor(copy.doc, random, SMALL)
  return copy.doc
}

/** The id stands in every item of every update, and a small one takes three bytes instead of five. */
const SMALL = 2 ** 21

/** A client id, under `limit`, that this document has not met. */
export function clientIdFor(doc: Y.Doc, random: RandomBytes, limit: number = 2 ** 32): number {
  for (;;) {
    const id = Buffer.from(random(4)).readUInt32LE() % limit
    if (!hasClient(doc, id)) return id
  }
}

/** A copy of a document that follows what is stored, outside the turn in which people are told of it. */
export class FollowingCopy {
  readonly doc = makePlainDocument()
  readonly #clock: ServerClock
  readonly #onFailed: (error: unknown) => void
  readonly #unfollow: () => void
  #isBuilt = false
  #waiting: Uint8Array[] = []

  /** Builds a copy, in as many turns as it takes. */
  static async open(
    document: HeldDocument,
    clock: ServerClock,
    onFailed: (error: unknown) => void,
  ): Promise<FollowingCopy> {
    const copy = new FollowingCopy(document, clock, onFailed)
    await applyInTurns(copy.doc, document.updates(), turnsOf(clock))
    copy.#isBuilt = true
    copy.flush()
    return copy
  }

  private constructor(document: HeldDocument, clock: ServerClock, onFailed: (error: unknown) => void) {
    this.#clock = clock
    this.#onFailed = onFailed
    this.#unfollow = document.onStored((update) => this.#take(update))
  }

  /** Applies what has come so far. */
  flush(): void {
    const updates = this.#waiting
    this.#waiting = []
    try {
      for (const update of updates) applyCutting(this.doc, update)
    } catch (error) {
      this.#onFailed(error)
    }
  }

  /** It stays as it is now. */
  leave(): void {
    this.#unfollow()
    this.#waiting = []
  }

  #take(update: Uint8Array): void {
    this.#waiting.push(update)
    if (this.#waiting.length === 1 && this.#isBuilt) this.#clock.soon(() => this.flush())
  }
}
