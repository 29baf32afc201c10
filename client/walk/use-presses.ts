// The pointer of somebody who walks: a press on the floor, or on a ground that lies on it, leads there; a
// press on a thing or a person leads beside them, and shows what one can do.
import { useEffect } from 'react'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { PERSON_SIZE } from '../../shared/world/avatar.ts'
import { isArea } from '../../shared/world/sprites.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { walkOff } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'

/** Elements with presses of their own. */
const TAKEN = 'a, button, input, [role="toolbar"], .zoom-buttons, .cm-card'

/** On one floor: each has a window of its own. */
export function useWalkPresses(control: WalkControl, viewport: Viewport): void {
  useEffect(() => {
    const { window } = viewport
    function onClick(event: MouseEvent): void {
      // Marking words to copy them, or opening a link, is no walk.
      const isOwn = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
      if (event.defaultPrevented || isOwn || getSelection()?.isCollapsed === false) return
      const { target } = event
      if (!(target instanceof Element)) return
      const id = pressedAt(target)
      // A key presses no spot of it.
      const isGround = id !== null && event.detail > 0 && isGroundIn(control, id)
      if (id !== null && !isGround) press(control, id)
      else if (isGround || target.closest(TAKEN) === null) {
        const { x, y } = viewport.toFloor({ x: event.clientX, y: event.clientY })
        walkOff(control, { x: x - PERSON_SIZE / 2, y: y - PERSON_SIZE / 2 })
        // The press gives it the focus, and keys are about what one chose.
        if (isGround) requestAnimationFrame(() => window?.focus({ preventScroll: true }))
      }
    }
    window?.addEventListener('click', onClick)
    return () => window?.removeEventListener('click', onClick)
  }, [control, viewport])
}

function pressedAt(target: Element): ArtifactId | null {
  const body = target.closest<HTMLElement>('[data-thing], [data-person]')
  return parseArtifactId(body?.dataset['thing'] ?? body?.dataset['person'])
}

const isGroundIn = ({ world }: WalkControl, id: ArtifactId): boolean =>
  isArea(world.view.artifact(id)?.look.sprite ?? '')

function press(control: WalkControl, id: ArtifactId): void {
  const artifact = control.world.view.artifact(id)
  if (artifact === null) return
  control.goTo(artifact)
  control.choose(id)
}
