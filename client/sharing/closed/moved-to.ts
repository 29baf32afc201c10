// Where a world is that is not at its address any more, such as when it was handed over: its old address
// leads there, until another world has it.
import { waitMsAfter } from '../../../shared/time/doubling-wait.ts'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import type { Address, WorldId } from '../../../shared/world/address.ts'

/** How often is asked when there is no answer; then what is shown says where to look. */
const TRIES = 5
/** In between. */
const WAIT = { firstMs: 1_000, longestMs: 60_000 }

interface MovedFrom {
  /** Null: this device never saw the world. */
  readonly id: WorldId | null
  readonly address: Address
}

/** The world that an address means by now; null where one may see none. */
type FindWorld = (address: Address) => Promise<Pick<WorldSummary, 'id' | 'address'> | null>

/** Answers null where one may not see it at another address; rejects when that cannot be found out. */
export async function movedTo(
  { id, address }: MovedFrom,
  find: FindWorld,
  pause: (ms: number) => Promise<void>,
): Promise<Address | null> {
  for (let tries = 1; ; tries++) {
    try {
      const world = await find(address)
      const isIt = world !== null && (id ?? world.id) === world.id
      return isIt && world.address !== address ? world.address : null
    } catch (error) {
      if (tries === TRIES) throw error
      await pause(waitMsAfter(tries - 1, WAIT))
    }
  }
}
