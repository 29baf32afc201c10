// A person may name a thing that is outside their view. Then it is brought into sight: a phone shows the text
// without its margins, and a new thing stands there. It stays in sight while it is selected. When the person
// deselects it, they see again what they saw before.
import { useEffect } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { wantsReducedMotion } from '../device/reduced-motion.ts'

/** How far aside the floor's window is scrolled, in pixels. */
interface Aside {
  readonly id: ArtifactId
  /** Before the name was written. */
  readonly before: number
  /** When it was; null until then. Elsewhere since, the person has moved it, and it stays. */
  after: number | null
}

export function useComingBack(viewport: Viewport): void {
  const { selection } = useWorld()
  useEffect(() => {
    const control = new AbortController()
    const { signal } = control
    let aside: Aside | null = null
    let isPressed = false

    function look(): void {
      const { window } = viewport
      const { id, ids, naming } = selection.now
      if (!window) return
      if (naming && id !== null) aside = named(aside, id, window.scrollLeft)
      else if (aside) {
        aside.after ??= window.scrollLeft
        if (ids.has(aside.id)) return
        comeBack(window, aside)
        aside = null
      }
    }
    function comeBack(window: HTMLElement, { before, after }: Aside): void {
      function scroll(): void {
        const isCalm = wantsReducedMotion()
        if (window.scrollLeft === after)
          window.scrollTo({ left: before, behavior: isCalm ? 'instant' : 'smooth' })
      }
      // Not from under a finger: the cursor goes where it pressed.
      if (isPressed) addEventListener('click', scroll, { once: true, capture: true, signal })
      else scroll()
    }
    function press({ type }: PointerEvent): void {
      isPressed = type === 'pointerdown'
    }
    for (const type of ['pointerdown', 'pointerup', 'pointercancel'] as const)
      addEventListener(type, press, { capture: true, signal })
    const stop = selection.subscribe(look)
    return () => {
      stop()
      control.abort()
    }
  }, [selection, viewport])
}

/**
 * A name begins to be written, or still is; of the next thing, one comes back to where one was before them
 * all.
 */
function named(aside: Aside | null, id: ArtifactId, left: number): Aside {
  const isNext = aside !== null && (aside.after === null || aside.after === left)
  return { id, before: isNext ? aside.before : left, after: null }
}
