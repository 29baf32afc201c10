// For a thing that is in limbo, or in something that is: the outer thing there, its earlier place, and who
// put it there.
import { useEffect, useState } from 'react'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { hostsFrom, isOnFloor } from '../../../shared/world/view/host-chain.ts'
import { entryOfFieldIn } from '../../../shared/world/scene/entry-names.ts'
import { sceneArtifact } from '../../../shared/world/scene/scene.ts'
import type { View } from '../../../shared/world/view/world-view.ts'
import { type Client, clientOf } from '../../../shared/yjs/entry-id.ts'
import { fetchEditAuthors } from '../../world/authors.ts'
import { useArtifactState, useWorld, type World } from '../../world/context/use-world.ts'

/** The thing in limbo that this is, or is in; null: it is in the world. */
export function inLimboWith(view: View, id: ArtifactId): ArtifactId | null {
  let outer: ArtifactId = id
  for (const at of hostsFrom(view, id)) outer = at
  return view.artifact(outer)?.host === 'limbo' ? outer : null
}

/** The floor that it stood on, while one can go there, else the world's own. */
export function wasOn(view: View, id: ArtifactId): ArtifactId | null {
  const host = view.artifact(id)?.place?.was?.host ?? null
  return host !== null && host !== 'limbo' && isOnFloor(view, host) ? host : view.root
}

/** The writer of its place; null: play did, or nobody knows. */
export function placedBy(view: View, id: ArtifactId): Client {
  if (view.artifact(id)?.live.has('place') !== false) return null
  return clientOf(entryOfFieldIn(sceneArtifact(view.scene, id), 'place'))
}

/** The name of the person who put it there; null: oneself, or nobody knows. */
export async function nameOfPutter({ view, replica }: Pick<World, 'view' | 'replica'>, client: Client) {
  if (client === null || client === view.scene.clientID) return null
  const gesture = (await fetchEditAuthors(replica.address, [client])).get(client)
  return gesture?.kind === 'person' ? gesture.name : null
}

export function usePutAwayBy(id: ArtifactId): string | null {
  const { view, replica } = useWorld()
  const client = useArtifactState(id, () => placedBy(view, id))
  const [who, setWho] = useState<string | null>(null)
  useEffect(() => {
    let isWanted = true
    // A person who cannot be looked up is not named.
    nameOfPutter({ view, replica }, client).then(
      (name) => isWanted && setWho(name),
      () => undefined,
    )
    return () => {
      isWanted = false
    }
  }, [view, replica, client])
  return who
}
