// [F1] A world that was saved as a folder and made anew of it is the same world, and saves as the same files.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { sceneFromFolder, titleOf } from '../../../shared/folder/grow-scene.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { folded } from '../../../shared/folder/format/folder-paths.ts'
import { broughtFromOf } from '../../../shared/world/live/brought-from.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { dump, id, make, makeWorld, raw } from '../world/made.ts'
import { bytesOf, goodFolder } from './made.ts'
import { anyScene, contentOf } from './worlds.ts'
import { IS_HARD } from '../../hard.ts'

const random = seededRandom(1).bytes
const RUNS = IS_HARD ? 2000 : 20
const WORD = '[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}_-]*'
const PATH = new RegExp(`^(?:${WORD}/)*${WORD}\\.md$`, 'u')

function shown(scene: Y.Doc): string {
  const view = createView(scene, null)
  const text = dump(view)
  view.destroy()
  return text
}

test('[F1] any world comes back from its folder as it was, and its second folder is the first, byte for byte', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const saved = saveWorld(scene)
      const folder = goodFolder(bytesOf(saved.files))
      const again = sceneFromFolder(folder, null, random)
      expect(contentOf(again)).toBe(contentOf(scene))
      expect(shown(again)).toBe(shown(scene))
      expect(saveWorld(again).files).toEqual(saved.files)
      expect(titleOf(folder).length).toBeLessThanOrEqual(200)
    }),
    { numRuns: RUNS },
  )
})

test('[F1] [N67] who brought a thing is in its file, as people read it, and comes back', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const at = Date.UTC(2026, 10, 21, 6, 53, 5, 123)
  raw(world.scene, 'lamp').set('came', ['ada@house.example', at])
  const { files } = saveWorld(world.scene)
  const text = files.find(({ path }) => path === 'lamp.md')?.text
  expect(text).toContain('\ncame: { from: ada@house.example, at: 2026-11-21T06:53:05.123Z }\n')
  const again = sceneFromFolder(goodFolder(bytesOf(files)), null, random)
  expect(broughtFromOf(again, null, id('lamp'))).toEqual({ from: 'ada@house.example', at })
  expect(contentOf(again)).toBe(contentOf(world.scene))
})

test('[F2] every path is one that any file system takes, and no two are the same there', () => {
  fc.assert(
    fc.property(anyScene, (scene) => {
      const paths = saveWorld(scene).files.map(({ path }) => path)
      for (const path of paths) expect(path).toMatch(PATH)
      expect(new Set(paths.map(folded)).size).toBe(paths.length)
    }),
    { numRuns: RUNS },
  )
})
