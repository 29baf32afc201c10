import { toBase64 } from 'lib0/buffer'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { makeArtifactId } from '../../../shared/world/address.ts'
import { initScene, textOf } from '../../../shared/world/scene/scene.ts'
import { waitingLines } from './waiting-words.ts'

const root = makeArtifactId((bytes) => new Uint8Array(bytes))

it('[N28] says what somebody else wrote that waits, and writes nothing of it', () => {
  const scene = new Y.Doc()
  initScene(scene, { root, title: 'Square', name: 'Square', text: 'Hello.' })
  const hers = new Y.Doc()
  Y.applyUpdate(hers, Y.encodeStateAsUpdate(scene))
  const before = Y.encodeStateVector(hers)
  textOf(hers, root)?.insert(5, ' world')
  const first = Y.encodeStateAsUpdate(hers, before)
  const between = Y.encodeStateVector(hers)
  textOf(hers, root)?.insert(5, ' wide')
  const second = Y.encodeStateAsUpdate(hers, between)

  const had = Y.encodeStateAsUpdate(scene)
  expect(waitingLines(scene, toBase64(first))).toEqual([{ id: root, name: 'Square', words: '“ world”' }])
  // It rests on something that is not here.
  expect(waitingLines(scene, toBase64(second))).toBeNull()
  expect(Y.encodeStateAsUpdate(scene)).toEqual(had)
})
