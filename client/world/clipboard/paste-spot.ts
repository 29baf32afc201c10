// Where pasted things go: under the pointer when that is over the floor, else beside their originals, else
// into the margin in view.
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Clip } from '../../../shared/world/clipboard/clip.ts'
import type { To } from '../../../shared/world/edits/place-edits.ts'
import { keptInside, settled } from '../geometry/snap-grid.ts'
import { placeBeside, spotBelow, type Size } from '../geometry/free-spot.ts'
import type { Point, Viewport } from '../geometry/viewport.ts'
import type { World } from '../context/use-world.ts'
import { aside, boxOf } from './copy-paste.ts'

interface PasteSpots {
  /** Takes note of where the pointer is. */
  readonly note: (event: PointerEvent) => void
  /** Where the pointer is over the floor, on the screen; null when it is not. */
  readonly pointer: () => Point | null
  readonly byPointer: (size: Size, clip: Clip | null) => To
  /** Beside the line of the page that is written. */
  readonly byLine: (size: Size) => To
  /** For people without a pointer over the floor. */
  readonly inView: (size: Size, clip: Clip | null) => To
}

export function createPasteSpots(world: World, host: ArtifactId, viewport: Viewport): PasteSpots {
  let pointer: Point | null = null

  function inView(size: Size, clip: Clip | null): To {
    const first = clip?.things[0]
    const place = first && world.view.on(host).map((id) => world.view.artifact(id)?.place)
    const isFromHere = place?.some((at) => at?.x === first?.x && at?.y === first?.y) ?? false
    if (!clip || !isFromHere) return placeBeside(world.view, host, viewport, size)
    const { x, y } = boxOf(clip)
    const { top, bottom } = viewport.seen()
    return y >= top && y < bottom
      ? aside({ host, x, y }, size)
      : placeBeside(world.view, host, viewport, size)
  }

  function overFloor(): Point | null {
    const isOver =
      pointer !== null && viewport.window?.contains(document.elementFromPoint(pointer.x, pointer.y))
    return isOver ? pointer : null
  }

  return {
    inView,
    note({ clientX, clientY, pointerType }) {
      pointer = pointerType === 'touch' ? null : { x: clientX, y: clientY }
    },
    pointer: overFloor,
    byPointer(size, clip) {
      const over = overFloor()
      if (over === null) return inView(size, clip)
      const { x, y } = viewport.toFloor(over)
      return {
        host,
        ...keptInside({ x: settled(x - size.width / 2), y: settled(y - size.height / 2) }, size.width),
      }
    },
    byLine(size) {
      const line = document.querySelector('.paper .cm-activeLine') ?? lineOfCaret()
      if (!line) return placeBeside(world.view, host, viewport, size)
      const { left, top } = line.getBoundingClientRect()
      return { host, ...spotBelow(world.view, host, size, viewport.toFloor({ x: left, y: top }).y) }
    },
  }
}

function lineOfCaret(): Element | null {
  const node = getSelection()?.anchorNode ?? null
  const element = node instanceof Element ? node : (node?.parentElement ?? null)
  return element?.closest('.cm-line, .page-line') ?? null
}
