// A world of one's own, made of this device's copy of another one: nobody loses their writing because a right
// ended.
import * as Y from 'yjs'
import { SCENE_BYTES_MAX, type WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { CallError } from '../../api/request.ts'
import { notify } from '../../notices/notices.ts'
import { go, pathOfWorld } from '../../navigation/route.ts'
import { sendScene } from '../../api/scene-api.ts'

/** Makes one of a scene, with its pages and things, and goes there. Rejects with a {@link CallError}. */
export async function makeOwnWorld(scene: Uint8Array): Promise<WorldSummary> {
  if (scene.byteLength > SCENE_BYTES_MAX) {
    throw new CallError('bound', 'It is too large to send in one piece. Save it as a file, or copy its text.')
  }
  const world = await sendScene(scene.slice())
  go(pathOfWorld(world.address))
  const seen = world.seenBy === 'me' ? ' Only you see it.' : ''
  notify({ text: `“${world.title}” is now a world of your own, at ${world.address}.${seen}` })
  return world
}

export const sceneBytes = (scene: Y.Doc): Uint8Array => Y.encodeStateAsUpdate(scene)
