// All routes of the API, each with its rule. Those of `raw` take their bodies themselves, as bytes; the others are given JSON.
import { revertRoutes } from './admin/revert.ts'
import { adminRoutes } from './admin/routes.ts'
import { accountRoutes } from './account.ts'
import { archiveRoutes } from './archive.ts'
import { authorRoutes } from './authors.ts'
import { binRoutes } from './bin.ts'
import { hasAccounts, type AccountParts } from './entering.ts'
import { farewellRoutes } from './farewell.ts'
import { groupRoutes } from './groups.ts'
import { friendRoutes, hasFriends } from './friends.ts'
import { guestInvitationRoutes, invitedElsewhereRoutes } from './invitations-elsewhere.ts'
import { invitationRoutes } from './invitations.ts'
import { joiningRoutes } from './joining.ts'
import { hasTransfers } from './has-transfers.ts'
import { loanRoutes } from './loans.ts'
import { knockRoutes } from './knocks.ts'
import { meRoutes } from './me.ts'
import { moderationRoutes } from './moderation.ts'
import { myDataRoutes } from './my-data.ts'
import { oidcRoutes } from './oidc.ts'
import { hasOtherWays, type OtherParts } from './other-parts.ts'
import { canPair, nearbyRoutes } from './peers-nearby.ts'
import { offerRoutes } from './offers.ts'
import { passkeyRoutes } from './passkeys.ts'
import { pictureRoutes, pictureUploadRoutes } from './pictures.ts'
import type { Parts } from './parts.ts'
import type { Routes } from './rule.ts'
import { peerKeyRoutes } from './peer-keys.ts'
import { placeRoutes } from './places.ts'
import { provingRoutes } from './proving.ts'
import { presentRoutes } from './present.ts'
import { sessionRoutes } from './sessions.ts'
import { sharingRoutes } from './sharing.ts'
import { transferRoutes } from './transfers.ts'
import { wayRoutes } from './ways.ts'
import { createVisible } from './visible.ts'
import { worldRoutes } from './worlds.ts'

export interface ApiRoutes {
  readonly raw: readonly Routes[]
  readonly json: readonly Routes[]
}

export function apiRoutes(parts: Parts): ApiRoutes {
  const visible = createVisible(parts)
  return {
    raw: [archiveRoutes(parts), pictureUploadRoutes(parts)],
    json: [
      meRoutes(parts),
      ...(hasAccounts(parts) ? routesOfAccounts(parts) : []),
      ...(hasOtherWays(parts) ? routesOfOtherWays(parts) : []),
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

const routesOfOtherWays = (parts: OtherParts): readonly Routes[] => [
  passkeyRoutes(parts),
  oidcRoutes(parts),
  provingRoutes(parts),
  wayRoutes(parts),
  farewellRoutes(parts),
  myDataRoutes(parts),
]
