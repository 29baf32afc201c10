// The page that an embed shows: one of this world, which whoever sees the world may see.
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { ArtifactId } from '../../shared/world/address.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { partOf } from '../../shared/page/embeds.ts'
import { followPage } from './context/artifact-subscription.ts'
import type { World } from './context/use-world.ts'
import { wayIn, type PageContext } from './link-targets.ts'

interface EmbeddedPage {
  readonly id: ArtifactId
  readonly name: string
  readonly text: string
}

function embeddedPage(
  { id: here, world }: Pick<PageContext, 'id' | 'world'>,
  written: string,
): EmbeddedPage | null {
  const way = wayIn({ id: here, world }, written)
  if (way.kind !== 'thing' && way.kind !== 'heading') return null
  const id = way.kind === 'thing' ? way.id : here
  const name = world.view.artifact(id)?.name ?? ''
  return { id, name, text: partOf(pageOf(world.view, id) ?? '', way.section) }
}

/** Calls back when a page is written in, and when things come, go or are called otherwise. */
function followEmbedded({ view }: World, id: ArtifactId | null, listener: () => void): () => void {
  const stops = [
    view.subscribe(({ artifacts, hosts }) => void (artifacts.size + hosts.size > 0 && listener())),
    ...(id === null ? [] : [followPage(view, id, listener)]),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** The page that an embed on a page shows, as it is now; null: nothing is called so. */
export function useEmbeddedPage(world: World, here: ArtifactId | null, written: string): EmbeddedPage | null {
  const look = () => (here === null ? null : embeddedPage({ id: here, world }, written))
  const id = look()?.id ?? null
  const follow = useCallback((listener: () => void) => followEmbedded(world, id, listener), [world, id])
  const told = useSyncExternalStore(follow, () => JSON.stringify(look()))
  // oxlint-disable-next-line react/exhaustive-deps -- what it says has changed
  return useMemo(look, [here, world, written, told])
}
