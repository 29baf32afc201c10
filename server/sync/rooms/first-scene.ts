// The first update of a new world's scene, as the store takes it.
import * as Y from 'yjs'
import type { MemberId, RandomBytes } from '../../../shared/world/address.ts'
import type { NewWorldRecord } from '../../storage/store.ts'

interface FirstWriter {
  readonly member: MemberId
  readonly at: number
}

/** The writes of `fill` in an empty scene, as one update of `member`'s. */
export function firstScene(
  fill: (scene: Y.Doc) => void,
  { random, ...by }: FirstWriter & { readonly random: RandomBytes },
): NewWorldRecord['scene'] {
  const scene = new Y.Doc()
  scene.clientID = Buffer.from(random(4)).readUInt32LE()
  fill(scene)
  return stateOfScene(scene, by)
}

/** All of a scene as one update of `member`'s; the scene ends. */
export function stateOfScene(scene: Y.Doc, by: FirstWriter): NewWorldRecord['scene'] {
  const bytes = Y.encodeStateAsUpdate(scene)
  const claims = [...Y.decodeStateVector(Y.encodeStateVector(scene)).keys()]
  scene.destroy()
  return [{ ...by, bytes, claims }]
}
