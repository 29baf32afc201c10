// The surroundings of a page, for what is shown in it.
import { useCallback, useEffect, useRef } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { useWorld } from './context/use-world.ts'
import type { PageContext } from './link-targets.ts'
import { useGoTo } from './shown-floor.ts'

/** The context of a page's tools; the same function for as long as the page is shown. */
export function useAround(id: ArtifactId): () => PageContext {
  const world = useWorld()
  const goTo = useGoTo()
  const latest = useRef<PageContext>({ id, world, goTo })
  useEffect(() => {
    latest.current = { id, world, goTo }
  })
  return useCallback(() => latest.current, [])
}
