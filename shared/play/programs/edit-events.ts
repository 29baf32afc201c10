// The events of people's edits: a thing's place, its properties, its page, and its settings.
import type { EventData, ThingData } from '../../behavior/sandbox-protocol.ts'
import type { ArtifactId } from '../../world/address.ts'
import { makeEvent } from '../acts/act-event.ts'
import type { Changed, Things } from '../documents/play-things.ts'

interface Edits {
  readonly changed: readonly Changed[]
  readonly typed: readonly ArtifactId[]
  /** The changed fields, by name. */
  readonly settings: ReadonlyMap<ArtifactId, readonly string[]>
  readonly things: Things
  readonly at: number
}

export function* editEvents({ changed, typed, settings, things, at }: Edits): Iterable<EventData> {
  for (const { before, after } of changed) {
    if (after === null || after.host === 'limbo') continue
    const parts = { subject: after.id, host: after.host }
    if (hasOtherPlace(before, after)) yield makeEvent('place', at, parts)
    const names = propertiesSet(before, after)
    if (names.length > 0) yield makeEvent('properties', at, { ...parts, changed: names })
  }
  for (const id of typed) {
    const thing = things.get(id)
    if (thing === null || thing.host === 'limbo' || isNew(changed, id)) continue
    yield makeEvent('text', at, { subject: id, host: thing.host })
  }
  for (const [id, names] of settings) {
    const thing = things.get(id)
    if (thing === null || thing.host === 'limbo') continue
    yield makeEvent('properties', at, { subject: id, host: thing.host, changed: names })
  }
}

/** The changed fields of a thing, by name; nothing for a new thing. */
export function propertiesSet(before: ThingData | null, after: ThingData): readonly (keyof ThingData)[] {
  return before === null ? [] : PROPERTIES.filter((name) => before[name] !== after[name])
}

const PROPERTIES = [
  'name',
  'sprite',
  'width',
  'height',
  'tint',
  'angle',
  'opacity',
  'scale',
  'paper',
  'ink',
  'title',
  'passable',
  'pushable',
  'pickable',
  'takeable',
  'locked',
  'speed',
  'power',
  'weight',
  'portal',
] as const satisfies readonly (keyof ThingData)[]

function hasOtherPlace(before: ThingData | null, after: ThingData): boolean {
  if (after.host === null) return false
  return before === null || before.host !== after.host || before.x !== after.x || before.y !== after.y
}

function isNew(changed: readonly Changed[], id: ArtifactId): boolean {
  return changed.some(({ before, after }) => before === null && after?.id === id)
}
