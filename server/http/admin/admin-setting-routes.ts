// `/api/admin/settings`: the settings that can be changed from within the node, in force at once.
import { AdminSettingsChange, type AdminSettings } from '../../../shared/wire/api/admin-bodies.ts'
import type { Audit } from '../../accounts/directory/audit-log.ts'
import type { NodeSettingsStore } from '../../accounts/directory/node-settings.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'

export function addAdminSettingRoutes(
  routes: Routes,
  { settings, audit }: { readonly settings: NodeSettingsStore; readonly audit: Audit },
): void {
  routes.add('get', '/admin/settings', 'admin', ({ response }) => {
    response.json(settings.now() satisfies AdminSettings)
  })

  routes.add('patch', '/admin/settings', 'admin', async ({ request, response, member }) => {
    const wanted = bodyOf(AdminSettingsChange, request)
    const before = settings.now()
    const changes = Object.entries(wanted).filter(
      ([name, value]) => value !== undefined && Reflect.get(before, name) !== value,
    )
    const now = changes.length === 0 ? before : await settings.change(Object.fromEntries(changes))
    for (const [name, value] of changes)
      audit.note(member.id, 'admin.settingChanged', name, { value: value ?? null })
    response.json(now satisfies AdminSettings)
  })
}
