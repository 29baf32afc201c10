// All worlds of the node, for admins and programs. They are listed once for all who ask meanwhile, and one
// request after the other goes through them. Otherwise all requests that one may make at once would each copy
// all worlds, and hold up everybody else for seconds.
import type { Store } from '../../storage/store.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { createEventLoopTurns } from '../../time/event-loop-turns.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedRequest } from '../../time/shared-request.ts'

/** Resolves when it is this caller's turn to go through them. */
export type AllWorlds = (place: 'here' | 'binned') => Promise<readonly WorldRecord[]>

export function createAllWorlds({
  store,
  clock,
}: {
  readonly store: Pick<Store, 'worlds'>
  readonly clock: ServerClock
}): AllWorlds {
  const piece = createEventLoopTurns(clock)
  const asked = {
    here: sharedRequest(() => store.worlds('here'), clock),
    binned: sharedRequest(() => store.worlds('binned'), clock),
  }
  return async (place) => {
    const worlds = await asked[place]()
    await piece('admins')
    return worlds
  }
}
