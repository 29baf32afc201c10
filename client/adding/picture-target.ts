// Where pictures go that were dropped, pasted or chosen: into a page, or onto the floor.
import { EditorView } from '@codemirror/view'
import type { ArtifactId } from '../../shared/world/address.ts'
import { keptInside, settled } from '../world/geometry/snap-grid.ts'
import { placeBeside } from '../world/geometry/free-spot.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import type { World } from '../world/context/use-world.ts'
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
function pageAt({ x, y }: Point): PictureTarget | null {
  const line = document.elementFromPoint(x, y)?.closest<HTMLElement>('.page .cm-line')
  const view = line ? EditorView.findFromDOM(line) : null
  return line && view ? { kind: 'page', view, at: view.posAtCoords({ x, y }) ?? view.posAtDOM(line) } : null
}

function pageInHand(): PictureTarget | null {
  const editor = document.activeElement?.closest<HTMLElement>('.page .cm-editor')
  const view = editor ? EditorView.findFromDOM(editor) : null
  return view ? { kind: 'page', view, at: null } : null
}
