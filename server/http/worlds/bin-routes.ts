// `/api/bin`: worlds that were put away, taken out again, or ended for good.
import type { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { summaryOf } from '../routing/request-lookup.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'
import type { Visible } from '../routing/visible-worlds.ts'

export function binRoutes(parts: RouteParts, visible: Visible): Routes {
  const { store, loans, owner, audit, rightOf } = parts
  const routes = createRoutes(parts)

  routes.add('get', '/bin', 'anyone', async ({ response, member }) => {
    const worlds = (await visible.ownOf(member)).worlds.filter(
      (world) => world.binnedAt !== null && atLeast(rightOf(member, world), 'own'),
    )
    response.json({ worlds: worlds.map(summaryOf) } satisfies WorldList)
  })

  routes.add('post', '/bin/:id/restore', { binned: 'own' }, async ({ response, member, world }) => {
    await store.bin(world.key, null)
    audit.note(member.id, 'world.restored', world.address)
    const restored = { ...world, binnedAt: null }
    void owner.look(restored)
    response.json(summaryOf(restored))
  })

  routes.add('delete', '/bin/:id', { binned: 'own' }, async ({ response, member, world }) => {
    await store.destroy(world.key)
    // Nobody calls back what was its own any more.
    if (loans !== undefined)
      await loans.write(
        loans.from(world.id).map(({ id }) => loans.forget(id)),
        null,
      )
    audit.note(member.id, 'world.destroyed', world.address)
    response.status(204).end()
  })

  return routes
}
