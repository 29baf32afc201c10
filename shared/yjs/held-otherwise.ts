// Whether a document has, under the ids of an update, something else than the update says. An id names one
// item for good, so this happens only where two people wrote under one client id. Yjs would take the later
// update for known, and say nothing.
import * as encoding from 'lib0/encoding'
import { equalityDeep } from 'lib0/function'
import * as Y from 'yjs'
import type { IdRange } from './id-ranges.ts'

/**
 * `update` must be readable. Of an item that the document has as deleted nobody knows what it was:
 * `isDeletedSame` says how it counts.
 */
export function isHeldOtherwise(
  doc: Y.Doc,
  update: Uint8Array,
  isDeletedSame: (ids: IdRange) => boolean,
): boolean {
  const { store } = doc
  for (const told of Y.decodeUpdate(update).structs) {
    if (!(told instanceof Y.Item) || told.content instanceof Y.ContentDeleted) continue
    const { client, clock } = told.id
    const held = store.clients.get(client) ?? []
    if (clock >= Y.getState(store, client)) continue
    for (let at = Y.findIndexSS(held, clock); at < held.length; at++) {
      const struct = held[at]
      if (struct === undefined || struct.id.clock >= clock + told.length) break
      const from = Math.max(clock, struct.id.clock)
      const ids = { client, clock: from, length: Math.min(clock + told.length, endOfStruct(struct)) - from }
      const isSame =
        struct instanceof Y.Item && !struct.deleted ? saysSame(doc, told, struct) : isDeletedSame(ids)
      if (!isSame) return true
    }
  }
  return false
}

const endOfStruct = ({ id, length }: Y.Item | Y.GC): number => id.clock + length

/** Whether two items say the same of the ids that both have. Takes no longer than `told` is large. */
function saysSame(doc: Y.Doc, told: Y.Item, held: Y.Item): boolean {
  if (told.id.clock === held.id.clock && !isSamePlace(doc, told, held)) return false
  const from = Math.max(told.id.clock, held.id.clock)
  const length = Math.min(told.id.clock + told.length, held.id.clock + held.length) - from
  const [one, other] = [told.content, held.content]
  const [at, otherAt] = [from - told.id.clock, from - held.id.clock]
  if (one instanceof Y.ContentString && other instanceof Y.ContentString)
    return isSameText(one.str.slice(at, at + length), other.str.slice(otherAt, otherAt + length))
  if (one.constructor !== other.constructor) return false
  if (one instanceof Y.ContentType) return equalityDeep(typeBytes(one), typeBytes(other))
  if (one instanceof Y.ContentFormat && other instanceof Y.ContentFormat)
    return one.key === other.key && equalityDeep(one.value, other.value)
  const [values, otherValues] = [one.getContent(), other.getContent()]
  for (let n = 0; n < length; n++) if (!equalityDeep(values[at + n], otherValues[otherAt + n])) return false
  return true
}

/** Yjs puts this for each half of a sign that somebody wrote into the middle of. */
const HALF_SIGN = '\ufffd'

function isSameText(one: string, other: string): boolean {
  if (one === other) return true
  for (let at = 0; at < one.length; at++)
    if (one[at] !== other[at] && one[at] !== HALF_SIGN && other[at] !== HALF_SIGN) return false
  return true
}

/** Where both begin: after the same item, before the same one, else under the same key of the same type. */
function isSamePlace({ share }: Y.Doc, told: Y.Item, held: Y.Item): boolean {
  if (!Y.compareIDs(told.origin, held.origin) || !Y.compareIDs(told.rightOrigin, held.rightOrigin))
    return false
  if (told.origin !== null || told.rightOrigin !== null) return true
  if (told.parentSub !== held.parentSub || !(held.parent instanceof Y.AbstractType)) return false
  // Of an update that is only read, a root is its name, and another type its item's id.
  const [parent, heldParent]: [unknown, Y.Item | null] = [told.parent, held.parent._item]
  return parent instanceof Y.ID
    ? Y.compareIDs(parent, heldParent?.id ?? null)
    : typeof parent === 'string' && share.get(parent) === held.parent
}

/** Which kind of type it is. */
function typeBytes(content: Y.Item['content']): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  content.write(encoder, 0)
  return encoding.toUint8Array(encoder.restEncoder)
}
