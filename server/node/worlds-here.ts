// The worlds of this node, for the code that knows other nodes. Each asks the other, and that code is opened
// first, since rights here rest on what it knows. So its requests wait here until the worlds are open; none
// is made before the node begins, and one that came too soon would be answered then.
import type { ThingHandover } from '../contracts/thing-handover.ts'
import type { ReturningPeople } from '../contracts/people-abroad.ts'
import type { Owner } from '../owner/world-owner.ts'
import type { Sync } from '../sync/sync-server.ts'

type HeldRooms = Pick<Sync, 'hold' | 'apart'>
type AskedOwner = Pick<
  Owner,
  'travels' | 'handing' | 'dismiss' | 'visitAbroad' | 'putBack' | 'goBack' | 'placeOf'
>

interface AskedWorlds {
  readonly rooms: HeldRooms
  readonly owner: AskedOwner
}

/** The same requests, of worlds that are open or will be. */
export interface WorldsHere extends AskedWorlds {
  /** All that waits is asked now. */
  open(worlds: AskedWorlds): void
}

export function createWorldsHere(): WorldsHere {
  const { promise: opened, resolve: open } = Promise.withResolvers<AskedWorlds>()
  const owner = opened.then((worlds) => worlds.owner)
  const rooms = opened.then((worlds) => worlds.rooms)
  const travels: ReturningPeople = {
    comeHome: async (...asked) => (await owner).travels.comeHome(...asked),
    goOn: async (...asked) => (await owner).travels.goOn(...asked),
    notify: (member, words) => void owner.then(({ travels: here }) => here.notify(member, words)),
  }
  const handing: ThingHandover = {
    take: async (...asked) => (await owner).handing.take(...asked),
    put: async (...asked) => (await owner).handing.put(...asked),
    held: async (by) => (await owner).handing.held(by),
    hold: async (...asked) => (await owner).handing.hold(...asked),
    leaveBehind: async (member) => (await owner).handing.leaveBehind(member),
    isEmptyHanded: async (member) => (await owner).handing.isEmptyHanded(member),
    isHere: async (member) => (await owner).handing.isHere(member),
  }
  return {
    open,
    rooms: {
      hold: async (world) => (await rooms).hold(world),
      apart: async (...asked) => (await rooms).apart(...asked),
    },
    owner: {
      travels,
      handing,
      dismiss: async (member) => (await owner).dismiss(member),
      visitAbroad: async (...asked) => (await owner).visitAbroad(...asked),
      putBack: async (member) => (await owner).putBack(member),
      goBack: async (member) => (await owner).goBack(member),
      placeOf: async (member) => (await owner).placeOf(member),
    },
  }
}
