// Somebody who is in a world of another node: their avatar here waits at home, where nobody sees it, with the
// places that they find back to.
import type { ArtifactId } from '../../world/address.ts'
import type { Visit } from '../../world/avatar.ts'
import { comeBack, markAway } from '../acts/arrivals.ts'
import type { ActContext } from '../acts/act-context.ts'
import { popVisit, pushVisit } from '../acts/visit-stack.ts'
import { spotAt } from '../walking/walk-geometry.ts'

/**
 * The fate of the places: the one where they are is remembered, the last is taken off, or another one comes
 * on top.
 */
export type GoingAbroad = 'here' | 'back' | Visit

/** Somebody who is at home goes on to another node. */
export function goOut(context: ActContext, body: ArtifactId, leaving: GoingAbroad): void {
  const avatar = context.things.avatar(body)
  if (avatar === null) return
  const { visits, place, walk } = avatar
  const left = (): Visit | null => {
    if (leaving !== 'here' && leaving !== 'back') return leaving
    const { x, y } = spotAt({ ...place, walk }, context.now())
    const spot = { ...place, x: Math.round(x), y: Math.round(y) }
    return context.world && { world: context.world, spot }
  }
  const visit = left()
  const after = leaving === 'back' ? popVisit(visits)?.visits : visit && pushVisit(visits, visit)
  context.things.setAvatar(body, { ...avatar, visits: after ?? visits })
  markAway(context, body)
}

/** They are at home again, and find back to `from`. */
export function comeHome(context: ActContext, body: ArtifactId, from: Visit | null): void {
  const avatar = context.things.avatar(body)
  if (avatar === null) return
  const is = { ...avatar, visits: from === null ? avatar.visits : pushVisit(avatar.visits, from) }
  if (!avatar.isAway || !comeBack(context, body, is)) context.things.setAvatar(body, is)
}
