// [F20] Links of a vault lead where the program that wrote it leads.
import { expect, test } from 'vitest'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { backlinksOf } from '../../../shared/folder/links/backlinks.ts'
import { createFileFinder } from '../../../shared/folder/links/file-finder.ts'
import { destinationsIn } from '../../../shared/folder/links/folder-links.ts'
import { parseNamedPictures } from '../../../shared/folder/links/named-pictures.ts'
import { thingNamed } from '../../../shared/folder/links/page-names.ts'
import { saveWorld } from '../../../shared/folder/save-world.ts'
import { firstLine } from '../../../shared/world/first-line.ts'
import { createView, pageOf } from '../../../shared/world/view/world-view.ts'
import { png } from '../assets/made.ts'
import { seededRandom } from '../../simulation/random.ts'
import { raw } from '../world/made.ts'
import { filesOf, goodFolder } from './made.ts'

const random = seededRandom(20).bytes

/** A world of files: each is found by the words of its page. */
function openVault(texts: Readonly<Record<string, string | Uint8Array>>) {
  const folder = goodFolder(filesOf(texts))
  const view = createView(sceneFromFolder(folder, null, random), null)
  const idOf = (words: string) => {
    for (const { id } of view.artifacts()) if (pageOf(view, id)?.includes(words) === true) return id
    throw new Error(`no page says ${words}`)
  }
  /** The words of the page that a name means on a page. */
  const meant = (name: string, on: string) => {
    const id = thingNamed(view, name, idOf(on))
    return id === null ? null : firstLine(pageOf(view, id) ?? '')
  }
  return { folder, view, idOf, meant }
}

test('[F20] a link by bare name or from the top finds its page, and a path from the page counts most', () => {
  const { view, idOf } = openVault({
    'vault/index.md': '# Top\n',
    'vault/cellar/target.md': 'cellar words',
    'vault/rooms/hall.md': 'hall words',
    'vault/shelf/hall.md': 'near words',
    'vault/shelf/reader.md':
      '# Reader\n\n[a](target.md) [b](rooms/hall.md) [c](hall.md) [d](../rooms/hall.md) [e](TARGET) [f](/cellar/target.md)' +
      ' [g](../target.md) [h](https://a.example/target.md) [i](nothing.md) [j](index.md)\n',
  })
  const ways = destinationsIn(pageOf(view, idOf('# Reader')) ?? '').map(({ text }) => text)
  const [cellar, hall, near] = ['cellar words', 'hall words', 'near words'].map((words) => `#${idOf(words)}`)
  expect(ways).toEqual([
    cellar,
    hall,
    near,
    hall,
    cellar,
    cellar,
    '../target.md',
    'https://a.example/target.md',
    'nothing.md',
    `#${view.root}`,
  ])
})

test('[F20] of files with one name the nearest is meant, then the one in the fewest folders', () => {
  const files = createFileFinder(['z.md', 'a/x.md', 'a/b/y.md', 'a/b/x.md', 'c/d/e/y.md'])
  const find = (from: string, written: string) => files.find(from, written)
  expect(find('a/b/n.md', 'x')).toBe('a/b/x.md')
  expect(find('n.md', 'x.md')).toBe('a/x.md')
  expect(find('c/n.md', 'y')).toBe('a/b/y.md')
  expect(find('c/n.md', 'e/y')).toBe('c/d/e/y.md')
  expect(find('c/n.md', 'b/z')).toBeNull()
})

test('[F20] a name means the page that stands for a folder, too, by its file', () => {
  const { meant, view, idOf } = openVault({
    'start.md': '# Start\n\n[[index]] [[notes/index]]\n',
    'notes/index.md': 'inner words',
    'notes/other.md': 'other words',
  })
  for (const name of ['index', 'notes/index', 'notes', 'Index.md'])
    expect(meant(name, '# Start')).toBe('inner words')
  expect([...backlinksOf(view, idOf('inner words'))].filter((id) => id !== null)).toContain(idOf('# Start'))
})

test('[F20] a name means a file before a title and an alias, and the nearest of several', () => {
  const { meant } = openVault({
    'start.md': '# Start\n',
    'a/note.md': 'a words',
    'b/note.md': 'b words',
    'b/here.md': 'here words [[note]]',
    'c/x.md': '# note\n\nc words',
    'c/y.md': '---\naliases: [Other name, note]\n---\ny words',
    'c/z.md': '---\nalias: Third, Fourth\n---\nz words',
    'c/What? Why.md': 'why words',
  })
  expect(meant('note', 'here words')).toBe('b words')
  expect(meant('a/note', 'here words')).toBe('a words')
  expect(meant('other NAME', '# Start')).toBe('y words')
  expect(meant('Fourth', '# Start')).toBe('z words')
  expect(meant('What? Why', '# Start')).toBe('why words')
  expect(meant('nothing', '# Start')).toBeNull()
})

test('[F20] pages of Logseq are found by the names that it gives them', () => {
  const { meant } = openVault({
    'pages/contents.md': '# Contents\n',
    'pages/Tool___Rotate.md': 'alias:: Rotate, [[Turn it]]\n\nrotate words',
    'pages/New%3F.md': '- new words',
    'pages/custom.css.md': 'title:: Own look\n\nlook words',
    'journals/2021_01_02.md': '- second words',
    'journals/2021_11_11.md': '- eleventh words',
  })
  for (const name of ['Tool/Rotate', 'rotate', 'Turn it']) {
    expect(meant(name, '# Contents')).toBe('alias:: Rotate, [[Turn it]]')
  }
  expect(meant('New?', '# Contents')).toBe('new words')
  expect(meant('Own look', '# Contents')).toBe('title:: Own look')
  expect(meant('Jan 2nd, 2021', '# Contents')).toBe('second words')
  expect(meant('Nov 11th, 2021', '# Contents')).toBe('eleventh words')
})

test('[F20] pictures by bare name and from the top are shown, and one that is only linked comes along', () => {
  const texts = {
    'index.md': '# Top\n',
    'media/red.png': png(2, 2),
    'media/green.png': png(3, 2),
    'media/blue.png': png(4, 2),
    'media/gray.png': png(5, 2),
    'shelf/near.png': png(6, 2),
    'shelf/reader.md':
      '![near](near.png) ![bare](red.png) ![top](media/green.png) [linked](media/blue.png) [[gray.png]]\n',
  }
  const { folder, view, idOf } = openVault(texts)
  expect(folder.pictures.length).toBe(5)
  expect(folder.leftOut).toEqual([])
  const reader = idOf('![near]')
  const ways = destinationsIn(pageOf(view, reader) ?? '').map(({ text }) => text)
  expect(ways).toEqual(ways.map(() => expect.stringMatching(/^\/assets\/[\da-f]{64}$/)))
  expect(parseNamedPictures(raw(view.scene, reader).get('importedPictures')).map(({ path }) => path)).toEqual(
    expect.arrayContaining(['near.png', '../media/gray.png', '../media/blue.png']),
  )
  const kinds = new Map(folder.pictures.map(({ id, type }) => [id, type]))
  const { files, pictures } = saveWorld(view.scene, kinds)
  expect(files.find(({ path }) => path === 'shelf/reader.md')?.text).toContain(
    '![near](near.png) ![bare](../media/red.png) ![top](../media/green.png) [linked](../media/blue.png) [[gray.png]]\n',
  )
  expect(pictures.map(({ path }) => path).sort()).toEqual(
    Object.keys(texts)
      .filter((path) => path.endsWith('.png'))
      .sort(),
  )
})

test('[F14] no sign of Markdown is shown in the name of a folder without a page', () => {
  const { view, idOf } = openVault({
    'start.md': '# Start\n',
    'Food & Drink/bread.md': 'words of the bread',
    'Food & Drink/salt_and & oil.md': 'words of the oil',
    'A *b* &amp; #/c.md': 'words of the c',
  })
  const board = idOf('# Food')
  expect(pageOf(view, board)).not.toContain('\\&')
  expect(firstLine(pageOf(view, board) ?? '')).toBe('Food & Drink')
  expect(firstLine(pageOf(view, idOf('# A ')) ?? '')).toBe('A *b* &amp; #')
})
