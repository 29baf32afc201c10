// An append to several documents in one transaction. Each journal comes to it in its turn and waits there;
// the last one that comes writes what all of them have, and all go on with the answer.
import {
  NotInWorld,
  RecordMoved,
  RecordTaken,
  StaleLease,
  StoreFault,
  type Append,
  type AvatarMove,
  type Store,
} from '../../storage/store.ts'
import type { RecordChange } from '../../records/stored-record.ts'
import type { MemberId } from '../../../shared/world/address.ts'

/** One of the parties could not write: nothing was written, and the disk is well. */
export class Abandoned extends StoreFault {
  override readonly name = 'Abandoned'
}

/** Whether nothing was written for a reason of that write alone, and the disk is well. */
export function isOfTheWrite(error: unknown): error is Error {
  return [StaleLease, NotInWorld, RecordTaken, RecordMoved, Abandoned].some((kind) => error instanceof kind)
}

/** What one journal comes to in its turn. */
export interface JointTurn {
  /** Takes the rows of one journal; resolves with their sequences when all are on disk. */
  take(rows: readonly Append[]): Promise<number[]>
}

class JointAppend implements JointTurn {
  readonly #write: (rows: readonly Append[]) => Promise<number[]>
  readonly #parties: number
  readonly #rows: (readonly Append[])[] = []
  readonly #written = Promise.withResolvers<number[]>()
  #isSettled = false

  constructor(parties: number, write: (rows: readonly Append[]) => Promise<number[]>) {
    this.#parties = parties
    this.#write = write
    // All who wait for it get the error. Nobody may be waiting yet.
    this.#written.promise.catch(() => {})
  }

  async take(rows: readonly Append[]): Promise<number[]> {
    const first = this.#rows.flat().length
    this.#rows.push(rows)
    if (this.#rows.length === this.#parties && !this.#isSettled) {
      this.#isSettled = true
      this.#write(this.#rows.flat()).then(this.#written.resolve, this.#written.reject)
    }
    return (await this.#written.promise).slice(first, first + rows.length)
  }

  /** One of them will not come: nothing is written. Does nothing once all have come. */
  abandon(): void {
    if (this.#isSettled) return
    this.#isSettled = true
    this.#written.reject(new Abandoned('Another of the documents could not be written.'))
  }
}

/** A document, as one writes into it together with others. */
interface JointDocument {
  append(update: Uint8Array, by: MemberId, epoch?: number, joint?: JointTurn): Promise<void>
}

/** The part that is written into one of the documents. */
export interface JointPart {
  readonly document: JointDocument
  readonly update: Uint8Array
  readonly by: MemberId
  readonly epoch: number
}

/**
 * Writes all parts, passes people along and changes records, or nothing of it; resolves when it is on disk
 * and told.
 */
export async function writeTogether(
  store: Pick<Store, 'append'>,
  parts: readonly JointPart[],
  passages: readonly AvatarMove[],
  records: readonly RecordChange[] = [],
): Promise<void> {
  const joint = new JointAppend(parts.length, (rows) => store.append(rows, passages, records))
  const writes = parts.map(({ document, update, by, epoch }) => document.append(update, by, epoch, joint))
  // A part that is done before all have come had nothing to write, or could not.
  for (const write of writes) void write.finally(() => joint.abandon()).catch(() => {})
  await Promise.all(writes)
}
