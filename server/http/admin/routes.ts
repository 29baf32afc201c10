// All that is for admins alone. In an open node, where everybody is one, only what makes sense without accounts.
import { hasAccounts } from '../entering.ts'
import { hasOtherWays } from '../other-parts.ts'
import { createAllWorlds } from '../all-worlds.ts'
import type { Parts } from '../parts.ts'
import type { Routes } from '../rule.ts'
import { adminAccountRoutes } from './accounts.ts'
import { backupPlanRoutes, hasBackups } from './backup-plan.ts'
import { createBackups } from './backups.ts'
import { deedRoutes } from './deeds.ts'
import { adminEndingRoutes, hasEnds } from './ending.ts'
import { adminFarewellRoutes } from './farewell.ts'
import { adminGroupRoutes } from './groups.ts'
import { overviewRoutes } from './overview.ts'
import { adminPeerRoutes } from './peers.ts'
import { adminSessionRoutes } from './sessions.ts'
import { adminSettingRoutes } from './settings.ts'
import { createSizes } from './sizes.ts'
import { adminStorageRoutes, hasUsage } from './storage.ts'
import { adminWorldRoutes } from './worlds.ts'

export function adminRoutes(parts: Parts): readonly Routes[] {
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
    ...(hasOtherWays(parts) ? [adminFarewellRoutes(parts)] : []),
    ...(hasEnds(parts) ? [adminEndingRoutes(parts)] : []),
  ]
}
