// Worlds that a process has for somebody who is about to come in.
import type { HeldLease, WorldLeases } from '../../contracts/world-lease.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedByKey } from '../../time/shared-request.ts'

/** How long one is kept for them, in ms. */
const COMING_MS = 5_000

export class ComingWorlds {
  readonly #leases: Pick<WorldLeases, 'take'>
  readonly #clock: Pick<ServerClock, 'after'>
  readonly #coming = new Map<WorldKey, HeldLease>()

  constructor(leases: Pick<WorldLeases, 'take'>, clock: Pick<ServerClock, 'after'>) {
    this.#leases = leases
    this.#clock = clock
  }

  /** Somebody is about to come into a world that no other process has; false: one has it now. */
  readonly claim: (world: WorldKey) => Promise<boolean> = sharedByKey((world) => this.#claim(world))

  async #claim(world: WorldKey): Promise<boolean> {
    const lease = await this.#leases.take(world, () => undefined)
    if (lease === null) return false
    const before = this.#coming.get(world)
    this.#coming.set(world, lease)
    this.#clock.after(COMING_MS, () => {
      if (this.#coming.get(world) === lease) void this.open(world)
    })
    await before?.release().catch(() => undefined)
    return true
  }

  /** It is open by now, or goes elsewhere: it is kept for nobody any more. */
  async open(world: WorldKey): Promise<void> {
    const lease = this.#coming.get(world)
    this.#coming.delete(world)
    await lease?.release().catch(() => undefined)
  }
}
