// The owner's own copies of a world's two documents. What is played cannot harm the copies that people are told from, and a
// copy that went wrong is thrown away.
import * as Y from 'yjs'
import type { RandomBytes } from '../../shared/world/address.ts'
import { makeCopy } from '../../shared/wire/copy.ts'
import type { Clock } from '../sync/clock.ts'
import type { HeldDocument } from '../sync/held.ts'

/** A copy of live that is written before it is stored, under a client id of its own. */
export function copyToWrite(document: HeldDocument, random: RandomBytes): Y.Doc {
  const copy = makeCopy()
  Y.applyUpdate(copy, document.state())
  copy.clientID = clientIdFor(copy, random, SMALL)
  return copy
}

/** The id stands in every item of every update, and a small one takes three bytes instead of five. */
const SMALL = 2 ** 21

/** A client id, under `limit`, that this document has not met. */
export function clientIdFor(doc: Y.Doc, random: RandomBytes, limit: number = 2 ** 32): number {
  for (;;) {
    const id = Buffer.from(random(4)).readUInt32LE() % limit
    if (!doc.store.clients.has(id)) return id
  }
}

/** A copy of the scene that follows what is stored, outside the turn in which people are told of it. */
export class FollowingCopy {
  readonly doc = makeCopy()
  private readonly clock: Clock
  private readonly onFailed: (error: unknown) => void
  private waiting: Uint8Array[] = []

  constructor(document: HeldDocument, clock: Clock, onFailed: (error: unknown) => void) {
    this.clock = clock
    this.onFailed = onFailed
    Y.applyUpdate(this.doc, document.state())
    document.onStored((update) => this.take(update))
  }

  /** Applies what has come so far. */
  flush(): void {
    const updates = this.waiting
    this.waiting = []
    try {
      for (const update of updates) Y.applyUpdate(this.doc, update)
    } catch (error) {
      this.onFailed(error)
    }
  }

  private take(update: Uint8Array): void {
    this.waiting.push(update)
    if (this.waiting.length === 1) this.clock.soon(() => this.flush())
  }
}
