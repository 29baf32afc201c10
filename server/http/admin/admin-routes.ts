// All that is for admins alone. In an open node, where everybody is one, only what makes sense without
// accounts.
import { hasAccounts } from '../routing/request-account.ts'
import { hasSignInServices } from '../routing/sign-in-parts.ts'
import { createAllWorlds } from '../routing/all-worlds.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import type { Routes } from '../routing/route-rules.ts'
import { adminAccountRoutes } from './admin-account-routes.ts'
import { backupPlanRoutes, hasBackups } from './backup-plan-routes.ts'
import { createBackups } from './backup-history.ts'
import { deedRoutes } from './audit-routes.ts'
import { adminEndingRoutes, hasEnds } from './batch-deletion-routes.ts'
import { adminDeletionRoutes } from './admin-deletion-routes.ts'
import { adminGroupRoutes } from './admin-group-routes.ts'
import { overviewRoutes } from './overview-routes.ts'
import { adminPeerRoutes } from './admin-peer-routes.ts'
import { adminSessionRoutes } from './admin-session-routes.ts'
import { adminSettingRoutes } from './admin-setting-routes.ts'
import { createSizes } from './world-sizes.ts'
import { adminStorageRoutes, hasUsage } from './admin-storage-routes.ts'
import { adminWorldRoutes } from './admin-world-routes.ts'

export function adminRoutes(parts: RouteParts): readonly Routes[] {
  const sizes = createSizes(parts.store, parts.clock)
  const allWorlds = createAllWorlds(parts)
  const lookForBackup = createBackups({ ...parts, folder: parts.node.folder })
  return [
    overviewRoutes(parts, { allWorlds, lookForBackup }),
    adminWorldRoutes(parts, { allWorlds, sizes }),
    deedRoutes(parts, lookForBackup),
    adminPeerRoutes(parts),
    ...(hasBackups(parts) ? [backupPlanRoutes(parts)] : []),
    ...(hasAccounts(parts)
      ? [
          adminAccountRoutes(parts, { allWorlds, sizes }),
          adminGroupRoutes(parts),
          adminSessionRoutes(parts),
          adminSettingRoutes(parts),
        ]
      : []),
    ...(hasUsage(parts) ? [adminStorageRoutes(parts)] : []),
    ...(hasSignInServices(parts) ? [adminDeletionRoutes(parts)] : []),
    ...(hasEnds(parts) ? [adminEndingRoutes(parts)] : []),
  ]
}
