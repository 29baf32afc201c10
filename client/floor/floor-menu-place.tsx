// Opens the floor's menu for the right button of a mouse, and for the menu key or Shift+F10. Words, fields
// and links have the browser's own one, and a finger that rests does what it does elsewhere on the floor.
import { Suspense, useEffect, useState } from 'react'
import { parseArtifactId, type ArtifactId } from '../../shared/world/address.ts'
import { lazyWithRetry } from '../browser/lazily.ts'
import { useWorld } from '../world/context/use-world.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'

const FloorMenu = lazyWithRetry(() => import('./tools/floor-menu.tsx'))

interface FloorMenuPlaceProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

interface OpenMenu {
  readonly at: Point
  readonly ids: ReadonlySet<ArtifactId>
}

const NOTHING: ReadonlySet<ArtifactId> = new Set()

export function FloorMenuPlace({ host, viewport }: FloorMenuPlaceProps) {
  const { selection } = useWorld()
  const [open, setOpen] = useState<OpenMenu | null>(null)
  useEffect(() => {
    const { window } = viewport
    const control = new AbortController()
    const { signal } = control
    let isTouch = false

    function onContextMenu(event: MouseEvent): void {
      const { target } = event
      if (event.defaultPrevented || isTouch || !(target instanceof Element)) return
      // With the focus on nothing, the keys are for what is selected.
      const isNowhere = target === document.body
      if ((!isNowhere && window?.contains(target) !== true) || target.closest(OWN) !== null) return
      event.preventDefault()
      const pressed = parseArtifactId(target.closest<HTMLElement>('.thing-body')?.dataset['thing'])
      if (pressed !== null && !selection.now.ids.has(pressed)) selection.select(pressed)
      const ids = pressed !== null || isNowhere ? selection.now.ids : NOTHING
      setOpen({ at: isNowhere ? spotOf(viewport, selection.now.id) : spotIn(event), ids })
    }

    addEventListener('contextmenu', onContextMenu, { signal })
    addEventListener('pointerdown', ({ pointerType }) => (isTouch = pointerType === 'touch'), {
      signal,
      capture: true,
    })
    addEventListener('keydown', () => (isTouch = false), { signal, capture: true })
    return () => control.abort()
  }, [viewport, selection])
  if (open === null) return null
  return (
    <Suspense fallback={null}>
      <FloorMenu {...{ host, viewport }} {...open} onClose={() => setOpen(null)} />
    </Suspense>
  )
}

const OWN = '.page, input, textarea, a, [contenteditable="true"]'

const spotIn = ({ clientX: x, clientY: y }: MouseEvent): Point => ({ x, y })

/** By the thing, or in the middle of the window. */
function spotOf({ window }: Viewport, id: ArtifactId | null): Point {
  const thing = id === null ? null : window?.querySelector(`[data-thing="${CSS.escape(id)}"]`)
  const { left = 0, top = 0, width = 0, height = 0 } = (thing ?? window)?.getBoundingClientRect() ?? {}
  return { x: left + width / 2, y: top + height / 2 }
}
