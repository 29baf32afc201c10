// A document, as the guard sees it.
import type * as Y from 'yjs'
import type { MemberId } from '../../../shared/world/address.ts'
import type { Cost } from '../../../shared/yjs/apply-cost.ts'
import type { UpdateReading } from '../../../shared/yjs/update-reader.ts'

/** The guard's view of a document. */
export interface GuardedDocument {
  /** The clock that the client's next struct must have, counting what is still on its way to the disk. */
  clockOf(client: number): number
  /** The same, counting only what is on the disk, and so in `doc()`. */
  storedClockOf(client: number): number
  ownerOf(client: number): MemberId | undefined
  /** The document as it is on the disk. Building it is put off until somebody asks. */
  doc(): Y.Doc
  /**
   * Whether it is a few letters right after what their clients wrote last: all of them are new then, rest on
   * what is known, and are placed at once.
   */
  goesOn(update: UpdateReading): boolean
  /**
   * The cost of applying an update, all of it new, in steps. `unknown` until the updates on their way to the
   * disk have arrived. Or the reason why the update may not be added.
   */
  costOf(update: UpdateReading): Cost | { readonly tooMuch: string }
}
