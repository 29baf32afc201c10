// The actions with the pressed thing or person, each with its key: below it, or at the foot of the floor.
import { DoorOpen, Ear, Hand, MoveRight, PackagePlus, Route, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import { nameAsTitle, type Artifact } from '../../shared/world/artifact.ts'
import { usePhone } from '../browser/media.ts'
import { pixels } from '../world/motion/shown-motion.ts'
import { sideOf } from '../world/geometry/floor-side.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useArtifact, useCanBeUsed } from '../world/context/use-world.ts'
import { ActionButton } from '../parts/actions/action-button.tsx'
import { useCardPlace } from '../parts/actions/card-place.ts'
import { DoorLine } from '../parts/world/door-mark.tsx'
import { askToSpeak } from '../world/play/addressee.ts'
import { WALK_ACTIONS, walkActionsFor, whisperTo, type WalkAction } from './walk-actions.ts'
import { useChosen } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'
import { meantKeyOf } from '../device/pressed-key.ts'

const ICONS = {
  use: Hand,
  pickUp: PackagePlus,
  push: MoveRight,
  enter: DoorOpen,
  whisper: Ear,
  follow: Route,
} as const

interface ThingDeedsProps {
  readonly control: WalkControl
  readonly viewport: Viewport
}

export function ActionMenu({ control, viewport }: ThingDeedsProps) {
  const id = useChosen(control)
  return id === null ? null : <ChosenDeeds key={id} id={id} control={control} viewport={viewport} />
}

interface ChosenProps extends ThingDeedsProps {
  readonly id: Artifact['id']
}

function ChosenDeeds({ id, control, viewport }: ChosenProps) {
  const artifact = useArtifact(id)
  const canBeUsed = useCanBeUsed(id)
  const isPhone = usePhone()
  const card = useRef<HTMLDivElement>(null)
  const cardPlace = useCardPlace(card)
  useLeave(control)
  if (artifact?.place == null) return null
  const { place, look, walk } = artifact
  const { x, y } = walk === null ? place : { x: walk.toX, y: walk.toY }
  const name = nameAsTitle(artifact.name)

  function choose(deed: WalkAction): void {
    control.choose(null)
    if (artifact) doIt(control, deed, artifact)
  }

  const isBelow = cardPlace === 'below' && !isPhone && viewport.paper !== null
  const toolbar = (
    <div
      ref={card}
      role="toolbar"
      aria-label={`Actions for ${name}`}
      className={isBelow ? 'thing-tools deeds' : isPhone ? 'walk-bar deeds-at-foot' : 'walk-bar'}
      data-side={sideOf(artifact)}
      data-at={cardPlace}
    >
      <span className="deeds-name" aria-hidden="true">
        {name}
      </span>
      {artifact.properties.portal !== null && <DoorLine to={artifact.properties.portal} />}
      {walkActionsFor(artifact, canBeUsed).map((deed, at) => (
        <DeedButton key={deed} deed={deed} ref={at === 0 ? takeFocus : null} onClick={() => choose(deed)} />
      ))}
      <button
        type="button"
        className="action-button"
        aria-label="Nothing"
        onClick={() => control.choose(null)}
      >
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  )
  if (!isBelow || viewport.paper === null) return toolbar
  return createPortal(
    <div
      className="deeds-place"
      style={{ translate: pixels({ x, y }), width: look.width, height: look.height }}
    >
      {toolbar}
    </div>,
    viewport.paper,
  )
}

/** As it comes up, and where it comes to lie elsewhere; but nobody who types is disturbed. */
function takeFocus(button: HTMLButtonElement | null): void {
  if (document.activeElement?.matches('input, textarea') !== true) button?.focus({ preventScroll: true })
}

export function doIt(control: WalkControl, deed: WalkAction, to: Artifact): void {
  if (deed === 'whisper') askToSpeak(control.world.selection, whisperTo(to))
  else if (deed === 'follow') control.follow(to)
  else control.does(deed, to)
}

interface DeedButtonProps {
  readonly deed: WalkAction
  readonly ref?: React.Ref<HTMLButtonElement>
  readonly onClick: () => void
}

export function DeedButton({ deed, ...rest }: DeedButtonProps) {
  const { label, keys } = WALK_ACTIONS[deed]
  return <ActionButton icon={ICONS[deed]} label={label} keys={keys} {...rest} />
}

/** Escape closes it. */
function useLeave(control: WalkControl): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (meantKeyOf(event) !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      control.choose(null)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [control])
}
