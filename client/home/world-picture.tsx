// The small picture of a world in the list: asked for once its line is in sight, and again when the world
// changed.
import { useEffect, useRef, useState } from 'react'
import type { Miniature } from '../../shared/world/glance/miniature.ts'
import type { WorldId } from '../../shared/world/address.ts'
import { fetchMiniature } from '../api/worlds-api.ts'
import { MiniaturePicture } from '../parts/miniature.tsx'
import type { ListedWorld } from '../session/listed-worlds.ts'

/** Pictures that are kept while one goes from screen to screen. */
const KEPT_MAX = 300

interface KeptPicture {
  readonly changedAt: number | null
  readonly miniature: Miniature | null
}

const kept = new Map<WorldId, KeptPicture>()

function keep(id: WorldId, picture: KeptPicture): void {
  kept.delete(id)
  kept.set(id, picture)
  const [oldest] = kept.keys()
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest)
}

export function WorldPicture({ world }: { readonly world: ListedWorld }) {
  const { id, address, changedAt } = world
  const [shown, setShown] = useState<Miniature | null>(kept.get(id)?.miniature ?? null)
  const frame = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    // Without a network nobody can be asked.
    if (changedAt === null || frame.current === null || kept.get(id)?.changedAt === changedAt) return
    let isHere = true
    async function look(): Promise<void> {
      const { miniature } = await fetchMiniature(address)
      keep(id, { changedAt, miniature })
      if (isHere) setShown(miniature)
    }
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return
      observer.disconnect()
      // Where it cannot be had, the paper stays blank: the line says all that one needs.
      look().catch(() => undefined)
    })
    observer.observe(frame.current)
    return () => {
      isHere = false
      observer.disconnect()
    }
  }, [id, address, changedAt])
  return (
    <span className="world-picture" ref={frame}>
      <MiniaturePicture miniature={shown} />
    </span>
  )
}
