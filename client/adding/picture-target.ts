// Where pictures go that were dropped, pasted or chosen: into a page, or onto the floor.
import type { ArtifactId } from '../../shared/world/address.ts'
import { keptInside, settled } from '../world/geometry/snap-grid.ts'
import { placeBeside } from '../world/geometry/free-spot.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
import { pageAround } from '../world/page-view.ts'
import type { PictureSpot } from '../world/picture-requests.ts'
import type { PictureTarget } from './add-pictures.ts'

export function targetFor(
  spot: PictureSpot,
  { view }: World,
  host: ArtifactId,
  viewport: Viewport,
): PictureTarget {
  const page = spot.kind === 'dropped' ? pageAt(spot.at) : spot.kind === 'page' ? pageInHand() : null
  if (page !== null) return page
  if (spot.kind === 'page' || spot.kind === 'anywhere') {
    return { kind: 'floor', placeFor: (size) => placeBeside(view, host, viewport, size) }
  }
  const { x, y } = viewport.toFloor(spot.at)
  let count = 0
  return {
    kind: 'floor',
    placeFor({ width, height }) {
      // Several go a little aside of each other.
      const aside = 32 * count
      count += 1
      const corner = { x: settled(x - width / 2) + aside, y: settled(y - height / 2) + aside }
      return { host, ...keptInside(corner, width) }
    },
  }
}

/** The page whose line is at a spot of the screen; null where there is no line. */
function pageAt(spot: Point): PictureTarget | null {
  const line = document.elementFromPoint(spot.x, spot.y)?.closest('.page :is(.cm-line, .page-line)')
  const page = pageAround(line)
  return page && { kind: 'page', page, at: page.placeNear(spot) }
}

function pageInHand(): PictureTarget | null {
  const page = pageAround(document.activeElement?.closest('.page'))
  return page && { kind: 'page', page, at: null }
}
