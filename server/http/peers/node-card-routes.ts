// `/.well-known/inkland`: what this node is called by other nodes, and the keys that it signs with. For
// anybody.
import { Router } from 'express'
import { CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import { cardOf } from '../../peers/identity/node-card.ts'
import type { RouteParts } from '../routing/route-parts.ts'

/** How long anybody may keep it, in s: so late a new key may be seen. */
const FRESH_S = 300

export function wellKnownRoutes({ identity, settings }: Pick<RouteParts, 'identity' | 'settings'>): Router {
  const routes = Router({ caseSensitive: true })
  routes.get(CARD_PATH, (_request, response) => {
    response.set('Cache-Control', `public, max-age=${FRESH_S}`).json(cardOf(identity, settings.now().title))
  })
  return routes
}
