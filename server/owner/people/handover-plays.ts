// The worlds here that things leave for other nodes, or come into from there. A world stands still between
// two ticks while what happens in it is stored, together with the records of those who know the other node.
import type { MemberId } from '../../../shared/world/address.ts'
import type { HandoverRefusal } from '../../contracts/thing-handover.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { RecordWrite } from '../../records/record-tables.ts'
import type { PersonRecord, Store } from '../../storage/store.ts'
import { writeTogether } from '../../sync/sync-server.ts'
import type { OwnedWorld } from '../worlds/owned-world.ts'
import type { WorldRun } from '../worlds/world-run.ts'

/** How long a world may take to wake up, in ms: actions wait 8 s. */
const WAKE_MS = 4_000

export const later = (why: string): HandoverRefusal => ({ why, isPassing: true })
export const never = (why: string): HandoverRefusal => ({ why, isPassing: false })
export const ASLEEP = later('That world is just waking up. Try again.')

interface HandoverWrite {
  /** The update that is written into live. */
  readonly update: Uint8Array
  /** Lets the play go on, or end at once. */
  readonly free: () => void
  /** Has it stored together with other changes that belong to it; false: nothing was stored. */
  readonly commit: (write: RecordWrite) => Promise<boolean>
}

export class HandoverPlays {
  readonly #store: Store
  readonly #own: (world: WorldRecord) => OwnedWorld

  constructor({ store, own }: { readonly store: Store; readonly own: (world: WorldRecord) => OwnedWorld }) {
    this.#store = store
    this.#own = own
  }

  /** The life of a world; null: it does not wake up in time. */
  lifeOf(world: WorldRecord): Promise<WorldRun | null> {
    return this.#own(world).ready(WAKE_MS)
  }

  /** Where somebody's avatar is, which may be away there. */
  async whereIs(
    member: MemberId,
  ): Promise<{ readonly person: PersonRecord; readonly world: WorldRecord } | null> {
    const person = await this.#store.person(member)
    const world = person?.at == null ? null : await this.#store.findByKey(person.at)
    return person === null || world === null || world.binnedAt !== null ? null : { person, world }
  }

  /** As {@link whereIs}, with the life of that world; null also where it does not wake up in time. */
  async playOf(
    member: MemberId,
  ): Promise<(Pick<WorldRun, 'play'> & { readonly person: PersonRecord }) | null> {
    const there = await this.whereIs(member)
    const life = there && (await this.lifeOf(there.world))
    return there && life && { play: life.play, person: there.person }
  }

  /**
   * Stores what happens in a play that stands still. Where nothing was written, or nobody knows, it begins
   * again from the disk, and this rejects.
   */
  async write(life: WorldRun, { update, free, commit }: HandoverWrite): Promise<void> {
    try {
      const isWritten = await commit(async (records) => {
        await writeTogether(this.#store, [life.part(update)], [], records)
        return true
      })
      if (!isWritten) throw new Error('nothing of it was written')
    } catch (error) {
      life.fail(error)
      free()
      throw error
    }
  }
}
