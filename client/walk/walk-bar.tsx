// The actions at one's place, at the foot of the floor: with keys for those who have them, under a thumb on a
// phone.
import { DoorOpen, Hand, LogOut, MoveRight, PackageOpen, PackagePlus } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { usePhone } from '../browser/media.ts'
import { spatialIndexOf } from '../world/geometry/spatial-index.ts'
import { useArtifact, useCanBeUsed, useThingsOn, useWorld } from '../world/context/use-world.ts'
import { prediction } from '../world/motion/predicted-avatar.ts'
import { useMe } from '../world/play/you.ts'
import { walkActionsFor } from './walk-actions.ts'
import { useCardPlace } from '../parts/actions/card-place.ts'
import { DoorLine } from '../parts/world/door-mark.tsx'
import { DeedButton, doIt } from './action-menu.tsx'
import type { WalkControl } from '../world/play/walk-session.ts'

/** How often one looks what is in front of somebody who walks, in ms. */
const LOOK_MS = 120

interface WalkBarProps {
  readonly control: WalkControl
}

/** The thing in front of one, looked at while one walks and when something changes. */
function useTarget(control: WalkControl): ArtifactId | null {
  const [target, setTarget] = useState<ArtifactId | null>(null)
  useEffect(() => followTarget(control, setTarget), [control])
  return target
}

function followTarget(
  { target, walker, world }: WalkControl,
  tell: (id: ArtifactId | null) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null
  function look(): void {
    timer = null
    tell(target()?.id ?? null)
    if (walker.isWalking()) soon()
  }
  function soon(): void {
    timer ??= setTimeout(look, LOOK_MS)
  }
  const stops = [spatialIndexOf(world.view).subscribe(soon), prediction.subscribe(soon)]
  soon()
  return () => {
    for (const stop of stops) stop()
    if (timer !== null) clearTimeout(timer)
  }
}

export function WalkBar({ control }: WalkBarProps) {
  const isPhone = usePhone()
  const target = useTarget(control)
  const done = useSyncExternalStore(control.subscribe, control.done)
  if (isPhone) return <ThumbButtons control={control} target={target} />
  return target === null || target === done ? null : (
    <TargetBar key={target} control={control} target={target} />
  )
}

interface TargetBarProps extends WalkBarProps {
  readonly target: ArtifactId
}

function TargetBar({ control, target }: TargetBarProps) {
  const artifact = useArtifact(target)
  const canBeUsed = useCanBeUsed(target)
  const bar = useRef<HTMLDivElement>(null)
  const place = useCardPlace(bar)
  if (!artifact) return null
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={`In front of you: ${artifact.name}`}
      className="walk-bar"
      data-at={place}
    >
      <span className="deeds-name">{artifact.name === '' ? 'A thing' : artifact.name}</span>
      {artifact.properties.portal !== null && <DoorLine to={artifact.properties.portal} />}
      {walkActionsFor(artifact, canBeUsed).map((deed) => (
        <DeedButton key={deed} deed={deed} onClick={() => doIt(control, deed, artifact)} />
      ))}
    </div>
  )
}

interface ThumbProps extends WalkBarProps {
  readonly target: ArtifactId | null
}

/** Whether one holds anything. */
function useHolds(): boolean {
  const me = useMe()
  const { view } = useWorld()
  const held = useThingsOn(me?.id ?? 'limbo')
  return me !== null && held.some((id) => view.artifact(id)?.properties.pickable === true)
}

function ThumbButtons({ control, target }: ThumbProps) {
  const { world } = control
  const artifact = target === null ? null : world.view.artifact(target)
  const thing = artifact?.avatar === null ? artifact : null
  const holds = useHolds()
  return (
    <div className="thumb-buttons">
      <button
        type="button"
        className="thumb-button"
        disabled={thing === null || !world.programs.canBeUsed(thing.id)}
        onClick={() => thing && control.does('use', thing)}
      >
        <Hand size={20} aria-hidden="true" /> Use
      </button>
      {thing?.properties.pickable === true || !holds ? (
        <button
          type="button"
          className="thumb-button"
          disabled={thing?.properties.pickable !== true}
          onClick={() => thing && control.does('pickUp', thing)}
        >
          <PackagePlus size={20} aria-hidden="true" /> Pick up
        </button>
      ) : (
        <button type="button" className="thumb-button" onClick={control.putDown}>
          <PackageOpen size={20} aria-hidden="true" /> Put down
        </button>
      )}
      <button
        type="button"
        className="thumb-button"
        disabled={thing?.properties.pushable !== true}
        onClick={() => thing && control.does('push', thing)}
      >
        <MoveRight size={20} aria-hidden="true" /> Push
      </button>
      {thing === null ? (
        <button type="button" className="thumb-button" onClick={control.leave}>
          <LogOut size={20} aria-hidden="true" /> Go back
        </button>
      ) : (
        <button type="button" className="thumb-button" onClick={() => control.does('enter', thing)}>
          <DoorOpen size={20} aria-hidden="true" /> Go in
        </button>
      )}
    </div>
  )
}
