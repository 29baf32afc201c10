// The tools at the end of the bar, and the mark that says whether one's work is saved.
import { Archive, Braces, Link2, MessageCircle, Redo2, Undo2 } from 'lucide-react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { copyText } from '../app/clipboard.ts'
import { MOD, usePhone } from '../app/media.ts'
import { pathOfWorld } from '../app/route.ts'
import { count } from '../app/words.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { People } from '../people/people.tsx'
import { useTroubled } from '../play/life.ts'
import PlayMark from '../play/play-mark.tsx'
import { Palette } from './palette.tsx'
import { PanelButton } from './panel.tsx'
import type { Stage } from './stage.ts'
import { SyncMark } from './sync-mark.tsx'
import { useUndo, useWorld } from './world.ts'

interface ToolsProps {
  /** The floor that new things are put on; null until it is here. */
  readonly host: ArtifactId | null
  readonly stage: Stage
}

export default function Tools({ host, stage }: ToolsProps) {
  const isPhone = usePhone()
  const share = useShare()
  return (
    <>
      <SyncMark />
      <PlayMark />
      {!isPhone && (
        <div className="bar-tools">
          <UndoButtons />
          {host !== null && <Palette host={host} stage={stage} />}
          <OutlineButton />
          <PanelButton label="Talk" panel={{ kind: 'talk' }}>
            <MessageCircle size={18} aria-hidden="true" />
          </PanelButton>
          <PanelButton label="Limbo" panel={{ kind: 'limbo' }}>
            <Archive size={18} aria-hidden="true" />
          </PanelButton>
          <People />
          <Button className="share" onClick={share}>
            <Link2 size={17} aria-hidden="true" /> Share
          </Button>
        </div>
      )}
    </>
  )
}

/** What lives here, with how much of it is in trouble. */
export function OutlineButton() {
  const troubled = useTroubled()
  return (
    <PanelButton
      label={troubled === 0 ? 'What lives here' : `What lives here: ${count(troubled, 'thing')} in trouble`}
      panel={{ kind: 'code' }}
    >
      <Braces size={18} aria-hidden="true" />
      {troubled > 0 && <span className="trouble-count">{troubled}</span>}
    </PanelButton>
  )
}

export function UndoButtons() {
  const { undo } = useWorld()
  const { canUndo, canRedo, undoLabel, redoLabel } = useUndo()
  return (
    <>
      <IconButton
        label="Undo"
        tip={tipOf('Undo', undoLabel)}
        keys={`${MOD}Z`}
        disabled={!canUndo}
        onClick={undo.undo}
      >
        <Undo2 size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label="Redo"
        tip={tipOf('Redo', redoLabel)}
        keys={`${MOD}Shift+Z`}
        disabled={!canRedo}
        onClick={undo.redo}
      >
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

const tipOf = (does: string, what: string): string => (what === '' ? does : `${does}: ${what}`)
