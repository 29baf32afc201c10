// [F7] Files that anybody may have made are read, or refused with words. A world that was read is one that a
// server accepts.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { judgeScene } from '../../../server/sync/validation/imported-scene.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { importFolder } from '../../../shared/folder/plant-folder.ts'
import { readFolder, type FolderFile } from '../../../shared/folder/read-folder.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { unzipFiles, zipFiles } from '../../../shared/folder/zip-files.ts'
import { ANONYMOUS } from '../../../shared/world/address.ts'
import { seededRandom } from '../../simulation/random.ts'
import { makeWorld, reachable, ROOT } from '../world/made.ts'
import { bytesOf, filesOf, goodFolder } from './made.ts'
import { IS_HARD } from '../../hard.ts'

const random = seededRandom(5).bytes

const key = fc.constantFrom(
  'id',
  'name',
  'place',
  'look',
  'colors',
  'settings',
  'world',
  'more',
  'links',
  'speed',
  'tags',
  'x',
)
const value = fc.oneof(
  fc.constantFrom(
    'a',
    'limbo',
    'root',
    '12',
    'true',
    '',
    '~',
    '|',
    '&a b',
    '*a',
    '[1, 2',
    '{ x: 1, y: 2 }',
    '!map { a: 1 }',
  ),
  fc.constantFrom(
    '{ host: a, x: 1, y: 1 }',
    '{ host: limbo }',
    '{ x: 1e9, y: .nan }',
    '!text [{ insert: 1 }]',
    '!list [1]',
    '!bigint x',
  ),
  fc.constantFrom(
    '{ meta: { a: !map {} }, roots: { meta: !map { root: 1 } } }',
    '{ roots: { chat: !list [!text a] } }',
    '!!set { a }',
  ),
  fc.constantFrom(
    '{ artifacts: { a: !map { text: !text x } } }',
    '{ place: { host: b, x: 0, y: 0 } }',
    '{ text: 5 }',
    '!undefined ""',
  ),
  fc.constantFrom(
    '{ constructor: 1 }',
    '{ __proto__: { a: 1 } }',
    '!!binary "@"',
    '2020-01-01',
    '!!js/function x',
    '"\\ud800"',
    '\t- x',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const front = fc
  .array(fc.tuple(key, value), { maxLength: 4 })
  .map((lines) => `---\n${lines.map(([key, value]) => `${key}: ${value}\n`).join('')}---\n`)
const path = fc.constantFrom(
  'index.md',
  'a.md',
  'a/b.md',
  'limbo/c.md',
  'limbo.md',
  'deep/d.md',
  'a/index.md',
  'README.md',
  'a/b/c/d.md',
  '../x.md',
)
const folder = fc.dictionary(
  path,
  fc.tuple(front, fc.string({ maxLength: 20 })).map(([front, page]) => front + page),
  {
    minKeys: 1,
    maxKeys: 6,
  },
)

test('[F7] whatever a folder says, it is refused in words, or is a world that can be saved again, and goes onto a floor', () => {
  let read = 0
  fc.assert(
    fc.property(folder, (texts) => {
      const files = filesOf(texts)
      const first = readFolder(files)
      if (!first.ok) {
        for (const { text } of first.problems) expect(text).toMatch(/\.$/)
        return
      }
      read += 1
      const scene = sceneFromFolder(first.folder, null, random)
      const judged = judgeScene(Y.encodeStateAsUpdate(scene), ANONYMOUS)
      expect(judged).toMatchObject({ ok: true })
      const again = new Y.Doc()
      Y.applyUpdate(again, Y.encodeStateAsUpdate(scene))
      goodFolder(bytesOf(saveWorld(again).files))
      const world = makeWorld()
      const options = { host: ROOT, from: 0, isTogether: true, random }
      expect(importFolder(world, goodFolder(files), options)).toMatchObject({ ok: true })
      expect(reachable(world.view).size).toBe(world.view.size)
    }),
    { numRuns: IS_HARD ? 1_000 : 30 },
  )
  expect(read).toBeGreaterThan(5)
})

test('[F7] a zip that is damaged, or holds too much, is told from one that is well', () => {
  const zip = zipFiles([{ path: 'a.md', text: '# A' }], 'a')
  expect(unzipFiles(zip)?.files.map(({ path }: FolderFile) => path)).toEqual(['a/a.md'])
  expect(zipFiles([{ path: 'a.md', text: '# A' }], 'a')).toEqual(zip)
  expect(unzipFiles(zip.subarray(0, 20))).toBeNull()
  expect(unzipFiles(new Uint8Array(40))).toBeNull()
})
