// Accounts are opened before worlds, and need them all the same. Of two parts that need each other, one gets
// a place where the other is put once it is built. Nothing asks for it while the node is put together.
import type { DraftEndings } from '../history/drafts/draft-endings.ts'
import type { OfferReceiving } from '../history/drafts/offer-receiving.ts'
import type { WorldVersions } from '../history/version-table.ts'
import type { Owner } from '../owner/world-owner.ts'
import type { Peers } from '../peers/node-peers.ts'
import type { Sync } from '../sync/sync-server.ts'

interface Late<T> {
  /** Throws while it is not built. */
  readonly part: T
  /** Null while it is not built. */
  readonly orNull: T | null
  put(part: T): void
}

/** Parts that are built after those that use them. */
export interface LateParts {
  readonly peers: Late<Peers>
  readonly sync: Late<Sync>
  readonly owner: Late<Owner>
  readonly versions: Late<WorldVersions>
  readonly draftEndings: Late<DraftEndings>
  readonly offers: Late<OfferReceiving>
}

export const createLateParts = (): LateParts => ({
  peers: late(),
  sync: late(),
  owner: late(),
  versions: late(),
  draftEndings: late(),
  offers: late(),
})

function late<T extends object>(): Late<T> {
  let built: T | null = null
  return {
    get part() {
      if (built === null) throw new Error('A part of the node was asked before it was built.')
      return built
    },
    get orNull() {
      return built
    },
    put(part) {
      built = part
    },
  }
}
