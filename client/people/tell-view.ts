// Tells the others which part of the floor is seen here and where one points, so that they can come, follow
// and see what is meant. Nothing of it is in the documents, and nothing is told to nobody.
import { useEffect } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type { ArtifactId } from '../../shared/world/address.ts'
import type { Point, Viewport } from '../world/geometry/viewport.ts'
import { useWorld } from '../world/context/use-world.ts'

/**
 * Least time between two messages, in ms, for each person here: the sum of all messages stays the same for
 * each receiver.
 */
const EACH_MS = 12
const LEAST_MS = 80
/** A pointer that rests so long is taken away, in ms: it means nothing any more. */
const REST_MS = 8000

export function useTelling(host: ArtifactId, viewport: Viewport): void {
  const { presence } = useWorld()
  useEffect(() => {
    const control = new AbortController()
    const listen = { signal: control.signal, passive: true }
    const teller = createTeller(presence, () => spotOf(viewport, host))
    teller.tell()
    viewport.window?.addEventListener('scroll', teller.tell, listen)
    addEventListener('resize', teller.tell, listen)
    presence.on('change', teller.tell)
    viewport.window?.addEventListener(
      'pointermove',
      (event) => {
        if (event.pointerType === 'mouse')
          teller.point(viewport.toFloor({ x: event.clientX, y: event.clientY }))
      },
      listen,
    )
    viewport.window?.addEventListener('pointerleave', () => teller.point(null), listen)
    return () => {
      control.abort()
      presence.off('change', teller.tell)
      teller.destroy()
    }
  }, [presence, host, viewport])
}

function spotOf(viewport: Viewport, floor: ArtifactId): { floor: ArtifactId; middle: number } {
  const { top, bottom } = viewport.seen()
  return { floor, middle: Math.round((top + bottom) / 2) }
}

interface Teller {
  /** Tells soon, when there is anything new to tell. */
  readonly tell: () => void
  readonly point: (at: Point | null) => void
  readonly destroy: () => void
}

function createTeller(presence: Awareness, spot: () => { floor: ArtifactId; middle: number }): Teller {
  let pointer: Point | null = null
  let told = ''
  let timer: ReturnType<typeof setTimeout> | null = null
  let rest: ReturnType<typeof setTimeout> | undefined

  function tellNow(): void {
    timer = null
    // To ask where one is, the floor is laid out.
    if (presence.getStates().size < 2) return
    const now = spot()
    const key = JSON.stringify([now, pointer])
    if (key === told) return
    told = key
    presence.setLocalState({ ...presence.getLocalState(), spot: now, pointer })
  }

  function tell(): void {
    timer ??= setTimeout(tellNow, Math.max(LEAST_MS, presence.getStates().size * EACH_MS))
  }

  return {
    tell,
    point(at) {
      pointer = at && { x: Math.round(at.x), y: Math.round(at.y) }
      clearTimeout(rest)
      if (at) {
        rest = setTimeout(() => {
          pointer = null
          tell()
        }, REST_MS)
      }
      tell()
    },
    destroy() {
      if (timer !== null) clearTimeout(timer)
      clearTimeout(rest)
    },
  }
}
