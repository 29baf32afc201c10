// Small pictures of worlds, for lists: made when somebody looks who has the right to, and again after the
// world changed. A glance is values that a reader draws, so that the words and names in it are never markup,
// and every reader has it in their own light. They are made one after the other, and of no world that is too
// large.
import type { WorldGlance } from '../../../shared/world/glance/miniature.ts'
import { glanceAt } from '../../../shared/world/glance/miniature.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import type { Store } from '../../storage/store.ts'
import { copyOfStored, updatesIn } from '../../sync/document/stored-document.ts'
import type { Trials } from '../../sync/sync-server.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** Of a scene that has more bytes there is no glance: to read it takes more than a small picture is worth. */
const SCENE_BYTES = 1024 * 1024
/** Glances in the cache, of some 4 kB each. */
const KEPT_MAX = 1_000
/** A world that is being written in gets a new one so often, in ms. */
const FRESH_MS = 5_000

export interface WorldGlances {
  /** How a world looks; null: it is too large, or cannot be read. `by`: who asks, in turns. */
  of(world: WorldRecord, by: string): Promise<WorldGlance | null>
}

interface KeptGlance {
  readonly changedAt: number
  readonly madeAt: number
  readonly glance: Promise<WorldGlance | null>
}

export function createWorldGlances({
  store,
  trials,
  clock,
}: {
  readonly store: Pick<Store, 'open'>
  readonly trials: Trials
  readonly clock: ServerClock
}): WorldGlances {
  /** The last used is the last. */
  const kept = new Map<WorldKey, KeptGlance>()
  const turns = new Semaphore(1)

  async function make({ key }: WorldRecord, by: string): Promise<WorldGlance | null> {
    const stored = await store.open({ world: key, kind: 'scene' })
    const bytes = updatesIn(stored).reduce((sum, update) => sum + update.length, 0)
    if (bytes > SCENE_BYTES) return null
    const scene = await copyOfStored(stored, { trials, clock, by })
    try {
      return glanceAt(scene)
    } finally {
      scene.destroy()
    }
  }

  const isFresh = ({ changedAt, madeAt }: KeptGlance, world: WorldRecord): boolean =>
    changedAt === world.changedAt || isRecent(madeAt, FRESH_MS, clock.now())

  return {
    of(world, by) {
      const known = kept.get(world.key)
      kept.delete(world.key)
      const isUsable = known !== undefined && isFresh(known, world)
      const now = isUsable
        ? known
        : {
            changedAt: world.changedAt,
            madeAt: clock.now(),
            glance: turns.take(() => make(world, by), by),
          }
      kept.set(world.key, now)
      if (!isUsable) now.glance.catch(() => kept.delete(world.key))
      for (const key of kept.keys()) {
        if (kept.size <= KEPT_MAX) break
        kept.delete(key)
      }
      return now.glance
    },
  }
}
