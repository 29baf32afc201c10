// Offers of drafts, in both directions: put together of drafts, their merging, and the way to other nodes.
import { parseAnyAccount, nodeOf, type NodeName } from '../../shared/world/address.ts'
import type { CommentTable } from '../drafts/comment-table.ts'
import { openIncomingOffers, openMadeOffers } from '../drafts/offer-table.ts'
import { createDraftMerging, type DraftMerging } from '../history/drafts/draft-merging.ts'
import type { OfferRights } from '../history/drafts/offer-rights.ts'
import { createOfferReceiving, type OfferReceiving } from '../history/drafts/offer-receiving.ts'
import { createForeignDrafts, type ForeignDrafts } from '../history/drafts/foreign-drafts.ts'
import { createOfferSending, type OfferSending } from '../history/drafts/offer-sending.ts'
import { offersFollowing, offersReverted } from '../history/drafts/offer-names.ts'
import type { MergeTable } from '../history/drafts/merge-table.ts'
import type { WorldVersions } from '../history/version-table.ts'
import type { WorldHistory } from '../history/world-history.ts'
import type { Owner } from '../owner/world-owner.ts'
import { TooManyPeople } from '../peers/guests/foreign-member-records.ts'
import { createOfferLine } from '../peers/lines/offer-line.ts'
import type { Sync } from '../sync/sync-server.ts'
import type { NodeAccounts } from './node-accounts.ts'
import type { NodeBase } from './node-base.ts'
import type { NodeProcesses } from './node-processes.ts'
import type { PeerServices } from './peer-services.ts'

export interface DraftOffers {
  readonly sending: OfferSending
  readonly receiving: OfferReceiving
  /** Drafts of worlds that began anew here. */
  readonly following: ForeignDrafts
}

interface DraftOfferParts {
  readonly accounts: NodeAccounts
  readonly processes: Pick<NodeProcesses, 'historyPool'>
  readonly peers: PeerServices['peers']
  readonly sync: Sync
  readonly owner: Pick<Owner, 'look'>
  readonly history: WorldHistory
  readonly versions: Pick<WorldVersions, 'keepBefore'>
  readonly merges: MergeTable
  readonly comments: CommentTable
  readonly offerRights: Pick<OfferRights, 'placed'>
}

/** Opens the merging of drafts, and what is offered between nodes. */
export async function openDraftOffers(
  { clock, random, log }: NodeBase,
  {
    accounts,
    processes,
    peers,
    sync,
    owner,
    history,
    versions,
    merges,
    comments,
    offerRights,
  }: DraftOfferParts,
): Promise<{ readonly merging: DraftMerging; readonly offers: DraftOffers }> {
  const { access, drafts } = accounts
  const { store, tables } = access
  const [made, incoming] = [await openMadeOffers(tables), await openIncomingOffers(tables)]
  const merging = createDraftMerging({
    store,
    sync,
    history,
    versions,
    pool: processes.historyPool,
    drafts,
    merges,
    clock,
    random,
    onFollowed: (draft) => void owner.look(draft),
    offersFollow: offersFollowing({ drafts, made, incoming }),
    offersRevert: offersReverted({ incoming }),
    onFault: (error) => log.warn({ err: error }, 'a draft could not follow a merge'),
  })
  const receiving = createOfferReceiving({
    store,
    sync,
    history,
    drafts,
    incoming,
    merges,
    merging,
    comments,
    memberOf: (account, node) => knownAs(peers, `${account}@${node}`, node),
    onPlaced: (offer, parent) => offerRights.placed(offer, parent),
    clock,
    random,
  })
  const sending = createOfferSending({
    store,
    sync,
    history,
    drafts,
    made,
    merging,
    line: createOfferLine(peers.caller),
    accountOf: (member) => access.accounts.byId(member)?.account ?? null,
    clock,
    random,
    onFault: (error) => log.warn({ err: error }, 'an offer to another node could not be sent'),
  })
  const following = createForeignDrafts({
    store,
    drafts,
    merging,
    sending,
    clock,
    onFault: (error) => log.warn({ err: error }, 'a draft could not follow a world that began anew'),
  })
  return { merging, offers: { sending, receiving, following } }
}

/** The member of a person of another node; null where no more of that node can be known. */
async function knownAs(peers: PeerServices['peers'], text: string, node: NodeName) {
  const account = parseAnyAccount(text)
  if (account === null || nodeOf(account) !== node) return null
  try {
    return (await peers.foreigners.expect(account))?.id ?? null
  } catch (error) {
    if (error instanceof TooManyPeople) return null
    throw error
  }
}
