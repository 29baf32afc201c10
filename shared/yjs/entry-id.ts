// Which writing of a key is the current one. No public call of Yjs tells the item behind a map's key, and a
// live value needs it to know whether the scene was written since.
import type * as Y from 'yjs'

/**
 * Names the current writing of a key, `client:clock`, with `-` behind when it was deleted; null: never
 * written.
 */
export type EntryId = string | null

/**
 * The entry of one key. Its last id: Yjs joins neighbouring deleted items, on each replica at another time,
 * and the joined item has the id of the first. Deleting makes no item, hence the `-`: a reset or an undo is
 * an edit too.
 */
export function entryOf(map: Y.Map<unknown> | null, key: string): EntryId {
  const item = map?._map.get(key)
  if (item === undefined) return null
  return item.deleted ? `${nameOf(item)}-` : nameOf(item)
}

/** How an item is named where it stands under a key. */
export const nameOf = ({ lastId: { client, clock } }: Y.Item): string => `${client}:${clock}`

/**
 * The browser tab that did something, by its Yjs client id; null when nobody knows, as with deleted values.
 */
export type Client = number | null

/**
 * The client that wrote an entry. For a deleted entry it is still the writer, and not the one that deleted
 * it.
 */
export function clientOf(entry: EntryId): Client {
  const client = entry === null || entry.endsWith('-') ? NaN : Number.parseInt(entry, 10)
  return Number.isNaN(client) ? null : client
}
