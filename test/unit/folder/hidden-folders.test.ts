// [F5] [F12] Images in folders whose names begin with a dot: whoever reads a folder, those that pages show
// come, and are saved where they were.
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { filesOfDrop, filesOfList, type PickedFile } from '../../../client/folder/reading/picked-files.ts'
import { readPicked } from '../../../client/folder/reading/read-picked.ts'
import { sortFiles } from '../../../client/folder/sorted-files.ts'
import { readFiles } from '../../../server/cli/world-folder.ts'
import { HIDDEN_FILES_MAX } from '../../../shared/folder/format/folder-limits.ts'
import { leftOutWords, WHY } from '../../../shared/folder/format/left-out-files.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import type { FolderFile } from '../../../shared/folder/read-folder.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { unzipFiles, zipFiles } from '../../../shared/folder/zip-files.ts'
import { temporaryFolder } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { png } from '../assets/made.ts'
import { filesOf, goodFolder } from './made.ts'

const PAGES = {
  'Home.md': '![plan](/.attachments/plan.png) ![[.attachments/deep/sea.png]] ![](gone.png)\n',
  'in/Deep.md': "See [a chart](../.gitbook/assets/chart.png) and <img src='../.gitbook/assets/tag.png'>.\n",
}
const SHOWN = {
  '.attachments/plan.png': png(8, 6),
  '.attachments/deep/sea.png': png(9, 6),
  '.gitbook/assets/chart.png': png(10, 6),
  '.gitbook/assets/tag.png': png(11, 6),
}
const OTHERS = {
  // Of these none comes, whatever pages say.
  '.attachments/unshown.png': png(12, 6),
  '.attachments/notes.md': '# Hidden\n',
  '.gitbook/assets/film.mp4': 'film',
  '.git/logo.png': png(13, 6),
  '.trash/gone.png': png(14, 6),
  '.obsidian/app.json': '{}',
  '.order': 'Home',
}
const WIKI = { ...PAGES, ...SHOWN, ...OTHERS }
const TOLD = [
  `.attachments/: ${WHY.hiddenPart}`,
  `.git/: ${WHY.hidden}`,
  `.gitbook/: ${WHY.hiddenPart}`,
  `.obsidian/: ${WHY.hidden}`,
  `.order: ${WHY.hidden}`,
  `.trash/: ${WHY.hidden}`,
]

const random = seededRandom(17).bytes
const tell = (): void => undefined
const inWiki = (path: string): string => `wiki/${path}`

function onDisk(): string {
  const folder = join(temporaryFolder(), 'wiki')
  for (const [path, content] of Object.entries(WIKI)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

function inZip(): readonly FolderFile[] {
  const pictures = filesOf(WIKI)
  return unzipFiles(zipFiles([], 'wiki', pictures))?.files ?? []
}

const fileOf = (path: string, content: string | Uint8Array): File => {
  const file = new File([typeof content === 'string' ? content : new Uint8Array(content)], path)
  return Object.defineProperty(file, 'webkitRelativePath', { value: inWiki(path) })
}
const picked = (): PickedFile[] =>
  filesOfList(Object.entries(WIKI).map(([path, content]) => fileOf(path, content)))
const readAll = async (files: readonly PickedFile[]) => (await readPicked(files, tell, null)).files

/** A folder as a browser tells of it in a drop. */
interface Dropped {
  readonly [name: string]: Dropped | File | null
}

let asked = 0

function entryOf(name: string, content: Dropped | File | null, around = ''): FileSystemEntry {
  const fullPath = `${around}/${name}`
  if (content instanceof File || content === null) {
    const file = (then: (file: File) => void, fail: (error: Error) => void): void =>
      content === null ? fail(new Error('gone')) : then(content)
    return { name, fullPath, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry
  }
  const entries = Object.entries(content).map(([inside, one]) => entryOf(inside, one, fullPath))
  const createReader = () => ({
    readEntries(then: (some: readonly FileSystemEntry[]) => void): void {
      asked += 1
      then(entries.splice(0, 100))
    },
  })
  return { name, fullPath, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry
}

const drop = (folder: Dropped): Promise<PickedFile[]> => {
  const item = { kind: 'file', webkitGetAsEntry: () => entryOf('wiki', folder), getAsFile: () => null }
  return filesOfDrop({ items: [item] } as unknown as DataTransfer)
}

function nested(): Dropped {
  const top: Record<string, Dropped | File> = {}
  for (const [path, content] of Object.entries(WIKI)) {
    const parts = path.split('/')
    const name = parts.pop() ?? ''
    let at = top
    for (const part of parts) at = (at[part] ??= {}) as Record<string, Dropped | File>
    at[name] = fileOf(path, content)
  }
  return top
}

const readers: readonly (readonly [name: string, read: () => Promise<readonly FolderFile[]>])[] = [
  ['the command', () => readFiles(onDisk(), null)],
  ['a zip', () => Promise.resolve(inZip())],
  ['the picker', () => readAll(picked())],
  ['a drop', async () => readAll(await drop(nested()))],
  ['all files', () => Promise.resolve(filesOf(WIKI))],
]

test.each(readers)(
  '[F5] [F12] by %s, images in hidden folders come where pages show them, and else nothing of those',
  async (_name, read) => {
    const folder = goodFolder(await read())
    expect(folder.leftOut.map(leftOutWords)).toEqual(TOLD)
    const kinds = new Map(folder.pictures.map(({ id, type }) => [id, type]))
    const saved = saveWorld(sceneFromFolder(folder, null, random), kinds)
    expect(saved.pictures.map(({ path }) => path).sort()).toEqual(Object.keys(SHOWN).sort())
    const pages = saved.files.map(({ path, text }) => [path, text.replace(/^---\n[^]*?\n---\n/, '')])
    expect(Object.fromEntries(pages)).toMatchObject(PAGES)
  },
)

test('[F12] nothing of version control is looked at in a drop, and of other hidden folders a bounded number', async () => {
  const one = fileOf('one.png', 'x')
  const many = Object.fromEntries(
    Array.from({ length: HIDDEN_FILES_MAX + 5000 }, (_, at) => [`${at}.png`, one]),
  )
  asked = 0
  const page = fileOf('a.md', '![](.cache/1.png)')
  const bare = await drop({ 'a.md': page, '.git': many })
  expect(bare.map(({ path }) => path)).toEqual(['wiki/a.md', 'wiki/.git/'])
  expect(asked).toBe(2)
  const files = await drop({ 'a.md': page, '.cache': many })
  expect(asked).toBeLessThan(10 + HIDDEN_FILES_MAX / 100)
  expect(goodFolder(await readAll(files)).leftOut).toContainEqual({ path: '.cache/', why: WHY.hiddenMany })
})

test('[F12] a file or folder that cannot be read is named, and the rest comes', async () => {
  const gone = Object.assign(fileOf('gone.md', 'words'), { arrayBuffer: () => Promise.reject(new Error()) })
  const files = await drop({ 'a.md': fileOf('a.md', '# Here\n'), 'b.md': null, 'gone.md': gone })
  const folder = goodFolder(await readAll(files))
  expect(folder.things.map(({ name }) => name)).toEqual(['Here'])
  expect(folder.leftOut).toEqual(['b.md', 'gone.md'].map((path) => ({ path, why: WHY.unreadable })))
})

test.skipIf(process.getuid?.() === 0)('[F12] so it is for the command', async () => {
  const wiki = onDisk()
  chmodSync(join(wiki, 'in/Deep.md'), 0)
  mkdirSync(join(wiki, 'locked'), { mode: 0 })
  const folder = goodFolder(await readFiles(wiki, null))
  expect(folder.leftOut).toContainEqual({ path: 'in/Deep.md', why: WHY.unreadable })
  expect(folder.leftOut).toContainEqual({ path: 'locked/', why: WHY.unreadable })
})

test('[F12] a link of the file system in a hidden folder is not followed', async () => {
  const wiki = onDisk()
  const outside = join(temporaryFolder(), 'secret.png')
  writeFileSync(outside, png(15, 6))
  symlinkSync(outside, join(wiki, '.attachments/secret.png'))
  symlinkSync(dirname(outside), join(wiki, '.attachments/out'))
  writeFileSync(join(wiki, 'b.md'), '![](.attachments/secret.png) ![](.attachments/out/secret.png)\n')
  const paths = (await readFiles(wiki, null)).filter(({ bytes }) => bytes.length > 0).map(({ path }) => path)
  expect(paths.filter((path) => path.endsWith('secret.png'))).toEqual([])
})

test('[F12] images of hidden folders do not stand by themselves where there is no page', () => {
  const files = picked().filter(({ path }) => !path.endsWith('.md'))
  const { pages, pictures, leftOut } = sortFiles(files)
  expect([pages, pictures]).toEqual([[], []])
  expect(leftOut.map(({ path }) => path)).toContain('wiki/.attachments/')
  expect(leftOut.some(({ path }) => path.endsWith('.png'))).toBe(false)
})
