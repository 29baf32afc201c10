// Pictures that nothing needs any more go: first the records that name them, then their files.
import type { PictureId } from '../../shared/world/picture-id.ts'
import type { WorldId } from '../../shared/world/address.ts'
import type { TableChange } from '../records/record-tables.ts'
import type { PictureFiles } from '../storage/picture-files.ts'
import type { Semaphore } from '../time/semaphore.ts'
import type { ArrivingFiles } from './arriving-files.ts'
import type { PictureHoldings } from './picture-holdings.ts'
import { holdId } from './picture-records.ts'

export interface PictureRemoval {
  /**
   * Notes which of a world's pictures something names; forgets those that were unused for longer than
   * `forMs`.
   */
  note(world: WorldId, named: ReadonlySet<PictureId>, now: number, forMs: number): Promise<void>
  /** A world is gone for good, and so are pictures that only it held. */
  release(world: WorldId): Promise<void>
  /** Removes files that nothing names, put before `before`: of a crash between a file and its record. */
  sweep(before: number): Promise<void>
}

export function createPictureRemoval({
  holdings,
  files,
  arriving,
  turns,
}: {
  readonly holdings: PictureHoldings
  readonly files: Pick<PictureFiles, 'list'>
  readonly arriving: Pick<ArrivingFiles, 'remove'>
  readonly turns: Semaphore
}): PictureRemoval {
  const { tables, assets, holds, heldBy, worldsWith } = holdings

  /** Forgets holds, and the pictures that nothing holds any more, which it answers. */
  async function forget(
    world: WorldId,
    ids: readonly PictureId[],
    beside: readonly TableChange[],
  ): Promise<readonly PictureId[]> {
    const gone = ids.filter((id) => worldsWith(id).size === 1)
    const changes = [
      ...beside,
      ...ids.map((id) => holds.forget(holdId(world, id))),
      ...gone.map((id) => assets.forget(id)),
    ]
    if (changes.length > 0) await tables.change(changes)
    return gone
  }

  async function removeFiles(forgotten: Promise<readonly PictureId[]>): Promise<void> {
    for (const id of await forgotten) await arriving.remove(id)
  }

  return {
    note: (world, named, now, forMs) =>
      removeFiles(
        turns.take(async () => {
          const { changes, gone } = usesIn(holdings, world, { named, now, forMs })
          return forget(world, gone, changes)
        }, world),
      ),
    release: (world) => removeFiles(turns.take(() => forget(world, [...heldBy(world).keys()], []), world)),
    async sweep(before) {
      for await (const { id, at } of files.list()) if (at < before) await arriving.remove(id)
    },
  }
}

/** The changes of a world's holds by what is named there, and the pictures that were unused for too long. */
function usesIn(
  { heldBy, holds }: PictureHoldings,
  world: WorldId,
  {
    named,
    now,
    forMs,
  }: { readonly named: ReadonlySet<PictureId>; readonly now: number; readonly forMs: number },
): { readonly changes: readonly TableChange[]; readonly gone: readonly PictureId[] } {
  const changes: TableChange[] = []
  const gone: PictureId[] = []
  for (const [id, before] of heldBy(world)) {
    const { unusedSince } = before
    if (named.has(id)) {
      if (unusedSince !== null) changes.push(holds.set(holdId(world, id), { ...before, unusedSince: null }))
    } else if (unusedSince === null) {
      changes.push(holds.set(holdId(world, id), { ...before, unusedSince: now }))
    } else if (now - unusedSince >= forMs) gone.push(id)
  }
  return { changes, gone }
}
