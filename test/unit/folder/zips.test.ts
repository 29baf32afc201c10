// [F18] Zips as other programs make them: names in any letters, and two files of one name.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { unzipFiles, zipFiles } from '../../../shared/folder/zip-files.ts'
import type { NameEncoding } from '../../../shared/folder/zip-names.ts'
import { goodFolder } from './made.ts'

/** The zip `name` as another program packed it, opened. */
function opened(name: string, encoding: NameEncoding | null = null) {
  const zip = unzipFiles(new Uint8Array(readFileSync(join(import.meta.dirname, 'zips', name))), encoding)
  if (zip === null) throw new Error(`${name} cannot be read`)
  const folder = goodFolder(zip.files)
  const pages = new Map(folder.things.map(({ path, page }) => [path, page]))
  return { ...zip, folder, paths: [...pages.keys()].sort(), pages }
}

const cases: readonly (readonly [zip: string, guessed: NameEncoding | null, names: readonly string[]])[] = [
  ['utf8-without-flag.zip', null, ['start.md', 'Übung.md', '日本.md']],
  ['unicode-path.zip', null, ['start.md', 'Übung.md']],
  ['cp437.zip', 'cp437', ['Käse & Brötchen.md', 'start.md', 'Übung.md']],
  ['shift-jis.zip', 'shift_jis', ['start.md', 'ゲームの世界.md', '日本語の名前.md', '設定集.md']],
]

test.each(cases)('[F18] the names in %s are read as they were written', (zip, guessed, names) => {
  const { paths, guessed: told } = opened(zip)
  expect(paths).toEqual([...names].sort())
  expect(told?.encoding ?? null).toBe(guessed)
})

test('[F18] names in GBK are told from those in Shift-JIS, and a person’s choice counts more', () => {
  const gbk = Uint8Array.of(0xc9, 0xe8, 0xb6, 0xa8, 0xbc, 0xaf)
  const zip = zipFiles([{ path: '123456.md', text: 'words' }], 'v')
  // The name of an entry stands before its file and in the list at the end.
  const name = new TextEncoder().encode('123456')
  for (let at = 0; at < zip.length; at += 1) {
    if (name.every((byte, next) => zip[at + next] === byte)) zip.set(gbk, at)
  }
  expect(unzipFiles(zip)).toMatchObject({
    guessed: { encoding: 'gbk', example: '设定集.md' },
    files: [{ path: 'v/设定集.md' }],
  })
  expect(opened('shift-jis.zip', 'cp437').paths).toContain('É▌ÆΦÅW.md')
})

test('[F18] of two files with one name both come, and that is told', () => {
  const twice = opened('twice.zip')
  expect(twice.pages.get('a.md')).toBe('earlier words\n')
  expect(twice.pages.get('a (2).md')).toBe('later words\n')
  expect(twice.folder.notes).toEqual(['Two files are called a.md. One of them is now a (2).md.'])

  const equal = opened('equal-names.zip')
  expect(equal.paths.map((path) => equal.pages.get(path))).toEqual(
    expect.arrayContaining(['composed words\n', 'decomposed words\n']),
  )
  expect(equal.paths).toEqual(['start.md', 'Ü (2).md', 'Ü.md'])
  expect(equal.folder.notes).toEqual(['Two files are called Ü.md. One of them is now Ü (2).md.'])
})

/** A zip of one page whose list says another size, or another field. */
function forged(path: string, forge: (view: DataView, list: number) => void) {
  const zip = zipFiles(
    [
      { path, text: 'x'.repeat(1000) },
      { path: 'b.md', text: 'words' },
    ],
    'v',
  )
  const view = new DataView(zip.buffer)
  forge(view, view.getUint32(zip.length - 6, true))
  return unzipFiles(zip)?.files.map(({ path: name, bytes, why = null }) => [name, bytes.length, why])
}

test('[F18] a zip cannot unpack to more than a folder may hold, by files that lie in each other', () => {
  const files = forged('a.md', (view, list) => {
    // Its file is said to be all of a large zip, and to have no bytes when it is unpacked.
    view.setUint32(list + 20, 200 * 1024 * 1024, true)
    view.setUint32(list + 24, 0, true)
  })
  expect(files).toEqual([
    ['v/a.md', 0, expect.stringContaining('more than the 128 MB')],
    ['v/b.md', 5, null],
  ])
})

test('[F18] what no page can be made of is named with its reason, and the rest comes', () => {
  const film = forged('trip.mp4', (view, list) => view.setUint32(list + 24, 200 * 1024 * 1024, true))
  expect(film).toEqual([
    ['v/b.md', 5, null],
    ['v/trip.mp4', 0, null],
  ])
  const locked = forged('a.md', (view, list) => view.setUint16(list + 8, 1, true))
  expect(locked?.[0]).toEqual(['v/a.md', 0, expect.stringContaining('locked with a password')])
  const packed = forged('a.md', (view, list) => view.setUint16(list + 10, 9, true))
  expect(packed?.[0]).toEqual(['v/a.md', 0, expect.stringContaining('packed as Deflate64')])
  const damaged = forged('a.md', (view, list) => view.setUint16(list + 10, 8, true))
  expect(damaged).toEqual([
    ['v/a.md', 0, 'It is damaged.'],
    ['v/b.md', 5, null],
  ])
  const lzma = unzipFiles(new Uint8Array(readFileSync(join(import.meta.dirname, 'zips', 'lzma.zip'))))
  expect(lzma?.files[0]?.why).toContain('packed as LZMA')
})

test('[F18] links of a file system in a zip are no pages', () => {
  const { paths, folder } = opened('symlinks.zip')
  expect(folder.leftOut.map(({ why }) => why)).toEqual(
    Array(2).fill('It is a link to another place on the disk.'),
  )
  expect(paths).not.toContain('etc.md')
})

test('[F18] zips in a zip of nothing else are opened, once; beside pages they are named', () => {
  const words = opened('notion-nested.zip')
  expect(words.paths.length + (words.folder.root === null ? 0 : 1)).toBeGreaterThan(0)
  const inner = zipFiles([{ path: 'a.md', text: 'words' }], 'v')
  const pack = (bytes: Uint8Array, others: readonly string[] = []): Uint8Array =>
    zipFiles(
      others.map((path) => ({ path, text: 'x' })),
      'v',
      [{ path: 'in.zip', bytes }],
    )
  const pathsIn = (zip: Uint8Array) => unzipFiles(zip)?.files.map(({ path }) => path)
  expect(pathsIn(pack(inner))).toEqual(['v/a.md'])
  expect(pathsIn(pack(pack(inner)))).toEqual(['v/in.zip'])
  expect(pathsIn(pack(inner, ['b.md']))).toEqual(['v/b.md', 'v/in.zip'])
  expect(unzipFiles(pack(Uint8Array.of(1, 2)))?.files).toMatchObject([
    { path: 'v/in.zip', why: 'It is damaged.' },
  ])
})
