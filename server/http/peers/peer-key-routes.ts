// `POST /api/peers/key`: another node says that it has another key now. Its card was read again before this
// is answered, since it signed with that.
import { askingNode } from '../routing/asking-node.ts'
import type { RouteParts } from '../routing/route-parts.ts'
import { createRoutes, type Routes } from '../routing/route-rules.ts'

export function peerKeyRoutes(parts: RouteParts): Routes {
  const routes = createRoutes(parts)

  routes.add('post', '/peers/key', 'anyone', ({ request, response }) => {
    askingNode(request)
    response.status(204).end()
  })

  return routes
}
