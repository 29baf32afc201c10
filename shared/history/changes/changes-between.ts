// The list of changes between two revisions of a scene: from the scene at the first and the rows up to the
// second.
import * as Y from 'yjs'
import type { AuthorId } from '../../world/author.ts'
import { artifactMaps, metaMap } from '../../world/scene/scene.ts'
import type { ThingId } from '../rows/row-summary.ts'
import {
  standingEntry,
  standingThing,
  standsNow,
  type Stands,
  type SceneThing,
} from '../rows/scene-values.ts'
import { ChangeTracker } from './change-tracker.ts'
import { comparedValues, thingChange } from './compared-things.ts'
import { textChanges } from './text-changes.ts'
import type { ThingChange } from './thing-change.ts'

export interface ReplayedRow {
  readonly bytes: Uint8Array
  readonly author: AuthorId
}

/**
 * Applies the rows to the scene, which is the later one then, and tells what they changed. The scene must
 * collect nothing (`gc` false) from the first row on.
 */
export function changesBetween(scene: Y.Doc, rows: Iterable<ReplayedRow>): readonly ThingChange[] {
  const tracker = new ChangeTracker(scene)
  for (const { bytes, author } of rows) tracker.apply(bytes, author)
  return changesSince(tracker)
}

/** The same for rows that were applied one by one. */
export function changesSince<By>(tracker: ChangeTracker<By>): readonly ThingChange<By>[] {
  return [...tracker.touched].map((id) => changeOf(id, tracker)).filter((change) => change !== null)
}

function changeOf<By>(id: ThingId, tracker: ChangeTracker<By>): ThingChange<By> | null {
  const before = thingAt(id, tracker, (entry) => tracker.stoodBefore(entry))
  const now = thingAt(id, tracker, standsNow)
  const values = comparedValues(
    before,
    now,
    (was, is) => (is && tracker.adderOf(is)) ?? (was && tracker.deleterOf(was)) ?? undefined,
  )
  const text = textChanges(before?.page ?? null, now?.page ?? null, tracker)
  return thingChange(id, before, now, { values, text })
}

/** Null: there was no such thing. */
function thingAt(id: ThingId, { scene }: Pick<ChangeTracker, 'scene'>, stands: Stands): SceneThing | null {
  if (id === 'world') return standingThing(metaMap(scene), stands)
  const said = standingEntry(artifactMaps(scene), id, stands)?.said
  return said instanceof Y.Map ? standingThing(said, stands) : null
}
