// Brings the change that one is at into sight: on its floor, in the middle of what is seen.
import { useEffect } from 'react'
import { spotAfter } from '../../../shared/history/changes/thing-change.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { parsePlace } from '../../../shared/world/place.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { go, pathOfFloor } from '../../navigation/route.ts'
import { useWorld } from '../../world/context/use-world.ts'
import { floorPage } from '../../world/floor-page.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { afterDrawing } from '../../browser/later.ts'
import type { ListedChanges, ChangeEntry } from '../../parts/changes/listed-changes.ts'

export function useFollowedEntry(shown: ListedChanges | null, host: ArtifactId, viewport: Viewport): void {
  const { view, replica } = useWorld()
  const entry = shown?.entries?.[shown.at] ?? null
  const floor = entry && floorOf(entry, view)
  useEffect(() => {
    if (entry === null || floor === null) return
    // The marks of that floor lead to it, once it is there.
    if (floor !== host) return go(pathOfFloor(replica.address, floor === view.root ? null : floor))
    afterDrawing(() => lead(entry, view, viewport))
  }, [entry, floor, host, replica, view, viewport])
}

/** Where it is to be seen; null: nowhere. */
function floorOf({ change, spot }: ChangeEntry, view: View): ArtifactId | null {
  const { id, values, kind } = change
  if (id === 'world') return view.root
  if (spot !== null) return id
  if (id === view.root) return id
  const place = values.find(({ key }) => key === 'place')
  const host = kind === 'removed' ? parsePlace(place?.from)?.host : view.artifact(id)?.host
  return host === undefined || host === null || host === 'limbo' || view.artifact(host) === null ? null : host
}

function lead({ change, spot }: ChangeEntry, view: View, viewport: Viewport): void {
  if (spot !== null) {
    floorPage(viewport)?.bringIntoSight(spotAfter(change, spot).from, 'center')
    return
  }
  if (change.id === 'world') return
  const was = parsePlace(change.values.find(({ key }) => key === 'place')?.from)
  const place = change.kind === 'removed' ? was : view.artifact(change.id)?.place
  const { top, bottom } = viewport.seen()
  if (place != null && (place.y < top + EDGE || place.y > bottom - 2 * EDGE)) viewport.show(place.y)
}

/** Nearer to an edge of what is seen, in pixels of the floor, it is not well seen. */
const EDGE = 60
