// What rooms find out about worlds, for those who run them.
import type { WorldRecord } from '../../contracts/world-record.ts'

interface WorldNewsFollower {
  /** There is code in a world's pages, or none any more. */
  living(world: WorldRecord, isLiving: boolean): void
  /** A thing in a world may be where nobody can reach it. */
  mend(world: WorldRecord): void
}

export class WorldNews {
  readonly #followers: WorldNewsFollower[] = []

  /** From now on it is told. */
  follow(follower: WorldNewsFollower): void {
    this.#followers.push(follower)
  }

  living(world: WorldRecord, isLiving: boolean): void {
    for (const follower of this.#followers) follower.living(world, isLiving)
  }

  lost(world: WorldRecord): void {
    for (const follower of this.#followers) follower.mend(world)
  }
}
