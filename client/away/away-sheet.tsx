// A sheet beside the floor, about what happened while somebody was away. Its lines lead to their subjects.
import { ChevronDown, X } from 'lucide-react'
import { useId, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { ThingId } from '../../shared/history/merge/merge-types.ts'
import { usePhone } from '../browser/media.ts'
import { useClosedByEscape } from '../browser/use-escape.ts'
import { IconButton } from '../parts/button.tsx'
import { useWorld } from '../world/context/use-world.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { reveal } from '../world/reveal.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import './away.css'

/** Leads to a thing, on any floor, or to a line of its page, from 1 on. */
type Go = (id: ThingId, line: number | null) => void

interface AwaySheetProps {
  readonly title: string
  readonly summary: string
  readonly viewport: Viewport
  readonly onClose: () => void
  readonly children: (go: Go) => ReactNode
}

export function AwaySheet({ title, summary, viewport, onClose, children }: AwaySheetProps) {
  const world = useWorld()
  const isPhone = usePhone()
  const floor = useShownFloor()
  const heading = useId()
  const [isFolded, setFolded] = useState(isPhone)
  const place = useClosedByEscape(onClose)
  const go: Go = (to, line) => {
    const { view, selection } = world
    const id = to === 'world' ? view.root : to
    const artifact = id === null ? null : view.artifact(id)
    if (id === null || artifact === null) return
    // On a small screen it would hide what it leads to.
    if (isPhone) setFolded(true)
    reveal({ world, viewport, floor }, id)
    if (artifact.host === 'limbo') selection.open({ kind: 'limbo' })
    if (line !== null) selection.point({ id, line }, id === view.root)
  }
  return createPortal(
    <aside className="away" aria-labelledby={heading} ref={place}>
      <header className="away-head">
        <h2 id={heading} className="away-title">
          {title}
        </h2>
        <IconButton
          label={isFolded ? 'Show what happened' : 'Fold'}
          aria-expanded={!isFolded}
          onClick={() => setFolded(!isFolded)}
        >
          <ChevronDown size={18} aria-hidden="true" className="away-fold" />
        </IconButton>
        <IconButton label="Close the report" onClick={onClose}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <output className="away-summary">{summary}</output>
      {!isFolded && <div className="away-body">{children(go)}</div>}
    </aside>,
    document.body,
  )
}
