// The client ids under which people are seen in a scene before they write anything. Presence shows each
// person's id to all who are there. Without this somebody else could write under it first, while its person
// works offline, and that work could not be saved.
import type { MemberId } from '../../../shared/world/address.ts'
import { isMark } from '../../../shared/yjs/empty-struct.ts'
import type { ClientReservation, DocumentKey, Store } from '../../storage/store.ts'
import type { SharedDocument } from '../document/shared-document.ts'

/**
 * So many ids without an edit are kept for one member, the last ones: a tab has a new one each time it opens.
 * All who have no session are one member.
 */
const OF_MEMBER_MAX = 200
/** The same for all members of a world. Above it, who has most gives theirs up. */
const OF_ALL_MAX = 10_000

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
  /** How many were kept of each member while nobody had read the document, and of all. */
  readonly #ofUnread = new Map<MemberId, number>()
  #allOfUnread = 0

  constructor(options: SeenClientsOptions) {
    this.#options = options
  }

  /** A member who may write is seen under these ids. Those that are nobody's are theirs, for good. */
  keep(document: SharedDocument, member: MemberId, seen: Iterable<number>): void {
    const clients = [...seen].filter((client) => !isMark(client) && document.ownerOf(client) === undefined)
    if (clients.length === 0) return
    const unwritten = document.unwrittenClients()
    if (unwritten === null && !this.#mayKeepUnread(member, clients.length)) return
    const freed = surplusOf(unwritten ?? [], member, clients.length)
    document.reserveSeen(clients, member, freed)
    const { key, store, epoch, onFault } = this.#options
    const lease = epoch === undefined ? {} : { epoch }
    store.reserveClients(key, { member, clients, freed, ...lease }).catch(onFault)
  }

  /** While nobody has read the document nobody gives an id up: then each has as many as ever, and no more. */
  #mayKeepUnread(member: MemberId, count: number): boolean {
    const ofMember = (this.#ofUnread.get(member) ?? 0) + count
    if (ofMember > OF_MEMBER_MAX || this.#allOfUnread + count > OF_ALL_MAX) return false
    this.#ofUnread.set(member, ofMember)
    this.#allOfUnread += count
    return true
  }
}

/** The ids that are given up for so many others of a member. */
function surplusOf(
  unwritten: readonly (readonly [number, MemberId])[],
  member: MemberId,
  count: number,
): ClientReservation['freed'] {
  const own = Map.groupBy(unwritten, ([, owner]) => owner)
  const ofMember = own.get(member) ?? []
  const tooMany = ofMember.length + count - OF_MEMBER_MAX
  const tooManyOfAll = unwritten.length + count - OF_ALL_MAX
  const most = [...own.values()].reduce((one, other) => (other.length > one.length ? other : one), [])
  return tooMany > 0 ? ofMember.slice(0, tooMany) : most.slice(0, Math.max(0, tooManyOfAll))
}
