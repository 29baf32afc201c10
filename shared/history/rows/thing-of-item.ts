// Whose an item of a scene is, also when it was deleted: which thing's, and whether it is letters of its
// page.
import * as Y from 'yjs'
import { parseArtifactId } from '../../world/address.ts'
import { artifactMaps, metaMap } from '../../world/scene/scene.ts'
import { pathTo, placeOfItem, type Item } from '../../yjs/item-places.ts'
import { textItemOf } from '../../yjs/texts/text-items.ts'
import type { ThingId } from './row-summary.ts'

/** Null for an item of no thing, as in a root that this program does not know. */
export function thingOf(scene: Y.Doc, item: Item): ThingId | null {
  // Yjs makes a root anew when it is asked for as a map: so first that, then the item's path.
  const [meta, artifacts] = [metaMap(scene), artifactMaps(scene)]
  const { root, keys } = pathTo(item)
  if (root === meta) return 'world'
  return root === artifacts ? parseArtifactId(keys[0]) : null
}

/** How many letters of a thing's page an item has; 0 where it is something else, or was collected. */
export function lettersIn(item: Item): number {
  const { parent, key } = placeOfItem(item)
  if (key !== null || !(parent instanceof Y.Text)) return 0
  const { keys } = pathTo(item)
  const { said } = textItemOf(item)
  return keys.length === 2 && keys[1] === 'text' && typeof said === 'string' ? said.length : 0
}
