// All routes of the API, each with its rule. Those of `raw` take their bodies themselves, as bytes; the
// others are given JSON.
import { revertRoutes } from './worlds/revert-routes.ts'
import { adminRoutes } from './admin/admin-routes.ts'
import { accountRoutes } from './account/account-routes.ts'
import { archiveRoutes } from './worlds/archive-routes.ts'
import { authorRoutes } from './worlds/author-routes.ts'
import { binRoutes } from './worlds/bin-routes.ts'
import { hasAccounts, type AccountParts } from './routing/request-account.ts'
import { leavingRoutes } from './account/leaving-routes.ts'
import { groupRoutes } from './worlds/group-routes.ts'
import { friendRoutes, hasFriends } from './peers/friend-routes.ts'
import { guestInvitationRoutes, invitedElsewhereRoutes } from './peers/guest-invitation-routes.ts'
import { invitationRoutes } from './account/invitation-routes.ts'
import { joiningRoutes } from './account/joining-routes.ts'
import { hasTransfers } from './routing/transfer-parts.ts'
import { loanRoutes } from './worlds/loan-routes.ts'
import { knockRoutes } from './worlds/knock-routes.ts'
import { meRoutes } from './account/me-routes.ts'
import { moderationRoutes } from './worlds/moderation-routes.ts'
import { myDataRoutes } from './account/data-routes.ts'
import { oidcRoutes } from './account/oidc-routes.ts'
import { hasSignInServices, type SignInParts } from './routing/sign-in-parts.ts'
import { canPair, nearbyRoutes } from './peers/nearby-routes.ts'
import { offerRoutes } from './worlds/offer-routes.ts'
import { passkeyRoutes } from './account/passkey-routes.ts'
import { pictureRoutes, pictureUploadRoutes } from './worlds/picture-routes.ts'
import type { RouteParts } from './routing/route-parts.ts'
import type { Routes } from './routing/route-rules.ts'
import { peerKeyRoutes } from './peers/peer-key-routes.ts'
import { placeRoutes } from './peers/place-routes.ts'
import { provingRoutes } from './account/proof-routes.ts'
import { presentRoutes } from './worlds/presence-routes.ts'
import { sessionRoutes } from './account/session-routes.ts'
import { sharingRoutes } from './worlds/sharing-routes.ts'
import { transferRoutes } from './peers/transfer-routes.ts'
import { wayRoutes } from './account/sign-in-method-routes.ts'
import { createVisible } from './routing/visible-worlds.ts'
import { worldRoutes } from './worlds/world-routes.ts'

interface ApiRoutes {
  readonly raw: readonly Routes[]
  readonly json: readonly Routes[]
}

export function apiRoutes(parts: RouteParts): ApiRoutes {
  const visible = createVisible(parts)
  return {
    raw: [archiveRoutes(parts), pictureUploadRoutes(parts)],
    json: [
      meRoutes(parts),
      ...(hasAccounts(parts) ? routesOfAccounts(parts) : []),
      ...(hasSignInServices(parts) ? routesOfOtherWays(parts) : []),
      worldRoutes(parts, visible),
      authorRoutes(parts),
      binRoutes(parts, visible),
      revertRoutes(parts),
      ...adminRoutes(parts),
      sharingRoutes(parts),
      offerRoutes(parts),
      moderationRoutes(parts),
      presentRoutes(parts),
      knockRoutes(parts),
      pictureRoutes(parts),
      placeRoutes(parts),
      peerKeyRoutes(parts),
      ...(canPair(parts) ? [nearbyRoutes(parts), invitedElsewhereRoutes(parts)] : []),
      ...(hasFriends(parts) ? [friendRoutes(parts, visible)] : []),
      loanRoutes(parts),
      ...(hasTransfers(parts) ? [transferRoutes(parts)] : []),
    ],
  }
}

const routesOfAccounts = (parts: AccountParts): readonly Routes[] => [
  joiningRoutes(parts),
  sessionRoutes(parts),
  accountRoutes(parts),
  groupRoutes(parts),
  invitationRoutes(parts),
  guestInvitationRoutes(parts),
]

const routesOfOtherWays = (parts: SignInParts): readonly Routes[] => [
  passkeyRoutes(parts),
  oidcRoutes(parts),
  provingRoutes(parts),
  wayRoutes(parts),
  leavingRoutes(parts),
  myDataRoutes(parts),
]
