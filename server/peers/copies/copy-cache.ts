// The copies of other nodes' worlds that this node keeps: how large they are, when they were used last, and
// which go when there are too many. Never one that somebody uses, and none in which anything waits for its
// host, or for its writer to take it back.
import { z } from 'zod'
import type { RecordTables } from '../../records/record-tables.ts'
import { WorldMissing, type Store } from '../../storage/store.ts'
import type { WorldKey, WorldRecord } from '../../contracts/world-record.ts'
import { Semaphore } from '../../time/semaphore.ts'

/** How exactly it is known when a copy was used last, in ms: noting it is a write. */
const NOTE_MS = 60 * 60_000

/** Under the world's id. */
const UsedRecord = z.object({ at: z.number() })

interface CachedCopy {
  readonly world: WorldRecord
  readonly bytes: number
  readonly usedAt: number
  /** Why it must stay; null when it may go. */
  readonly needed: 'used' | 'waiting' | null
}

/** A copy takes as much as this, however small its world is: its records are in memory. */
export const COPY_BYTES = 16 * 1024

export interface ForeignCache {
  used(world: WorldRecord): void
  copies(): Promise<CachedCopy[]>
  /**
   * Makes room for one copy more, of a world of so many bytes, and keeps it until the answer is called; null
   * where those that are needed take it all. Asked before it is on the disk, so that nobody fills it by going
   * to many worlds at once.
   */
  admit(bytes: number, bytesMax: number): Promise<(() => void) | null>
  /**
   * Throws copies away, those used longest ago first, until the rest has its size; answers those that are
   * gone.
   */
  evict(bytesMax: number): Promise<WorldRecord[]>
  /**
   * Throws copies away that somebody uses, the largest first, until the rest has its size: a host may make
   * them as large as it likes.
   */
  limit(bytesMax: number): Promise<WorldRecord[]>
  /** Throws one copy away; with `withWaiting` also what waits in it. False when it is needed. */
  remove(world: WorldRecord, withWaiting: boolean): Promise<boolean>
}

export async function openForeignCache(options: {
  readonly tables: RecordTables
  readonly store: Store
  readonly clock: { now(): number }
  readonly isUsed: (world: WorldRecord) => boolean
  /**
   * A copy goes: `destroy` is called while nobody may come to it, and its records are deleted. False, as
   * `destroy` answers, when it stays after all.
   */
  readonly onGone: (world: WorldRecord, destroy: () => Promise<boolean>) => Promise<boolean>
  readonly onFault: (error: unknown) => void
}): Promise<ForeignCache> {
  const { tables, store, clock, isUsed, onGone, onFault } = options
  const table = await tables.table('foreign-used', UsedRecord)

  async function waitingIn(): Promise<ReadonlySet<WorldKey>> {
    return new Set((await store.personalLogs()).map(({ world }) => world))
  }

  async function sizeOf({ key }: WorldRecord): Promise<number> {
    try {
      const now = clock.now()
      const sizes = await Promise.all(
        (['scene', 'live'] as const).map((kind) => store.size({ world: key, kind }, now)),
      )
      return sizes.reduce((sum, { bytes }) => sum + bytes, COPY_BYTES)
    } catch (error) {
      if (error instanceof WorldMissing) return 0
      throw error
    }
  }

  async function copies(): Promise<CachedCopy[]> {
    const waiting = await waitingIn()
    const found: CachedCopy[] = []
    for (const world of await store.worlds('foreign')) {
      const needed = waiting.has(world.key) ? 'waiting' : isUsed(world) ? 'used' : null
      const usedAt = table.get(world.id)?.at ?? world.createdAt
      found.push({ world, bytes: await sizeOf(world), usedAt, needed })
    }
    return found.toSorted((one, other) => one.usedAt - other.usedAt)
  }

  /** False: somebody wrote in it just now. */
  async function throwAway(world: WorldRecord, withWaiting: boolean): Promise<boolean> {
    const isGone = await onGone(world, async () => {
      // Nobody writes any more from here on.
      if (!withWaiting && (await waitingIn()).has(world.key)) return false
      try {
        await store.bin(world.key, clock.now())
        await store.destroy(world.key)
      } catch (error) {
        // Somebody else threw it away meanwhile.
        if (!(error instanceof WorldMissing)) throw error
      }
      return true
    })
    if (isGone) await tables.change([table.forget(world.id)])
    return isGone
  }

  /** The size of all copies, at the last count, and additions since; null: not counted yet. */
  let total: number | null = null
  /** Of copies that were let in, and may not be on the disk yet. */
  let coming = 0
  /** One after the other: each count has to know of the one before. */
  const turns = new Semaphore(1)

  const evict = async (bytesMax: number): Promise<WorldRecord[]> =>
    shrink(await copies(), bytesMax, ({ needed, world }) => needed === null && !isUsed(world))

  async function limit(bytesMax: number): Promise<WorldRecord[]> {
    const all = (await copies()).toSorted((one, other) => other.bytes - one.bytes)
    return shrink(all, bytesMax, ({ needed }) => needed !== 'waiting')
  }

  /** Throws away those that may go, one after the other, until all together have this size. */
  async function shrink(
    all: readonly CachedCopy[],
    bytesMax: number,
    mayGo: (copy: CachedCopy) => boolean,
  ): Promise<WorldRecord[]> {
    let bytes = all.reduce((sum, copy) => sum + copy.bytes, 0)
    const gone: WorldRecord[] = []
    for (const copy of all) {
      if (bytes <= bytesMax) break
      if (!mayGo(copy) || !(await throwAway(copy.world, false))) continue
      bytes -= copy.bytes
      gone.push(copy.world)
    }
    total = bytes
    return gone
  }

  async function admit(bytes: number, bytesMax: number): Promise<(() => void) | null> {
    const most = bytesMax - bytes - coming
    if (total === null || total > most) await evict(Math.max(0, most))
    if ((total ?? 0) > most) return null
    coming += bytes
    return () => {
      coming -= bytes
      total = (total ?? 0) + bytes
    }
  }

  return {
    admit: (bytes, bytesMax) => turns.take(() => admit(bytes + COPY_BYTES, bytesMax)),
    evict: (bytesMax) => turns.take(() => evict(bytesMax)),
    limit: (bytesMax) => turns.take(() => limit(bytesMax)),
    used(world) {
      if (clock.now() - (table.get(world.id)?.at ?? -Infinity) < NOTE_MS) return
      tables.change([table.set(world.id, { at: clock.now() })]).catch(onFault)
    },
    copies,
    async remove(world, withWaiting) {
      if (isUsed(world) && !withWaiting) return false
      return throwAway(world, withWaiting)
    },
  }
}
