// A thing that only stands there, and is nudged by somebody: its element is moved, and nothing is drawn anew.
// Among ten thousand things that live, this is the most frequent change.
import { useCallback, useLayoutEffect, useRef, useSyncExternalStore, type RefObject } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import type { XY } from '../../../shared/play/walking/floor-space.ts'
import { pixels, type ShownPlace } from '../../world/motion/shown-motion.ts'
import { followOne } from '../../world/context/artifact-subscription.ts'
import { useWorld } from '../../world/context/use-world.ts'

/**
 * A thing, to draw; while it `isPlain`, the same object as long as it is only put elsewhere on its floor: see
 * `useRestingMoves`.
 */
export function useRestingThing(id: ArtifactId, isPlain: boolean): Artifact | null {
  const { view } = useWorld()
  const drawn = useRef<{ readonly view: View; readonly artifact: Artifact | null }>({ view, artifact: null })
  return useSyncExternalStore(
    useCallback((listener: () => void) => followOne(view, id, listener), [view, id]),
    () => {
      const now = view.artifact(id)
      const last = drawn.current
      // After a trial it is the same thing in another world.
      const isDrawn = isPlain && last.view === view && isOnlyNudged(last.artifact, now)
      if (!isDrawn && (last.view !== view || last.artifact !== now)) drawn.current = { view, artifact: now }
      return drawn.current.artifact
    },
  )
}

interface Nudged {
  readonly element: RefObject<HTMLElement | null>
  readonly isPlain: boolean
  /** As it was drawn last. */
  readonly drawn: Artifact
  /** Where it stands as it was drawn last. */
  readonly rest: XY
  /** Tells where it goes, once it stands there. */
  readonly show: (shown: ShownPlace) => void
}

/** Puts the element of a thing where that is now, when it `isPlain` and was only put elsewhere. */
export function useRestingMoves({ element, isPlain, drawn, rest, show }: Nudged): void {
  const { view, past } = useWorld()
  useLayoutEffect(() => {
    if (!isPlain) return undefined
    const { id } = drawn
    // Where this has put it; its depth is written only when that is another, since all in it takes a style
    // anew with it.
    let depth: number | null = null
    return followOne(view, id, () => {
      const now = view.artifact(id)
      if (!element.current || !now?.place || !isOnlyNudged(drawn, now)) return
      const { x, y } = now.place
      element.current.style.translate = pixels({ x, y })
      if (y !== depth) element.current.style.setProperty('--y', String(y))
      depth = y
      show({ x, y, walk: null, isHeld: past?.isMoving() ?? false })
    })
  }, [view, past, element, isPlain, drawn, show])
  // Nudged and nudged back, it is drawn where it was drawn last, so that React has nothing to write.
  const { x, y } = rest
  const last = useRef(view)
  useLayoutEffect(() => {
    const isOther = last.current !== view
    last.current = view
    if ((isOther || !isPlain) && element.current) put(element.current, { x, y })
  }, [element, view, isPlain, x, y])
}

function put(element: HTMLElement, { x, y }: XY): void {
  element.style.translate = pixels({ x, y })
  element.style.setProperty('--y', String(y))
}

/** Whether a thing is drawn as before, but for its spot. */
function isOnlyNudged(before: Artifact | null, now: Artifact | null): boolean {
  return (
    before !== null &&
    now !== null &&
    before.place !== null &&
    before.place.host === now.place?.host &&
    before.host === now.host &&
    before.walk === null &&
    now.walk === null &&
    before.name === now.name &&
    before.look === now.look &&
    before.properties === now.properties &&
    before.pinned === now.pinned
  )
}
