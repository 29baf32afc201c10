// What a page says to those who only read it: each form of Markdown once, its letters, and its addresses.
import { expect, test } from 'vitest'
import { toHtml } from './page-html.ts'
import { linesOf, type PageWorld } from './page-lines.ts'
import { linkTargetOf } from './page-links.ts'
import type { PageNode } from './page-nodes.ts'
import { pageParser } from './page-parser.ts'

const ORIGIN = 'https://my.one'
const PICTURE = `/assets/${'a'.repeat(64)}`

const WORLD: PageWorld = {
  origin: ORIGIN,
  isUnknown: () => false,
  isTurned: () => false,
  picturesByName: () => [],
  hasEmbeds: true,
  hrefOf(written) {
    if (written.includes('[[')) return '/w/ada/garden#lamp'
    return linkTargetOf(written, ORIGIN).kind === 'nowhere' ? null : written
  },
}

const nodesOf = (page: string): readonly PageNode[] => linesOf(pageParser.parse(page), page, WORLD)
const withoutSigns = (nodes: readonly PageNode[]): PageNode[] =>
  nodes.flatMap((node): readonly PageNode[] => {
    if (typeof node === 'string') return [node]
    return node.sign ? [] : [{ ...node, children: withoutSigns(node.children) }]
  })
/** What is read of it, without classes. */
const read = (page: string): string => toHtml(withoutSigns(nodesOf(page))).replaceAll(/ class="[^"]*"/g, '')

test.each([
  ['# A #', '<h1><div>A </div></h1>'],
  ['A\n===', '<h1><div>A</div><div></div></h1>'],
  ['###### A', '<h6><div>A</div></h6>'],
  ['a\n\nb', '<div>a</div><div><br></div><div>b</div>'],
  ['- a\n\n- b', '<ul><li><div>a</div><div><br></div></li><li><div>b</div></li></ul>'],
  ['- a\n  - b', '<ul><li><div>a</div><ul><li><div>b</div></li></ul></li></ul>'],
  ['3. a\n4. b', '<ol start="3"><li><div>a</div></li><li><div>b</div></li></ol>'],
  [
    '- [x] a',
    '<ul><li><div><span role="checkbox" aria-checked="true" aria-label="a"></span><span>a</span></div></li></ul>',
  ],
  ['> a\n> > b', '<blockquote><div>a</div><blockquote><div>b</div></blockquote></blockquote>'],
  ['> [!note] A', '<blockquote><div><span>note</span><span> A</span></div></blockquote>'],
  ['```js\na()\n```', '<pre><div></div><div>a()</div><div></div></pre>'],
  ['    a', '<pre><div>    a</div></pre>'],
  ['***', '<div></div>'],
  [
    '| a |\n| - |\n| b |',
    '<div role="table"><div dir="ltr" role="row"><span role="columnheader">a </span></div>' +
      '<div dir="ltr" role="row"><span role="cell">b </span></div></div>',
  ],
  [
    '| a | |\n| - | - |\n| | b |',
    '<div role="table"><div dir="ltr" role="row"><span role="columnheader">a </span>' +
      '<span role="columnheader"></span></div>' +
      '<div dir="ltr" role="row"><span role="cell"></span><span role="cell">b </span></div></div>',
  ],
  ['# #', '<div></div>'],
  ['*a* **b** ~~c~~ ==d==', '<div><span>a</span> <span>b</span> <span>c</span> <span>d</span></div>'],
  ['`<a>` \\*', '<div><span>&lt;a&gt;</span> *</div>'],
  ['<b>&amp;', '<div><span>&lt;b&gt;</span><span>&amp;amp;</span></div>'],
  ['a<!-- b -->', '<div>a</div>'],
  ['a[^1]\n\n[^1]: b', '<div>a<span>1</span></div><div><br></div><div><span>1</span> b</div>'],
  ['$x^2$', '<div><span>x^2</span></div>'],
  ['$$\nx\n$$', '<div><span>x</span></div>'],
  ['שלום', '<div dir="rtl">שלום</div>'],
  [
    '> שלום\n>\n> 12\n> a',
    '<blockquote><div dir="rtl">שלום</div><div dir="rtl"></div><div dir="rtl">12</div><div>a</div></blockquote>',
  ],
  ['#score 12', '<div><span>#score</span> 12</div>'],
  [`![a|60](${PICTURE})`, `<div><span><img src="${PICTURE}" alt="a" height="60"></span></div>`],
  ['![[note|8]]', '<div><div><a href="/w/ada/garden#lamp" rel="noopener noreferrer">note</a></div></div>'],
])('read: %j', (page, html) => {
  expect(read(page)).toBe(html)
})

test.each([
  ['- [ ] ', 'Task without words'],
  ['- [x] read [*a* page](https://example.org/a_b) by [[bob|Bob]]', 'read a page by Bob'],
  ['- [ ] set a_b = 2', 'set a_b = 2'],
])('a box is named by its words: %j', (page, label) => {
  expect(read(page)).toContain(` aria-label="${label}"`)
})

test.each([
  ['[a](https://example.org)', 'https://example.org/'],
  ['[a](#lamp)', '#lamp'],
  ['[a](ada/garden)', 'ada/garden'],
  ['[[lamp]]', '/w/ada/garden#lamp'],
  ['[a][b]\n\n[b]: #lamp', '#lamp'],
  ['[b][]\n\n[b]: #lamp', '#lamp'],
  ['www.example.org', 'https://www.example.org/'],
  ['![a](https://example.org/a.png)', 'https://example.org/a.png'],
])('[M4] a link leads where the page says: %j', (page, href) => {
  expect(/href="([^"]*)"/.exec(read(page))?.[1]).toBe(href)
})

test.each(['[a](javascript:b)', '<javascript:b>', '[a][b]', '[a](//example.org)', '![a](data:text/html,b)'])(
  '[M4] and nowhere else: %j',
  (page) => expect(read(page)).not.toContain('href'),
)

test('looks are classes, and numbers too: no style stands in markup', () => {
  const html = toHtml(nodesOf('> - a\n\n| a | b |\n| -: | - |\n\n![[note|8]]'))
  expect(html).not.toContain('style')
  for (const name of ['page-quotes-1', 'page-depth-1', 'page-cell-end', 'page-whole-50', 'page-high-8'])
    expect(html).toContain(name)
})

const PAGE =
  '# A *b*\n\n- [x] `c` <d>\n\t> e\n\n| f | **g** |\n| --- | --- |\n|h||\n\n```\ni\n```\n[j](k) "l" & [[m|n]]'

test('[M1] the letters of a line are exactly its source', () => {
  const lines = toHtml(nodesOf(PAGE)).split('<div class="page-line').slice(1)
  const letters = lines.map((line) =>
    line
      .replace(/^[^>]*>/, '')
      .replaceAll(/<[^>]*>/g, '')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&'),
  )
  expect(letters).toEqual(PAGE.split('\n'))
})

test('marks that overlap are split, and the longer one is outside', () => {
  expect(read('> [!note] a **b\n> c** d').replaceAll(/<\/?blockquote>/g, '')).toBe(
    '<div><span>note</span><span> a </span><span><span>b</span></span></div><div><span>c</span> d</div>',
  )
})

test('[M13] lines of values show what they are now, and code that runs is a block of its own', () => {
  const page = '#your-score 12\n#empty\n#same 3\n\n```js\na()\n```\n\n- ```js\n  b()\n  ```'
  const now = (value: string, isPersonal = false) => ({ value, isPersonal })
  const values = new Map([
    ['your-score', now('34')],
    ['empty', now('<b>', true)],
    ['same', now('3')],
  ])
  const html = toHtml(withoutSigns(linesOf(pageParser.parse(page), page, { ...WORLD, values })))
  expect(html).toContain('<span class="live-value" title="Written by code; the page says 12">34</span>')
  expect(html).toContain(
    '<span class="live-value live-value-personal" title="Shown by code to you alone">&lt;b&gt;</span>',
  )
  expect(html).toContain('your')
  expect(html).not.toContain('your-score')
  expect(html.match(/live-value/g)).toHaveLength(3)
  expect(html.match(/<pre class="live-code">/g)).toHaveLength(1)
  expect(html.match(/<pre>/g)).toHaveLength(1)
})

test('[M13] marks stand around words in somebody’s colour, and words that went stand where they were', () => {
  const marks = [
    { from: 2, to: 6, class: 'page-came', color: '#112233' },
    { at: 8, out: 'gone', class: 'page-went' },
    { at: 99, out: 'behind', class: 'page-went' },
  ]
  const page = 'a **b** c'
  const [line] = linesOf(pageParser.parse(page), page, { ...WORLD, marks })
  const nodes = typeof line === 'object' ? line.children : []
  const came = nodes.filter((node) => typeof node === 'object' && node.class === 'page-came')
  expect(came).not.toHaveLength(0)
  for (const node of came) expect(node).toMatchObject({ color: '#112233' })
  const went = nodes.flatMap((node) => (typeof node === 'object' && node.shows === 'out' ? [node] : []))
  expect(went.map(({ tag, from, to, children }) => [tag, from, to, children])).toEqual([
    ['del', 8, 8, ['gone']],
    ['del', 9, 9, ['behind']],
  ])
  // Beside a sign they are not in it, where nobody sees them.
  const heading = linesOf(pageParser.parse('# a'), '# a', {
    ...WORLD,
    marks: [{ at: 0, out: 'b', class: '' }],
  })
  expect(heading).toMatchObject([{ children: [{ children: [{ tag: 'del' }, { sign: true }, 'a'] }] }])
})
