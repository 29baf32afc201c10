// The actions with the pressed thing or person, beside it, each with its key.
import { DoorOpen, Ear, Hand, MoveRight, PackagePlus, Route, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { createPortal } from 'react-dom'
import type { Artifact } from '../../shared/world/artifact.ts'
import { usePhone } from '../browser/media.ts'
import { pixels } from '../world/motion/shown-motion.ts'
import { sideOf } from '../world/geometry/floor-side.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useArtifact, useCanBeUsed } from '../world/context/use-world.ts'
import { DoorLine } from '../parts/world/door-mark.tsx'
import { askToSpeak } from '../world/play/addressee.ts'
import { WALK_ACTIONS, walkActionsFor, whisperTo, type WalkAction } from './walk-actions.ts'
import { useChosen } from './walk-control.ts'
import type { WalkControl } from '../world/play/walk-session.ts'

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
  const isPhone = usePhone()
  if (id === null) return null
  const deeds = <ChosenDeeds key={id} id={id} control={control} isPhone={isPhone} />
  return isPhone || !viewport.paper ? deeds : createPortal(deeds, viewport.paper)
}

interface ChosenProps {
  readonly id: Artifact['id']
  readonly control: WalkControl
  /** At the foot of the floor: there is no room beside the thing. */
  readonly isPhone: boolean
}

/** Nearer to the top of the floor, in pixels, there is no room above a thing. */
const ROOM_ABOVE = 90

function ChosenDeeds({ id, control, isPhone }: ChosenProps) {
  const artifact = useArtifact(id)
  const canBeUsed = useCanBeUsed(id)
  const first = useRef<HTMLButtonElement>(null)
  useLeave(control)
  useEffect(() => first.current?.focus({ preventScroll: true }), [])
  if (artifact?.place == null) return null
  const { place, look, walk } = artifact
  const { x, y } = walk === null ? place : { x: walk.toX, y: walk.toY }
  const name = artifact.name === '' ? 'A thing without a name' : artifact.name

  function choose(deed: WalkAction): void {
    control.choose(null)
    if (artifact) doIt(control, deed, artifact)
  }

  const toolbar = (
    <div
      role="toolbar"
      aria-label={`Actions for ${name}`}
      className={isPhone ? 'walk-bar deeds-at-foot' : 'thing-tools deeds'}
      data-side={sideOf(artifact)}
      data-below={y < ROOM_ABOVE || undefined}
    >
      <span className="deeds-name" aria-hidden="true">
        {name}
      </span>
      {artifact.properties.portal !== null && <DoorLine to={artifact.properties.portal} />}
      {walkActionsFor(artifact, canBeUsed).map((deed, at) => (
        <DeedButton key={deed} deed={deed} ref={at === 0 ? first : null} onClick={() => choose(deed)} />
      ))}
      <button type="button" className="deed" aria-label="Nothing" onClick={() => control.choose(null)}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  )
  if (isPhone) return toolbar
  return (
    <div
      className="deeds-place"
      style={{ translate: pixels({ x, y }), width: look.width, height: look.height }}
    >
      {toolbar}
    </div>
  )
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

export function DeedButton({ deed, ref, onClick }: DeedButtonProps) {
  const { label, key } = WALK_ACTIONS[deed]
  const Icon = ICONS[deed]
  return (
    <button type="button" className="deed" ref={ref} aria-keyshortcuts={key} onClick={onClick}>
      <Icon size={16} aria-hidden="true" />
      {label}
      <kbd className="deed-key" aria-hidden="true">
        {key}
      </kbd>
    </button>
  )
}

/** Escape closes it. */
function useLeave(control: WalkControl): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented) return
      event.preventDefault()
      control.choose(null)
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [control])
}
