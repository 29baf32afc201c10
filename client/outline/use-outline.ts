// The outline of the world on the screen: its store, its lines, and its actions.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { useWorld } from '../world/context/use-world.ts'
import { headingsIn } from '../world/geometry/heading-positions.ts'
import { systemClock } from '../device/system-clock.ts'
import { createOutline, type OutlineModel } from './outline-model.ts'
import type { OutlineEntry } from './outline-entry.ts'
import { useObservable } from '../browser/use-observable.ts'
import { Observable } from '../device/observable.ts'
import { whenIdle } from '../browser/later.ts'

/** The store, for as long as it is shown; another one with another world. */
export function useOutlineModel(): OutlineModel | null {
  const { view, now, programs } = useWorld()
  const [shown] = useState(() => new Observable<OutlineModel | null>(null))
  useEffect(() => {
    const outline = createOutline({
      view,
      now,
      programs,
      pageOf: (id) => pageOf(view, id) ?? '',
      headings: headingsIn(view),
      clock: systemClock,
    })
    shown.set(outline)
    return () => {
      shown.set(null)
      outline.destroy()
    }
  }, [shown, view, now, programs])
  return useObservable(shown)
}

export function useRows(outline: OutlineModel): readonly OutlineEntry[] {
  return useSyncExternalStore(outline.subscribe, outline.rows)
}

/**
 * Reads all pages ahead while nothing else is to be done, so that the first letter finds as fast as the next.
 */
export function readAhead(outline: OutlineModel): () => void {
  let end = whenIdle(function read(hasTime) {
    if (!outline.readAhead(hasTime)) end = whenIdle(read)
  })
  return () => end()
}
