// Leases on worlds, renewed all at once until they are released or lost. An owner that has lost one stops
// writing at once; should it not notice, the store refuses its writes.
import type { Lease, Store } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/** How long a lease lasts, in ms: so long is a world asleep after its owner died. */
export const LEASE_MS = 15_000
/** After so long all are renewed, in ms, as one write to the disk. */
const RENEW_MS = LEASE_MS / 3

export interface HeldLease {
  readonly epoch: number
  /** It may belong to somebody else by now. */
  isOver(): boolean
  release(): Promise<void>
}

interface StoredLease extends Lease {
  readonly world: WorldKey
  readonly onLost: () => void
}

interface LeasesOptions {
  readonly store: Pick<Store, 'lease' | 'release'>
  readonly clock: ServerClock
  /** Names this process. */
  readonly holder: string
}

export class Leases {
  readonly #options: LeasesOptions
  /** By epoch, since a world may be taken again before an old lease of it was found to be lost. */
  readonly #leases = new Map<string, StoredLease>()
  #isRenewing = false

  constructor(options: LeasesOptions) {
    this.#options = options
  }

  /**
   * Takes a lease; null while somebody else has it. Rejects with a StoreFault. `onLost` is called once at
   * most: it is somebody else's, or could not be renewed in time.
   */
  async take(world: WorldKey, onLost: () => void): Promise<HeldLease | null> {
    const { store, clock } = this.#options
    const lease = await this.#ask(world)
    if (lease === null) return null
    const { epoch } = lease
    const name = `${world}/${epoch}`
    this.#leases.set(name, { ...lease, world, onLost })
    this.#renewLater()
    return {
      epoch,
      isOver: () => clock.now() >= (this.#leases.get(name)?.until ?? 0),
      release: () => {
        this.#leases.delete(name)
        return store.release(world, epoch)
      },
    }
  }

  #ask(world: WorldKey): Promise<Lease | null> {
    const { store, clock, holder } = this.#options
    const now = clock.now()
    return store.lease(world, holder, now, now + LEASE_MS)
  }

  #renewLater(): void {
    if (this.#isRenewing || this.#leases.size === 0) return
    this.#isRenewing = true
    this.#options.clock.after(RENEW_MS, () => {
      void Promise.all([...this.#leases.keys()].map((name) => this.#renew(name))).then(() => {
        this.#isRenewing = false
        return this.#renewLater()
      })
    })
  }

  /** One that cannot be renewed now is tried again at the next time, until it is over. */
  async #renew(name: string): Promise<void> {
    const before = this.#leases.get(name)
    if (!before) return
    const renewed = await this.#ask(before.world).catch(() => before)
    if (this.#leases.get(name) !== before) return
    if (renewed?.epoch === before.epoch && renewed.until > this.#options.clock.now()) {
      this.#leases.set(name, { ...before, until: renewed.until })
      return
    }
    this.#leases.delete(name)
    before.onLost()
  }
}
