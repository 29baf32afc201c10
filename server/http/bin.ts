// `/api/bin`: worlds that were put away, taken out again, or ended for good.
import type { WorldList } from '../../shared/wire/api.ts'
import { createLookup, summaryOf } from './lookup.ts'
import type { Parts } from './parts.ts'
import { createRoutes, type Routes } from './rule.ts'

export function binRoutes(parts: Parts): Routes {
  const { store, owner } = parts
  const lookup = createLookup(parts)
  const routes = createRoutes(parts)

  routes.add('get', '/bin', 'anyone', async ({ request, response }) => {
    const worlds = lookup.visible(request, await store.worlds('binned'))
    response.json({ worlds: worlds.map(summaryOf) } satisfies WorldList)
  })

  routes.add('post', '/bin/:id/restore', { binned: 'own' }, async ({ response, world }) => {
    await store.bin(world.key, null)
    const restored = { ...world, binnedAt: null }
    void owner.look(restored)
    response.json(summaryOf(restored))
  })

  routes.add('delete', '/bin/:id', { binned: 'own' }, async ({ response, world }) => {
    await store.destroy(world.key)
    response.status(204).end()
  })

  return routes
}
