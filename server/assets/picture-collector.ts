// Finds pictures that no world needs any more: rarely, one world at a time, with a pause between. Pictures
// that a world's documents name count, in pages, looks, limbo and memory alike. Pictures that only history
// names may go; they are shown as a frame with their words.
import type * as Y from 'yjs'
import { picturesNamedInDocument } from '../../shared/pictures/document-pictures.ts'
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { WorldId } from '../../shared/world/address.ts'
import type { DocumentKind, Store, Stored } from '../storage/store.ts'
import type { WorldKey } from '../contracts/world-record.ts'
import type { Pictures } from './node-pictures.ts'
import { repeat } from '../../shared/time/repeat.ts'

/**
 * How long a picture that nothing names any more is kept, in ms: an undo, a version from last week, somebody
 * who comes back.
 */
const UNUSED_MS = 30 * 24 * 60 * 60_000
/** How often one world is looked at, in ms: about once a week. */
const LOOK_EVERY_MS = 7 * 24 * 60 * 60_000
/** Between looks at two worlds, in ms: reading one takes milliseconds, and nobody waits for it. */
const STEP_MS = 60_000
/** A file that no record names is left so long, in ms: its record may be on its way. */
const STRAY_MS = 60 * 60_000

interface Collector {
  /** Looks at the next world that is due; false when none is. */
  step(): Promise<boolean>
  stop(): void
}

export function startCollector(options: {
  readonly store: Pick<Store, 'findById' | 'open'>
  readonly pictures: Pictures
  /** A copy of a stored document, whose it is to destroy; made for the sake of `by`. */
  readonly read: (stored: Stored, by: string) => Promise<Y.Doc>
  /** Pictures that a world needs besides those that its documents name; none, unless given. */
  readonly alsoNamed?: (world: WorldId) => Iterable<PictureId>
  readonly clock: { now(): number; after(ms: number, run: () => void): () => void }
  /** A world could not be looked at; it will be again. */
  readonly onFault: (world: WorldId | null, error: unknown) => void
}): Collector {
  const { store, pictures, read, clock, alsoNamed = () => [], onFault } = options
  /** When each was looked at since the start. */
  const looked = new Map<WorldId, number>()
  let hasSwept = false

  async function sweepOnce(): Promise<void> {
    if (hasSwept) return
    hasSwept = true
    try {
      await pictures.sweep(clock.now() - STRAY_MS)
    } catch (error) {
      onFault(null, error)
    }
  }

  async function step(): Promise<boolean> {
    await sweepOnce()
    const now = clock.now()
    const all = pictures.worlds()
    // Not always from the first: a node that is started anew each day comes to the last, too.
    const start = all.length === 0 ? 0 : Math.floor(now / STEP_MS) % all.length
    const next = [...all.slice(start), ...all.slice(0, start)].find(
      (world) => now - (looked.get(world) ?? -Infinity) >= LOOK_EVERY_MS,
    )
    if (next === undefined) return false
    looked.set(next, now)
    try {
      await look(next, now)
    } catch (error) {
      onFault(next, error)
    }
    return true
  }

  async function look(id: WorldId, now: number): Promise<void> {
    const world = await store.findById(id)
    if (world === null) {
      looked.delete(id)
      return pictures.release(id)
    }
    // A world in the bin stays as it was: it needs its pictures when it is taken out again.
    if (world.binnedAt !== null) return undefined
    const written = [...(await namedIn(world.key, 'scene')), ...(await namedIn(world.key, 'live'))]
    const named = new Set([...written, ...alsoNamed(id)])
    return pictures.note(id, named, now, UNUSED_MS)
  }

  async function namedIn(world: WorldKey, kind: DocumentKind): Promise<Set<PictureId>> {
    const doc = await read(await store.open({ world, kind }), `pictures of ${world}`)
    const named = picturesNamedInDocument(doc)
    doc.destroy()
    return named
  }

  return {
    step,
    stop: repeat(step, { everyMs: STEP_MS, clock, onFault: (error) => onFault(null, error) }),
  }
}
