// The button in the bar that opens who may do what here, with how many wait at the door.
import { Share2 } from 'lucide-react'
import { count } from '../words/counts.ts'
import { CLOSED, useSelected } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { useKnocks } from './use-knocks.ts'

export function ShareButton() {
  const { selection } = useWorld()
  const knocks = useKnocks()
  const isOpen = useSelected(selection, (now) => now.panel.kind === 'share')
  return (
    <Button
      className="share"
      aria-expanded={isOpen}
      onClick={() => selection.open(isOpen ? CLOSED : { kind: 'share' })}
    >
      <Share2 size={16} aria-hidden="true" /> Share
      {knocks > 0 && (
        <>
          <span className="unseen">: {count(knocks, 'knock')} at the door</span>
          <span className="trouble-count" aria-hidden="true">
            {knocks}
          </span>
        </>
      )}
    </Button>
  )
}

/** Where the button is behind others, knocks are told all the same. */
export function KnocksTold() {
  useKnocks()
  return null
}
