// Where a socket goes that came in at a process which does not lead: to its world here, to the process that
// has that world, or to the one that leads.
import type { ReadingAccess } from '../../accounts/reading-access.ts'
import { memberOf, type BrowserSessions } from '../../accounts/sessions/browser-sessions.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import { parseInsideAddress, type InsideAddress } from '../../network/inside-address.ts'
import type { ProcessId } from '../../storage/lease-store.ts'
import type { NodeDatabase } from '../../storage/node-database.ts'
import type { Store } from '../../storage/store.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { pause } from '../../../shared/time/time-limit.ts'
import type { Address } from '../../../shared/world/address.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { HolderLink } from './holder-link.ts'
import type { WorldHandoffs } from './world-handoffs.ts'

/**
 * How long after another process led those who come wait until people can be judged here again, in ms: then
 * what is open here stays here.
 */
const SETTLE_MS = 3_000
/** So often it is looked whether they can, in ms. */
const LOOK_MS = 25

type SocketPlace = 'here' | 'leader' | InsideAddress

interface AskedWorld {
  readonly address: Address
  /** A person comes, who may act there. */
  readonly isPerson: boolean
  readonly cookie: string | undefined
}

interface SocketPlacesOptions {
  readonly store: Pick<Store, 'find'>
  readonly database: Pick<NodeDatabase, 'holderOf'>
  readonly access: Pick<ReadingAccess, 'rightOf'> & { readonly sessions: Pick<BrowserSessions, 'read'> }
  readonly self: ProcessId
  readonly clock: ServerClock
  readonly handoffs: WorldHandoffs
  readonly isSure: () => boolean
  readonly link: () => Pick<HolderLink, 'isOpen' | 'isCrossing' | 'isTo'> | null
  /** Whether whoever comes to a world that is not there makes it. */
  readonly makesMissing: boolean
  readonly mayBeHere: (world: WorldRecord) => boolean
  readonly mayPlay: (world: WorldRecord) => Promise<boolean>
  /** Somebody comes to a world here. */
  readonly onComing: (world: WorldRecord) => void
}

export class SocketPlaces {
  readonly #options: SocketPlacesOptions
  #settling: Promise<void> | null = null
  /** Until then those who come wait, by the monotonic clock. */
  #settlesUntil = -Infinity

  constructor(options: SocketPlacesOptions) {
    this.#options = options
  }

  /** `isPassed`: another process took this one for the right one. Rejects with a StoreFault. */
  async placeOf(asked: AskedWorld, isPassed: boolean): Promise<SocketPlace> {
    const { store, access, database, self, isSure, link, handoffs, mayBeHere, mayPlay } = this.#options
    if (this.#isUnsettled) await (this.#settling ??= this.#settle())
    if (!isSure()) return 'leader'
    if ((asked.isPerson ? link()?.isCrossing : link()?.isOpen) !== true) return 'leader'
    const world = await store.find(asked.address)
    if (world === null) return this.#options.makesMissing ? 'here' : 'leader'
    const member = memberOf(access.sessions.read(asked.cookie))
    if (!mayBeHere(world) || !atLeast(access.rightOf(member, world), 'see')) return 'leader'
    let holder = await database.holderOf(world.key)
    if (!isSure()) return 'leader'
    if (holder === null || holder.id === self) {
      const isPlayed = asked.isPerson || world.isLiving === true
      if (isPlayed && !(await mayPlay(world))) return 'leader'
      // A person opens both documents at once, perhaps at two processes.
      if (holder !== null || (await handoffs.claim(world.key))) {
        if (mayBeHere(world)) {
          this.#options.onComing(world)
          return 'here'
        }
        // Nobody comes here who would need it.
        await handoffs.open(world.key)
        return 'leader'
      }
      holder = await database.holderOf(world.key)
      if (holder === null) return 'leader'
    }
    const at = isPassed ? null : parseInsideAddress(holder.address)
    return at === null || link()?.isTo(at) !== false ? 'leader' : at
  }

  /** The process that led is lost, so that another one soon leads, or another one leads by now. */
  leaderChanged(): void {
    this.#settlesUntil = this.#options.clock.monotonic() + SETTLE_MS
  }

  /** Nobody comes in here any more: whoever waits goes to the one that leads. */
  end(): void {
    this.#settlesUntil = -Infinity
  }

  /** People cannot be judged here, or the process that leads not be asked, and both soon can. */
  get #isUnsettled(): boolean {
    const { isSure, link, clock } = this.#options
    return clock.monotonic() < this.#settlesUntil && !(isSure() && link()?.isOpen === true)
  }

  async #settle(): Promise<void> {
    while (this.#isUnsettled) await pause(this.#options.clock, LOOK_MS)
    this.#settling = null
  }
}
