// [F23] Renaming a thing or the world: links that show its name show the new one, chosen words stay, and the
// saved file follows, with all that leads to it.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { thingNamed } from '../../../shared/folder/links/page-names.ts'
import { renameWithLinks, retitleWithLinks } from '../../../shared/folder/links/renamed-links.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { metaMap, sceneArtifact } from '../../../shared/world/scene/scene.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { filesOf, goodFolder } from './made.ts'

function open(texts: Readonly<Record<string, string>>) {
  const scene = sceneFromFolder(goodFolder(filesOf(texts)), null, seededRandom(16).bytes)
  const view = createView(scene, null)
  const at = (name: string): ArtifactId => thingNamed(view, name) ?? expect.unreachable(name)
  const page = (name: string): string | null => pageOf(view, at(name))
  /** The files that are saved, without what is above their pages. */
  const saved = () =>
    Object.fromEntries(
      saveWorld(scene).files.map(({ path, text }) => [path, text.replace(/^---\n[\s\S]*?\n---\n/, '')]),
    )
  return { scene, view, edit: { view, origin: 'somebody' }, at, page, saved }
}

test('a link that shows the name of a page shows its new one; words that somebody chose stay', () => {
  const texts = {
    'index.md': [
      'See [Lamp](Lamp.md), [the light](Lamp.md), [Lamp](Door.md) and <Lamp.md>.',
      '[[Lamp]] [[lamp#Oil|so]] [[Lamp|Lamp]] [[Lamp.md]] [[Door]] ![[Lamp]]',
      '`[[Lamp]]` and Lamp.',
      '',
      '| a | b |',
      '|---|---|',
      '| [[Lamp\\|it]] | [Lamp](Lamp.md) |',
      '',
    ].join('\n'),
    'Lamp.md': '## Oil\n\n[[Lamp]] shines.\n',
    'Door.md': 'To [Lamp](Lamp.md#oil).\n',
  }
  const { edit, at, page, view, saved } = open(texts)
  const before = saved()
  expect(before).toEqual(texts)
  const lamp = at('Lamp')
  const id = `#${lamp}`
  expect(renameWithLinks(edit, lamp, 'Lantern')).toEqual({ ok: true, left: 0 })
  expect(pageOf(view, view.root ?? expect.unreachable())).toBe(
    [
      `See [Lantern](${id}), [the light](${id}), [Lamp](#${at('Door')}) and <Lamp.md>.`,
      '[[Lantern]] [[Lantern#Oil|so]] [[Lantern|Lantern]] [[Lantern.md]] [[Door]] ![[Lantern]]',
      '`[[Lamp]]` and Lamp.',
      '',
      '| a | b |',
      '|---|---|',
      `| [[Lantern\\|it]] | [Lantern](${id}) |`,
      '',
    ].join('\n'),
  )
  expect(page('Lantern')).toBe('## Oil\n\n[[Lantern]] shines.\n')
  expect(page('Door')).toBe(`To [Lantern](${id}/oil).\n`)
  // The file follows, and the links of the others lead to it.
  const after = saved()
  expect(Object.keys(after).toSorted()).toEqual(['Door.md', 'Lantern.md', 'index.md'])
  expect(after['Door.md']).toBe('To [Lantern](Lantern.md#oil).\n')
  expect(after['index.md']).toContain('See [Lantern](Lantern.md), [the light](Lantern.md), [Lamp](Door.md)')
  // Called as before, all is as before, byte for byte.
  expect(renameWithLinks(edit, lamp, 'Lamp')).toMatchObject({ ok: true })
  expect({ ...saved(), 'index.md': '' }).toEqual({ ...before, 'index.md': '' })
})

test('what is on the floor of a thing is still meant by its path, and what others mean stays theirs', () => {
  const { edit, at, view, saved } = open({
    'index.md': '[[Guide/Notes]] [[Old/Notes]] [[Notes]] [[Guide]] [[Map]]\n',
    'Guide/index.md': 'The guide.\n',
    'Guide/Notes.md': 'one\n',
    'Old/Notes.md': 'two\n',
    'Map.md': 'three\n',
    'Plan.md': 'four\n',
  })
  const root = view.root ?? expect.unreachable()
  const meant = (name: string) => thingNamed(view, name, root)
  const [guides, olds, plain] = ['Guide/Notes', 'Old/Notes', 'Notes'].map(meant)
  renameWithLinks(edit, at('Guide'), 'Handbook')
  expect(pageOf(view, root)).toBe('[[Handbook/Notes]] [[Old/Notes]] [[Notes]] [[Handbook]] [[Map]]\n')
  expect([meant('Handbook/Notes'), meant('Old/Notes'), meant('Notes')]).toEqual([guides, olds, plain])
  expect(Object.keys(saved())).toEqual(expect.arrayContaining(['Handbook/index.md', 'Handbook/Notes.md']))
  // A second Map: the link goes on to mean the first one, or says which.
  const map = at('Map')
  renameWithLinks(edit, at('Plan'), 'Map')
  const link = /\[\[([^\]]*)\]\]\n$/.exec(pageOf(view, root) ?? '')?.[1]
  const way = /\]\(#(\S+)\)\n$/.exec(pageOf(view, root) ?? '')?.[1]
  expect(link === undefined ? way : meant(link)).toBe(map)
})

test('a file that was called otherwise than its page keeps its name, and links by that name stay', () => {
  const texts = {
    'index.md': '[[2024-05-01]] [[Begun]] [Begun](2024-05-01.md)\n',
    '2024-05-01.md': '# Begun\n',
  }
  const { edit, at, view, saved } = open(texts)
  expect(renameWithLinks(edit, at('2024-05-01'), 'Started')).toMatchObject({ ok: true })
  expect(saved()).toEqual({
    ...texts,
    'index.md': '[[2024-05-01]] [[Started]] [Started](2024-05-01.md)\n',
  })
  expect(thingNamed(view, '2024-05-01')).toBe(thingNamed(view, 'Started'))
})

test('a name that no link by name can hold, or no file, is led to in another way', () => {
  const { edit, at, view, saved } = open({
    'index.md': '[[Lamp#Oil here]] [Lamp](Lamp.md)\n\n|a|\n|---|\n|[[Lamp]]|\n',
    'Lamp.md': '## Oil here\n',
  })
  const lamp = at('Lamp')
  expect(renameWithLinks(edit, lamp, 'A|[b]: c')).toMatchObject({ ok: true })
  const page = pageOf(view, view.root ?? expect.unreachable())
  expect(page).toBe(
    `[A|\\[b\\]: c](#${lamp}/Oil-here) [A|\\[b\\]: c](#${lamp})\n\n|a|\n|---|\n|[A\\|\\[b\\]: c](#${lamp})|\n`,
  )
  expect(sceneArtifact(view.scene, lamp)?.has('importedAs')).toBe(false)
  expect(Object.keys(saved())).toHaveLength(2)
  expect(renameWithLinks(edit, lamp, ' ')).toMatchObject({ ok: false, code: 'name' })
})

test('a new title of the world is in the links to its page', () => {
  const { scene, edit, view } = open({
    'index.md': '# Garden\n',
    'Door.md': '[Garden](index.md) [home](index.md)\n',
  })
  const root = view.root ?? expect.unreachable()
  metaMap(scene).set('title', 'Garden')
  const door = thingNamed(view, 'Door') ?? expect.unreachable()
  expect(retitleWithLinks(edit, 'Park')).toEqual({ ok: true, left: 0 })
  expect(pageOf(view, door)).toBe(`[Park](#${root}) [home](#${root})\n`)
  expect([metaMap(scene).get('title'), view.artifact(root)?.name]).toEqual(['Park', 'Park'])
  sceneArtifact(scene, root)?.set('name', 'Ground')
  expect(retitleWithLinks(edit, 'Meadow')).toEqual({ ok: true, left: 0 })
  expect(pageOf(view, door)).toBe(`[Meadow](#${root}) [home](#${root})\n`)
  expect(view.artifact(root)?.name).toBe('Ground')
})

test('what others write in the same link meanwhile is kept, and 5,000 links are changed at once', () => {
  const many = '[[Lamp]]\n'.repeat(5_001)
  const { scene, edit, at, view } = open({
    'index.md': `${many}\n`,
    'Lamp.md': '',
    'Door.md': 'An [[Lamp]].\n',
  })
  const door = at('Door')
  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(scene))
  const theirs = sceneArtifact(other, door)?.get('text')
  if (!(theirs instanceof Y.Text)) throw new Error('it has a page')
  theirs.insert(0, 'Once: ')
  const done = renameWithLinks(edit, at('Lamp'), 'Lantern')
  expect(done).toEqual({ ok: true, left: 2 })
  Y.applyUpdate(scene, Y.encodeStateAsUpdate(other))
  expect(pageOf(view, door)).toMatch(/^Once: An \[\[(?:Lamp|Lantern)\]\]\.\n$/)
})

test('a link whose words stand before its name follows that, and means it still once something is called as they are', () => {
  const { edit, at, page } = open({
    'index.md': 'x\n',
    'Hall.md': '[[the light|Lamp]] [[the light|Lamp#Oil]]\n\n| a |\n|---|\n| [[the light\\|Lamp]] |\n',
    'Lamp.md': '## Oil\n',
    'Door.md': 'A door.\n',
  })
  expect(renameWithLinks(edit, at('Lamp'), 'Lantern')).toEqual({ ok: true, left: 0 })
  expect(page('Hall')).toBe(
    '[[the light|Lantern]] [[the light|Lantern#Oil]]\n\n| a |\n|---|\n| [[the light\\|Lantern]] |\n',
  )
  expect(renameWithLinks(edit, at('Door'), 'The light')).toEqual({ ok: true, left: 0 })
  expect(page('Hall')).toBe(
    '[[Lantern|the light]] [[Lantern#Oil|the light]]\n\n| a |\n|---|\n| [[Lantern\\|the light]] |\n',
  )
})
