// What changed between two moments: a list to step through, with the later moment on the floor.
import { fetchChanges } from '../../api/history-api.ts'
import { wordsOf } from '../../api/request.ts'
import { Observable } from '../../device/observable.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import type { Address } from '../../../shared/world/address.ts'
import { lineIn, listed, type ListedChanges } from '../../parts/changes/listed-changes.ts'

export interface MomentComparison extends ListedChanges {
  readonly from: Revision
  readonly to: Revision
  readonly trouble: string | null
}

export class Comparisons {
  readonly shown = new Observable<MomentComparison | null>(null)
  readonly #address: Address

  constructor(address: Address) {
    this.#address = address
  }

  /** Never rejects: what went wrong is shown. */
  async compare(from: Revision, to: Revision): Promise<void> {
    const asked: MomentComparison = { from, to, entries: null, isCut: false, at: 0, trouble: null }
    this.shown.set(asked)
    try {
      const changes = listed(await fetchChanges(this.#address, from, to))
      if (this.shown.now === asked) this.shown.set({ ...asked, ...changes })
    } catch (error) {
      if (this.shown.now === asked) this.shown.set({ ...asked, entries: [], trouble: wordsOf(error) })
    }
  }

  choose(at: number): void {
    const { now } = this.shown
    if (now !== null) this.shown.set({ ...now, at: lineIn(now, at) })
  }

  close(): void {
    this.shown.set(null)
  }
}
