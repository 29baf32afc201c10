// The list of changes between two revisions of a scene: from the scene at the first and the rows up to the
// second.
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import type { AuthorId } from '../../world/author.ts'
import { parsePlace } from '../../world/place.ts'
import { artifactMaps, metaMap } from '../../world/scene/scene.ts'
import type { ThingId } from '../rows/row-summary.ts'
import { standing, standingThing, standsNow, type Stands, type SceneThing } from '../rows/scene-values.ts'
import { ChangeTracker } from './change-tracker.ts'
import { textChanges } from './text-changes.ts'
import type { ChangeKind, ThingChange, ValueChange } from './thing-change.ts'

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
export function changesSince(tracker: ChangeTracker): readonly ThingChange[] {
  return [...tracker.touched].map((id) => changeOf(id, tracker)).filter((change) => change !== null)
}

const NOTHING: SceneThing = { values: new Map(), page: null }

function changeOf(id: ThingId, tracker: ChangeTracker): ThingChange | null {
  const before = thingAt(id, tracker, (entry) => tracker.stoodBefore(entry))
  const now = thingAt(id, tracker, standsNow)
  const values = valueChanges(before ?? NOTHING, now ?? NOTHING, tracker)
  const text = textChanges(before?.page ?? null, now?.page ?? null, tracker)
  const isSame = values.length + text.length === 0 && (before === null) === (now === null)
  return isSame ? null : { id, kind: kindOf(before, now, values), values, text }
}

/** Null: there was no such thing. */
function thingAt(id: ThingId, { scene }: ChangeTracker, stands: Stands): SceneThing | null {
  if (id === 'world') return standingThing(metaMap(scene), stands)
  const said = standing(artifactMaps(scene), id, stands)?.said
  return said instanceof Y.Map ? standingThing(said, stands) : null
}

function valueChanges(before: SceneThing, now: SceneThing, tracker: ChangeTracker): readonly ValueChange[] {
  const changes: ValueChange[] = []
  for (const name of new Set([...before.values.keys(), ...now.values.keys()])) {
    const [was, is] = [before.values.get(name), now.values.get(name)]
    const path = is?.path ?? was?.path ?? []
    if (was !== undefined && is !== undefined && equalityDeep(was.value, is.value)) continue
    const by = (is && tracker.adderOf(is)) ?? (was && tracker.deleterOf(was)) ?? null
    if (by === null) continue
    changes.push({
      key: path.join('.'),
      ...(path.some((key) => key.includes('.')) ? { path } : {}),
      ...(was === undefined ? {} : { from: was.value }),
      ...(is === undefined ? {} : { to: is.value }),
      by,
    })
  }
  return changes
}

function kindOf(
  before: SceneThing | null,
  now: SceneThing | null,
  values: readonly ValueChange[],
): ChangeKind {
  if (before === null) return 'added'
  if (now === null) return 'removed'
  const move = values.find(({ key, path }) => key === 'place' && path === undefined)
  if (move === undefined) return 'changed'
  const [from, to] = [parsePlace(move.from), parsePlace(move.to)]
  if (to?.host === 'limbo' && from?.host !== 'limbo') return 'removed'
  if (from?.host === 'limbo' && to?.host !== 'limbo') return 'restored'
  const isMoved = from?.host !== to?.host || from?.x !== to?.x || from?.y !== to?.y
  return isMoved ? 'moved' : 'changed'
}
