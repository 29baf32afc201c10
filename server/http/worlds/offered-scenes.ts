// The scene of an offered world as it was when its owner offered it, read from its past: an admin looks at
// it, and everybody who begins as it gets that, whatever is written in the world since.
import type * as Y from 'yjs'
import type { Revision } from '../../../shared/history/revision.ts'
import { glanceAt, type WorldGlance } from '../../../shared/world/glance/miniature.ts'
import type { MemberId, WorldId } from '../../../shared/world/address.ts'
import type { WorldRecord } from '../../contracts/world-record.ts'
import type { HistoryPlace } from '../../history/history-places.ts'
import type { WorldHistory } from '../../history/world-history.ts'
import type { Store } from '../../storage/store.ts'
import { copyOfStored } from '../../sync/document/stored-document.ts'
import type { Sync } from '../../sync/sync-server.ts'
import { TEMPLATES_MAX } from '../../templates/template-offers.ts'
import { Semaphore } from '../../time/semaphore.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { isRecent } from '../../../shared/time/recent.ts'

/** A larger scene is no template: everybody who looks at templates has the node read them all. */
const SCENE_BYTES = 1024 * 1024
/** Holds the row of the log at which the offered state ends. There is one offer of a world. */
const PIN = 'template'
/** A row may be joined with later ones just before it is held. */
const PIN_TRIES = 3
/** Words can be erased from a past: a glance is made again after so long, in ms. */
const FRESH_MS = 10 * 60_000

export interface OfferedScenes {
  /**
   * Keeps the scene as it is now for an offer, in place of the one that was kept; null: it is too large, and
   * nothing was changed.
   */
  keep(world: WorldRecord, by: MemberId): Promise<Revision | null>
  /** The kept scene is not needed any more. */
  letGo(world: WorldRecord): Promise<void>
  /** A copy of the scene as it was then, which is the caller's to destroy. */
  copy(world: WorldRecord, revision: Revision, by: MemberId): Promise<Y.Doc>
  glance(world: WorldRecord, revision: Revision, by: MemberId): Promise<WorldGlance>
}

interface OfferedSceneParts {
  readonly store: Pick<Store, 'pin' | 'unpin'>
  readonly sync: Pick<Sync, 'flush' | 'trials'>
  readonly history: Pick<WorldHistory, 'end' | 'place' | 'state'>
  readonly clock: ServerClock
}

interface OfferedGlance {
  readonly revision: Revision
  readonly madeAt: number
  readonly glance: Promise<WorldGlance>
}

export function createOfferedScenes({ store, sync, history, clock }: OfferedSceneParts): OfferedScenes {
  const glances = new Map<WorldId, OfferedGlance>()
  const turns = new Semaphore(1)

  async function pinned(world: WorldRecord, tries = 1): Promise<HistoryPlace> {
    const place = await history.end(world)
    try {
      await store.pin({ world: world.key, kind: 'scene' }, place.sequence, PIN)
      return place
    } catch (error) {
      if (!(error instanceof RangeError) || tries === PIN_TRIES) throw error
      return pinned(world, tries + 1)
    }
  }

  async function keep(world: WorldRecord, by: MemberId): Promise<Revision | null> {
    await sync.flush(world)
    const end = await history.end(world)
    if ((await history.state(world, end, by)).length > SCENE_BYTES) return null
    return (await pinned(world)).revision
  }

  async function copy(world: WorldRecord, revision: Revision, by: MemberId): Promise<Y.Doc> {
    const state = await history.state(world, await history.place(world, revision), by)
    return copyOfStored({ snapshot: state, tail: [] }, { trials: sync.trials, clock, by })
  }

  async function look(world: WorldRecord, revision: Revision, by: MemberId): Promise<WorldGlance> {
    const scene = await copy(world, revision, by)
    try {
      return glanceAt(scene)
    } finally {
      scene.destroy()
    }
  }

  return {
    keep,
    copy,
    letGo: (world) => store.unpin({ world: world.key, kind: 'scene' }, PIN),
    glance(world, revision, by) {
      const known = glances.get(world.id)
      if (known?.revision === revision && isRecent(known.madeAt, FRESH_MS, clock.now())) return known.glance
      const glance = turns.take(() => look(world, revision, by), by)
      glances.delete(world.id)
      glances.set(world.id, { revision, madeAt: clock.now(), glance })
      glance.catch(() => glances.delete(world.id))
      for (const id of glances.keys()) {
        if (glances.size <= TEMPLATES_MAX) break
        glances.delete(id)
      }
      return glance
    },
  }
}
