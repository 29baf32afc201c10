// The names of things whose programs wrote something. A name that cannot be told soon is left out, and known
// the next time.
import type { ArtifactId } from '../../shared/world/address.ts'
import { withinTime } from '../../shared/time/time-limit.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { DocumentKey } from '../storage/store.ts'
import type { ServerClock } from '../time/server-clock.ts'
import type { DocumentReplays } from './document-replays.ts'
import { NAMES_FRESH_MS, NAMES_MS, NAMES_WORLDS_MAX } from './history-limits.ts'
import type { RevisionStore } from './row-pages.ts'

interface KnownNames {
  readonly until: number
  readonly names: ReadonlyMap<ArtifactId, string>
  readonly asked: ReadonlySet<ArtifactId>
}

interface ThingNames {
  of(document: DocumentKey, things: ReadonlySet<ArtifactId>): Promise<ReadonlyMap<ArtifactId, string>>
  forget(world: WorldKey): void
}

export function createThingNames(parts: {
  readonly store: Pick<RevisionStore, 'indexedTo'>
  readonly replays: DocumentReplays
  readonly clock: ServerClock
  readonly onFault: (error: unknown) => void
}): ThingNames {
  const { store, replays, clock, onFault } = parts
  const worlds = new Map<WorldKey, KnownNames>()

  async function learn(document: DocumentKey, asked: ReadonlySet<ArtifactId>): Promise<void> {
    const things = [...asked]
    const sequence = await store.indexedTo(document)
    const place = { sequence, by: `${document.world} names` }
    const found = await replays.at(document, place, (call) => call('names', { things }))
    const names = new Map<ArtifactId, string>()
    for (const [at, thing] of things.entries()) {
      const name = found[at] ?? null
      if (name !== null) names.set(thing, name)
    }
    worlds.delete(document.world)
    worlds.set(document.world, { until: clock.now() + NAMES_FRESH_MS, names, asked })
    for (const oldest of worlds.keys()) if (worlds.size > NAMES_WORLDS_MAX) worlds.delete(oldest)
  }

  return {
    async of(document, things) {
      const known = worlds.get(document.world)
      const isKnown =
        known !== undefined &&
        known.until > clock.now() &&
        [...things].every((thing) => known.asked.has(thing))
      if (!isKnown) {
        const asked = new Set([...things, ...(known?.asked ?? [])])
        await withinTime(clock, NAMES_MS, learn(document, asked).catch(onFault), undefined)
      }
      return worlds.get(document.world)?.names ?? new Map<ArtifactId, string>()
    },
    forget: (world) => void worlds.delete(world),
  }
}
