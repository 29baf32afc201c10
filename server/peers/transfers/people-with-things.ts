// People of this node who go to worlds of other nodes and come back, together with their things: whenever
// somebody arrives or leaves, so do the things in their hands.
import type { PeopleAbroad } from '../../contracts/people-abroad.ts'
import type { WorldActions } from '../../sync/sync-server.ts'
import type { AbroadPart } from '../abroad/people-elsewhere.ts'
import type { HeldTransfers } from './held-transfers.ts'
import type { PortalTransfers } from './portal-transfers.ts'

export interface PeopleWithThings {
  /** Where our people are. */
  readonly abroad: PeopleAbroad
  /** Handles requests in worlds of other nodes, where a thing that one puts down may be one's own. */
  around(there: WorldActions): WorldActions
}

export function createPeopleWithThings({
  abroad,
  heldTransfers,
  portalTransfers,
  onFault,
}: {
  readonly abroad: AbroadPart
  readonly heldTransfers: HeldTransfers
  readonly portalTransfers: PortalTransfers
  readonly onFault: (error: unknown) => void
}): PeopleWithThings {
  const arrived: PeopleAbroad['arrived'] = async (member, isBack) => {
    const why = await abroad.arrived(member, isBack)
    if (why === null) heldTransfers.arrived(member)
    return why
  }

  abroad.onReturned((member) => heldTransfers.left(member))

  return {
    abroad: {
      name: () => abroad.name(),
      isGuest: (member) => abroad.isGuest(member),
      placeOf: (member) => abroad.placeOf(member),
      whyNot: (member, to) => abroad.whyNot(member, to),
      async left(member, to, from) {
        await abroad.left(member, to, from)
        arrived(member, false).catch(onFault)
      },
      async end(member) {
        const was = await abroad.end(member)
        if (was !== null) heldTransfers.left(member)
        return was
      },
      arrived,
      fetch: (what) => heldTransfers.fetch(what),
      send: (going) => portalTransfers.go(going),
    },
    around: (there) => ({
      act(world, asker, sequence, request) {
        const { action } = request
        const forward = () => there.act(world, asker, sequence, request)
        return action.verb === 'putDown'
          ? heldTransfers.putDown(asker.member.id, world.address, action, forward)
          : forward()
      },
      came: (world, asker) => there.came(world, asker),
      failed: (world, error) => there.failed(world, error),
      gone: (world, asker) => there.gone(world, asker),
    }),
  }
}
