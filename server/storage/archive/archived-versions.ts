// The versions of a world in its file: revisions with names, which hold their rows apart where the file is
// taken in, too.
import type { MemberId } from '../../../shared/world/address.ts'
import type { ImportedRow } from '../store.ts'

export interface ArchivedVersion {
  readonly name: string
  readonly note: string
  /** How many updates the scene has up to there. */
  readonly revision: number
  /** When it was made, and when the last of its updates was stored; ms since 1970. */
  readonly at: number
  readonly lastAt: number
  /** Null: the node, or somebody without a session. */
  readonly by: MemberId | null
  readonly isAutomatic: boolean
}

/** A version whose row is known. */
interface PlacedVersion extends ArchivedVersion {
  readonly sequence: number
}

/** Finds the rows of versions while the rows of a log go by, from the first on. */
export class VersionPlaces {
  readonly placed: PlacedVersion[] = []
  /** Oldest first. */
  readonly #waiting: ArchivedVersion[]
  #updates = 0

  constructor(versions: readonly ArchivedVersion[]) {
    this.#waiting = versions.toSorted((one, other) => one.revision - other.revision)
  }

  /** Takes the next rows, the last of which has this sequence. Inside of a row counts as its end. */
  take(rows: readonly ImportedRow[], lastSequence: number): void {
    for (const [index, { updates, lastAt }] of rows.entries()) {
      this.#updates += updates
      for (let [next] = this.#waiting; next && next.revision <= this.#updates; [next] = this.#waiting) {
        const sequence = lastSequence - (rows.length - 1 - index)
        this.placed.push({ ...next, revision: this.#updates, lastAt, sequence })
        this.#waiting.shift()
      }
    }
  }
}
