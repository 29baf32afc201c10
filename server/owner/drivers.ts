// Whether people drive their avatars themselves, or only their programs do: told to whatever plays the worlds where they are.
import type { Play } from '../../shared/play/play.ts'
import type { MemberId } from '../../shared/world/address.ts'
import type { Store, WorldKey } from '../storage/store.ts'
import type { Attendance } from './attendance.ts'

export interface DriversOptions {
  readonly store: Pick<Store, 'person'>
  readonly driverOf: Attendance['driverOf']
}

type Driven = Pick<Play, 'drive'>

export class Drivers {
  private readonly options: DriversOptions
  private readonly plays = new Map<WorldKey, Driven>()

  constructor(options: DriversOptions) {
    this.options = options
  }

  /** A world is played, until the answer is called. */
  played(world: WorldKey, play: Driven): () => void {
    this.plays.set(world, play)
    return () => {
      if (this.plays.get(world) === play) this.plays.delete(world)
    }
  }

  /** Somebody is in a world, or may be driven by another one there. What is not played is looked at when it is. */
  look(world: WorldKey, member: MemberId): void {
    // What is not stored is lost with its play, and the next one is told anew.
    if (this.plays.has(world)) void this.tell(world, member).catch(() => {})
  }

  private async tell(world: WorldKey, member: MemberId): Promise<void> {
    const { store, driverOf } = this.options
    const person = await store.person(member)
    // As it is by now, and not as it was when one began to look.
    if (person !== null) await this.plays.get(world)?.drive(person.body, driverOf(world, member))
  }
}
