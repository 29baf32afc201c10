// How far back people may look who may see a world and not edit it: `GET|PUT …/history/settings`.
import { HistorySetting } from '../../../shared/wire/api/history-bodies.ts'
import type { HistorySettings } from '../../history/look-back.ts'
import type { ServerClock } from '../../time/server-clock.ts'
import { bodyOf } from '../routing/request-lookup.ts'
import type { WorldServices } from '../routing/http-services.ts'
import type { Routes } from '../routing/route-rules.ts'

interface SettingParts extends Pick<WorldServices, 'audit'> {
  readonly settings: HistorySettings
  readonly clock: ServerClock
}

const PATH = '/worlds/:account/:world/history/settings'

export function addHistorySettingRoutes(routes: Routes, { settings, audit, clock }: SettingParts): void {
  routes.add('get', PATH, { world: 'see' }, ({ response, world }) => {
    response.json({ lookBack: settings.of(world.id) } satisfies HistorySetting)
  })

  routes.add('put', PATH, { world: 'own' }, async ({ request, response, member, world }) => {
    const { lookBack } = bodyOf(HistorySetting, request)
    await settings.choose(world.id, lookBack, clock.now())
    audit.note(member.id, 'world.lookBack', world.address, { lookBack })
    response.json({ lookBack } satisfies HistorySetting)
  })
}
