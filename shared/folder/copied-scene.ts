// The scene of somebody's world becomes the beginning of another world.
import type * as Y from 'yjs'
import { holdAllCode } from '../behavior/held-code.ts'
import type { ArtifactId } from '../world/address.ts'
import { artifactMaps, metaMap } from '../world/scene/scene.ts'
import { createView } from '../world/view/world-view.ts'

/**
 * Gives a copy of a scene another title, and takes out what waits in limbo: somebody put it away. Its code
 * sleeps unless `runsCode`.
 */
export function beginAsCopy(scene: Y.Doc, title: string, runsCode: boolean): void {
  const view = createView(scene, null)
  const away: ArtifactId[] = [...view.limbo]
  for (const id of away) away.push(...view.on(id))
  view.destroy()
  scene.transact(() => {
    for (const id of away) artifactMaps(scene).delete(id)
    metaMap(scene).set('title', title)
    if (!runsCode) holdAllCode(scene)
  })
}
