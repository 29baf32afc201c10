// Which floor is shown: the world's own, or that of a thing that one has gone into. It is a part of the
// page's address, so that back comes out again and a link leads in.
import { createContext, use, useEffect, useRef } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { nameAsTitle } from '../../shared/world/artifact.ts'
import type { View } from '../../shared/world/view/world-view.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import { useArtifact, useArtifactState, useFloors, useRoot, useTitle, useWorld } from './context/use-world.ts'

/** The thing whose floor is shown; null until the world is here. */
export const ShownFloor = createContext<ArtifactId | null>(null)

export const useShownFloor = (): ArtifactId | null => use(ShownFloor)

/** The floor that an address asks for where there is such a thing, else the world's own. */
export function useAskedFloor(asked: ArtifactId | null): ArtifactId | null {
  const root = useRoot()
  const isThere = useArtifactState(asked, (artifact) => artifact !== null)
  return isThere ? asked : root
}

/** Its thing's name, or the world's. */
export function useFloorTitle(floor: ArtifactId): string {
  const { replica } = useWorld()
  const title = useTitle()
  const isRoot = useRoot() === floor
  const name = useArtifact(floor)?.name ?? ''
  return isRoot ? title || replica.address : nameAsTitle(name)
}

/** The selection of a floor ends once one has left that floor: keys are about the visible things. */
export function useUnfocusOnFloorChange(floor: ArtifactId | null): void {
  const { selection, view } = useWorld()
  const last = useRef(floor)
  useEffect(() => {
    const left = last.current
    last.current = floor
    if (left === null || left === floor) return
    selection.selectAll([...selection.now.ids].filter((id) => view.artifact(id)?.host !== left))
  }, [selection, view, floor])
}

/** How to show the floor of a thing. */
export function useGoTo(): (id: ArtifactId) => void {
  const { replica, selection, view } = useWorld()
  return (id) => {
    selection.select(null)
    go(pathOfFloor(replica.address, id === view.root ? null : id))
  }
}

/**
 * Where one is: from the world's floor (or limbo's first thing) to a floor, outermost first; the same array
 * until it changes.
 */
export function useWayTo(floor: ArtifactId | null): readonly ArtifactId[] {
  const last = useRef<readonly ArtifactId[]>([])
  return useFloors((view) => {
    const way = floor === null ? [] : wayTo(view, floor)
    if (way.length !== last.current.length || way.some((id, at) => id !== last.current[at]))
      last.current = way
    return last.current
  })
}

/** The hosts around a floor, outermost first, itself last. */
export function wayTo(view: View, floor: ArtifactId): ArtifactId[] {
  const way: ArtifactId[] = []
  for (let at: ArtifactId | null = floor; at !== null;) {
    way.unshift(at)
    const host: ArtifactId | 'limbo' | null = view.artifact(at)?.host ?? null
    at = host === 'limbo' ? null : host
  }
  return way
}
