// Whether things can go where they are told, all of them at once: the floors have to be here, and nothing may
// end up in itself, also where each move alone would be fine (a into b, b into a).
import type { ArtifactId } from '../address.ts'
import { refuseEdit, type Refused } from './scene-edit.ts'
import { NESTING_MAX } from '../limits.ts'
import { hostsFrom } from '../view/host-chain.ts'
import { isCoordinate, type Host } from '../place.ts'
import type { View } from '../view/world-view.ts'

interface PlannedMove {
  readonly id: ArtifactId
  readonly host: ArtifactId
  readonly x: number
  readonly y: number
}

/** Why they cannot all go there; null when they can. */
export function checkMoves(view: View, moves: readonly PlannedMove[]): Refused | null {
  const going = new Map(moves.map(({ id, host }) => [id, host]))
  for (const move of moves) {
    if (move.id === view.root) return refuseEdit('root', 'The world itself cannot be moved.')
    const refused = checkTo(view, move, 0)
    if (refused !== null) return refused
    // A thing that stays on its floor enters no other thing; the thing that it stands on may.
    if (move.host === view.artifact(move.id)?.host) continue
    const depth = depthAfter(view, going, move)
    if (depth === null) return refuseEdit('inside', 'A thing cannot be put into itself.')
    if (depth + heightAfter(view, going, move.id) > NESTING_MAX) {
      return refuseEdit('nesting', `Things can be nested inside each other only ${NESTING_MAX} deep.`)
    }
  }
  return null
}

/** How many things a thing will be in, the world itself not counted; null when it would be in itself. */
function depthAfter(
  view: View,
  going: ReadonlyMap<ArtifactId, ArtifactId>,
  move: PlannedMove,
): number | null {
  let depth = 0
  for (let at: Host | null = move.host; at !== null && at !== 'limbo' && at !== view.root; depth += 1) {
    if (at === move.id) return null
    // Others that are moved into each other; each of them is refused when its own turn comes.
    if (depth > view.size) return depth
    at = going.get(at) ?? view.artifact(at)?.host ?? null
  }
  return depth
}

/** How many things high it will be: 1 when nothing is in it. Counts no further than matters. */
function heightAfter(view: View, going: ReadonlyMap<ArtifactId, ArtifactId>, id: ArtifactId): number {
  let level: readonly ArtifactId[] = [id]
  let height = 0
  while (level.length > 0 && height <= NESTING_MAX) {
    height += 1
    level = level.flatMap((host) => view.on(host)).filter((inner) => !going.has(inner))
  }
  return height
}

/** Checks a spot for something `height` things high; 0: it does not change floors. */
export function checkTo(
  view: View,
  { host, x, y }: { readonly host: ArtifactId; readonly x: number; readonly y: number },
  height: number,
): Refused | null {
  if (view.artifact(host) === null) return refuseEdit('missing', 'The thing to put it in is no longer here.')
  if (!isCoordinate(Math.round(x)) || !isCoordinate(Math.round(y))) {
    return refuseEdit('place', 'That is too far out to put anything.')
  }
  if (height === 0) return null
  let depth = height
  for (const at of hostsFrom(view, host)) if (at !== view.root) depth += 1
  if (depth <= NESTING_MAX) return null
  return refuseEdit('nesting', `Things can be nested inside each other only ${NESTING_MAX} deep.`)
}
