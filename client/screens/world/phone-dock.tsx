// The bar at the foot of a phone, for the thumb. Less frequent actions are behind the last of them.
import { BookOpen, Ellipsis, ListTree, MessageCircle, Undo2, Users } from 'lucide-react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { useMe } from '../../session/me.ts'
import { openPalette, openReading } from '../../world/commands/overlay.ts'
import { IconButton } from '../../parts/button.tsx'
import { useFigures } from '../../people/people-list.tsx'
import { useTroubled } from '../../world/play/use-live.ts'
import { useMode, useRight } from '../../world/play/you.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { ModeSwitch } from '../../walk/mode-switch.tsx'
import { outlineLabel } from './bar-start.tsx'
import { Palette } from '../../floor/palette/thing-palette.tsx'
import { PanelButton } from '../../parts/world/panel.tsx'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { useUndo, useWorld } from '../../world/context/use-world.ts'
import './phone-dock.css'

interface DockProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
}

export default function Dock({ host, viewport }: DockProps) {
  const { undo, replica } = useWorld()
  const { canUndo } = useUndo()
  const figures = useFigures()
  const { person } = useMe()
  const here = figures.length + (person.kind === 'nobody' ? 0 : 1)
  const troubled = useTroubled()
  const isWriting = useMode() === 'write'
  const mayEdit = atLeast(useRight(), 'edit')
  return (
    <nav className="dock" aria-label="Actions">
      <ModeSwitch viewport={viewport} />
      {isWriting && <Palette host={host} viewport={viewport} />}
      {isWriting && (
        <IconButton label="Undo" disabled={!canUndo} onClick={undo.undo}>
          <Undo2 size={20} aria-hidden="true" />
        </IconButton>
      )}
      {mayEdit && (
        <PanelButton label={outlineLabel(troubled)} panel={{ kind: 'outline' }}>
          <ListTree size={20} aria-hidden="true" />
          {troubled > 0 && <span className="trouble-count">{troubled}</span>}
        </PanelButton>
      )}
      {!isWriting && (
        <IconButton label="Read" onClick={() => openReading(replica.address)}>
          <BookOpen size={20} aria-hidden="true" />
        </IconButton>
      )}
      {!isWriting && (
        <PanelButton label="Talk" panel={{ kind: 'talk' }}>
          <MessageCircle size={20} aria-hidden="true" />
        </PanelButton>
      )}
      <PanelButton label={`People: ${here}`} panel={{ kind: 'people' }}>
        <Users size={20} aria-hidden="true" />
        {here > 1 && <span className="dock-count">{here}</span>}
      </PanelButton>
      <IconButton label="More" aria-haspopup="dialog" onClick={() => openPalette()}>
        <Ellipsis size={20} aria-hidden="true" />
      </IconButton>
    </nav>
  )
}
