// One's own page: that of one's body, in one's home. One is in one's body there, so there is nothing to
// press.
import type { ArtifactId } from '../../shared/world/address.ts'
import { sceneArtifact } from '../../shared/world/scene/scene.ts'
import { go, pathOfFloor } from '../navigation/route.ts'
import type { World } from '../world/context/use-world.ts'
import { setMode } from '../world/play/mode.ts'
import { bodyIn, meIn } from '../world/play/you.ts'

/** The person's body, as a thing of this world; null when one is not at home. */
export function ownPageIn(world: World): ArtifactId | null {
  const body = bodyIn(world)
  return body !== null && sceneArtifact(world.view.scene, body) !== null ? body : null
}

/** Opens it to write, without going anywhere: one stays where one kneels. */
export function openOwnPage(world: World): void {
  const body = ownPageIn(world)
  if (body === null) return
  world.selection.select(null)
  if (meIn(world)?.avatar?.isKneeling === false) void world.owner.act({ verb: 'kneel' })
  setMode(world.replica.address, 'write')
  go(pathOfFloor(world.replica.address, body))
}
