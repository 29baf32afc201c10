// `/api/bin`: the worlds in the bin; restoring one, and deleting one for good.
import type { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import type { AccountServices } from '../../accounts/account-services.ts'
import type { WorldServices } from '../routing/http-services.ts'
import { summaryOf } from '../routing/request-lookup.ts'
import type { Routes } from '../routing/route-rules.ts'
import type { Visible } from '../routing/visible-worlds.ts'

export function addBinRoutes(
  routes: Routes,
  parts: Pick<AccountServices, 'store' | 'rightOf'> &
    Pick<WorldServices, 'loans' | 'owner' | 'audit'> & { readonly visible: Visible },
): void {
  const { store, rightOf, loans, owner, audit, visible } = parts

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
    // Nobody can call back things of a world that is gone.
    if (loans !== null)
      await loans.write(
        loans.from(world.id).map(({ id }) => loans.forget(id)),
        null,
      )
    audit.note(member.id, 'world.destroyed', world.address)
    response.status(204).end()
  })
}
