// What a page says as plain HTML: each form of Markdown once, as elements that any reader knows.
import { expect, test } from 'vitest'
import { blocksOf } from './page-blocks.ts'
import { toHtml } from './page-html.ts'
import { linkTargetOf } from './page-links.ts'
import { pageParser } from './page-parser.ts'

const ORIGIN = 'https://my.one'
const PICTURE = `/assets/${'a'.repeat(64)}`
const TO_X = '<a href="https://x.example/" rel="noopener noreferrer">'

const read = (page: string, values = new Map()): string =>
  toHtml(
    blocksOf(pageParser.parse(page), page, {
      origin: ORIGIN,
      isUnknown: () => false,
      isTurned: () => false,
      picturesByName: () => [],
      hasEmbeds: true,
      values,
      hrefOf(written) {
        if (written.includes('[[')) return '/w/ada/garden#lamp'
        return linkTargetOf(written, ORIGIN).kind === 'nowhere' ? null : written
      },
    }),
  )

test.each([
  // Headings and paragraphs.
  ['# A *b* #', '<h1>A <em>b</em></h1>'],
  ['A\nb\n===', '<h1>A\nb</h1>'],
  ['###### A', '<h6>A</h6>'],
  ['# #', ''],
  ['a\nb\n\n\nc', '<p>a\nb</p><p>c</p>'],
  [`${'word '.repeat(12)}\nb`, `<p>${'word '.repeat(12)}b</p>`],
  ['a  \nb\\\nc', '<p>a<br>b<br>c</p>'],
  ['***', '<hr>'],
  // Words.
  [
    '*a* **b** ~~c~~ ==d== `<e>` \\*',
    '<p><em>a</em> <strong>b</strong> <del>c</del> <mark>d</mark> <code>&lt;e&gt;</code> *</p>',
  ],
  ['***a** b*', '<p><em><strong>a</strong> b</em></p>'],
  ['**a\nb**', '<p><strong>a\nb</strong></p>'],
  ['<b>&amp;', '<p>&lt;b&gt;&amp;amp;</p>'],
  ['a<!-- b -->\n\n<!-- c -->\n\n[d]: #lamp', '<p>a</p>'],
  ['a[^1]\n\n[^1]: b', '<p>a<sup>1</sup></p><p><sup>1</sup> b</p>'],
  // Lists.
  ['- a\n\n- b\n  - c', '<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>'],
  ['3. a\n4. b', '<ol start="3"><li>a</li><li>b</li></ol>'],
  ['- a\n\n  b', '<ul><li><p>a</p><p>b</p></li></ul>'],
  ['- # a\n  b', '<ul><li><h1>a</h1><p>b</p></li></ul>'],
  ['-', '<ul><li></li></ul>'],
  [
    '- [x] *a*\n- [ ] b',
    '<ul><li><label><input checked type="checkbox" disabled> <em>a</em></label></li>' +
      '<li><label><input type="checkbox" disabled> b</label></li></ul>',
  ],
  [
    '- [ ] ',
    '<ul><li><label><input aria-label="Task without words" type="checkbox" disabled></label></li></ul>',
  ],
  // Quotations and callouts.
  ['> a\n> > b', '<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>'],
  ['> a\n> # b', '<blockquote><p>a</p><h1>b</h1></blockquote>'],
  [
    '> [!note] A **b\n> c**\n> - d',
    '<blockquote><p><strong>Note</strong> A <strong>b</strong></p><p><strong>c</strong></p><ul><li>d</li></ul></blockquote>',
  ],
  [
    '> [!tip]- A\n> b\n>\n> c',
    '<details><summary><strong>Tip</strong> A</summary><p>b</p><p>c</p></details>',
  ],
  ['> [!tip]+', '<details open><summary><strong>Tip</strong></summary></details>'],
  // Code.
  ['```js\na("<")\n\n b\n```', '<pre><code class="language-js">a(&quot;&lt;&quot;)\n\n b</code></pre>'],
  ['```"><x\na\n```', '<pre><code>a</code></pre>'],
  ['> ```\n> a\n>\n>  b\n> ```', '<blockquote><pre><code>a\n\n b</code></pre></blockquote>'],
  ['    a\n\n    b', '<pre><code>a\n\nb</code></pre>'],
  // Tables.
  [
    '| a | b |\n| - | -: |\n| *c* |\n| d \\| e | f | g |',
    '<table><thead><tr><th scope="col">a</th><th class="page-cell-end" scope="col">b</th></tr></thead>' +
      '<tbody><tr><td><em>c</em></td></tr>' +
      '<tr><td>d | e</td><td class="page-cell-end">f</td><td>g</td></tr></tbody></table>',
  ],
  ['| a |\n| - |', '<table><thead><tr><th scope="col">a</th></tr></thead></table>'],
  // Formulas.
  ['$x^2$', '<p><math><msup><mi>x</mi><mn>2</mn></msup></math></p>'],
  ['$$\n\\frac ab\n$$', '<p><math display="block"><mfrac><mi>a</mi><mi>b</mi></mfrac></math></p>'],
  ['$\\href{x}{y}$', '<p><code>\\href{x}{y}</code></p>'],
  // Pictures.
  [`![a|60](${PICTURE})`, `<figure><img src="${PICTURE}" alt="a" height="60"></figure>`],
  [
    `a\n![b|right|90x60](${PICTURE})\nc`,
    `<p>a</p><figure><img class="page-picture-right" src="${PICTURE}" alt="b" width="90" height="60"></figure><p>c</p>`,
  ],
  [`a ![](${PICTURE})`, `<p>a <img src="${PICTURE}" alt="" height="240"></p>`],
  ['![[note|8]]', '<p><a href="/w/ada/garden#lamp" rel="noopener noreferrer">note</a></p>'],
  // Links.
  ['[a *b*](https://x.example)', `<p>${TO_X}a <em>b</em></a></p>`],
  ['[a **www.y.example**](https://x.example)', `<p>${TO_X}a <strong>www.y.example</strong></a></p>`],
  ['[ ](https://x.example) a', '<p>a</p>'],
  ['[a](javascript:b) [c](//x.example)', '<p>a c</p>'],
  [
    `[![](${PICTURE})](https://x.example)`,
    `<p>${TO_X}<img src="${PICTURE}" alt="https://x.example" height="240"></a></p>`,
  ],
  // Directions.
  [
    '[x https://y.org z](https://x.org)',
    '<p><a href="https://x.org/" rel="noopener noreferrer">x https://y.org z</a></p>',
  ],
  [
    '[x https://y.org z]',
    '<p>[x <a href="https://y.org/" rel="noopener noreferrer">https://y.org</a> z]</p>',
  ],
  ['שלום\n\na', '<p dir="rtl">שלום</p><p>a</p>'],
  [
    '- שלום\n- a\n\n  ```\n  b\n  ```',
    '<ul dir="rtl"><li>שלום</li><li dir="ltr">a<pre><code>b</code></pre></li></ul>',
  ],
  [
    '> שלום\n> ```\n> a\n> ```',
    '<blockquote dir="rtl"><p>שלום</p><pre dir="ltr"><code>a</code></pre></blockquote>',
  ],
])('[H17] plain HTML: %j', (page, html) => {
  expect(read(page)).toBe(html)
})

test('[H17] lines of values are words, with what they show now', () => {
  const values = new Map([['best-score', { value: '<34>', isPersonal: false }]])
  expect(read('#best-score 12\n#lives 3', values)).toBe(
    '<p>best score <span class="live-value" title="Written by code; the page says 12">&lt;34&gt;</span>\nlives 3</p>',
  )
})

test('[H17] a picture that is not there is its words', () => {
  const page = `![a **lamp**](${PICTURE})`
  const nodes = blocksOf(pageParser.parse(page), page, {
    origin: '',
    isUnknown: () => false,
    isTurned: () => false,
    picturesByName: () => [],
    hasEmbeds: false,
    hrefOf: () => null,
  })
  expect(toHtml(nodes, () => null)).toBe('<figure>a **lamp**</figure>')
})
