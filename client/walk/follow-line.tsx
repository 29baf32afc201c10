// The followed person, at the top of the floor, with the way to stop it.
import { Route } from 'lucide-react'
import { useSyncExternalStore } from 'react'
import { useArtifact } from '../world/context/use-world.ts'
import { useShownColor } from '../world/people/shown-colors.ts'
import { Button } from '../parts/button.tsx'
import type { WalkControl, Followed } from '../world/play/walk-session.ts'
import '../parts/follow-band.css'

export function FollowLine({ control }: { readonly control: WalkControl }) {
  const followed = useSyncExternalStore(control.subscribe, control.following)
  return (
    <>
      <output className="unseen">
        {followed !== null && `You are following ${followed.name}. Take a step, or press Escape, to stop.`}
      </output>
      {followed !== null && <Line followed={followed} control={control} />}
    </>
  )
}

interface FollowLineProps {
  readonly followed: Followed
  readonly control: WalkControl
}

function Line({ followed: { id, name }, control }: FollowLineProps) {
  const color = useShownColor(id, useArtifact(id)?.avatar?.look.color ?? 'currentColor')
  return (
    <div className="follow-band" style={{ '--who': color }}>
      <Route size={17} aria-hidden="true" />
      <span aria-hidden="true">You are following {name}.</span>
      <Button aria-label={`Stop following ${name}`} aria-keyshortcuts="Escape" onClick={control.unfollow}>
        Stop
      </Button>
    </div>
  )
}
