// `/api/templates`: the worlds that a new world can begin as; and small pictures of worlds.
import type { TemplateList, WorldMiniature } from '../../../shared/wire/api/template-bodies.ts'
import type { NodeTemplates } from '../../templates/node-templates.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { WorldGlances } from './world-glances.ts'

interface TemplateRouteParts {
  readonly templates: NodeTemplates
  readonly glances: WorldGlances
}

export function addTemplateRoutes(routes: Routes, { templates, glances }: TemplateRouteParts): void {
  routes.add('get', '/templates', 'anyone', async ({ response }) => {
    const ours = (await templates.all()).map(({ name, glance }) => ({ name, ...glance, by: null }))
    response.json({ templates: ours } satisfies TemplateList)
  })

  routes.add(
    'get',
    '/worlds/:account/:world/miniature',
    { world: 'see' },
    async ({ response, member, world }) => {
      const glance = await glances.of(world, member)
      response.json({ miniature: glance?.miniature ?? null } satisfies WorldMiniature)
    },
  )
}
