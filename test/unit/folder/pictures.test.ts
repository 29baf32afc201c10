// [F5] [F17] Pictures that came with files: the name by which a page shows one, and the path where it is
// saved again.
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { leftOutWords, WHY } from '../../../shared/folder/format/left-out-files.ts'
import {
  allPictures,
  IMPORTED_PICTURES,
  parseNamedPictures,
  pictureNamed,
  pictureNameFor,
} from '../../../shared/folder/links/named-pictures.ts'
import type { PictureKinds } from '../../../shared/folder/images/picture-files.ts'
import type { Folder } from '../../../shared/folder/read-folder.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { picturesNamedInDocument } from '../../../shared/pictures/document-pictures.ts'
import { worldAround } from '../../../shared/folder/world-around.ts'
import { blocksOf } from '../../../shared/page/page-blocks.ts'
import { toHtml } from '../../../shared/page/page-html.ts'
import { linesOf } from '../../../shared/page/page-lines.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { pictureUrlPath } from '../../../shared/world/picture-id.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { png } from '../assets/made.ts'
import { seededRandom } from '../../simulation/random.ts'
import { make, makeWorld, raw } from '../world/made.ts'
import { filesOf, goodFolder } from './made.ts'

const random = seededRandom(13).bytes
const [MAP, OLD_MAP, CAT, FLAG] = [png(8, 6), png(9, 6), png(10, 6), png(11, 6)]

const PAGES = {
  'Home.md': 'An icon ![[flag.png|20]] and ![[Old/map.png]].\n\n`![[cat.png]]` ![[nobody.png]] ![[Guide]]\n',
  'Guide/Begin.md': '![[map.png]]\n\n![the cat](../Images/the%20cat.PNG) ![[Images/the cat.png|300x200]]\n',
  'Guide/End.md': '| a |\n|---|\n| ![[MAP.png\\|90]] |\n',
}
const IMAGES = {
  'Guide/map.png': MAP,
  'Old/map.png': OLD_MAP,
  'Images/the cat.PNG': CAT,
  'Images/cat.png': png(12, 6),
  'Images/deep/flag.png': FLAG,
}
const VAULT = filesOf({ ...PAGES, ...IMAGES })

const scene = (folder: Folder): Y.Doc => sceneFromFolder(folder, null, random)
const kindsOf = ({ pictures }: Folder): PictureKinds => new Map(pictures.map(({ id, type }) => [id, type]))

function openVault(files = VAULT) {
  const folder = goodFolder(files)
  const view = createView(scene(folder), null)
  const at = (name: string) => {
    for (const one of view.artifacts()) if (one.name === name) return one.id
    throw new Error(`no ${name}`)
  }
  const means = (page: string, name: string) => pictureNamed(view, at(page), name)?.id ?? null
  return { folder, view, at, means }
}

test('[F17] a name means the picture of that file: as far as the name goes, and the nearest to the page', () => {
  const { means } = openVault()
  expect(means('Begin', 'map.png')).toBe(idOf(MAP))
  expect(means('Begin', 'Guide/map.png')).toBe(idOf(MAP))
  expect(means('Home', 'Old/map.png')).toBe(idOf(OLD_MAP))
  expect(means('End', 'map.png')).toBe(idOf(MAP))
  expect(means('Begin', 'THE CAT.png')).toBe(idOf(CAT))
  // Shown on another page.
  expect(means('End', 'flag.png')).toBe(idOf(FLAG))
  for (const none of ['nobody.png', 'Guide', '', 'Elsewhere/flag.png', 'x'])
    expect(means('Begin', none), none).toBeNull()
})

test('[F12] [F17] what only code names, or nobody, is left out and named', () => {
  const { folder } = openVault()
  expect(folder.leftOut.map(leftOutWords)).toEqual([`Images/cat.png: ${WHY.unshown}`])
  expect(folder.pictures.map((picture) => picture.id).sort()).toEqual(
    [MAP, OLD_MAP, CAT, FLAG].map(idOf).sort(),
  )
})

test('[F17] pictures are written to the paths that they came from, and pages say what they said', () => {
  const { folder, view } = openVault()
  const saved = saveWorld(view.scene, kindsOf(folder))
  for (const [path, page] of Object.entries(PAGES)) {
    const text = saved.files.find((file) => file.path === path)?.text ?? ''
    expect(text.replace(/^---\n[\s\S]*?\n---\n/, ''), path).toBe(page)
    expect(text).not.toContain(IMPORTED_PICTURES)
  }
  expect(saved.pictures.map(({ path }) => path).sort()).toEqual(
    ['Guide/map.png', 'Images/deep/flag.png', 'Images/the cat.PNG', 'Old/map.png'].sort(),
  )
  // A collector asks which pictures a world names.
  expect([...picturesNamedInDocument(view.scene)].sort()).toEqual([MAP, OLD_MAP, CAT, FLAG].map(idOf).sort())
})

test('[F17] a tag of HTML shows the picture of that file, as large as it says, and stays as it is written', () => {
  const page = `# Lamps

<p align="center">
  <img src="img/a.png" width="4" alt="A lamp">
</p>

Text with <img src='./img/b.png' height=3> in a line.

<picture><source srcset="img/c.png"><img src="img/c.png"></picture>

| looks |
| --- |
| <img src="img/a.png"> |

<!-- <img src="img/never.png"> -->
`
  const images = { 'img/a.png': MAP, 'img/b.png': OLD_MAP, 'img/c.png': CAT, 'img/never.png': FLAG }
  const { folder, view } = openVault(filesOf({ 'README.md': page, ...images }))
  expect(folder.leftOut.map(leftOutWords)).toEqual([`img/never.png: ${WHY.unshown}`])
  const saved = saveWorld(view.scene, kindsOf(folder))
  expect(saved.files[0]?.text.endsWith(`---\n${page}`)).toBe(true)
  expect(saved.pictures.map(({ path }) => path).sort()).toEqual(['img/a.png', 'img/b.png', 'img/c.png'])

  if (view.root === null) throw new Error('no root')
  const world = worldAround(view, view.root, new Set(), true)
  const tree = pageParser.parse(page)
  const shown = (html: string) =>
    [...html.matchAll(/<img [^>]*>/g)].map(([tag]) => tag.replace(/src="\/assets\/\w+"/, 'src'))
  const [a, b] = ['<img src alt="A lamp" width="4" height="3">', '<img src alt="b" width="5" height="3">']
  const c = '<img src alt="c" width="10" height="6">'
  const cell = '<img src alt="a" width="8" height="6">'
  expect(shown(toHtml(linesOf(tree, page, world)))).toEqual([a, b, c, cell])
  expect(shown(toHtml(blocksOf(tree, page, world)))).toEqual([a, b, c, cell])
})

test('[F17] what is completed is the shortest name that means that picture', () => {
  const { view, at } = openVault()
  const names = [...allPictures(view)].map((picture) => [
    picture.id,
    pictureNameFor(view, at('Home'), picture),
  ])
  expect(Object.fromEntries(names)).toMatchObject({ [idOf(FLAG)]: 'flag.png', [idOf(CAT)]: 'the cat.PNG' })
  for (const [id, name] of names) {
    if (name !== null) expect(pictureNamed(view, at('Home'), name ?? '')?.id).toBe(id)
  }
})

test('[F17] whatever a thing says of its pictures, none is written over a page, outside the folder, or twice', () => {
  const world = makeWorld()
  const picture = idOf(MAP)
  const other = idOf(CAT)
  make(world, 'lamp')
  make(world, 'book')
  const says = (which: 'm' | 'o'): unknown => [pictureUrlPath(which === 'o' ? other : picture), 8, 6]
  raw(world.scene, 'lamp').set(IMPORTED_PICTURES, {
    '../../out.png': says('m'),
    'book.md': says('m'),
    '.git/a.png': says('m'),
    '..hidden/a.png': says('m'),
    'node_modules/a.png': says('m'),
    'con.png': says('m'),
    'a:b.png': says('m'),
    [`pictures/${other.slice(0, 16)}.png`]: says('m'),
    'same.png': says('m'),
    'SAME.png': says('o'),
  })
  raw(world.scene, 'book').set(IMPORTED_PICTURES, {
    'same.png': says('o'),
    'x.png': [pictureUrlPath(picture), -1, 'b'],
  })
  const kinds: PictureKinds = new Map([
    [picture, 'image/png'],
    [other, 'image/png'],
  ])
  const saved = saveWorld(world.scene, kinds)
  expect(saved.pictures.map(({ path, id }) => `${path} ${id}`).sort()).toEqual(
    [`pictures/${picture.slice(0, 16)}.png ${picture}`, `same.png ${other}`].sort(),
  )
  // The pages say it where their files do not, and it comes back.
  const files = [
    ...saved.files.map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text) })),
    ...saved.pictures.map(({ path, id }) => ({ path, bytes: new Uint8Array(id === picture ? MAP : CAT) })),
  ]
  const again = goodFolder(files)
  expect(again.pictures.map((one) => one.id).sort()).toEqual([picture, other].sort())
  const scene = sceneFromFolder(again, null, random)
  for (const name of ['lamp', 'book'])
    expect(raw(scene, name).get(IMPORTED_PICTURES)).toEqual(raw(world.scene, name).get(IMPORTED_PICTURES))
  expect(saveWorld(scene, kinds).files).toEqual(saved.files)
})

test('[F17] what is no such list of pictures is read as far as it is one, and kept', () => {
  for (const none of [
    null,
    5,
    'x',
    [],
    { a: 'b' },
    { a: [] },
    { a: ['/assets/x', 1, 1] },
    { a: [pictureUrlPath(idOf(MAP)), 0.5, 1] },
  ])
    expect(parseNamedPictures(none), JSON.stringify(none)).toEqual([])
  const world = makeWorld()
  make(world, 'lamp')
  raw(world.scene, 'lamp').set(IMPORTED_PICTURES, 'mine')
  expect(
    saveWorld(world.scene)
      .files.map(({ text }) => text)
      .join(''),
  ).toContain(`${IMPORTED_PICTURES}: mine\n`)
})
