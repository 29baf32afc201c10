// The bar at the foot of a phone: what a thumb reaches.
import { Archive, Link2, MessageCircle, PenLine, Users } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { IconButton } from '../parts/button.tsx'
import { useFigures } from '../people/people.tsx'
import { Palette } from './palette.tsx'
import { PanelButton } from './panel.tsx'
import type { Stage } from './stage.ts'
import { OutlineButton, UndoButtons, useShare } from './tools.tsx'
import './dock.css'

interface DockProps {
  readonly host: ArtifactId
  readonly stage: Stage
}

export default function Dock({ host, stage }: DockProps) {
  const figures = useFigures()
  const share = useShare()
  function write(): void {
    stage.paper?.querySelector<HTMLElement>('.cm-content')?.focus()
  }
  return (
    <nav className="dock" aria-label="What to do">
      <IconButton label="Write" onClick={write}>
        <PenLine size={20} aria-hidden="true" />
      </IconButton>
      <Palette host={host} stage={stage} />
      <UndoButtons />
      <OutlineButton />
      <PanelButton label="Talk" panel={{ kind: 'talk' }}>
        <MessageCircle size={20} aria-hidden="true" />
      </PanelButton>
      <PanelButton label="Limbo" panel={{ kind: 'limbo' }}>
        <Archive size={20} aria-hidden="true" />
      </PanelButton>
      <PanelButton label={`People: ${figures.length + 1}`} panel={{ kind: 'people' }}>
        <Users size={20} aria-hidden="true" />
        {figures.length > 0 && <span className="dock-count">{figures.length + 1}</span>}
      </PanelButton>
      <IconButton label="Share" onClick={share}>
        <Link2 size={20} aria-hidden="true" />
      </IconButton>
    </nav>
  )
}
