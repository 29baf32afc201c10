// Keeps the newest sessions true while the timeline is open: what people write now comes to its right end.
import { useEffect } from 'react'
import { useWorld } from '../../world/context/use-world.ts'
import type { TimeTravel } from '../travel/time-travel.ts'

/**
 * So long after the last edit the sessions are fetched anew, in ms; and at least so often while people write.
 */
const REST_MS = 1_500
const MOST_MS = 6_000

export function useRefreshed(travel: TimeTravel): void {
  const { replica } = useWorld()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let since = 0
    const refresh = (): void => {
      clearTimeout(timer)
      timer = undefined
      since = 0
      void travel.pages.refresh()
    }
    function note(): void {
      const now = performance.now()
      if (since === 0) since = now
      clearTimeout(timer)
      timer = setTimeout(refresh, Math.max(0, Math.min(REST_MS, since + MOST_MS - now)))
    }
    refresh()
    const stopSync = replica.onSync(({ state }) => (state === 'saved' ? note() : undefined))
    const stopEdits = onEdits(replica.scene, note)
    return () => {
      clearTimeout(timer)
      stopSync()
      stopEdits()
    }
  }, [travel, replica])
}

/** Others' edits, too. */
function onEdits(
  scene: {
    on: (name: 'update', listener: () => void) => void
    off: (name: 'update', listener: () => void) => void
  },
  listener: () => void,
): () => void {
  scene.on('update', listener)
  return () => scene.off('update', listener)
}
