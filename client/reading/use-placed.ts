// The places of a floor's things among what is read; they follow the edits of others.
import { useMemo, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { thingsOn } from '../../shared/world/view/present-people.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { afterDrawing } from '../browser/later.ts'
import { spatialIndexOf } from '../world/geometry/spatial-index.ts'
import { followPage } from '../world/context/artifact-subscription.ts'
import type { Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'
import { place, type PlacedThings, type StandingThing } from './placed-things.ts'
import { topsOn } from './line-heights.ts'

export function usePlaced(host: ArtifactId, text: string, viewport: Viewport): PlacedThings {
  const { view } = useWorld()
  const store = useMemo(() => createStore(view, host, viewport), [view, host, viewport])
  const { things, topOf } = useSyncExternalStore(store.subscribe, store.now)
  return useMemo(() => place(text, things, topOf), [text, things, topOf])
}

/** A moving thing is put elsewhere at most so often, in ms. */
const PAUSE_MS = 300

/** The things on a floor, and where the lines of its page are. */
function createStore(view: View, host: ArtifactId, viewport: Viewport) {
  const look = () => ({ things: floorThings(view, host), topOf: topsOn(viewport) })
  let now = look()
  return {
    now: () => now,
    subscribe: (listener: () => void): (() => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      function lookAgain(): void {
        timer = undefined
        now = look()
        listener()
      }
      function later(): void {
        timer ??= setTimeout(lookAgain, PAUSE_MS)
      }
      const stops = [spatialIndexOf(view).subscribe(later), followPage(view, host, later)]
      // Lines that were not measured yet get their height.
      const observer = new ResizeObserver(later)
      stops.push(() => observer.disconnect())
      let isOver = false
      // A floor that one has just gone to is drawn after this.
      afterDrawing(() => {
        const page = viewport.paper?.querySelector('.page')
        if (isOver || !page) return
        observer.observe(page)
        lookAgain()
      })
      return () => {
        isOver = true
        clearTimeout(timer)
        for (const stop of stops) stop()
      }
    },
  }
}

function floorThings(view: View, host: ArtifactId): StandingThing[] {
  return thingsOn(view, host).flatMap((id) => {
    const thing = view.artifact(id)
    if (!thing?.place) return []
    const { place: at, walk, look } = thing
    return [{ id, x: walk?.toX ?? at.x, y: walk?.toY ?? at.y, height: look.height }]
  })
}
