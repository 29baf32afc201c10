// Following somebody: their floor is shown, and the part of it that they see, until one scrolls, writes or
// says stop.
import { useEffect, useRef } from 'react'
import { Eye } from 'lucide-react'
import { go, pathOfFloor } from '../navigation/route.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useShownFloor } from '../world/shown-floor.ts'
import { useWorld } from '../world/context/use-world.ts'
import { Button } from '../parts/button.tsx'
import { useObservable } from '../browser/use-observable.ts'
import { usePresence, type OtherTab } from '../world/people/others.ts'
import '../parts/follow-band.css'

type FollowedTab = Pick<OtherTab, 'name' | 'color' | 'spot'>

/** So near to the middle, in pixels of the floor, it is near enough. */
const NEAR = 24

export default function FollowBand({ viewport }: { readonly viewport: Viewport }) {
  const { following, presence } = useWorld()
  const shown = useShownFloor()
  const client = useObservable(following)
  const followed = usePresence(presence, (others): FollowedTab | null => {
    const other = others.find((one) => one.client === client)
    return other ? { name: other.name, color: other.color, spot: other.spot } : null
  })
  useWayThere(viewport, followed)
  useGone(client !== null && followed === null)
  if (!followed) return null
  return (
    <output className="follow-band" style={{ '--who': followed.color }}>
      <Eye size={17} aria-hidden="true" />
      <OwnWay key={shown} viewport={viewport} />
      <span>You see what {followed.name} sees.</span>
      <Button onClick={() => following.set(null)}>Stop</Button>
    </output>
  )
}

/** Goes to their view, each time that changes. */
function useWayThere(viewport: Viewport, followed: FollowedTab | null): void {
  const { replica, view } = useWorld()
  const shown = useShownFloor()
  const floor = followed?.spot?.floor ?? null
  const middle = followed?.spot?.middle ?? null
  useEffect(() => {
    if (floor === null || middle === null) return
    if (floor !== shown) go(pathOfFloor(replica.address, floor === view.root ? null : floor))
    else {
      const { top, bottom } = viewport.seen()
      if (Math.abs((top + bottom) / 2 - middle) > NEAR) viewport.show(middle)
    }
  }, [viewport, replica, view, shown, floor, middle])
}

/** A person who moves by themselves follows no longer; another floor has another window. */
function OwnWay({ viewport }: { readonly viewport: Viewport }) {
  const { following } = useWorld()
  useEffect(() => {
    const control = new AbortController()
    const listen = { signal: control.signal, passive: true }
    const stop = (): void => following.set(null)
    for (const type of ['wheel', 'pointerdown', 'keydown'] as const) {
      viewport.window?.addEventListener(type, stop, listen)
    }
    return () => control.abort()
  }, [viewport, following])
  return null
}

/** The followed person left. */
function useGone(isGone: boolean): void {
  const { following } = useWorld()
  const was = useRef(false)
  useEffect(() => {
    if (isGone && was.current) following.set(null)
    was.current = !isGone
  }, [following, isGone])
}
