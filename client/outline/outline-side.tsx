// The outline beside the floor of a wide window.
import { PanelLeftClose } from 'lucide-react'
import { useEffect, type RefObject } from 'react'
import { useClosedByEscape } from '../browser/use-escape.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { IconButton } from '../parts/button.tsx'
import Outline from './outline.tsx'
import { hideOutline, takeAsked } from '../world/outline-shown.ts'

export default function OutlineSide({ viewport }: { readonly viewport: Viewport }) {
  const place = useClosedByEscape(hideOutline)
  useFocusLent(place)
  return (
    <aside className="outline-side" aria-label="Outline" ref={place}>
      <header className="outline-head">
        <h2 className="panel-title">Outline</h2>
        <IconButton label="Fold the outline away" onClick={hideOutline}>
          <PanelLeftClose size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <Outline viewport={viewport} />
    </aside>
  )
}

/** A person who asked for it is in its search at once, and back where they were when it closes. */
function useFocusLent(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const side = place.current
    const lender = document.activeElement
    if (takeAsked()) requestAnimationFrame(() => side?.querySelector('input')?.focus())
    return () => {
      const active = document.activeElement
      const isOurs = active === document.body || side?.contains(active)
      if (isOurs && lender instanceof HTMLElement) lender.focus({ preventScroll: true })
    }
  }, [place])
}
