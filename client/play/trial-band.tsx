// The band over a trial: that nobody else sees it, and the two ways out.
import { FlaskConical } from 'lucide-react'
import { useEffect } from 'react'
import { notify } from '../app/notices.ts'
import type { Trial } from '../floor/bound.ts'
import { useWorld } from '../floor/world.ts'
import { Button } from '../parts/button.tsx'
import './trial-band.css'

export default function TrialBand({ trial }: { readonly trial: Trial }) {
  const { replica } = useWorld()
  useEffect(askBeforeLeaving, [])
  function keep(): void {
    trial.keep()
    const isAway = replica.sync.state === 'offline'
    notify({
      text: isAway
        ? 'It is kept, and goes to the others when the network is back.'
        : 'It is kept. Everybody has it now.',
    })
  }
  return (
    <section className="trial" aria-label="Trying out">
      <FlaskConical size={17} aria-hidden="true" />
      <p className="trial-text">You are trying things out. Nobody else sees this.</p>
      <Button look="quiet" onClick={trial.drop}>
        Drop
      </Button>
      <Button onClick={keep}>Keep</Button>
    </section>
  )
}

/** A trial is nowhere but in this page: the browser asks before the page goes away. */
function askBeforeLeaving(): () => void {
  const control = new AbortController()
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: control.signal })
  return () => control.abort()
}
