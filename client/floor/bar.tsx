// The one line over a world: where one is, whether it is saved, who is here, and the few things one does all the time.
import { ChevronRight, Home, Link2, Redo2, Archive, Undo2 } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { copyText } from '../app/clipboard.ts'
import { Link } from '../app/link.tsx'
import { MOD, usePhone } from '../app/media.ts'
import { HOME, pathOfWorld } from '../app/route.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { People } from '../people/people.tsx'
import { Palette } from './palette.tsx'
import { PanelButton } from './side-panel.tsx'
import type { Stage } from './stage.ts'
import { SyncMark } from './sync-mark.tsx'
import { Title } from './title.tsx'
import { useUndo, useWorld } from './world.ts'
import './bar.css'

interface BarProps {
  /** The floor that new things are put on; null until it is here. */
  readonly host: ArtifactId | null
  readonly stage: Stage
}

export function Bar({ host, stage }: BarProps) {
  const isPhone = usePhone()
  const share = useShare()
  return (
    <header className="bar">
      <nav className="crumbs" aria-label="Where you are">
        <Link to={HOME} className="crumb-home" aria-label="Worlds">
          <Home size={17} aria-hidden="true" />
        </Link>
        <ChevronRight size={15} aria-hidden="true" className="crumb-step" />
        <Title />
      </nav>
      <SyncMark />
      {!isPhone && (
        <div className="bar-tools">
          <UndoButtons />
          {host !== null && <Palette host={host} stage={stage} />}
          <PanelButton label="Limbo" panel={{ kind: 'limbo' }}>
            <Archive size={18} aria-hidden="true" />
          </PanelButton>
          <People />
          <Button className="share" onClick={share}>
            <Link2 size={17} aria-hidden="true" /> Share
          </Button>
        </div>
      )}
    </header>
  )
}

export function UndoButtons() {
  const { undo } = useWorld()
  const { canUndo, canRedo } = useUndo()
  return (
    <>
      <IconButton label="Undo" keys={`${MOD}Z`} disabled={!canUndo} onClick={undo.undo}>
        <Undo2 size={18} aria-hidden="true" />
      </IconButton>
      <IconButton label="Redo" keys={`${MOD}Shift+Z`} disabled={!canRedo} onClick={undo.redo}>
        <Redo2 size={18} aria-hidden="true" />
      </IconButton>
    </>
  )
}

/** Copies the link to the world. */
export function useShare(): () => void {
  const { replica } = useWorld()
  return () =>
    copyText(
      `${location.origin}${pathOfWorld(replica.address)}`,
      'The link is copied. Whoever opens it gives a name and is here.',
    )
}
