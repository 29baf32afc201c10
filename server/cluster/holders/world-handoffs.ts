// Worlds that a process is about to open for somebody who comes, and worlds that it has just let go of.
import type { HeldLease, WorldLeases } from '../../contracts/world-lease.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'

/**
 * A world that was let go of is left to the process that leads for so long, in ms: it may just be taking it.
 */
const LEFT_MS = 3_000
/** How long a world is kept for somebody who is about to come in, in ms. */
const COMING_MS = 5_000

export class WorldHandoffs {
  readonly #leases: Pick<WorldLeases, 'take'>
  readonly #clock: ServerClock
  /** When they were let go of, by the monotonic clock. */
  readonly #left = new Map<WorldKey, number>()
  readonly #coming = new Map<WorldKey, HeldLease>()

  constructor({
    leases,
    clock,
  }: {
    readonly leases: Pick<WorldLeases, 'take'>
    readonly clock: ServerClock
  }) {
    this.#leases = leases
    this.#clock = clock
  }

  /**
   * Somebody is about to come into a world that no process had; false: one has it now, or this one is just
   * letting go of it.
   */
  async claim(world: WorldKey): Promise<boolean> {
    const lease = await this.#leases.take(world, () => undefined)
    if (lease === null) return false
    if (this.isLeft(world)) {
      await this.#release(lease)
      return false
    }
    // Two may come at once.
    const before = this.#coming.get(world)
    this.#coming.set(world, lease)
    this.#clock.after(COMING_MS, () => {
      if (this.#coming.get(world) === lease) void this.open(world)
    })
    await this.#release(before)
    return true
  }

  /** It is open by now, or nobody came: it is kept for nobody any more. */
  async open(world: WorldKey): Promise<void> {
    const lease = this.#coming.get(world)
    this.#coming.delete(world)
    await this.#release(lease)
  }

  /** It is let go of. */
  async leave(world: WorldKey): Promise<void> {
    this.#left.set(world, this.#clock.monotonic())
    await this.open(world)
  }

  isLeft(world: WorldKey): boolean {
    return this.#clock.monotonic() - (this.#left.get(world) ?? -Infinity) < LEFT_MS
  }

  tidy(): void {
    for (const world of this.#left.keys()) if (!this.isLeft(world)) this.#left.delete(world)
  }

  async #release(lease: HeldLease | undefined): Promise<void> {
    await lease?.release().catch(() => undefined)
  }
}
