// [F19] Front matter of other programs: who edits nothing of it finds it as it was, byte for byte.
import { expect, test } from 'vitest'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { thingNamed } from '../../../shared/folder/links/page-names.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { rename } from '../../../shared/world/edits/name-edits.ts'
import { setText } from '../../../shared/world/edits/text-edits.ts'
import { seededRandom } from '../../simulation/random.ts'
import { raw } from '../world/made.ts'
import { bytesOf, filesOf, goodFolder } from './made.ts'
import { contentOf } from './worlds.ts'

const random = seededRandom(19).bytes

const FRONT = [
  '---',
  'version: 1.10',
  'code: 01234',
  'answer: "no"',
  '# a comment of its owner',
  'zebra: last',
  'day: 2026-06-29',
  'tags: [b, a]',
  "quoted: 'single'",
  'weight: 10',
  'place: Lisbon',
  'empty:',
  '---',
  '',
].join('\n')

function openFolder(texts: Readonly<Record<string, string>>) {
  const folder = goodFolder(filesOf(texts))
  const scene = sceneFromFolder(folder, null, random)
  const view = createView(scene, null)
  const thing = (file: string) => {
    const id = thingNamed(view, file)
    if (id === null) throw new Error(`no ${file}`)
    return id
  }
  /** The text of a file as it is saved now. */
  const saved = (path: string) => saveWorld(scene).files.find((file) => file.path === path)?.text ?? ''
  return { folder, scene, view, edit: { view, origin: 'somebody' }, thing, saved }
}

/** A file as it is saved, without the lines that are ours. */
const withoutOurs = (text: string): string => text.replace(/^inkland:\r?\n(?: [^\n]*\n)+/m, '')

const BOM = '\uFEFF'
const TEXTS = {
  'start.md': '# Start\n',
  'plain.md': `${FRONT}plain words stay here\n`,
  'bom.md': `${BOM}${FRONT}bom words stay here\n`,
  'crlf.md': `${FRONT}crlf words stay here\nand a second line\n`.replaceAll('\n', '\r\n'),
  'sign.md': `${BOM}words\n`,
  'end.md': '---\na: 1\n---',
}

test('[F19] front matter that nobody edited comes back as it was, and so from the second folder', () => {
  const { scene, saved } = openFolder(TEXTS)
  for (const [path, text] of Object.entries(TEXTS)) {
    if (path === 'start.md') continue
    const wanted = path === 'sign.md' ? `${BOM}---\n---\nwords\n` : text
    expect(withoutOurs(saved(path)), path).toBe(wanted)
  }
  const { files } = saveWorld(scene)
  const again = sceneFromFolder(goodFolder(bytesOf(files)), null, random)
  expect(contentOf(again)).toBe(contentOf(scene))
  expect(saveWorld(again).files).toEqual(files)
})

test('[F19] a page is edited, and all else of its file is the same', () => {
  const { view, edit, thing, saved } = openFolder(TEXTS)
  for (const name of ['plain', 'bom', 'crlf']) {
    const id = thing(name)
    setText(edit, id, (pageOf(view, id) ?? '').replace('stay', 'are'))
    const path = `${name}.md` as 'plain.md'
    expect(withoutOurs(saved(path))).toBe(TEXTS[path].replace('stay', 'are'))
  }
})

test('[F19] only keys that were changed are written anew, and one that is gone is gone', () => {
  const named = FRONT.replace('zebra: last', 'name: "Old" # mine\nlist:\n  - a\nzebra: last')
  const { scene, edit, thing, saved } = openFolder({ 'start.md': 's', 'a.md': `${named}words` })
  const id = thing('a')
  rename(edit, id, 'New')
  raw(scene, id).set('weight', 20)
  raw(scene, id).set('list', ['a', 'b'])
  raw(scene, id).delete('day')
  expect(withoutOurs(saved('a.md'))).toBe(
    `${named}words`
      .replace('name: "Old" # mine', 'name: New')
      .replace('list:\n  - a', 'list:\n  - a\n  - b')
      .replace('weight: 10', 'weight: 20')
      .replace('day: 2026-06-29\n', ''),
  )
})

test('[F19] an `id` of another program takes no file’s name away, and is kept', () => {
  const page = (id: string): string => `---\nid: ${id}\ntitle: Welcome to ${id}\n---\nwords\n`
  const texts = {
    'hub.md': '[[first-steps]]\n',
    'first-steps.md': page('intro'),
    'setup-guide.md': page('setup'),
  }
  const { scene, view, thing, saved } = openFolder(texts)
  expect(view.artifact(thing('first-steps'))?.name).toBe('Welcome to intro')
  for (const path of ['first-steps.md', 'setup-guide.md'] as const) {
    expect(withoutOurs(saved(path))).toBe(texts[path])
    expect(saved(path)).not.toContain('more:')
  }
  // Also beside files that were saved here.
  const files = [...bytesOf(saveWorld(scene).files), ...filesOf({ 'late-note.md': page('later') })]
  const again = createView(sceneFromFolder(goodFolder(files), null, random), null)
  expect(again.artifact(thingNamed(again, 'late-note') ?? thing('hub'))?.name).toBe('Welcome to later')
  expect(thingNamed(again, 'first-steps')).toBe(thing('first-steps'))
})

test('[F19] line ends that a program changed in such a file are put back', () => {
  const { scene } = openFolder(TEXTS)
  const windows = saveWorld(scene).files.map(({ path, text }) => ({
    path,
    text: text.replaceAll(/\r?\n/g, '\r\n'),
  }))
  const again = sceneFromFolder(goodFolder(bytesOf(windows)), null, random)
  expect(contentOf(again)).toBe(contentOf(scene))
})

test('[F19] what cannot be kept so is written anew, and nothing of it is lost', () => {
  for (const front of ['{ a: 1, id: x }', '  a: 1\n  b: 2', 'inkland: 5', 'a: &x 1\nb: *x']) {
    const { scene, thing, saved } = openFolder({ 'start.md': 's', 'a.md': `---\n${front}\n---\nwords` })
    const again = sceneFromFolder(goodFolder(bytesOf(saveWorld(scene).files)), null, random)
    const { importedFront: _, ...kept } = raw(scene, thing('a')).toJSON()
    expect(raw(again, thing('a')).toJSON(), front).toMatchObject(kept)
    expect(saved('a.md')).toContain('words')
  }
})

// Each blank line more once took twice as long.
test('three dashes over many comments and blank lines that no key follows are a part of the page, at once', () => {
  const page = `---\n${'# a comment\n\n \n'.repeat(300)}!\n---\nwords\n`
  const { view, thing } = openFolder({ 'dashes.md': page })
  expect(pageOf(view, thing('dashes.md'))).toBe(page)
})
