// Actions of hands on a floor beside moving things: going into them and out, carrying them over the
// clipboard, putting them into each other.
import { CornerLeftUp } from 'lucide-react'
import { Suspense, useEffect } from 'react'
import { lazyWithRetry } from '../browser/lazily.ts'
import type { ArtifactId } from '../../shared/world/address.ts'
import ClipboardKeys from './clipboard-keys.tsx'
import DropMark from '../parts/carry/drop-mark.tsx'
import { useComingBack } from './bring-into-sight.ts'
import { FloorMenuPlace } from './floor-menu-place.tsx'
import { useFloorTravel } from './floor-travel.ts'
import { makeAt } from '../world/edits/make-artifacts.ts'
import { useWorld, useView } from '../world/context/use-world.ts'
import { usePutting } from '../world/edits/put-into-question.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { keysOf } from '../device/shortcuts.ts'
import { IconButton } from '../parts/button.tsx'
import { useGoTo } from '../world/shown-floor.ts'
import './way-out.css'

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
      <FloorMenuPlace host={host} viewport={viewport} />
      <DropMark />
      {putting && (
        <Suspense fallback={null}>
          <PutInto ids={putting} />
        </Suspense>
      )}
    </>
  )
}

/** Two presses on empty floor make another thing like the last one, there. */
function useDoublePressToMake(host: ArtifactId, viewport: Viewport): void {
  const world = useWorld()
  useEffect(() => {
    const { window } = viewport
    function onDoubleClick({ target, clientX, clientY }: MouseEvent): void {
      if (isGround(target)) makeAt(world, host, viewport.toFloor({ x: clientX, y: clientY }))
    }
    window?.addEventListener('dblclick', onDoubleClick)
    return () => window?.removeEventListener('dblclick', onDoubleClick)
  }, [world, host, viewport])
}

/** Neither text nor a thing. */
function isGround(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.page, .thing, .zoom-buttons, .way-out') === null
}

/** The way out of the thing whose floor is shown, at the floor's corner: a thumb has no keys. */
function WayOut({ host }: { readonly host: ArtifactId }) {
  const goTo = useGoTo()
  const around = useView((view) => view.artifact(host)?.host ?? null)
  const name = useView((view) => view.artifact(host)?.name ?? '')
  if (around === null || around === 'limbo') return null
  return (
    <div className="way-out">
      <IconButton label={`Go out of ${name}`} keys={keysOf('goOut')} onClick={() => goTo(around)}>
        <CornerLeftUp size={18} aria-hidden="true" />
      </IconButton>
    </div>
  )
}
