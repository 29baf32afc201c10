// The way from data that is kept here to a world of one's own.
import { Sprout } from 'lucide-react'
import { useState } from 'react'
import type { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { wordsOf } from '../../api/request.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/trouble.tsx'
import { makeOwnWorld } from './own-world.ts'

interface OwnWorldButtonProps {
  /** Its content, as one Yjs update. */
  readonly scene: () => Uint8Array
  readonly look?: 'plain' | 'main'
  readonly onMade?: (world: WorldSummary) => void
}

export function OwnWorldButton({ scene, look = 'plain', onMade }: OwnWorldButtonProps) {
  const [isBusy, setBusy] = useState(false)
  const [trouble, setTrouble] = useState<string | null>(null)
  function make(): void {
    setBusy(true)
    setTrouble(null)
    makeOwnWorld(scene())
      .then(onMade)
      .catch((error: unknown) => {
        setBusy(false)
        setTrouble(wordsOf(error))
      })
  }
  return (
    <>
      <Button look={look} disabled={isBusy} onClick={make}>
        <Sprout size={16} aria-hidden="true" /> Copy it into a world of my own
      </Button>
      <Trouble text={trouble} />
    </>
  )
}
