// The outline of the world on the screen: its store, its lines, and what one does in it.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { useWorld } from '../world/context/use-world.ts'
import { headingsIn } from '../world/geometry/heading-positions.ts'
import { systemClock } from '../replica/browser.ts'
import { createOutline, type OutlineModel } from './outline-model.ts'
import type { OutlineEntry } from './outline-entry.ts'

/** The store, for as long as it is shown; another one with another world. */
export function useOutlineModel(): OutlineModel | null {
  const { view, now, programs } = useWorld()
  const [slot] = useState(createSlot)
  useEffect(
    () =>
      slot.hold(
        createOutline({
          view,
          now,
          programs,
          pageOf: (id) => pageOf(view, id) ?? '',
          headings: headingsIn(view),
          clock: systemClock,
        }),
      ),
    [slot, view, now, programs],
  )
  return useSyncExternalStore(slot.subscribe, slot.held)
}

function createSlot() {
  const listeners = new Set<() => void>()
  let held: OutlineModel | null = null
  function become(next: OutlineModel | null): void {
    held = next
    for (const listener of listeners) listener()
  }
  return {
    held: () => held,
    /** Returns how to let go of it. */
    hold(outline: OutlineModel) {
      become(outline)
      return () => {
        become(null)
        outline.destroy()
      }
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export function useRows(outline: OutlineModel): readonly OutlineEntry[] {
  return useSyncExternalStore(outline.subscribe, outline.rows)
}

/**
 * Reads all pages ahead while nothing else is to be done, so that the first letter finds as fast as the next.
 */
export function readAhead(outline: OutlineModel): () => void {
  // Safari has no idle callback: there it reads in short slices.
  if (!('requestIdleCallback' in globalThis)) {
    const timer = setInterval(() => {
      const end = performance.now() + SLICE_MS
      if (outline.readAhead(() => performance.now() < end)) clearInterval(timer)
    }, 50)
    return () => clearInterval(timer)
  }
  let handle = requestIdleCallback(function read(deadline) {
    if (!outline.readAhead(() => deadline.timeRemaining() > 1)) handle = requestIdleCallback(read)
  })
  return () => cancelIdleCallback(handle)
}

const SLICE_MS = 8
