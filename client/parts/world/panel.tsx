// The frame of the panel beside the floor, and the button that opens and closes it.
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useClosedByEscape } from '../../browser/use-escape.ts'
import { IconButton } from '../button.tsx'
import { CLOSED, useSelected, type Panel as OpenPanel } from '../../world/context/selection.ts'
import { useWorld } from '../../world/context/use-world.ts'
import './panel.css'

interface PanelButtonProps {
  readonly label: string
  readonly panel: OpenPanel
  readonly children: ReactNode
}

/** Opens a panel, or closes it when it is the one that is open. */
export function PanelButton({ label, panel, children }: PanelButtonProps) {
  const { selection } = useWorld()
  const isOpen = useSelected(selection, (now) => now.panel.kind === panel.kind)
  return (
    <IconButton
      label={label}
      aria-expanded={isOpen}
      aria-pressed={isOpen}
      onClick={() => selection.open(isOpen ? CLOSED : panel)}
    >
      {children}
    </IconButton>
  )
}

interface PanelProps {
  readonly title: string
  /** In place of the title, where it can be written. */
  readonly head?: ReactNode
  /** Code wants more room than words. */
  readonly isWide?: boolean
  readonly children: ReactNode
}

export function Panel({ title, head, isWide, children }: PanelProps) {
  const { selection } = useWorld()
  const place = useClosedByEscape(() => selection.open(CLOSED))
  return (
    <aside className="panel" data-wide={isWide || undefined} aria-label={title} ref={place}>
      <header className="panel-head">
        <h2 className={head === undefined ? 'panel-title' : 'unseen'}>{title}</h2>
        {head}
        <IconButton label="Close" onClick={() => selection.open(CLOSED)}>
          <X size={18} aria-hidden="true" />
        </IconButton>
      </header>
      <div className="panel-body">{children}</div>
    </aside>
  )
}
