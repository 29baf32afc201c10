// The button in the bar that opens who may do what here, with how many wait at the door.
import { Share2 } from 'lucide-react'
import { useEffect } from 'react'
import { useObservable } from '../browser/use-observable.ts'
import { count } from '../words/counts.ts'
import { CLOSED, useSelected } from '../world/context/selection.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { waitingKnocks, wantedShare } from './waiting-knocks.ts'

export function ShareButton() {
  const { replica, selection } = useWorld()
  const knocks = useObservable(waitingKnocks).filter(({ address }) => address === replica.address).length
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

/** Opens the panel for whoever came to see who knocks. */
export function WantedShare() {
  const { replica, selection } = useWorld()
  const isWanted = useObservable(wantedShare) === replica.address
  useEffect(() => {
    if (!isWanted) return
    wantedShare.set(null)
    selection.open({ kind: 'share' })
  }, [isWanted, selection])
  return null
}
