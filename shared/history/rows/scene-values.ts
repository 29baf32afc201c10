// The plain values of a thing, by their keys: as they stand in a scene now, and as they stood before.
import * as Y from 'yjs'
import type { Json } from '../../json/json-value.ts'
import type { ItemId } from '../../yjs/id-ranges.ts'
import { entriesOf, keysEver, type MapEntry } from '../../yjs/map-entries.ts'

/** Which of a key's writings one looks at: the one that stands, or the one that stood. */
export type Stands = (entry: MapEntry) => boolean

export const standsNow: Stands = ({ isDeleted }) => !isDeleted

export interface StandingValue extends ItemId {
  readonly path: readonly string[]
  readonly value: Json
}

/** A thing's map, read. */
export interface SceneThing {
  readonly values: ReadonlyMap<string, StandingValue>
  readonly page: Y.Text | null
}

/** The key of a thing's map that has its page. */
const PAGE = 'text'

/** Lists, bytes, and texts that are no page are left out: no part of a world is one. */
export function standingThing(map: Y.Map<unknown>, stands: Stands): SceneThing {
  const values = new Map<string, StandingValue>()
  let page: Y.Text | null = null
  const walk = (inner: Y.Map<unknown>, outer: readonly string[]): void => {
    for (const key of keysEver(inner)) {
      const entry = standingEntry(inner, key, stands)
      if (entry === null || entry.said === null) continue
      const { said, client, clock } = entry
      const path = [...outer, key]
      if (said instanceof Y.Map) walk(said, path)
      else if (said instanceof Y.Text) page = inner === map && key === PAGE ? said : page
      else if (!(said.value instanceof Uint8Array))
        values.set(JSON.stringify(path), { path, value: said.value, client, clock })
    }
  }
  walk(map, [])
  return { values, page }
}

/** The writing of a key that stands; null when none does. */
export function standingEntry(map: Y.Map<unknown>, key: string, stands: Stands): MapEntry | null {
  for (const entry of entriesOf(map, key)) if (stands(entry)) return entry
  return null
}
