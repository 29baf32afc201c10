// The band over a trial: that nobody else sees it, and the two ways out. A person who leaves the world
// meanwhile is asked first.
import { FlaskConical } from 'lucide-react'
import { useEffect, useState } from 'react'
import { addLeaveGuard } from '../navigation/leave-guard.ts'
import { notify } from '../notices/notices.ts'
import type { Trial } from '../world/context/world-stores.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { LeaveTrial } from './leave-trial.tsx'
import './trial-band.css'

export default function TrialBand({ trial }: { readonly trial: Trial }) {
  const { replica } = useWorld()
  const { address } = replica
  /** Goes where the person wanted to go. */
  const [leave, setLeave] = useState<(() => void) | null>(null)
  useEffect(askBeforeUnload, [])
  useEffect(
    () =>
      addLeaveGuard((next, goOn) => {
        const isHere = next.screen === 'world' && next.address === address
        if (!isHere) setLeave(() => goOn)
        return isHere
      }),
    [address],
  )
  function keep(): void {
    trial.keep()
    const isAway = replica.sync.state === 'offline'
    notify({
      text: isAway
        ? 'It is kept, and will be sent to everyone when you are back online.'
        : 'It is kept. Everyone has it now.',
    })
  }
  return (
    <section className="trial" aria-label="Trying out">
      <FlaskConical size={17} aria-hidden="true" />
      <p className="trial-text">You are trying things out. Nobody else sees this.</p>
      <Button look="quiet" onClick={trial.drop}>
        Discard
      </Button>
      <Button onClick={keep}>Keep</Button>
      <LeaveTrial
        open={leave !== null}
        onStay={() => setLeave(null)}
        onDrop={() => {
          trial.drop()
          leave?.()
        }}
        onKeep={() => {
          keep()
          leave?.()
        }}
      />
    </section>
  )
}

/** A trial is nowhere but in this page: the browser asks before the page goes away. */
function askBeforeUnload(): () => void {
  const control = new AbortController()
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: control.signal })
  return () => control.abort()
}
