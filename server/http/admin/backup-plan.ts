// `/api/admin/backups`: the backups that this node makes by itself, and when it does.
import { BackupPlan, type Backups } from '../../../shared/wire/backups.ts'
import { bodyOf } from '../lookup.ts'
import type { Parts } from '../parts.ts'
import { HttpRefusal } from '../refusal.ts'
import { createRoutes, type Routes } from '../rule.ts'
import type { BackupScheduler } from '../../backups/scheduler.ts'

const FIXED = new HttpRefusal(
  409,
  'fixed',
  'How often backups are made was set when this node was started. Whoever started it can change it there.',
)

export type BackedUpParts = Parts & { readonly backups: BackupScheduler }

export const hasBackups = (parts: Parts): parts is BackedUpParts => parts.backups !== null

export function backupPlanRoutes(parts: BackedUpParts): Routes {
  const { backups, audit } = parts
  const routes = createRoutes(parts)

  routes.add('get', '/admin/backups', 'admin', async ({ response }) => {
    response.json((await backups.state()) satisfies Backups)
  })

  routes.add('patch', '/admin/backups', 'admin', async ({ request, response, member }) => {
    const plan = bodyOf(BackupPlan, request)
    if (!(await backups.change(plan))) throw FIXED
    audit.note(member.id, 'admin.backupsPlanned', '', { ...plan })
    response.json((await backups.state()) satisfies Backups)
  })

  routes.add('post', '/admin/backups', 'admin', async ({ response, member }) => {
    audit.note(member.id, 'admin.backupAsked', '')
    // It takes as long as the disk does.
    void backups.make()
    response.json((await backups.state()) satisfies Backups)
  })

  return routes
}
