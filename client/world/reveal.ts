// Going to a thing anywhere: its floor is shown, it is selected, and brought into view.
import type { ArtifactId } from '../../shared/world/address.ts'
import { personWith } from '../../shared/world/view/present-people.ts'
import { notify } from '../notices/notices.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { afterDrawing } from '../browser/later.ts'
import { inWindow } from './geometry/window-spot.ts'
import type { Viewport } from './geometry/viewport.ts'
import type { World } from './context/use-world.ts'

export interface Shower {
  readonly world: Pick<World, 'view' | 'selection' | 'replica'>
  readonly viewport: Viewport
  /** The floor that is shown now. */
  readonly floor: ArtifactId | null
}

/**
 * Shows a thing; the world itself by its floor. A thing in limbo is only selected. For a held thing its
 * holder is shown, who cannot be selected.
 */
export function reveal({ world, viewport, floor }: Shower, wanted: ArtifactId): void {
  const { view, selection } = world
  const somebody = personWith(view, wanted)
  if (somebody !== null && somebody.place === null)
    return notify({ text: `${somebody.name} is away just now.` })
  const id = somebody?.id ?? wanted
  const host = id === view.root ? id : (view.artifact(id)?.host ?? null)
  const isElsewhere = host !== null && host !== 'limbo' && host !== floor
  if (isElsewhere) showFloor(world, host)
  selection.select(id === view.root || somebody !== null ? null : id)
  if (host === null || host === 'limbo' || id === view.root) return
  if (isElsewhere) afterDrawing(() => bringIntoView(world, viewport, id))
  else bringIntoView(world, viewport, id)
}

/** Shows the floor of a thing. */
export function showFloor({ view, replica }: Shower['world'], host: ArtifactId): void {
  go(pathOfFloor(replica.address, host === view.root ? null : host))
}

/** How much of the window is left free around what is brought into view. */
const EDGE = 60

/** Scrolls as little as is needed for a thing to be visible; one that is far off comes to the upper third. */
function bringIntoView({ view }: Shower['world'], viewport: Viewport, id: ArtifactId): void {
  const artifact = view.artifact(id)
  if (!artifact?.place) return
  const { walk } = artifact
  const box = inWindow(viewport, walk ? { x: walk.toX, y: walk.toY } : artifact.place, artifact)
  if (!box) return
  const { left, top, right, bottom, room } = box
  const height = heightSeen(viewport, room.height)
  const isHigh = top >= EDGE / 2 && bottom <= height - EDGE / 2
  const isWide = left >= 0 && right <= room.width
  if (isHigh && isWide) return
  viewport.window?.scrollBy({
    top: isHigh ? 0 : top - height / 3,
    left: isWide ? 0 : left - (room.width - (right - left)) / 2,
  })
}

/** How much of the floor's window is seen, in pixels: on a phone a sheet lies over its lower part. */
function heightSeen({ window }: Viewport, height: number): number {
  const floor = window?.getBoundingClientRect()
  const sheet = document.querySelector('.side .panel')?.getBoundingClientRect()
  const isOver = floor && sheet && sheet.width >= floor.width && sheet.top > floor.top
  return isOver ? Math.min(height, sheet.top - floor.top) : height
}
