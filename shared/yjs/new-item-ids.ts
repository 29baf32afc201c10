// Gives edits other ids, where theirs turned out to be somebody else's: beside what stands under those ids,
// Yjs would leave them out without a word.
import * as Y from 'yjs'
import { writersOf } from './document-state.ts'
import { isHeldOtherwise } from './held-otherwise.ts'
import { makePlainDocument } from './plain-document.ts'
import { encodeStructs } from './struct-encoding.ts'

/** The items of a client from clock `from` on become those of client `to`, from 0 on. */
interface NewIds {
  readonly from: number
  readonly to: number
}

/**
 * Edits as they stand beside a state: those whose ids the state holds otherwise have new ones, which neither
 * has. `isDeletedSame` as in isHeldOtherwise, for all clients. Throws where one cannot be read.
 */
export function editsBeside(
  state: Uint8Array,
  edits: readonly Uint8Array[],
  isDeletedSame: boolean,
): readonly Uint8Array[] {
  const firsts = new Map<number, number>()
  for (const edit of edits) {
    for (const [client, clock] of Y.parseUpdateMeta(edit).from)
      firsts.set(client, Math.min(clock, firsts.get(client) ?? clock))
  }
  const ends = Y.decodeStateVector(Y.encodeStateVectorFromUpdate(state))
  const shared = new Set(
    [...firsts].flatMap(([client, from]) => ((ends.get(client) ?? 0) > from ? [client] : [])),
  )
  if (shared.size === 0) return edits
  const doc = makePlainDocument()
  Y.applyUpdate(doc, state)
  const taken = new Set([...writersOf(doc), ...firsts.keys()])
  const newIds = new Map<number, NewIds>()
  for (const edit of edits) {
    const of = [...Y.parseUpdateMeta(edit).from.keys()].filter(
      (client) => shared.has(client) && !newIds.has(client),
    )
    if (of.length === 0 || !isHeldOtherwise(doc, edit, () => isDeletedSame)) continue
    for (const client of of)
      newIds.set(client, { from: firsts.get(client) ?? 0, to: freeClient(client, taken) })
  }
  doc.destroy()
  return newIds.size === 0 ? edits : edits.map((edit) => giveNewIds(edit, newIds))
}

const CLIENTS = 2 ** 32

function freeClient(near: number, taken: Set<number>): number {
  let client = near
  do client = (client + 1) % CLIENTS
  while (taken.has(client))
  taken.add(client)
  return client
}

/** By the client id of before. No item may begin before `from` and end after it. */
function giveNewIds(update: Uint8Array, newIds: ReadonlyMap<number, NewIds>): Uint8Array {
  const { structs, ds } = Y.decodeUpdate(update)
  const idOf = (id: Y.ID): Y.ID => {
    const ids = newIds.get(id.client)
    return ids === undefined || id.clock < ids.from ? id : Y.createID(ids.to, id.clock - ids.from)
  }
  for (const struct of structs) {
    struct.id = idOf(struct.id)
    if (!(struct instanceof Y.Item)) continue
    struct.origin &&= idOf(struct.origin)
    struct.rightOrigin &&= idOf(struct.rightOrigin)
    if (struct.parent instanceof Y.ID) struct.parent = idOf(struct.parent)
  }
  const deleted = new Map<number, { clock: number; len: number }[]>()
  for (const [client, ranges] of ds.clients) {
    for (const range of ranges) {
      for (const { clock, len } of splitAt(range, newIds.get(client)?.from ?? 0)) {
        const id = idOf(Y.createID(client, clock))
        const moved = deleted.get(id.client) ?? []
        moved.push({ clock: id.clock, len })
        deleted.set(id.client, moved)
      }
    }
  }
  return encodeStructs(structs, { clients: deleted })
}

function splitAt({ clock, len }: { clock: number; len: number }, at: number) {
  return clock < at && at < clock + len
    ? [
        { clock, len: at - clock },
        { clock: at, len: clock + len - at },
      ]
    : [{ clock, len }]
}
