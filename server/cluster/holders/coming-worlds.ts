// Worlds that a process has for somebody who is about to come in.
import type { HeldLease, WorldLeases } from '../../contracts/world-lease.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { sharedByKey } from '../../time/shared-request.ts'

/** How long one is kept for them, in ms. */
const COMING_MS = 5_000

export type ComingWorlds = ReturnType<typeof createComingWorlds>

export function createComingWorlds(leases: WorldLeases, clock: Pick<ServerClock, 'after'>) {
  const coming = new Map<WorldKey, HeldLease>()

  /** It is open by now, or goes elsewhere: it is kept for nobody any more. */
  async function open(world: WorldKey): Promise<void> {
    const lease = coming.get(world)
    coming.delete(world)
    await lease?.release().catch(() => undefined)
  }

  /** Somebody is about to come into a world that no other process has; false: one has it now. */
  const claim = sharedByKey(async (world: WorldKey): Promise<boolean> => {
    const lease = await leases.take(world, () => undefined)
    if (lease === null) return false
    const before = coming.get(world)
    coming.set(world, lease)
    clock.after(COMING_MS, () => {
      if (coming.get(world) === lease) void open(world)
    })
    await before?.release().catch(() => undefined)
    return true
  })

  return { claim, open }
}
