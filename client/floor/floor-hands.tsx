// What hands do on a floor beyond moving things about: going into them and out, carrying them over the clipboard, putting
// them into each other.
import { Suspense, useEffect } from 'react'
import { lazily } from '../app/lazily.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import ClipboardKeys from '../clipboard/keys.tsx'
import DropMark from './drop-mark.tsx'
import { useComingBack } from './coming-back.ts'
import { useGoing } from './going.ts'
import { useGround } from './ground.ts'
import { usePutting } from './putting.ts'
import type { Stage } from './stage.ts'
import { WayOut } from './way-out.tsx'

const PutInto = lazily(() => import('./put-into.tsx'))

interface FloorHandsProps {
  readonly host: ArtifactId
  readonly stage: Stage
  /** Called when they are there. */
  readonly onThere: () => void
}

export default function FloorHands({ host, stage, onThere }: FloorHandsProps) {
  const putting = usePutting()
  useGoing(host, stage)
  useComingBack(stage)
  useGround(host, stage)
  useEffect(onThere, [onThere])
  return (
    <>
      <WayOut host={host} />
      <ClipboardKeys host={host} stage={stage} />
      <DropMark />
      {putting && (
        <Suspense fallback={null}>
          <PutInto ids={putting} />
        </Suspense>
      )}
    </>
  )
}
