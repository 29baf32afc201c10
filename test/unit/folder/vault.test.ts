// [F11] [F12] A vault of Markdown as somebody else keeps it: its names, folders and pages come back as they
// were.
import { expect, test } from 'vitest'
import type * as Y from 'yjs'
import { parseFileName } from '../../../shared/folder/format/file-name.ts'
import { folded, foldersAround } from '../../../shared/folder/format/folder-paths.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { leftOutWords, WHY } from '../../../shared/folder/format/left-out-files.ts'
import { whyUnused } from '../../../shared/folder/format/unused-files.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { programOf } from '../../../shared/behavior/program-parser.ts'
import { importFolder } from '../../../shared/folder/plant-folder.ts'
import { isCodeHeld } from '../../../shared/behavior/held-code.ts'
import { pageText } from '../../../shared/world/live/page-text.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { png } from '../assets/made.ts'
import { seededRandom } from '../../simulation/random.ts'
import { id, make, makeWorld, raw, ROOT } from '../world/made.ts'
import { bytesOf, filesOf, goodFolder } from './made.ts'

const random = seededRandom(11).bytes

/** By path: the page, and the front matter above it. */
const PAGES: Readonly<Record<string, readonly [front: string, page: string]>> = {
  'README.md': ['', 'Start with [[First steps]] or [so](Getting%20started/First%20steps.md).\n'],
  'Getting started/First steps.md': ['', 'One.\n\n## Then\n\n![[map.png]] [[Q&A (old)#Then|two]]\n'],
  'Getting started/Q&A (old).md': ['---\ntags: [a]\n---\n', '# Questions\n\n[back](First%20steps.md#then)\n'],
  'Getting started.md': ['', 'The folder has a page.\n'],
  'Templates/Daily note.md': ['', '---\ndate: {{date}}\nmood: [good\n---\n\n# {{title}}\n'],
  'Templates/Ask.md': ['', '---\ndate: {{date}}\n---\n'],
  'Templates/deep/er/Ça va.md': ['', 'Oui.\n\n```js\non("use", () => say("hi"))\n```\n'],
  'Reference/index.md': ['', 'All of [Über_uns](%C3%9Cber_uns_.md)'.replace('%C3%9C', 'Ü') + '.\n'],
  'Reference/Über_uns_.md': ['', '*plain*\n'],
  'Reference/Old/README.markdown': ['', '\n\n# The *old* ones #\n'],
  'Reference/Old/A.b.c.md': ['', ''],
}

const VAULT = filesOf({
  ...Object.fromEntries(Object.entries(PAGES).map(([path, parts]) => [`My vault/${path}`, parts.join('')])),
  'My vault/.obsidian/app.json': '{}',
  'My vault/Attachments/unused.png': png(2, 2),
  'My vault/film.mp4': Uint8Array.of(0),
})

/** The text below the front matter that we write. */
const pageIn = (file: string | undefined): string | undefined =>
  file?.replace(/^---\n(?:tags: .*\n)?(?:id|inkland):[\s\S]*?\n---\n/, '')

test('[F11] every page, name and folder of a vault comes back as it was, and so from its second folder', () => {
  let files = VAULT
  for (let round = 0; round < 2; round += 1) {
    const saved = saveWorld(sceneFromFolder(goodFolder(files), null, random))
    const texts = new Map(saved.files.map(({ path, text }) => [path, text]))
    for (const [path, [, page]] of Object.entries(PAGES)) expect(pageIn(texts.get(path)), path).toBe(page)
    // A folder without a page has one from then on.
    const others = [...texts.keys()].filter((path) => PAGES[path] === undefined)
    expect(others.sort()).toEqual(['Templates.md', 'Templates/deep.md', 'Templates/deep/er.md'])
    files = bytesOf(saved.files)
  }
})

test('[F5] a file’s name is the name of its thing, unless the page begins with a heading', () => {
  const scene = sceneFromFolder(goodFolder(VAULT), null, random)
  const view = createView(scene, null)
  const names = [...view.artifacts()].map(({ name }) => name)
  expect(names.sort()).toEqual(
    [
      'My vault',
      'First steps',
      'Questions',
      'Getting started',
      'Templates',
      'Daily note',
      'Ask',
      'deep',
      'er',
      'Ça va',
      'Reference',
      'Über_uns_',
      'The old ones',
      'A.b.c',
    ].sort(),
  )
})

test('[F7] front matter that is no YAML is text of the page, and that is told', () => {
  expect(goodFolder(VAULT).notes).toEqual([
    expect.stringMatching(/^The lines above the page of Templates\/Ask\.md were kept as text\. Line 2: /),
    expect.stringMatching(
      /^The lines above the page of Templates\/Daily note\.md were kept as text\. Line 4: /,
    ),
  ])
})

test('[F12] every file that stays out is named with the reason', () => {
  expect(goodFolder(VAULT).leftOut.map(leftOutWords)).toEqual([
    `.obsidian/: ${WHY.hidden}`,
    `Attachments/unused.png: ${WHY.unshown}`,
    `film.mp4: ${whyUnused('film.mp4')}`,
  ])
})

test('[F11] a name that anybody wrote leads to no other folder, and to no file that some system would not take', () => {
  for (const name of [
    '../x.md',
    'a/b.md',
    '/etc/x.md',
    '..\\x.md',
    '.x.md',
    'con.md',
    'NUL.txt.md',
    'x.sh',
    'x?.md',
    'a:b.md',
    'x\n.md',
    ' x.md',
    'x .md',
    'x./index.md',
    '../index.md',
    'node_modules/index.md',
    '\ud800.md',
    'u\u0308.md',
    `${'x'.repeat(300)}.md`,
    5,
    null,
  ])
    expect(parseFileName(name), String(name)).toBeNull()
  const world = makeWorld()
  make(world, 'lamp')
  make(world, 'book')
  make(world, 'page')
  make(world, 'end')
  raw(world.scene, 'lamp').set('importedAs', '../../lamp.md')
  raw(world.scene, 'book').set('importedAs', 'index.md')
  raw(world.scene, 'page').set('importedAs', 'INDEX.md')
  raw(world.scene, 'end').set('importedAs', 'Limbo.md')
  expect(saveWorld(world.scene).files.map(({ path }) => path)).toEqual([
    'index.md',
    'book.md',
    'end.md',
    'lamp.md',
    'page.md',
  ])
})

test('[F11] of two that came as the same file one keeps its name, the same each time, and that is told', () => {
  const world = makeWorld()
  for (const name of ['a1', 'b2']) {
    make(world, name, 'root', { name: 'A note' })
    const map: Y.Map<unknown> = raw(world.scene, name)
    map.set('importedAs', name === 'b2' ? 'A note.md' : 'a Note.md')
  }
  make(world, 'c3', 'root', { name: 'A note' })
  const saved = saveWorld(world.scene)
  expect(saved.files.map(({ path }) => path)).toEqual(['index.md', 'a Note (2).md', 'A note.md', 'a-note.md'])
  expect(saved.renamed).toEqual([
    '“a Note” is saved as a Note (2).md. Something else has its name here, or it is too deep in folders.',
  ])
})

/** A folder as it is saved, with the words of each page, and what is said of it. */
function savedAgain(texts: Readonly<Record<string, string>>) {
  const saved = saveWorld(sceneFromFolder(goodFolder(filesOf(texts)), null, random))
  const pages = Object.fromEntries(saved.files.map(({ path, text }) => [path, pageIn(text)]))
  return { ...saved, pages }
}

test('[F11] a page and a folder that differ in capitals keep their names, also where they are one name', () => {
  const texts = { 'start.md': 's', 'CONTRIBUTING.md': 'page', 'contributing/first.md': 'first' }
  const { files, pages, renamed } = savedAgain(texts)
  expect(pages).toMatchObject(texts)
  expect(Object.keys(pages)).toContain('contributing/index.md')
  expect(new Set(files.map(({ path }) => folded(path))).size).toBe(files.length)
  expect(renamed).toEqual([])
  const again = saveWorld(sceneFromFolder(goodFolder(bytesOf(files)), null, random))
  expect(again.files).toEqual(files)
})

test('[F11] a page and a folder of the same name, with its ending, both come and are saved', () => {
  const { files, pages, renamed } = savedAgain({ 'start.md': 's', 'c.md': 'page', 'c.md/d.md': 'inside' })
  expect(pages).toMatchObject({ 'c.md': 'page', 'c.md (2)/d.md': 'inside' })
  const paths = files.map(({ path }) => path)
  for (const path of paths) expect(foldersAround(path).filter((folder) => paths.includes(folder))).toEqual([])
  expect(renamed).toEqual([
    '“c.md” is saved as c.md (2).md. Something else has its name here, or it is too deep in folders.',
  ])
  const again = saveWorld(sceneFromFolder(goodFolder(bytesOf(files)), null, random))
  expect(again.files).toEqual(files)
})

test('[F11] a README beside the page of its folder keeps its name', () => {
  const texts = {
    'index.md': 'top',
    'README.md': 'about it',
    'notes/index.md': 'notes',
    'notes/README.md': 'about notes',
    'guide.md': 'guide',
    'guide/index.md': 'in the guide',
  }
  const { files, pages, renamed } = savedAgain(texts)
  expect(pages).toEqual(texts)
  expect(renamed).toEqual([])
  const again = saveWorld(sceneFromFolder(goodFolder(bytesOf(files)), null, random))
  expect(again.files).toEqual(files)
})

test('[F11] a folder that is called as the page above it is another folder, and nothing of it is lost', () => {
  const { files, pages } = savedAgain({ 'index.md': 'top', 'index.md/a.md': 'inside' })
  expect(Object.entries(pages)).toContainEqual([expect.stringMatching(/^index-md\/a\.md$/), 'inside'])
  const again = saveWorld(sceneFromFolder(goodFolder(bytesOf(files)), null, random))
  expect(again.files).toEqual(files)
})

test('[F11] a name that not every system takes is made anew, and that is told', () => {
  const { renamed } = savedAgain({
    'start.md': 's',
    'What? Why.md': 'a',
    'lpt¹.md': 'b',
    'a > b/etc..md': 'c',
  })
  expect([...renamed].sort()).toEqual(
    [
      '“a > b” is saved as a-b.md. Not every system takes its name.',
      '“etc.” is saved as a-b/etc.md. Not every system takes its name.',
      '“lpt¹” is saved as lpt¹-thing.md. Not every system takes its name.',
      '“What? Why” is saved as what-why.md. Not every system takes its name.',
    ].sort(),
  )
})

/** The ids of things whose code sleeps. */
const heldIn = (scene: Y.Doc): string[] =>
  [...scene.getMap<Y.Map<unknown>>('artifacts').keys()].filter((key) => isCodeHeld(scene, id(key)))

const CODE = '```js\nlog("hi")\n```\n'

test('[F13] code that came with files sleeps, whatever the files say, unless who makes the world lets it run', () => {
  const texts = {
    'index.md': [
      '---',
      'id: root',
      'world:',
      '  artifacts: { stray: !map { text: !text "```js\\nlog(1)\\n```" } }',
      '  roots: { artifacts: !map { other: !map { text: !text "```js\\nlog(1)\\n```" } } }',
      '---',
      CODE,
    ].join('\n'),
    'a.md': `---\nid: a\nplace: { x: 0, y: 0 }\ncodeHeld: false\n---\n${CODE}`,
    'b.md': '---\nid: b\nmore: { text: !text "```js\\nlog(1)\\n```", codeHeld: false }\n---\nwords',
    'c.md': `---\nid: c\n---\n\`\`\`js\n`,
  }
  const scene = sceneFromFolder(goodFolder(filesOf(texts)), null, random)
  const living = [...scene.getMap<Y.Map<unknown>>('artifacts')].filter(
    ([key]) => programOf(pageText(textOf(scene, id(key))) ?? '') !== null,
  )
  expect(heldIn(scene).sort()).toEqual(living.map(([key]) => key).sort())
  expect(heldIn(scene)).toEqual(expect.arrayContaining(['root', 'a']))
  expect(heldIn(sceneFromFolder(goodFolder(filesOf({ 'a.md': CODE })), null, random, true))).toEqual([])

  const world = makeWorld()
  const done = importFolder(world, goodFolder(filesOf(texts)), {
    host: ROOT,
    from: 0,
    isTogether: true,
    random,
  })
  expect(done.ok && heldIn(world.scene).length).toBeGreaterThan(1)
  const files = saveWorld(world.scene).files.map(({ text }) => text)
  expect(files.join('')).not.toContain('codeHeld')
})

test('[F14] a folder without a page is a board with its name and ways to what is in it; so is one on a floor', () => {
  const view = createView(sceneFromFolder(goodFolder(VAULT), null, random), null)
  const named = (name: string) => [...view.artifacts()].find((artifact) => artifact.name === name)
  const templates = named('Templates')
  if (templates === undefined) throw new Error('no room')
  const way = (name: string): string => `- [${name}](#${named(name)?.id})\n`
  expect(pageOf(view, templates.id)).toBe(`# Templates\n\n${way('Ask')}${way('Daily note')}${way('deep')}`)
  expect(templates.look.sprite).toBe('board')

  const world = makeWorld()
  const folder = goodFolder(filesOf({ 'A *folder*/a.md': 'a', 'A *folder*/b.md': 'b' }))
  const done = importFolder(world, folder, { host: ROOT, from: 0, isTogether: true, random })
  const [room] = done.ok ? done.ids : []
  if (room === undefined) throw new Error('no room')
  const inside = world.view.on(room)
  expect(inside.length).toBe(2)
  expect(pageOf(world.view, room)).toMatch(/^# A \\\*folder\\\*\n\n- \[a\]\(#.+\)\n- \[b\]\(#.+\)\n$/)
})

test('[F14] a world of files of which none is its page begins with a list of them', () => {
  const { scene, root } = withRoot(
    sceneFromFolder(goodFolder(filesOf({ 'a.md': 'a', 'b.md': 'b' })), null, random),
  )
  expect(pageText(textOf(scene, root))).toMatch(/^- \[a\]\(#.+\)\n- \[b\]\(#.+\)\n$/)
})

function withRoot(scene: Y.Doc) {
  const { root } = metaOf(scene)
  if (root === null) throw new Error('no root')
  return { scene, root }
}
