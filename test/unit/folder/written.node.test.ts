// [F10] Files of a world in a folder that has other files in it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFiles } from '../../../server/cli/world-folder.ts'
import type { TextFile } from '../../../shared/folder/save-world.ts'
import { temporaryFolder } from '../../process.ts'
import { filesIn } from './made.ts'

const page = (path: string): TextFile => ({
  path,
  text: `---\nid: ${path[0]}\nname: x\nplace: { x: 0, y: 0 }\n---\n`,
})
const pathsIn = (folder: string): string[] => filesIn(folder).map(({ path }) => path)

test('[F10] an older file of this world makes way for a folder, and a folder for a file', async () => {
  const folder = join(temporaryFolder(), 'out')
  await writeFiles(folder, [page('index.md'), page('c.md')], [])
  await writeFiles(folder, [page('index.md'), page('c.md/d.md')], [])
  expect(pathsIn(folder).sort()).toEqual(['c.md/d.md', 'index.md'])
  await writeFiles(folder, [page('index.md'), page('c.md')], [{ path: 'a/b.png', bytes: Uint8Array.of(1) }])
  expect(pathsIn(folder).sort()).toEqual(['a/b.png', 'c.md', 'index.md'])
})

test('[F10] somebody else’s file that is in the way is told, and nothing is written', async () => {
  const folder = join(temporaryFolder(), 'out')
  await writeFiles(folder, [page('index.md')], [])
  mkdirSync(join(folder, 'e.md'))
  for (const mine of ['e.md/mine.txt', 'c']) writeFileSync(join(folder, mine), 'mine')
  const before = pathsIn(folder)
  for (const path of ['c/d.md', 'e.md']) {
    const writing = writeFiles(folder, [page('index.md'), page('a.md'), page(path)], [])
    await expect(writing).rejects.toThrow('is in the way of what is saved there')
  }
  const picture = { path: 'c/d.png', bytes: Uint8Array.of(1) }
  await expect(writeFiles(folder, [page('index.md')], [picture])).rejects.toThrow('is in the way')
  expect(pathsIn(folder)).toEqual(before)
})
