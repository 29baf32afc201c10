// The routes that only admins may call. An open node, where everybody is an admin, has only those that make
// sense without accounts.
import type { DataSources } from '../../accounts/data-export/account-export.ts'
import type { HttpServices } from '../routing/http-services.ts'
import type { PersonNames } from '../routing/person-names.ts'
import { createAllWorlds } from '../routing/all-worlds.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { FileImport } from '../worlds/file-import.ts'
import type { WorldCreation } from '../worlds/world-creation.ts'
import type { SharingService } from '../worlds/sharing-service.ts'
import { addAdminAccountRoutes } from './admin-account-routes.ts'
import { addBackupPlanRoutes } from './backup-plan-routes.ts'
import { createBackups } from './backup-history.ts'
import { addAuditRoutes } from './audit-routes.ts'
import { addBatchDeletionRoutes } from './batch-deletion-routes.ts'
import { addAdminDeletionRoutes } from './admin-deletion-routes.ts'
import { addAdminGroupRoutes, addGroupListRoutes } from './admin-group-routes.ts'
import { addOverviewRoutes } from './overview-routes.ts'
import { addAdminPeerRoutes } from './admin-peer-routes.ts'
import { addAdminProcessRoutes } from './admin-process-routes.ts'
import { addAdminSessionRoutes } from './admin-session-routes.ts'
import { addAdminSettingRoutes } from './admin-setting-routes.ts'
import { createSizes } from './world-sizes.ts'
import { addAdminAddressRoutes } from './admin-address-routes.ts'
import { addAdminStorageRoutes } from './admin-storage-routes.ts'
import { addAdminWorldRoutes } from './admin-world-routes.ts'
import { addWorldExportRoutes } from './world-export-routes.ts'

interface AdminServices extends Pick<
  HttpServices,
  'access' | 'worlds' | 'nodes' | 'handover' | 'upkeep' | 'processes' | 'allowPrivate' | 'clock'
> {
  readonly names: PersonNames
  readonly sharing: SharingService
  readonly creation: WorldCreation
  readonly fileImport: FileImport
  readonly read: DataSources['read']
}

export function addAdminRoutes(routes: Routes, services: AdminServices): void {
  const { access, worlds, nodes, handover, upkeep, names, sharing, creation, fileImport, read, clock } =
    services
  const { processes, allowPrivate } = services
  const { store, people, accounts, entrance, rights, settings, usage, bounds } = access
  const { sync, owner, pictures, versions, files, audit } = worlds
  const { otherWays, ends } = handover
  const sizes = createSizes(store, clock)
  const allWorlds = createAllWorlds({ store, clock })
  const lookForBackup = createBackups({ store, audit, clock, folder: upkeep.facts.folder })

  addOverviewRoutes(routes, { ...access, ...worlds, ...upkeep, allWorlds, lookForBackup, clock })
  const binTime = ends?.binTime ?? null
  const forWorlds = { names, sharing, creation, allWorlds, sizes, binTime, read, clock }
  addAdminWorldRoutes(routes, { ...forWorlds, store, rights, sync, owner, audit })
  addAuditRoutes(routes, { accounts, store, audit, names, lookForBackup })
  addAdminPeerRoutes(routes, { ...nodes, audit })
  addAdminProcessRoutes(routes, { processes, facts: upkeep.facts, sync, audit })
  const { backups } = upkeep
  if (backups !== null) {
    const { folder } = files
    addBackupPlanRoutes(routes, { accounts, people, owner, audit, backups, creation, fileImport, folder })
  }
  if (entrance !== null) {
    addAdminAccountRoutes(routes, { entrance, accounts, audit, clock, allWorlds, sizes })
    addAdminGroupRoutes(routes, { entrance, accounts, rights, audit })
    addGroupListRoutes(routes, { entrance, accounts, audit, clock })
    addAdminSessionRoutes(routes, { entrance, store, accounts, audit })
    addAdminSettingRoutes(routes, { settings, audit })
    addAdminAddressRoutes(routes, { settings, audit, allowPrivate })
  }
  if (usage !== null && bounds !== null)
    addAdminStorageRoutes(routes, { usage, bounds, accounts, settings, audit })
  if (otherWays === null || ends === null) return
  const { accountDeletion } = otherWays
  addAdminDeletionRoutes(routes, { accountDeletion, accounts, audit })
  const { batch } = ends
  addBatchDeletionRoutes(routes, { accounts, rights, settings, usage, accountDeletion, batch })
  addWorldExportRoutes(routes, {
    accounts,
    accountDeletion,
    sources: { store, pictures, versions, read, clock },
    audit,
    clock,
  })
}
