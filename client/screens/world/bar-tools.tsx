// The tools at the end of the bar, and the marks that say whether one's work is saved and whether the world
// plays.
import { Archive, History, MessageCircle, PanelRight, Redo2, Search, Undo2 } from 'lucide-react'
import { nodeOf, type ArtifactId } from '../../../shared/world/address.ts'
import { isFramed } from '../../api/frame-guest.ts'
import { usePhone } from '../../browser/media.ts'
import { openPalette } from '../../world/commands/overlay.ts'
import { keysOf } from '../../device/shortcuts.ts'
import { IconButton } from '../../parts/button.tsx'
import { People } from '../../people/people-list.tsx'
import { useMode, useRight } from '../../world/play/you.ts'
import { atLeast } from '../../../shared/world/rights.ts'
import { AskedAbout } from '../../sharing/moderation/moderation-questions.tsx'
import { RightTold } from '../../sharing/right-told.tsx'
import { KnocksTold } from '../../sharing/knocks-told.tsx'
import { ShareButton, WantedShare } from '../../sharing/share-button.tsx'
import { ModeSwitch } from '../../walk/mode-switch.tsx'
import { SoundSwitch } from '../../play/sound-switch.tsx'
import PlayMark from '../../play/play-mark.tsx'
import { Palette } from '../../floor/palette/thing-palette.tsx'
import { PanelButton } from '../../parts/world/panel.tsx'
import { DraftMark } from '../../history/drafts/draft-mark.tsx'
import { CLOSED, useSelected } from '../../world/context/selection.ts'
import type { Viewport } from '../../world/geometry/viewport.ts'
import { toggleTimeline, useTimelineShown } from '../../world/timeline-shown.ts'
import { SyncMark } from './sync-mark.tsx'
import { useUndo, useWorld } from '../../world/context/use-world.ts'
import { ModeratedPeople } from './moderated-people.tsx'

interface ToolsProps {
  /** The floor that new things are put on; null until it is here. */
  readonly host: ArtifactId | null
  readonly viewport: Viewport
}

export default function Tools({ host, viewport }: ToolsProps) {
  const isPhone = usePhone()
  const isWriting = useMode() === 'write'
  const mayEdit = atLeast(useRight(), 'edit')
  const { replica } = useWorld()
  // Of a world that is only being fetched from another node there is nothing to say yet.
  const isThere = host !== null || nodeOf(replica.address) === null
  return (
    <>
      {/* They come and go: at the start, so that nothing that one aims at moves. */}
      {!isPhone && (
        <People renderList={(onGone) => <ModeratedPeople viewport={viewport} onGone={onGone} />} />
      )}
      {isThere && <SyncMark viewport={viewport} />}
      {isThere && <DraftMark />}
      {isThere && mayEdit && <PlayMark />}
      {isThere && <SoundSwitch />}
      <RightTold />
      <AskedAbout />
      <KnocksTold />
      <WantedShare />
      {!isPhone && (
        <div className="bar-tools">
          {isWriting && <UndoButtons />}
          {isWriting && host !== null && <Palette host={host} viewport={viewport} />}
          <ModeSwitch viewport={viewport} isWide />
          <PanelButton label="Talk" panel={{ kind: 'talk' }}>
            <MessageCircle size={18} aria-hidden="true" />
          </PanelButton>
          {mayEdit && (
            <PanelButton label="Limbo: what was put away" panel={{ kind: 'limbo' }}>
              <Archive size={18} aria-hidden="true" />
            </PanelButton>
          )}
          <TimelineButton />
          {!isFramed && <ShareButton />}
          <FindButton />
          {mayEdit && host !== null && <InspectorButton />}
        </div>
      )}
    </>
  )
}

/** Everything there is to do and to go to. */
function FindButton() {
  return (
    <button
      type="button"
      className="find-button"
      aria-label={`Find anything: ${keysOf('find')}`}
      onClick={() => openPalette()}
    >
      <Search size={15} aria-hidden="true" />
      <kbd className="find-keys">{keysOf('find')}</kbd>
    </button>
  )
}

/** Opens the timeline below the world. */
function TimelineButton() {
  const isOpen = useTimelineShown()
  return (
    <IconButton
      label="Timeline"
      keys={keysOf('timeline')}
      aria-expanded={isOpen}
      aria-pressed={isOpen}
      onClick={toggleTimeline}
    >
      <History size={18} aria-hidden="true" />
    </IconButton>
  )
}

/** Opens what is selected beside the floor, else the floor's own page. */
function InspectorButton() {
  const { selection } = useWorld()
  const isOpen = useSelected(selection, (now) => now.panel.kind === 'inspector')
  const toggle = (): void => selection.open(isOpen ? CLOSED : { kind: 'inspector' })
  return (
    <IconButton
      label="Inspector"
      keys={keysOf('inspector')}
      aria-expanded={isOpen}
      aria-pressed={isOpen}
      onClick={toggle}
    >
      <PanelRight size={18} aria-hidden="true" />
    </IconButton>
  )
}

function UndoButtons() {
  const { undo } = useWorld()
  const { canUndo, canRedo, undoLabel, redoLabel } = useUndo()
  return (
    <>
      <IconButton
        label="Undo"
        tip={tipOf('Undo', undoLabel)}
        keys={keysOf('undo')}
        disabled={!canUndo}
        onClick={undo.undo}
      >
        <Undo2 size={18} aria-hidden="true" />
      </IconButton>
      <IconButton
        label="Redo"
        tip={tipOf('Redo', redoLabel)}
        keys={keysOf('redo')}
        disabled={!canRedo}
        onClick={undo.redo}
      >
        <Redo2 size={18} aria-hidden="true" />
      </IconButton>
    </>
  )
}

const tipOf = (does: string, what: string): string => (what === '' ? does : `${does}: ${what}`)
