// How large worlds are on the disk. Sizes are cached for a minute: somebody who looks through a list asks for
// the same ones again and again.
import type { ServerClock } from '../../time/server-clock.ts'
import { WorldMissing, type DocumentKind, type Store } from '../../storage/store.ts'
import type { WorldKey } from '../../contracts/world-record.ts'
import { isRecent } from '../../../shared/time/recent.ts'

const FRESH_MS = 60_000
/** Sizes in the cache. */
const KEPT_MAX = 10_000
const KINDS: readonly DocumentKind[] = ['scene', 'live']

interface WorldSize {
  readonly rows: number
  readonly bytes: number
}

const NONE: WorldSize = { rows: 0, bytes: 0 }

export interface Sizes {
  /** The sizes of both logs of a world; nothing for one that is gone. */
  of(world: WorldKey): Promise<WorldSize>
  /** The world's size has changed. */
  forget(world: WorldKey): void
}

export function createSizes(store: Pick<Store, 'size'>, clock: Pick<ServerClock, 'now'>): Sizes {
  const sizes = new Map<WorldKey, { readonly at: number; readonly size: Promise<WorldSize> }>()

  async function measure(world: WorldKey): Promise<WorldSize> {
    try {
      const logs = await Promise.all(KINDS.map((kind) => store.size({ world, kind }, clock.now())))
      return logs.reduce(
        (sum, { rows, bytes }) => ({ rows: sum.rows + rows, bytes: sum.bytes + bytes }),
        NONE,
      )
    } catch (error) {
      if (error instanceof WorldMissing) return NONE
      throw error
    }
  }

  return {
    forget: (world) => void sizes.delete(world),
    of(world) {
      const before = sizes.get(world)
      if (before !== undefined && isRecent(before.at, FRESH_MS, clock.now())) return before.size
      const size = measure(world)
      size.catch(() => sizes.delete(world))
      sizes.delete(world)
      sizes.set(world, { at: clock.now(), size })
      const [oldest] = sizes.keys()
      if (sizes.size > KEPT_MAX && oldest !== undefined) sizes.delete(oldest)
      return size
    },
  }
}
