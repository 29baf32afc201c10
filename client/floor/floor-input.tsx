// What hands do on a floor beyond moving things about: going into them and out, carrying them over the clipboard, putting
// them into each other.
import { Suspense, useEffect } from 'react'
import { lazily } from '../browser/lazily.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import ClipboardKeys from './clipboard-keys.tsx'
import DropMark from '../parts/carry/drop-mark.tsx'
import { useComingBack } from './bring-into-sight.ts'
import { useGoing } from './floor-travel.ts'
import { useGround } from './ground-press.ts'
import { usePutting } from '../world/edits/put-into-question.ts'
import type { Stage } from '../world/geometry/viewport.ts'
import { WayOut } from './way-out.tsx'

const PutInto = lazily(() => import('./tools/put-into.tsx'))

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
