import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sceneFromFolder, titleOf } from '../../../shared/folder/grow-scene.ts'
import { importFolder } from '../../../shared/folder/plant-folder.ts'
import { leftOutWords, WHY } from '../../../shared/folder/format/left-out-files.ts'
import { whyUnused } from '../../../shared/folder/format/unused-files.ts'
import { saveThing, saveWorld, type Saved } from '../../../shared/folder/save-world.ts'
import { unzipFiles, zipFiles } from '../../../shared/folder/zip-files.ts'
import { moveArtifact, sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { pictureUrlPath, pictureSprite } from '../../../shared/world/picture-id.ts'
import { png } from '../assets/made.ts'
import { seededRandom } from '../../simulation/random.ts'
import { id, make, makeWorld, raw, ROOT } from '../world/made.ts'
import { bytesOf, filesOf, goodFolder, problemsOf } from './made.ts'
import { contentOf } from './worlds.ts'

const random = seededRandom(3).bytes

const pathsOf = ({ files }: Saved): string[] => files.map(({ path }) => path)

function textOf({ files }: Saved, path: string): string {
  const found = files.find((file) => file.path === path)
  if (found === undefined) throw new Error(`no ${path} among ${files.map(({ path }) => path).join(', ')}`)
  return found.text
}

/** The world of some files: its scene, and its view. */
function worldOf(texts: Readonly<Record<string, string | Uint8Array>>) {
  const folder = goodFolder(filesOf(texts))
  const scene = sceneFromFolder(folder, null, random)
  const view = createView(scene, null)
  const thing = (name: string) => {
    const found = [...view.artifacts()].find((artifact) => artifact.name === name)
    if (found === undefined)
      throw new Error(`no ${name} among ${[...view.artifacts()].map(({ name }) => name).join(', ')}`)
    return found
  }
  const page = (name: string) => pageOf(view, thing(name).id)
  return { folder, scene, view, thing, page, saved: saveWorld(scene) }
}

test('[F1] a file has front matter with what is not as usual, then the page as it is', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', {
    name: 'Lamp',
    text: '---\nIt begins with dashes.\r\nNo end',
    look: { sprite: 'lamp', width: 48, height: 64 },
    properties: { locked: true, speed: 100 },
  })
  moveArtifact(world, id('lamp'), { host: ROOT, x: 12, y: 34, facing: 'left' })
  raw(world.scene, 'lamp').set('note', 'two\nlines\n')
  expect(textOf(saveWorld(world.scene), 'lamp.md')).toBe(
    [
      '---',
      'id: lamp',
      'name: Lamp',
      'place: { x: 12, y: 34, facing: left }',
      'look: { sprite: lamp, width: 48 }',
      'locked: true',
      'note: |',
      '  two',
      '  lines',
      '---',
      '---',
      'It begins with dashes.\r',
      'No end',
    ].join('\n'),
  )
  expect(textOf(saveWorld(world.scene), 'index.md')).toBe(
    '---\nid: root\nname: garden\nworld:\n  format: 1\n  title: Garden\n---\n# Garden\n',
  )
})

test('[F2] what is in a thing is in the folder beside its file, which stays where it is when something is put in', () => {
  const world = makeWorld()
  make(world, 'chest')
  make(world, 'book')
  expect(pathsOf(saveWorld(world.scene))).toEqual(['index.md', 'book.md', 'chest.md'])
  moveArtifact(world, id('book'), { host: id('chest'), x: 0, y: 0 })
  expect(pathsOf(saveWorld(world.scene))).toEqual(['index.md', 'chest.md', 'chest/book.md'])
})

test('[F2] of things that are called the same, each has its id in its name', () => {
  const world = makeWorld()
  for (const name of ['a1', 'b2']) make(world, name, 'root', { name: 'Lamp' })
  make(world, 'c3', 'root', { name: 'LIMBO' })
  make(world, 'd4', 'root', { name: 'con' })
  expect(pathsOf(saveWorld(world.scene))).toEqual([
    'index.md',
    'lamp-a1.md',
    'lamp-b2.md',
    'limbo-thing.md',
    'con-thing.md',
  ])
})

test('[F2] what is too deep for a path is in one folder, and says what it is in', () => {
  const world = makeWorld()
  for (let depth = 0, on = 'root'; depth < 30; depth += 1) on = make(world, `box${depth}`, on)
  const saved = saveWorld(world.scene)
  expect(Math.max(...pathsOf(saved).map((path) => path.length))).toBeLessThan(220)
  expect(textOf(saved, 'deep/box29.md')).toContain('place: { host: box28, x: 0, y: 0 }')
  const again = sceneFromFolder(goodFolder(bytesOf(saved.files)), null, random)
  expect(contentOf(again)).toBe(contentOf(world.scene))
})

test('[F3] limbo is a folder, and what is in it knows where it was', () => {
  const world = makeWorld()
  make(world, 'chest')
  make(world, 'book', 'chest')
  moveArtifact(world, id('chest'), { host: ROOT, x: 5, y: 6 })
  sendToLimbo(world, id('chest'))
  const saved = saveWorld(world.scene)
  expect(pathsOf(saved)).toEqual(['index.md', 'limbo/chest.md', 'limbo/chest/book.md'])
  expect(textOf(saved, 'limbo/chest.md')).toContain('place: { x: 5, y: 6, was: { host: root, x: 5, y: 6 } }')
  expect(contentOf(sceneFromFolder(goodFolder(bytesOf(saved.files)), null, random))).toBe(
    contentOf(world.scene),
  )
})

test('[F4] a way in a page is a link in its file, and comes back; code and links elsewhere stay', () => {
  const world = makeWorld()
  make(world, 'chest')
  make(world, 'book', 'chest')
  const page =
    '[in](#book) [part](<#book/the-end> "t") [out](#root) [gone](#nobody)\n\n`[x](#book)`\n\n[r]: #chest\n'
  setText(world, id('chest'), page)
  setText(world, id('book'), '[up](#chest)')
  const saved = saveWorld(world.scene)
  expect(textOf(saved, 'chest.md')).toContain(
    '[in](chest/book.md) [part](<chest/book.md#the-end> "t") [out](index.md) [gone](#nobody)\n\n`[x](#book)`\n\n[r]: chest.md\n',
  )
  expect(textOf(saved, 'chest/book.md')).toContain('[up](../chest.md)')
  expect(contentOf(sceneFromFolder(goodFolder(bytesOf(saved.files)), null, random))).toBe(
    contentOf(world.scene),
  )
})

test('[F4] links to headings of any letters come in, go out and come back as they were written', () => {
  const texts = {
    'README.md':
      '# Über uns\n\n[here](#über-uns) [so](#%C3%BCber-uns) [there](städte.md#你好) [so](<städte.md#%E4%BD%A0%E5%A5%BD>)\n',
    'städte.md':
      '# 你好\n\n## 😄 Start\n\n[up](README.md#über-uns) [here](#-start) [own](städte.md#-start)\n',
  }
  const { page, thing, view, scene, saved } = worldOf(texts)
  const town = thing('你好').id
  expect(page('Über uns')).toContain(
    `[here](#über-uns) [so](#%C3%BCber-uns) [there](#${town}/你好) [so](<#${town}/%E4%BD%A0%E5%A5%BD>)`,
  )
  expect(page('你好')).toContain(`[up](#${view.root}/über-uns) [here](#-start) [own](#${town}/-start)`)
  const files = saved.files.map(({ text }) => text).join('\n')
  expect(files).toContain(
    '[here](#über-uns) [so](#%C3%BCber-uns) [there](städte.md#你好) [so](<städte.md#%E4%BD%A0%E5%A5%BD>)',
  )
  expect(files).toContain('[up](README.md#über-uns) [here](#-start) [own](städte.md#-start)')
  expect(contentOf(sceneFromFolder(goodFolder(bytesOf(saved.files)), null, random))).toBe(contentOf(scene))
})

test('[F4] a page that speaks of a file that is there by chance stays as it is', () => {
  const world = makeWorld()
  make(world, 'book')
  setText(world, ROOT, 'See [the file](book.md).')
  const saved = saveWorld(world.scene)
  expect(textOf(saved, 'index.md')).toContain('links: as written\n')
  expect(contentOf(sceneFromFolder(goodFolder(bytesOf(saved.files)), null, random))).toBe(
    contentOf(world.scene),
  )
})

test('[F5] files without front matter: the name is the first heading or the file, links become ways, a folder is a thing', () => {
  const { view, thing, page, saved } = worldOf({
    'docs/README.md': '# The *Manual*\n\nGo to [setup](setup.md) or [the API](api/#calls).\n',
    'docs/setup.md': '```\n# no heading\n```\nSee [home](./README.md) and [net](https://x.org/setup.md).\n',
    'docs/api/calls.md': '---\ntitle: Calls\ntags: [a, b]\n---\nCalls\n',
    'docs/guide/index.md': 'Guide\n=====\n',
    'docs/guide/first.md': '',
  })
  expect(view.title).toBe('The Manual')
  expect(page('The Manual')).toBe(
    `# The *Manual*\n\nGo to [setup](#${thing('setup').id}) or [the API](#${thing('api').id}/calls).\n`,
  )
  expect(page('setup')).toContain(`See [home](#${view.root}) and [net](https://x.org/setup.md).`)
  expect(thing('Calls').host).toBe(thing('api').id)
  expect(thing('first').host).toBe(thing('Guide').id)
  expect(thing('Guide').host).toBe(view.root)
  expect(textOf(saved, 'api/calls.md')).toMatch(
    /^---\ntitle: Calls\ntags: \[a, b\]\ninkland:\n(?: .*\n)+---\nCalls\n$/,
  )
})

test('[F5] one file alone is the page of the world; several stand beside each other', () => {
  expect(worldOf({ 'Shopping list.md': 'milk' }).view.title).toBe('Shopping list')
  const { view } = worldOf({ 'a.md': '# A', 'b.md': '# B', 'c.md': '# C' })
  const root = view.root
  if (root === null) throw new Error('no root')
  const places = view.on(root).map((id) => view.artifact(id)?.place)
  expect(new Set(places.map((place) => `${place?.x},${place?.y}`)).size).toBe(3)
})

test('[F5] [F12] an image that a page shows comes along as a picture of the world; what stays out is told', () => {
  const { page, folder } = worldOf({
    'a.md': '![dot](img/dot.png) ![again](img/dot.png) ![none](img/none.png)\n',
    'img/dot.png': png(2, 2),
    'img/none.png': Uint8Array.of(1, 2, 3),
    'img/unused.png': png(3, 3),
    'b.txt': 'x',
    '.git/config': 'x',
  })
  const source = pictureUrlPath(idOf(png(2, 2)))
  expect(page('a')).toBe(`![dot](${source}) ![again](${source}) ![none](img/none.png)\n`)
  expect(folder.pictures.map(({ id }) => id)).toEqual([idOf(png(2, 2))])
  expect(folder.notes).toEqual([
    'a.md came without img/none.png: That picture cannot be shown here. Use PNG, JPEG, GIF, WebP, AVIF or SVG.',
  ])
  expect(folder.leftOut.map(leftOutWords)).toEqual([
    `.git/: ${WHY.hidden}`,
    `b.txt: ${whyUnused('b.txt')}`,
    `img/unused.png: ${WHY.unshown}`,
  ])
})

test('[F5] pictures of pages and looks are files beside the pages, and the same pictures when they are read again', () => {
  const [inPage, inLook, elsewhere] = [png(2, 2), png(3, 3), png(4, 4)]
  const { scene } = worldOf({
    'a.md': `![a cat|90](${pictureUrlPath(idOf(inPage))}) ![gone](${pictureUrlPath(idOf(elsewhere))})\n`,
    'b/c.md': `---\nlook: { sprite: "${pictureSprite(idOf(inLook))}" }\n---\n![a cat](${pictureUrlPath(idOf(inPage))})\n`,
  })
  const kinds = new Map([inPage, inLook].map((bytes) => [idOf(bytes), 'image/png' as const]))
  const saved = saveWorld(scene, kinds)
  const short = (bytes: Uint8Array): string => `pictures/${idOf(bytes).slice(0, 16)}.png`
  expect(saved.pictures.map(({ path }) => path).sort()).toEqual([short(inPage), short(inLook)].sort())
  expect(textOf(saved, 'a.md')).toContain(
    `![a cat|90](${short(inPage)}) ![gone](${pictureUrlPath(idOf(elsewhere))})`,
  )
  expect(textOf(saved, 'b/c.md')).toContain(`![a cat](../${short(inPage)})`)

  const files = saved.files.map(({ path, text }) => ({ path, bytes: new TextEncoder().encode(text) }))
  const beside = [inPage, inLook].map((bytes) => ({ path: short(bytes), bytes: new Uint8Array(bytes) }))
  const zip = unzipFiles(zipFiles(saved.files, 'garden', beside))?.files ?? []
  expect(zip.length).toBe(files.length + 2)
  const again = goodFolder(zip)
  expect(again.notes).toEqual([])
  expect(again.pictures.map(({ id }) => id).sort()).toEqual([idOf(inPage), idOf(inLook)].sort())
  expect(saveWorld(sceneFromFolder(again, null, random), kinds).files).toEqual(saved.files)
})

test('[F5] dashes that no keys follow are of the page', () => {
  for (const text of ['---\n\nA rule\n\n---\n', '---\n---\n', '---', '---\n- a\n---\nx', '--- \nid\n'])
    expect(worldOf({ 'a.md': text }).page('a')).toBe(text)
})

test('[F6] a program that ends lines otherwise does not change a page that was saved', () => {
  const world = makeWorld()
  const windows = bytesOf(saveWorld(world.scene).files).map(({ path, bytes }) => ({
    path,
    bytes: new TextEncoder().encode(`\uFEFF${new TextDecoder().decode(bytes).replaceAll('\n', '\r\n')}`),
  }))
  expect(contentOf(sceneFromFolder(goodFolder(windows), null, random))).toBe(contentOf(world.scene))
})

test.each([
  [
    { 'a.md': '---\nid: a\nname: [x\n---\n' },
    'a.md, line 4: the lines are not indented alike, or a bracket is not closed. Correct the lines',
  ],
  [{ 'a.md': '---\nid: a\nname: a\nid: b\n---\n' }, 'a.md, line 4: a key appears twice.'],
  [
    { 'a.md': '# A', 'b/c.md': '---\nid: a\nname: a\ntext: x\n---\n' },
    'b/c.md, line 4: “text” cannot be a key here',
  ],
  [{ 'a.txt': 'x' }, 'It contains no page. Pages are Markdown files'],
  [{ 'a.md': 'x'.repeat(1_000_001) }, 'a.md: a page has at most 1,000,000 characters. Split it'],
  [
    { 'a.md': `---\nid: a\nname: a\na: ${'['.repeat(40)}${']'.repeat(40)}\n---\n` },
    'a.md, line 4: These values are nested too deeply.',
  ],
  [
    {
      'a.md': `---\nid: a\nname: a\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghi')
        .map((k, at) => `${k}: &${k} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
        .join('\n')}\n---\n`,
    },
    'This front matter is too long.',
  ],
])('[F7] a folder that cannot be read says which file, which line and what to do', (texts, words) => {
  const [first = ''] = problemsOf(filesOf(texts))
  expect(first).toContain(words)
})

test('[F7] a page in UTF-16 with a mark is read; one that is no such text is left out by name', () => {
  const wide = new Uint8Array(Uint16Array.from('\uFEFF# Käse', (letter) => letter.charCodeAt(0)).buffer)
  const half = Uint8Array.of(0xff, 0xfe, 0x41)
  const big = Uint8Array.of(0xfe, 0xff, 0, 0x41)
  const latin = Uint8Array.of(0x4b, 0xe4)
  const folder = goodFolder(filesOf({ 'wide.md': wide, 'half.md': half, 'big.md': big, 'latin.md': latin }))
  expect(folder.things.map(({ path, page }) => [path, page])).toEqual([
    ['big.md', 'A'],
    ['wide.md', '# Käse'],
  ])
  expect(folder.notes).toContain('wide.md was in UTF-16. It is saved as UTF-8.')
  expect(folder.leftOut).toEqual([
    { path: 'half.md', why: expect.stringContaining('Save it as UTF-8') },
    { path: 'latin.md', why: expect.stringContaining('Save it as UTF-8') },
  ])
})

test('[F12] files that are no page are named, each with what to do', () => {
  const names = [
    'a letter.pdf',
    'a.HEIC',
    'b.mov',
    'c.m4a',
    'd.csv',
    'e.xlsx',
    'f.docx',
    'g.7z',
    'h.txt',
    'i',
  ]
  const problems = problemsOf(filesOf(Object.fromEntries(names.map((name) => [name, 'x']))))
  expect(problems.slice(1)).toEqual(names.map((name) => `${name}: ${whyUnused(name)}`))
  const advice = [
    'paste them into a page',
    'JPEG or PNG',
    'Put a link',
    'Put a link',
    'a page with a table',
    'they become a table',
    'paste them into a page',
    'as a zip',
    'end in .md',
  ]
  for (const [at, words] of advice.entries()) expect(whyUnused(names[at] ?? '')).toContain(words)
})

test('[F8] a folder goes onto a floor in one step, which undo takes back to limbo with what others wrote', () => {
  const world = makeWorld()
  const origin = {}
  const undo = new Y.UndoManager(world.scene.getMap('artifacts'), { trackedOrigins: new Set([origin]) })
  const folder = goodFolder(filesOf({ 'a.md': '[b](b.md)', 'b.md': '# B', 'c/d.md': 'D' }))
  const done = importFolder({ view: world.view, origin }, folder, {
    host: ROOT,
    from: 96,
    isTogether: false,
    random,
  })
  if (!done.ok) throw new Error(done.text)
  expect(done.count).toBe(4)
  expect(world.view.on(ROOT)).toEqual([...done.ids].sort())
  const [a, b] = done.ids
  if (a === undefined || b === undefined) throw new Error('nothing there')
  expect(pageOf(world.view, a)).toBe(`[b](#${b})`)
  setText({ view: world.view, origin: 'somebody' }, b, '# B, mended')
  undo.undo()
  expect(world.view.on(ROOT)).toEqual([])
  expect(world.view.limbo).toEqual([...done.ids].sort())
  expect(pageOf(world.view, b)).toBe('# B, mended')
  undo.redo()
  expect(world.view.on(ROOT)).toEqual([...done.ids].sort())
})

test('[F8] a thing that was saved comes again beside itself, with new ids and its own ways', () => {
  const world = makeWorld()
  make(world, 'chest')
  make(world, 'book', 'chest', { text: '[up](#chest)' })
  const saved = saveThing(world.scene, id('chest'))
  expect(pathsOf(saved)).toEqual(['chest.md', 'chest/book.md'])
  const zip = unzipFiles(zipFiles(saved.files, 'chest'))?.files
  if (zip === undefined) throw new Error('no zip')
  const done = importFolder(world, goodFolder(zip), { host: ROOT, from: 0, isTogether: true, random })
  if (!done.ok) throw new Error(done.text)
  const [chest] = done.ids
  if (chest === undefined) throw new Error('nothing there')
  expect(chest).not.toBe('chest')
  const [book] = world.view.on(chest)
  expect(book === undefined ? null : pageOf(world.view, book)).toBe(`[up](#${chest})`)
  expect(world.view.artifact(chest)?.place).not.toEqual(world.view.artifact(id('chest'))?.place)
})

test('[F8] the folder of a world goes onto a floor as one thing with the rest in it', () => {
  const world = makeWorld()
  make(world, 'chest')
  const saved = saveWorld(world.scene)
  const other = makeWorld()
  const folder = goodFolder(bytesOf(saved.files))
  const done = importFolder(other, folder, { host: ROOT, from: 0, isTogether: true, random })
  if (!done.ok) throw new Error(done.text)
  const [garden] = done.ids
  expect(done.ids.length).toBe(1)
  expect(garden === undefined ? null : other.view.artifact(garden)?.name).toBe('garden')
  expect(garden === undefined ? null : other.view.on(garden)).toEqual(['chest'])
})

test('[F9] what no file can hold is told', () => {
  const world = makeWorld()
  raw(world.scene, 'root').set('drawing', new Y.XmlFragment())
  expect(saveWorld(world.scene).leftOut).toEqual(['“drawing” of index.md: a file cannot hold it.'])
})

test('[F9] the title of a folder is that of its world, else its page, else its own name', () => {
  expect(titleOf(goodFolder(filesOf({ 'notes/a.md': 'x', 'notes/b.md': 'y' })))).toBe('notes')
  expect(titleOf(goodFolder(filesOf({ 'index.md': '---\nworld: { title: Home }\n---\n# Other' })))).toBe(
    'Home',
  )
})
