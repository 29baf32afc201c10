// All routes of the API, each with its rule. Those of `raw` take their bodies themselves, as bytes; the
// others are given JSON.
import type { Router } from 'express'
import type { DataSources } from '../accounts/data-export/account-export.ts'
import { copyOfStored } from '../sync/document/stored-document.ts'
import { addAdminRoutes } from './admin/admin-routes.ts'
import { addAccountRoutes } from './account/account-routes.ts'
import { addArchiveRoutes } from './worlds/archive-routes.ts'
import { addAuthorRoutes } from './worlds/author-routes.ts'
import { addBinRoutes } from './worlds/bin-routes.ts'
import { addDataRoutes, beyondOf } from './account/data-routes.ts'
import { createFileImport, type FileImport } from './worlds/file-import.ts'
import { createDraftCreation } from './drafts/draft-creation.ts'
import { addMergeRoutes } from './drafts/merge-routes.ts'
import { addCommentRoutes, createReviewComments } from './drafts/review-comments.ts'
import { createDraftParents } from './drafts/draft-parents.ts'
import { addDraftOfferRoutes } from './drafts/draft-offer-routes.ts'
import { addDraftRoutes } from './drafts/draft-routes.ts'
import { addReviewRoutes } from './drafts/draft-reviews.ts'
import { addPublishingRoutes } from './drafts/publishing-routes.ts'
import { addFriendRoutes } from './peers/friend-routes.ts'
import { addGroupRoutes } from './worlds/group-routes.ts'
import { addGuestInvitationRoutes, addInvitedElsewhereRoutes } from './peers/guest-invitation-routes.ts'
import { addEraseRoutes } from './history/erase-routes.ts'
import { addHistoryRoutes } from './history/history-routes.ts'
import { addHistorySettingRoutes } from './history/history-setting-routes.ts'
import { addImportRoutes } from './history/import-routes.ts'
import { createPastWriter } from './history/past-writer.ts'
import { addVersionRoutes } from './history/version-routes.ts'
import { createHostForwarding } from './routing/host-forwarding.ts'
import { addInvitationRoutes } from './account/invitation-routes.ts'
import { addJoiningRoutes } from './account/joining-routes.ts'
import { addKnockRoutes } from './worlds/knock-routes.ts'
import { addLeavingRoutes } from './account/leaving-routes.ts'
import { createLentOutThings } from './worlds/lent-things.ts'
import { addLoanRoutes } from './worlds/loan-routes.ts'
import { addMeRoutes } from './account/me-routes.ts'
import { addModerationRoutes } from './worlds/moderation-routes.ts'
import { addNearbyRoutes } from './peers/nearby-routes.ts'
import { addOfferRoutes } from './worlds/offer-routes.ts'
import { createOidcReturn } from './account/oidc-return.ts'
import { addOidcRoutes } from './account/oidc-routes.ts'
import { addPasskeyRoutes } from './account/passkey-routes.ts'
import { createPersonNames, type PersonNames } from './routing/person-names.ts'
import { addPictureRoutes, addPictureUploadRoutes } from './worlds/picture-routes.ts'
import { addOfferedDraftRoutes } from './peers/offered-draft-routes.ts'
import { addPlaceRoutes } from './peers/place-routes.ts'
import { addProofRoutes } from './account/proof-routes.ts'
import { createProofRule, type ProofRule } from './routing/proof-rule.ts'
import { createBrowserAccounts } from './routing/request-account.ts'
import type { RequestLookup } from './routing/request-lookup.ts'
import { addRevertRoutes } from './history/revert-routes.ts'
import { createRoutes, type Routes } from './routing/route-rules.ts'
import { askingNode } from './routing/asking-node.ts'
import type { HttpServices } from './routing/http-services.ts'
import { addSessionRoutes } from './account/session-routes.ts'
import { addSharingRoutes } from './worlds/sharing-routes.ts'
import { addSignInMethodRoutes } from './account/sign-in-method-routes.ts'
import { addTransferRoutes } from './peers/transfer-routes.ts'
import { createPeopleUploads } from './edge/upload-slots.ts'
import { createVisible, type Visible } from './routing/visible-worlds.ts'
import { createWorldCreation, type WorldCreation } from './worlds/world-creation.ts'
import { createWorldBeginnings } from './worlds/world-beginnings.ts'
import type { WorldGlances } from './worlds/world-glances.ts'
import { addWorldRoutes } from './worlds/world-routes.ts'
import type { SeenBy } from './words/seen-worlds.ts'
import { addWordRoutes } from './words/word-routes.ts'
import { createTemplateCatalogue } from './worlds/template-catalogue.ts'
import { addTemplateRoutes } from './worlds/template-routes.ts'
import { createOfferedScenes } from './worlds/offered-scenes.ts'
import type { NodeTemplates } from '../templates/node-templates.ts'
import { createSharingService, type SharingService } from './worlds/sharing-service.ts'

/** The services that the pages use, too. */
interface GivenServices {
  readonly lookup: RequestLookup
  readonly comesAlong: NodeTemplates
  readonly glances: WorldGlances
  readonly seenBy: SeenBy
}

/** The services that routes of several kinds share; each is built once. */
interface SharedServices extends Omit<GivenServices, 'lookup'> {
  readonly names: PersonNames
  readonly proof: ProofRule
  readonly creation: WorldCreation
  readonly sharing: SharingService
  readonly visible: Visible
  readonly fileImport: FileImport
  /** Reads a stored document. */
  readonly read: DataSources['read']
}

export function apiRoutes(
  services: HttpServices,
  given: GivenServices,
): { readonly raw: Router; readonly json: Router } {
  const { access, worlds, nodes, clock, random } = services
  const { store, accounts, people, entrance, rights, rightOf, settings } = access
  const { pictures, audit } = worlds
  const { peers, foreign } = nodes
  const { lookup } = given
  const { trials } = worlds.sync
  const uploads = createPeopleUploads(clock)
  const names = createPersonNames({ accounts, people, store, peers })
  const proof = createProofRule({ entrance, rights, clock })
  const creation = createWorldCreation(access)
  const shared: SharedServices = {
    names,
    proof,
    creation,
    sharing: createSharingService({ rights, entrance, accounts, names, proof, audit }),
    visible: createVisible({ store, rights, rightOf, settings, clock }),
    fileImport: createFileImport({ ...access, ...worlds, creation, clock, random }),
    read: (stored, by) => copyOfStored(stored, { trials, clock, by }),
    ...given,
  }
  const forwarding = createHostForwarding({ peers, foreign, uploads, accounts })
  const judges = { lookup, proof, forwarding, accounts, rights, settings }

  const raw = createRoutes(judges)
  addArchiveRoutes(raw, { ...access, ...worlds, ...shared, uploads, trials, clock, random })
  addPictureUploadRoutes(raw, { pictures, audit, uploads, accounts })

  const json = createRoutes(judges)
  addWorlds(json, services, shared)
  addAccounts(json, services, shared)
  addAdminRoutes(json, { ...services, ...shared })
  addPeers(json, services, shared)
  return { raw: raw.router, json: json.router }
}

function addWorlds(
  routes: Routes,
  { access, worlds, nodes, handover, upkeep, guard, clock, random, log }: HttpServices,
  { names, proof, creation, sharing, visible, comesAlong, glances, seenBy }: SharedServices,
): void {
  const { store, rights, rightOf, entrance, accounts, people } = access
  const {
    sync,
    owner,
    pictures,
    loans,
    audit,
    history,
    versions,
    mayLookBack,
    historySettings,
    drafts,
    templateOffers,
    merging,
    comments: commentTable,
    publishing,
    erasing,
    offers,
  } = worlds
  const { identity, peers, foreign } = nodes
  const { ownership } = handover
  const transfers = peers === null ? null : nodes.transfers
  const lent = createLentOutThings({ loans, owner, store, transfers })

  const { trials } = sync
  const scenes = createOfferedScenes({ store, sync, history, clock })
  const templates = { comesAlong, offers: templateOffers, glances, scenes, names, clock }
  const catalogue = createTemplateCatalogue({ ...access, ...templates })
  addTemplateRoutes(routes, { rights, catalogue, ...templates, drafts, audit })
  const beginnings = createWorldBeginnings({ comesAlong, catalogue, pictures, clock, random })
  addWorldRoutes(routes, {
    ...access,
    sync,
    audit,
    owner,
    foreign,
    names,
    creation,
    beginnings,
    visible,
    drafts,
    clock,
    random,
  })
  addWordRoutes(routes, { store, rightOf, sync, foreign, visible, drafts, guard, clock, log })
  addAuthorRoutes(routes, { store, sync })
  addHistorySettingRoutes(routes, { settings: historySettings, audit, clock })
  addEraseRoutes(routes, { store, accounts, audit, drafts, offers, erasing, backups: upkeep.backups })
  addHistoryRoutes(routes, { store, accounts, rights, guard, seenBy, history, mayLookBack, names, clock })
  const made = { ...access, sync, trials, history, drafts, pictures, creation, clock, random }
  const makeDraft = createDraftCreation(made)
  const of = { store, rightOf, rights, accounts, drafts, offers }
  addDraftRoutes(routes, { ...of, publishing, history, makeDraft, owner, names, audit })
  addReviewRoutes(routes, { ...of, publishing, history, names, sharing, sync, audit, clock })
  const parents = createDraftParents({ store, rightOf, foreign })
  const published = { merging, makeDraft, owner, names, audit, clock }
  addPublishingRoutes(routes, { store, drafts, publishing, ...published })
  const review = { comments: commentTable, drafts, creation, names, clock, random }
  const comments = createReviewComments(review)
  addCommentRoutes(routes, review)
  addMergeRoutes(routes, {
    store,
    rightOf,
    drafts,
    parents,
    offers,
    publishing,
    merging,
    history,
    comments,
    names,
    audit,
  })
  if (offers !== null) addDraftOfferRoutes(routes, { store, offers, drafts, names, audit })
  addBinRoutes(routes, { store, rightOf, loans, owner, audit, visible })
  const writer = createPastWriter({ sync, history, versions, random })
  addRevertRoutes(routes, {
    store,
    accounts,
    history,
    audit,
    names,
    creation,
    lent,
    writer,
    merging,
  })
  addImportRoutes(routes, { sync, versions, publishing, creation })
  addVersionRoutes(routes, { history, versions, publishing, drafts, names, creation, writer })
  addSharingRoutes(routes, { ...access, sharing, names, proof, identity, audit, clock })
  addOfferRoutes(routes, { store, people, ownership, sharing, names, creation, audit, clock })
  addModerationRoutes(routes, { sync, owner, audit, sharing, names, clock })
  addKnockRoutes(routes, { store, rights, sharing, names, audit, clock, log })
  addPictureRoutes(routes, { pictures, rightOf })
  addLoanRoutes(routes, { store, rightOf, loans, audit, lent, transfers })
  if (entrance !== null) addGroupRoutes(routes, { entrance, accounts, names })
}

function addAccounts(
  routes: Routes,
  { access, worlds, nodes, handover, guard, clock, random }: HttpServices,
  { proof, read }: SharedServices,
): void {
  const { accounts, entrance, rightOf, sessions, settings } = access
  const { pictures, versions, audit } = worlds
  const { guestHomes, otherWays } = handover
  const browsers = createBrowserAccounts({ ...access, identity: nodes.identity, otherWays, guard })

  addMeRoutes(routes, { ...access, guestHomes, browsers, guard, audit, clock })
  if (entrance === null || otherWays === null) return
  addJoiningRoutes(routes, { entrance, settings, browsers, audit, guard })
  addSessionRoutes(routes, { entrance, sessions, browsers, audit, guard })
  addAccountRoutes(routes, { ...access, entrance, otherWays, proof, audit, guard })
  addInvitationRoutes(routes, { ...access, entrance, audit, proof, guard, clock })
  addPasskeyRoutes(routes, { entrance, otherWays, settings, browsers, audit, guard, clock })
  const comeBack = createOidcReturn({ ...access, entrance, otherWays, browsers, audit, clock, random })
  addOidcRoutes(routes, { sessions, accounts, entrance, otherWays, comeBack, guard, audit })
  addProofRoutes(routes, { entrance, otherWays, audit, guard, clock })
  addSignInMethodRoutes(routes, { entrance, otherWays, audit })
  addLeavingRoutes(routes, { entrance, otherWays, sessions, proof, audit, guard })
  const beyond = beyondOf(nodes, rightOf)
  addDataRoutes(routes, { ...access, entrance, otherWays, pictures, versions, read, beyond, audit, clock })
}

function addPeers(
  routes: Routes,
  { access, worlds, nodes, clock }: HttpServices,
  { visible }: SharedServices,
): void {
  const { store, people, entrance, rightOf } = access
  const { pictures, audit, drafts, offers } = worlds
  const { identity, peers, foreign, friends, pairing, transfers, nearby } = nodes

  addPlaceRoutes(routes, { foreign, audit })
  if (entrance !== null) addGuestInvitationRoutes(routes, { entrance, store, audit })
  if (friends !== null) addFriendRoutes(routes, { friends, people, rightOf, peers, identity, visible })
  // Another node has another key. Its card was read again before this is answered: it signed with that key.
  routes.add('post', '/peers/key', 'anyone', ({ request, response }) => {
    askingNode(request)
    response.status(204).end()
  })
  if (peers === null) return
  if (pairing !== null) {
    addNearbyRoutes(routes, { pairing, peers, looking: nearby })
    addInvitedElsewhereRoutes(routes, peers)
  }
  if (offers !== null) {
    const { receiving } = offers
    addOfferedDraftRoutes(routes, { store, rightOf, receiving, drafts, audit, clock })
  }
  if (transfers !== null) addTransferRoutes(routes, { people, store, transfers, pictures })
}
