// Where a world is that is not at its address any more, such as when it was handed over: it is the same world
// by its id. A page that was between two connections just then is told by the old address that nothing is
// open to it there, and never that the world has moved: so both look.
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import type { Address, WorldId } from '../../../shared/world/address.ts'

/** How often the list is asked for when it cannot be had; then what is shown says where to look. */
const TRIES = 5
/** In between. */
const WAIT = { firstMs: 1_000, longestMs: 60_000 }

/** Of the worlds that one may see, what tells them apart. */
export interface Listing {
  readonly worlds: readonly Pick<WorldSummary, 'id' | 'address'>[]
}

interface MovedFrom {
  /** Null: this device never saw the world, and cannot know it again. */
  readonly id: WorldId | null
  readonly address: Address
}

/** Answers null where one may not see it at another address; rejects when that cannot be found out. */
export async function movedTo(
  { id, address }: MovedFrom,
  list: () => Promise<Listing>,
  pause: (ms: number) => Promise<void>,
): Promise<Address | null> {
  if (id === null) return null
  for (let tries = 1; ; tries++) {
    try {
      const { worlds } = await list()
      const found = worlds.find((world) => world.id === id)
      return found === undefined || found.address === address ? null : found.address
    } catch (error) {
      if (tries === TRIES) throw error
      await pause(waitMsAfter(tries - 1, WAIT))
    }
  }
}
