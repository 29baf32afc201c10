// What each member added to a document, so that nobody uses up what is for all. An item counts for the member
// whose client wrote it. If somebody else cuts it in two, both halves do.
import type * as Y from 'yjs'
import { ANONYMOUS, type MemberId } from '../../../shared/world/address.ts'
import { MEMBER_ITEMS_MAX } from '../../../shared/world/limits.ts'
import { itemsByClient } from '../../../shared/yjs/document-state.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import type { ClientSection } from '../../../shared/yjs/update-reader.ts'
import { CUTS_MAX } from './document-size.ts'

const SHARE_FULL =
  'You have added half of what this world can hold: one person may add no more. Continue in a world of your own. All who have no account here count as one person, and so do the people of another node.'

/** As whom a member counts; null: as the owner of the world, who may add any amount. */
export type ShareOf = (member: MemberId) => string | null

interface Share {
  items: number
  /** What they weigh beyond that. */
  extra: number
}

export class MemberShares {
  readonly #ownerOf: (client: number) => MemberId | undefined
  readonly #shareOf: ShareOf
  readonly #shares = new Map<MemberId, Share>()
  /** Of those who count together; null until somebody asks. */
  #sums: Map<string, number> | null = null

  constructor(ownerOf: (client: number) => MemberId | undefined, shareOf: ShareOf) {
    this.#ownerOf = ownerOf
    this.#shareOf = shareOf
  }

  /** Their clients are somebody's already. */
  add(sections: readonly ClientSection[]): void {
    for (const { client, count, weight } of sections) this.#note(client, count, weight - count)
  }

  /** Deletions are on their way; each may cut two items. */
  addCuts(deleted: readonly IdRange[]): void {
    for (const { client } of deleted) this.#note(client, CUTS_MAX, 0)
  }

  /** What the items of clients weigh beyond their number, as a trial found it. */
  addExtras(extras: ReadonlyMap<number, number>): void {
    for (const [client, extra] of extras) this.#note(client, 0, extra)
  }

  /** Counts the items of the document as it is, and these that are on their way. */
  recount(doc: Y.Doc, coming: readonly ClientSection[]): void {
    for (const share of this.#shares.values()) share.items = 0
    this.#sums = null
    for (const [client, items] of itemsByClient(doc)) this.#note(client, items, 0)
    for (const { client, count } of coming) this.#note(client, count, 0)
  }

  /** What was one member's is another's from now on. */
  claim(from: MemberId, to: MemberId): void {
    const share = this.#shares.get(from)
    if (share === undefined || from === to) return
    this.#shares.delete(from)
    this.#sums = null
    this.#addTo(to, share)
  }

  /** Why somebody can add nothing of this weight, in plain words; null where they can. */
  whyFull(share: string, weight: number): string | null {
    return weight > 0 && this.#sumOf(share) + weight > MEMBER_ITEMS_MAX ? SHARE_FULL : null
  }

  #sumOf(share: string): number {
    if (this.#sums === null) {
      this.#sums = new Map()
      for (const [member, added] of this.#shares) this.#addToSum(member, added)
    }
    return this.#sums.get(share) ?? 0
  }

  #note(client: number, items: number, extra: number): void {
    const member = this.#ownerOf(client) ?? ANONYMOUS
    this.#addTo(member, { items, extra })
    this.#addToSum(member, { items, extra })
  }

  #addTo(member: MemberId, { items, extra }: Share): void {
    const share = this.#shares.get(member)
    if (share === undefined) {
      this.#shares.set(member, { items, extra })
      return
    }
    share.items += items
    share.extra += extra
  }

  #addToSum(member: MemberId, { items, extra }: Share): void {
    const share = this.#sums === null ? null : this.#shareOf(member)
    if (share !== null) this.#sums?.set(share, (this.#sums.get(share) ?? 0) + items + extra)
  }
}
