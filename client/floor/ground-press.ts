// Two presses on empty floor make another thing like the last one, there.
import { useEffect } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { makeAt } from '../world/edits/make-artifacts.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'

export function useDoublePressToMake(host: ArtifactId, viewport: Viewport): void {
  const world = useWorld()
  useEffect(() => {
    const { window } = viewport
    function onDoubleClick({ target, clientX, clientY }: MouseEvent): void {
      if (isGround(target)) makeAt(world, host, viewport.toFloor({ x: clientX, y: clientY }))
    }
    window?.addEventListener('dblclick', onDoubleClick)
    return () => window?.removeEventListener('dblclick', onDoubleClick)
  }, [world, host, viewport])
}

/** Neither text nor a thing. */
function isGround(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.cm-content, .thing, .zoom-buttons, .way-out') === null
}
