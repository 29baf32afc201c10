// Actions of hands on a floor beside moving things: going into them and out, carrying them over the
// clipboard, putting them into each other.
import { Suspense, useEffect } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import ClipboardKeys from './clipboard-keys.tsx'
import DropMark from '../parts/carry/drop-mark.tsx'
import { useComingBack } from './bring-into-sight.ts'
import { useFloorTravel } from './floor-travel.ts'
import { useDoublePressToMake } from './ground-press.ts'
import { usePutting } from '../world/edits/put-into-question.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { WayOut } from './way-out.tsx'

const PutInto = lazyWithRetry(() => import('./tools/put-into.tsx'))

interface FloorInputProps {
  readonly host: ArtifactId
  readonly viewport: Viewport
  /** Called when they are there. */
  readonly onThere: () => void
}

export default function FloorInput({ host, viewport, onThere }: FloorInputProps) {
  const putting = usePutting()
  useFloorTravel(host, viewport)
  useComingBack(viewport)
  useDoublePressToMake(host, viewport)
  useEffect(onThere, [onThere])
  return (
    <>
      <WayOut host={host} />
      <ClipboardKeys host={host} viewport={viewport} />
      <DropMark />
      {putting && (
        <Suspense fallback={null}>
          <PutInto ids={putting} />
        </Suspense>
      )}
    </>
  )
}
