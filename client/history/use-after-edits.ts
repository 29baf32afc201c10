// Does something again after edits of the open world, one's own and others': the server's answer may be
// another one then.
import { useEffect } from 'react'
import { useWorld } from '../world/context/use-world.ts'

interface AfterEdits {
  /** How long after the last edit, in ms; and at least so often while people write. */
  readonly restMs: number
  readonly mostMs: number
}

/** `act` null: never. */
export function useAfterEdits(act: (() => void) | null, { restMs, mostMs }: AfterEdits): void {
  const { replica } = useWorld()
  useEffect(() => {
    if (act === null) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let since = 0
    const doNow = (): void => {
      clearTimeout(timer)
      timer = undefined
      since = 0
      act()
    }
    function note(): void {
      const now = performance.now()
      if (since === 0) since = now
      clearTimeout(timer)
      timer = setTimeout(doNow, Math.max(0, Math.min(restMs, since + mostMs - now)))
    }
    const stopSync = replica.onSync(({ state }) => (state === 'saved' ? note() : undefined))
    const stopEdits = onEdits(replica.scene, note)
    return () => {
      clearTimeout(timer)
      stopSync()
      stopEdits()
    }
  }, [act, replica, restMs, mostMs])
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
