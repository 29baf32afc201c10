// The plays of the worlds that live here now, for those who have something to tell them.
import type { WorldKey } from '../../contracts/world-record.ts'

export class Plays<P> {
  readonly #byWorld = new Map<WorldKey, P>()

  /** Undefined: that world is not played. */
  of(world: WorldKey): P | undefined {
    return this.#byWorld.get(world)
  }

  /** A world is played, until the answer is called. */
  began(world: WorldKey, play: P): () => void {
    this.#byWorld.set(world, play)
    return () => {
      if (this.#byWorld.get(world) === play) this.#byWorld.delete(world)
    }
  }
}
