// Where a socket goes that came in at a process which does not lead: to its world here, to the process that
// has that world, or to the one that leads.
import type { ReadingAccess } from '../../accounts/reading-access.ts'
import type { SessionHeaders } from '../../accounts/sessions/session-headers.ts'
import { memberOf, type BrowserSessions } from '../../accounts/sessions/browser-sessions.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { parseInsideAddress } from '../../network/inside-address.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { NodeDatabase } from '../../storage/node-database.ts'
import type { Store } from '../../storage/store.ts'
import { sharedByKey } from '../../time/shared-request.ts'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { ServingPlace } from '../front-door.ts'
import type { HolderLink } from './holder-link.ts'
import type { ComingWorlds } from './coming-worlds.ts'

export interface SocketWorld {
  readonly address: Address
  /** Somebody comes into the world, and acts there. */
  readonly isPerson: boolean
}

interface SocketPlacesOptions {
  readonly store: Pick<Store, 'find'>
  readonly database: Pick<NodeDatabase, 'holderOf'>
  readonly access: Pick<ReadingAccess, 'rightOf'> & { readonly sessions: Pick<BrowserSessions, 'read'> }
  readonly self: ProcessId
  readonly coming: ComingWorlds
  readonly isSure: () => boolean
  readonly link: () => Pick<HolderLink, 'isOpen'> | null
  /** Whether whoever comes to a world that is not there makes it. */
  readonly makesMissing: boolean
  readonly mayBeHere: (world: WorldRecord) => boolean
  readonly mayPlay: (world: WorldRecord) => Promise<boolean>
  /** Somebody comes to a world here. */
  readonly onComing: (world: WorldRecord) => void
}

export type SocketPlaces = ReturnType<typeof createSocketPlaces>

/**
 * Null: nowhere, while people cannot be judged here, or the process that leads not be asked. Rejects with a
 * StoreFault.
 */
export function createSocketPlaces(options: SocketPlacesOptions) {
  const { store, database, access, self, isSure, link, coming, mayBeHere, mayPlay } = options
  const findHolder = sharedByKey((world: WorldKey) => database.holderOf(world))

  return async ({ address, isPerson }: SocketWorld, headers: SessionHeaders): Promise<ServingPlace> => {
    if (!isSure() || link()?.isOpen !== true) return null
    const world = await store.find(address)
    if (world === null) return options.makesMissing ? 'here' : 'leader'
    const member = memberOf(access.sessions.read(headers))
    if (!mayBeHere(world) || !atLeast(access.rightOf(member, world), 'see')) return 'leader'
    let holder = await findHolder(world.key)
    if (!isSure()) return null
    if (holder === null || holder.id === self) {
      const isPlayed = isPerson || world.isLiving === true
      if (isPlayed && !(await mayPlay(world))) return 'leader'
      // A person opens both documents at once, perhaps at two processes.
      if (holder !== null || (await coming.claim(world.key))) {
        if (mayBeHere(world)) {
          options.onComing(world)
          return 'here'
        }
        // Nobody comes here who would need it.
        await coming.open(world.key)
        return 'leader'
      }
      holder = await findHolder(world.key)
      if (holder === null) return 'leader'
    }
    return parseInsideAddress(holder.address)
  }
}
