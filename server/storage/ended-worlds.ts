// Tells of worlds that are gone for good: whoever keeps something about them lets it go.
import type { WorldId } from '../../shared/world/address.ts'
import { inFrontOf } from './store-proxy.ts'
import type { Store } from './store.ts'

export interface WorldEnds {
  /** The store that everybody is to use. */
  readonly store: Store
  /** Calls `listener` when a world is gone, after those that were here before. */
  onEnded(listener: (world: WorldId) => Promise<unknown>): void
}

export function followEnds(store: Store): WorldEnds {
  const listeners: ((world: WorldId) => Promise<unknown>)[] = []
  const followed = inFrontOf(store, {
    async destroy(key) {
      const world = await store.findByKey(key)
      await store.destroy(key)
      if (world !== null) for (const listener of listeners) await listener(world.id)
    },
  })
  return { store: followed, onEnded: (listener) => void listeners.push(listener) }
}
