// The things that one holds, for components.
import { useRef } from 'react'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { heldBy } from '../../../shared/world/view/present-people.ts'
import { useView, useWorld } from '../context/use-world.ts'
import { meIn, useYou } from '../play/you.ts'

/** The things that one holds, the last one first; the same array until it changes. */
export function useInventory(): readonly Artifact[] {
  const world = useWorld()
  const last = useRef<readonly Artifact[]>([])
  useYou()
  return useView((view) => {
    const me = meIn(world)
    const now = me === null ? [] : heldBy(view, me.id)
    if (now.length !== last.current.length || now.some((thing, at) => thing !== last.current[at]))
      last.current = now
    return last.current
  })
}
