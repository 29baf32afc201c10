// Whether people drive their avatars themselves, or only their programs do: told to the plays of the worlds
// where they are.
import type { Play } from '../../../shared/play/play.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { Store } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { TabAttendance } from './tab-attendance.ts'
import { Plays } from '../worlds/open-plays.ts'

interface DriversOptions {
  readonly store: Pick<Store, 'person'>
  readonly driverOf: TabAttendance['driverOf']
  /**
   * It could not be found out, or not be shown, who drives an avatar: they are looked at again when they come
   * or go.
   */
  readonly onFault: (error: unknown, member: MemberId) => void
}

type Driven = Pick<Play, 'drive'>

export class Drivers {
  readonly #options: DriversOptions
  readonly #plays = new Plays<Driven>()

  constructor(options: DriversOptions) {
    this.#options = options
  }

  /** A world is played, until the answer is called. */
  played(world: WorldKey, play: Driven): () => void {
    return this.#plays.began(world, play)
  }

  /**
   * Somebody is in a world, or may be driven by another one there. A world that is not played is looked at
   * when it is.
   */
  look(world: WorldKey, member: MemberId): void {
    if (this.#plays.of(world) !== undefined) void this.#tell(world, member)
  }

  async #tell(world: WorldKey, member: MemberId): Promise<void> {
    const { store, driverOf, onFault } = this.#options
    const person = await store.person(member).catch((error: unknown) => onFault(error, member))
    if (!person) return
    const play = this.#plays.of(world)
    // By its present state, and not by that at the beginning of the look. A change that an ending play does
    // not store is told to the next one.
    await play?.drive(person.body, driverOf(world, member)).catch((error: unknown) => {
      if (this.#plays.of(world) === play) onFault(error, member)
    })
  }
}
