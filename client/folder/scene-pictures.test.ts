// The pictures of a folder that is saved, where some are on this device alone.
import { afterEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { parseArtifactId } from '../../shared/world/address.ts'
import { parsePictureId, pictureUrlPath } from '../../shared/world/picture-id.ts'
import { initScene } from '../../shared/world/scene/scene.ts'
import { putHere } from '../pictures/local-pictures.ts'
import { fetchPictures } from './scene-pictures.ts'

afterEach(() => vi.unstubAllGlobals())

test('pictures that were imported just now are saved from this device', async () => {
  const [here, there] = ['a', 'b'].map((digit) => parsePictureId(digit.repeat(64)) ?? expect.unreachable())
  if (here === undefined || there === undefined) return expect.unreachable()
  const text = [here, there].map((id) => `![](${pictureUrlPath(id)})`).join(' ')
  const scene = new Y.Doc()
  initScene(scene, { root: parseArtifactId('page') ?? expect.unreachable(), title: '', name: '', text })
  putHere(here, new Blob(['here'], { type: 'image/png' }))
  // A page may fetch nothing but from its own server.
  vi.stubGlobal('fetch', async (url: string) => {
    if (!url.startsWith('/')) throw new TypeError('refused by the policy of this page')
    return new Response('there', { headers: { 'content-type': 'image/png' } })
  })
  const pictures = await fetchPictures(scene)
  const words = [here, there].map((id) => new TextDecoder().decode(pictures.get(id)?.bytes))
  expect(words).toEqual(['here', 'there'])
})
