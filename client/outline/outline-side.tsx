// The outline beside the floor of a wide window.
import { PanelLeftClose } from 'lucide-react'
import { useEffect, useRef } from 'react'
import type { Stage } from '../floor/stage.ts'
import { IconButton } from '../parts/button.tsx'
import Outline from './outline.tsx'
import { hideOutline } from './shown.ts'

export default function OutlineSide({ stage }: { readonly stage: Stage }) {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    const side = place.current
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key === 'Escape' && !event.defaultPrevented) hideOutline()
    }
    side?.addEventListener('keydown', onKeyDown)
    return () => side?.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <aside className="outline-side" aria-label="Outline" ref={place}>
      <header className="outline-head">
        <h2 className="panel-title">Outline</h2>
        <IconButton label="Fold the outline away" onClick={hideOutline}>
          <PanelLeftClose size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <Outline stage={stage} />
    </aside>
  )
}
