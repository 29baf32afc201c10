// Limbo: its things and since when each waits, bringing several things back, and emptying it, which is the
// only way to delete.
import type { ArtifactId } from '../address.ts'
import { checkMoves } from './move-check.ts'
import { moveMany, type ThingMove } from './batch-edits.ts'
import { EDITED, refuseEdit, type Edit, type Edited } from './scene-edit.ts'
import { hostsFrom, isOnFloor } from '../view/host-chain.ts'
import { isMoment } from '../walk.ts'
import { isPlain, ownValue, parsePlace, type Host } from '../place.ts'
import { artifactMaps, sceneArtifact } from '../scene/scene.ts'
import type { View } from '../view/world-view.ts'

/** When a thing was put into limbo, in ms since 1970; null when nobody wrote it down. */
export function inLimboSince(view: View, id: ArtifactId): number | null {
  const raw = sceneArtifact(view.scene, id)?.get('place')
  const since = isPlain(raw) ? ownValue(raw, 'since') : null
  return isMoment(since) ? since : null
}

/** The things that wait in limbo, newest first; things of unknown time are last. */
export function waitingIn(view: View): readonly ArtifactId[] {
  const since = new Map(view.limbo.map((id) => [id, inLimboSince(view, id) ?? -1]))
  return view.limbo.toSorted((a, b) => (since.get(b) ?? -1) - (since.get(a) ?? -1))
}

/**
 * Brings things back from limbo in one transaction, each to where it was; where that is gone, to the world's
 * floor.
 */
export function bringAllBack(edit: Edit, ids: Iterable<ArtifactId>): Edited {
  const { view } = edit
  const { root } = view
  if (root === null) return refuseEdit('missing', 'This world has no floor to bring it back to.')
  const waiting = new Set([...ids].filter((id) => view.artifact(id)?.host === 'limbo'))
  const moves: ThingMove[] = []
  const back = new Set<ArtifactId>()
  const isThere = (host: Host): host is ArtifactId =>
    host !== 'limbo' && (isOnFloor(view, host) || outermost(view, host, back))
  // A thing from a box that also comes back goes into that box again; so boxes come first, as deep as they
  // are.
  for (let count = -1; back.size > count;) {
    count = back.size
    for (const id of waiting) {
      const was = view.artifact(id)?.place?.was
      if (back.has(id) || !was || !isThere(was.host)) continue
      moves.push(fitting(view, { id, ...was }, root))
      back.add(id)
    }
  }
  for (const id of waiting) {
    if (back.has(id)) continue
    const place = view.artifact(id)?.place ?? null
    const { x, y, facing } = place?.was ?? place ?? { x: 0, y: 0, facing: 'down' as const }
    moves.push({ id, host: root, x, y, facing })
  }
  return moveMany(edit, moves)
}

/** Whether a floor is in one of these, which stand in limbo still. */
function outermost(view: View, host: ArtifactId, ids: ReadonlySet<ArtifactId>): boolean {
  let last: ArtifactId = host
  for (const at of hostsFrom(view, host)) last = at
  return ids.has(last)
}

/** Where it was, or, when other boxes have been put into boxes there since, the world's floor. */
function fitting(view: View, move: ThingMove, root: ArtifactId): ThingMove {
  return checkMoves(view, [move]) === null ? move : { ...move, host: root }
}

/** The origin of emptying limbo: undo ignores it. */
const EMPTYING = 'emptying'

/**
 * The things that emptying limbo deletes: those that the scene has there, and the things in them. Others
 * stay, since the scene has a place for them elsewhere: things that only play has put there, or holds, and
 * things that an edit will repair (their host is gone).
 */
export function deletable(view: View): readonly ArtifactId[] {
  const next = view.limbo.filter((id) => isWrittenInLimbo(view, id))
  const all = new Set<ArtifactId>()
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (all.has(id)) continue
    all.add(id)
    for (const inner of view.on(id)) if (isWritten(view, inner)) next.push(inner)
  }
  return [...all]
}

/**
 * Deletes what waits in limbo, with all that is in it, for good: the one command that deletes, and no undo
 * brings it back.
 */
export function emptyLimbo({ view }: Edit): Edited {
  const ids = deletable(view)
  if (ids.length === 0) return refuseEdit('missing', 'There is nothing in limbo that could be deleted.')
  const maps = artifactMaps(view.scene)
  view.scene.transact(() => {
    for (const id of ids) maps.delete(id)
  }, EMPTYING)
  return EDITED
}

/**
 * The scene has it, and its place is the scene's, not one that play gave it, nor that of somebody who is
 * here.
 */
function isWritten(view: View, id: ArtifactId): boolean {
  const artifact = view.artifact(id)
  if (artifact === null || artifact.onlyLive || artifact.avatar !== null) return false
  return !artifact.live.has('place') && id !== view.root
}

function isWrittenInLimbo(view: View, id: ArtifactId): boolean {
  const place = parsePlace(sceneArtifact(view.scene, id)?.get('place'))
  return isWritten(view, id) && place?.host === 'limbo'
}
