// The small picture of a world in the list: the one that this device has, and, once its line is in sight, the
// present one.
import { useEffect, useRef, useState } from 'react'
import type { WorldId } from '../../shared/world/address.ts'
import type { Miniature } from '../../shared/world/glance/miniature.ts'
import { fetchMiniature } from '../api/worlds-api.ts'
import { MiniaturePicture } from '../parts/miniature.tsx'
import { keepPicture, readKeptPicture } from '../session/kept-pictures.ts'
import type { ListedWorld } from '../session/listed-worlds.ts'
import { useMe } from '../session/me.ts'
import { deviceOf } from '../session/person-device.ts'

/** When the worlds had changed that were asked for since the app was opened. */
const asked = new Map<WorldId, number>()

export function WorldPicture({ world: { id, address, changedAt } }: { readonly world: ListedWorld }) {
  const { person } = useMe()
  const [shown, setShown] = useState<Miniature | null>(null)
  const frame = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let isHere = true
    let inSight: IntersectionObserver | null = null
    function show(miniature: Miniature | null): void {
      if (isHere) setShown(miniature)
    }
    async function look(at: number): Promise<void> {
      const { miniature } = await fetchMiniature(address)
      show(miniature)
      asked.set(id, at)
      await keepPicture(deviceOf(person.id), { world: id, changedAt: at, miniature })
    }
    async function begin(): Promise<void> {
      const kept = await readKeptPicture(deviceOf(person.id), id)
      if (kept) show(kept.miniature)
      // Without a network nobody can be asked.
      if (!isHere || changedAt === null || asked.get(id) === changedAt || frame.current === null) return
      inSight = new IntersectionObserver(([entry]) => {
        if (entry?.isIntersecting !== true) return
        inSight?.disconnect()
        // Where it cannot be had, the paper stays as it is: the line says all that one needs.
        look(changedAt).catch(() => undefined)
      })
      inSight.observe(frame.current)
    }
    void begin()
    return () => {
      isHere = false
      inSight?.disconnect()
    }
  }, [id, address, changedAt, person.id])
  return (
    <span className="world-picture" ref={frame}>
      <MiniaturePicture miniature={shown} />
    </span>
  )
}
