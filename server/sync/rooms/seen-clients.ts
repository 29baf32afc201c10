// The client ids under which people are seen in a scene before they write anything. Presence shows each
// person's id to all who are there. Without this somebody else could write under it first, while its person
// works offline, and that work could not be saved.
import type { MemberId } from '../../../shared/world/address.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'
import type { DocumentKey, Store } from '../../storage/store.ts'
import type { SharedDocument } from '../document/shared-document.ts'

/**
 * So many ids without an edit are kept for one member, the last ones: a tab has a new one each time it opens.
 * All who have no session are one member.
 */
const OF_MEMBER_MAX = 200
/** The same for all members of a world. Above it, who has most gives theirs up. */
const OF_ALL_MAX = 10_000

/** So many are kept while nobody has read the document, which takes some seconds at most. */
const OF_UNREAD_MAX = 1_000

interface SeenClientsOptions {
  readonly key: DocumentKey
  readonly store: Pick<Store, 'reserveClients'>
  /** The lease of the world, under which all of it is written. */
  readonly epoch: number | undefined
  /** They could not be kept: they are theirs as long as the world is open. */
  readonly onFault: (error: unknown) => void
}

export class SeenClients {
  readonly #options: SeenClientsOptions
  #ofUnread = 0

  constructor(options: SeenClientsOptions) {
    this.#options = options
  }

  /** A member who may write is seen under these ids. Those that are nobody's are theirs, for good. */
  keep(document: SharedDocument, member: MemberId, seen: Iterable<number>): void {
    const clients = [...seen].filter((client) => !isMark(client) && document.ownerOf(client) === undefined)
    if (clients.length === 0) return
    const unwritten = document.unwrittenClients()
    if (unwritten === null && (this.#ofUnread += clients.length) > OF_UNREAD_MAX) return
    const freed = surplusOf(unwritten ?? [], member, clients.length)
    document.reserveSeen(clients, member, freed)
    const { key, store, epoch, onFault } = this.#options
    const lease = epoch === undefined ? {} : { epoch }
    store.reserveClients(key, { member, clients, freed, ...lease }).catch(onFault)
  }
}

/** The ids that are given up for so many others of a member. */
function surplusOf(
  unwritten: readonly (readonly [number, MemberId])[],
  member: MemberId,
  count: number,
): readonly number[] {
  const own = Map.groupBy(unwritten, ([, owner]) => owner)
  const ofMember = own.get(member) ?? []
  const tooMany = ofMember.length + count - OF_MEMBER_MAX
  const tooManyOfAll = unwritten.length + count - OF_ALL_MAX
  const most = [...own.values()].reduce((one, other) => (other.length > one.length ? other : one), [])
  const freed = tooMany > 0 ? ofMember.slice(0, tooMany) : most.slice(0, Math.max(0, tooManyOfAll))
  return freed.map(([client]) => client)
}
