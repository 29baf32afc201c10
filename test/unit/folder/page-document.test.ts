// [F22] A world, or a page of it, as one HTML file.
import { expect, test } from 'vitest'
import { writeDocument } from '../../../shared/folder/page-document.ts'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import type { ArtifactId } from '../../../shared/world/address.ts'
import { parsePictureId, pictureUrlPath, type PictureId } from '../../../shared/world/picture-id.ts'
import { setLang } from '../../../shared/world/edits/name-edits.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { filesOf, goodFolder } from './made.ts'

const PICTURE = parsePictureId('a'.repeat(64))!
const GONE = parsePictureId('b'.repeat(64))!

const TEXTS = {
  'index.md': `# Garden\n\nSee [[Chest]], *[there](https://example.org/a?b&c)* and [[nobody]].\n\n![a lamp|90](${pictureUrlPath(PICTURE)})\n![gone](${pictureUrlPath(GONE)})\n\n- [x] done\n- [ ] not yet\n`,
  'Chest.md': '> A <b onclick="x">chest</b> & more\n\n[back](index.md) [bad](javascript:alert)\n',
  'Chest/Book.md': '```js\nlet a = "<"\n```\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n',
}

function written(thing?: string, pictures = new Map<PictureId, string>()): string {
  const view = createView(sceneFromFolder(goodFolder(filesOf(TEXTS)), null, seededRandom(1).bytes), null)
  const idOf = (name: string): ArtifactId | null =>
    [...view.artifacts()].find((each) => each.name === name)?.id ?? null
  return writeDocument({ view, thing: thing === undefined ? null : idOf(thing), pictures })
}

test('[F22] all pages of a world are in it, with ways between them, and its pictures', () => {
  const html = written(undefined, new Map([[PICTURE, 'data:image/png;base64,AAAA']]))
  expect(html.match(/<section id="[^"]+" aria-label="[^"]+"/g)).toHaveLength(3)
  expect(html).toContain('<h1>Garden</h1>')
  const [, chest] = /<section id="([^"]+)" aria-label="Chest"/.exec(html) ?? []
  expect(html).toContain(`href="#${chest}"`)
  expect(html).toContain('href="https://example.org/a?b&amp;c"')
  expect(html).toContain('<img src="data:image/png;base64,AAAA" alt="a lamp"')
  // One that is not there says its words, and asks for nothing.
  expect(html).toContain('<figure>gone</figure>')
  expect(html).toContain('<input checked type="checkbox" disabled> done')
  expect(html).toContain('let a = &quot;&lt;&quot;')
  expect(html).toContain('<th scope="col">a</th>')
  // A page without a title stands under its name.
  expect(html).toContain('<h2>Book</h2>')
  expect(html.match(/<h1/g)).toHaveLength(1)
})

test('[F22] it says the language that the world says', () => {
  const view = createView(sceneFromFolder(goodFolder(filesOf(TEXTS)), null, seededRandom(1).bytes), null)
  const html = (): string => writeDocument({ view, thing: null, pictures: new Map() })
  expect(html()).toContain('<html lang="">')
  setLang({ view, origin: null }, 'pt-br')
  expect(html()).toContain('<html lang="pt-BR">')
})

test('[F22] nothing in it runs or leads elsewhere than a link says, and no sign of Markdown is left', () => {
  const html = written()
  expect(html).not.toMatch(/<b |<script|javascript:|\[\[|\]\(|```/)
  expect(html).toContain('&lt;b onclick=&quot;x&quot;&gt;')
  expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`)
})

test('[F22] one page alone is in it, whose ways to others are words', () => {
  const html = written('Chest')
  expect(html.match(/<section/g)).toHaveLength(1)
  expect(html).toContain('<title>Chest</title>')
  expect(html).not.toContain('href="#')
})
