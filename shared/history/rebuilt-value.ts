// A map or a page that somebody deleted whole, made anew as it was before: Yjs cannot bring back what was
// deleted.
import * as Y from 'yjs'
import type { Authorship } from '../yjs/id-set.ts'
import { entriesOf, keysEver, type MapEntry } from '../yjs/map-entries.ts'
import { textItemsOf } from '../yjs/texts/text-items.ts'

/**
 * A value that a key can be set to; undefined when it cannot be read any more. Writes of others in the map or
 * page that is there `instead` are taken along.
 */
export function valueFrom({ said }: MapEntry, instead: unknown, wrote: Authorship): unknown {
  if (said === null) return undefined
  if (said instanceof Y.Map) return rebuiltMap(said, instead instanceof Y.Map ? instead : null, wrote)
  if (!(said instanceof Y.Text)) return said.value
  const made = new Y.Text()
  const pieces = [...lettersOfOthers(said, wrote)]
  if (instead instanceof Y.Text) pieces.push(...lettersOfOthers(instead, wrote))
  if (pieces.length > 0) made.applyDelta(pieces.map((insert) => ({ insert })))
  return made
}

function rebuiltMap(map: Y.Map<unknown>, instead: Y.Map<unknown> | null, wrote: Authorship): Y.Map<unknown> {
  const made = new Y.Map<unknown>()
  for (const key of new Set([...keysEver(map), ...(instead === null ? [] : keysEver(instead))])) {
    const since = instead && lastOfOthers(entriesOf(instead, key), wrote)
    const before = since ?? lastOfOthers(entriesOf(map, key), wrote)
    const value = before === null ? undefined : valueFrom(before, instead?.get(key), wrote)
    if (value !== undefined) made.set(key, value)
  }
  return made
}

/**
 * The last value of others under a key of something that is gone; null when there was none, or when somebody
 * other than the reverted member had erased it.
 */
function lastOfOthers(entries: Iterable<MapEntry>, { added, deletedByOthers }: Authorship): MapEntry | null {
  for (const entry of entries) {
    if (!added.has(entry)) return deletedByOthers.has(entry) ? null : entry
  }
  return null
}

/** The letters of a page that others wrote, and that no other has deleted. */
function* lettersOfOthers(page: Y.Text, { added, deletedByOthers }: Authorship): Iterable<string | object> {
  for (const letters of textItemsOf(page)) {
    const { clock, said } = letters
    if (said === null) continue
    for (const part of added.parts(letters)) {
      if (part.isIn) continue
      for (const rest of deletedByOthers.parts(part)) {
        if (rest.isIn) continue
        const from = rest.clock - clock
        yield typeof said === 'string' ? said.slice(from, from + rest.length) : said.embed
      }
    }
  }
}
