// [M4] Pages come from anybody: their markup has tags, attributes and addresses of a list, and nothing else.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { firstLinesOf } from '../../../shared/folder/first-lines.ts'
import { toHtml } from '../../../shared/page/page-html.ts'
import type { PageElement } from '../../../shared/page/page-nodes.ts'
import { writeScene } from '../../../server/sync/validation/written-scene.ts'
import { seededRandom } from '../../simulation/random.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { ODD_PAGES } from '../../unit/page/odd-pages.ts'
import { makeWorld, ROOT } from '../../unit/world/made.ts'
import { hostilePage, htmlOf, strangeIn } from './hostile-pages.ts'

test.each([1, 2])('100 hostile pages of seed %d are markup of ours', (seed) => {
  const random = seededRandom(seed)
  for (let turn = 0; turn < 100; turn += 1) {
    const page = hostilePage(random)
    for (const sink of ['lines', 'blocks'] as const) expect(strangeIn(htmlOf(page, sink)), page).toBeNull()
  }
})

test('odd pages are markup of ours', () => {
  for (const page of Object.values(ODD_PAGES))
    for (const sink of ['lines', 'blocks'] as const)
      expect(strangeIn(htmlOf(page.slice(0, 5_000), sink))).toBeNull()
})

test('whoever made the nodes: no other tag, attribute or address', () => {
  const range = { from: 0, to: 0 }
  const script: PageElement = { tag: 'script', ...range, children: ['got()'] }
  expect(toHtml([script, { ...script, tag: 'img onerror=got() ' }])).toBe('')
  const attributes = {
    href: 'javascript:got()',
    src: 'https://evil.example/a.png',
    onclick: 'got()',
    style: 'x',
  }
  const link = {
    tag: 'a',
    ...range,
    class: '"><script>',
    attributes: { ...attributes, role: 'x', start: '1"' },
  }
  expect(toHtml([{ ...link, children: ['<b>"&'] }])).toBe(
    '<a class="&quot;&gt;&lt;script&gt;" rel="noopener noreferrer">&lt;b&gt;&quot;&amp;</a>',
  )
})

test('[H17] the first lines of a page without line breaks are not all of it', () => {
  const { scene, view } = makeWorld()
  textOf(scene, ROOT)?.insert(0, `${'word '.repeat(1_000)}end ${'word '.repeat(100_000)}\n`)
  expect(firstLinesOf(view)?.html.length).toBeLessThan(10_000)
})

test('[H17] the words of a world have a bound in letters of markup, too', () => {
  const cells = `|a${'|'.repeat(20)}\n|${':-:|'.repeat(20)}\n${`|${'|'.repeat(20)}\n`.repeat(200)}\n`
  for (const page of [cells.repeat(60), '$x$\n'.repeat(70_000), 'word\n'.repeat(50_000)]) {
    const { scene } = makeWorld()
    textOf(scene, ROOT)?.insert(0, page)
    const { html, isWhole } = writeScene([Y.encodeStateAsUpdate(scene)], [])
    expect(html.length).toBeLessThan(3_000_000)
    expect(html.length).toBeGreaterThan(page.startsWith('word') ? 250_000 : 1_000_000)
    expect(isWhole, page.slice(0, 9)).toBe(!page.startsWith('|'))
  }
})

test('[M8] marks within each other make no more of each line than of the page', () => {
  for (const [open, close] of [
    ['*a ', 'a* '],
    ['**a ', 'a** '],
    ['==a ', 'a== '],
    ['![', '](b) '],
  ] as const) {
    const page = `${open.repeat(200)}\n${'x\n'.repeat(190)}${close.repeat(200)}`
    for (const sink of ['lines', 'blocks'] as const)
      expect(htmlOf(page, sink).length, open).toBeLessThan(200 * page.length)
  }
  expect(htmlOf('==~~***[a](https://b.example)***~~==', 'blocks')).toContain('<mark><del><em><strong><a href')
})

test.each([
  '<script>',
  '<a onclick="x"></a>',
  '<a href="javascript:x"></a>',
  '<img src="//evil.example/a">',
  '"',
  '<b',
])('the check itself finds %j', (html) => expect(strangeIn(html)).not.toBeNull())
