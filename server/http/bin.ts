// `/api/bin`: worlds that were put away, taken out again, or ended for good.
import { Router } from 'express'
import type { WorldList } from '../../shared/wire/api.ts'
import { createLookup, summaryOf } from './lookup.ts'
import type { Parts } from './parts.ts'

export function binRoutes(parts: Parts): Router {
  const { store, owner } = parts
  const lookup = createLookup(parts)
  const routes = Router({ caseSensitive: true })

  routes.get('/bin', async (request, response) => {
    const worlds = lookup.visible(request, await store.worlds('binned'))
    response.json({ worlds: worlds.map(summaryOf) } satisfies WorldList)
  })

  routes.post('/bin/:id/restore', async (request, response) => {
    const world = await lookup.binned(request, 'own')
    await store.bin(world.key, null)
    const restored = { ...world, binnedAt: null }
    void owner.look(restored)
    response.json(summaryOf(restored))
  })

  routes.delete('/bin/:id', async (request, response) => {
    const world = await lookup.binned(request, 'own')
    await store.destroy(world.key)
    response.status(204).end()
  })

  return routes
}
