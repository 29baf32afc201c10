// `/api/worlds/ACCOUNT/WORLD/people`: who is there now as the node knows them, for who owns the world. What
// browsers say of themselves is a name that anybody can take.
import type { PresentPeople } from '../../../shared/wire/api/sharing-bodies.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { namesOf } from '../routing/person-names.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'

export function presentRoutes(parts: RouteParts): Routes {
  const routes = createRoutes(parts)
  routes.add('get', '/worlds/:account/:world/people', { world: 'own' }, async ({ response, world }) => {
    const present = await parts.sync.present(world)
    const names = await namesOf(parts, [...present.values()])
    const people = [...present].flatMap(([client, member]) => {
      const ref = names.get(member)
      return ref === undefined ? [] : [{ ...ref, client }]
    })
    response.json({ people } satisfies PresentPeople)
  })
  return routes
}
