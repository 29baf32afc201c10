// Writes repairs that the view shows already. A thing whose host is gone is shown in limbo, and so is one of
// each circle of things in each other. After a while it is written there. Every owner would write the same,
// and once it is written no repair is needed.
import type * as Y from 'yjs'
import type { ArtifactId } from '../../world/address.ts'
import type { Place } from '../../world/place.ts'
import { repairOf, repairs, repairScene as repairIn } from '../../world/edits/scene-repairs.ts'
import { FORMAT } from '../../world/scene/scene.ts'
import type { Change, View } from '../../world/view/world-view.ts'
import type { PendingWrites } from './pending-writes.ts'

/**
 * How long it may still come right by itself, in ms: a host may be on its way behind what stands on it, and
 * who made a circle may see it and undo it.
 */
export const REPAIR_DELAY_MS = 3_000
/** Most things that are put away at once, so that it is one small update; the others follow. */
const AT_ONCE = 500

export interface StaleHostRepair {
  /** Takes note of changes. */
  readonly changed: (change: Pick<Change, 'artifacts' | 'meta'>) => void
  /** Writes what is due. */
  readonly step: (now: number) => void
  readonly next: () => number | null
}

interface StaleHostRepairParts {
  readonly view: View
  readonly writes: PendingWrites
  /** Writes into the scene, and rejects when it cannot be stored; without it, nobody does. */
  readonly repairScene: ((edit: (scene: Y.Doc) => void) => Promise<void>) | undefined
  readonly now: () => number
  readonly onDone: () => void
}

export function createStaleHostRepair({
  view,
  writes,
  repairScene,
  now,
  onDone,
}: StaleHostRepairParts): StaleHostRepair {
  /** Since when each has been shown elsewhere than it is written, the first of them first. */
  const since = new Map<ArtifactId, number>()
  let isStoring = false

  function note(id: ArtifactId): void {
    if (!since.has(id) && repairOf(view, id) !== null) since.set(id, now())
  }

  /** Takes out what is due and still needed. */
  function* due(at: number): Iterable<ArtifactId> {
    for (const [id, noted] of since) {
      if (noted + REPAIR_DELAY_MS > at) return
      since.delete(id)
      if (repairOf(view, id) !== null) yield id
    }
  }

  function repairLive(id: ArtifactId): void {
    const { host, x = 0, y = 0, facing = 'down' } = view.artifact(id)?.place ?? {}
    const was = host === undefined || host === 'limbo' ? null : { host, x, y, facing }
    const place: Place = { host: 'limbo', x, y, facing, was }
    writes.put(`place ${id}`, (writer) => writer.setField(id, 'place', place))
  }

  async function repairWritten(ids: readonly ArtifactId[]): Promise<void> {
    if (repairScene === undefined) return
    isStoring = true
    try {
      // Judged again where it is written: somebody may have put it right since.
      await repairScene((scene) =>
        repairIn(
          scene,
          ids.filter((id) => repairOf(view, id)?.document === 'scene'),
        ),
      )
    } catch {
      // The owner knows. They are shown in limbo all the same, and looked at when the next play begins.
    }
    isStoring = false
    onDone()
  }

  function lookAround(): void {
    for (const { id } of repairs(view)) note(id)
  }

  lookAround()
  return {
    changed({ artifacts, meta }) {
      if (meta) lookAround()
      for (const id of artifacts) note(id)
    },
    step(at) {
      if (isStoring) return
      // A world without its floor has all of its things in limbo, and a newer format may know other places.
      if (view.root === null || view.format > FORMAT) return since.clear()
      const ids: ArtifactId[] = []
      for (const id of due(at)) {
        if (repairOf(view, id)?.document === 'live') repairLive(id)
        else ids.push(id)
        if (ids.length === AT_ONCE) break
      }
      if (ids.length > 0) void repairWritten(ids)
    },
    next() {
      if (isStoring) return null
      const [first] = since.values()
      return first === undefined ? null : first + REPAIR_DELAY_MS
    },
  }
}
