// Rich text that is pasted, as Markdown: from a browser, from text programs, and from an attacker.
import { expect, test } from 'vitest'
import { markdownFrom } from './from-html.ts'

const from = (html: string, plain = '…'): string | null => markdownFrom(html, plain)

test('headings, bold and slanted words, links, lists, tables, quotations and code', () => {
  expect(from('<h2>A <b>title</b></h2><p>Some <em>slanted </em>and <strong>bold</strong> words</p>')).toBe(
    '## A title\n\nSome *slanted* and **bold** words',
  )
  expect(from('<p>a <mark>marked</mark> word, and b==c==d</p>')).toBe('a ==marked== word, and b\\==c\\==d')
  expect(
    from(
      'see <a href="https://example.org/a(b)">the <i>page</i></a>, <a href="javascript:alert(1)">not this</a>',
    ),
  ).toBe('see [the *page*](<https://example.org/a(b)>), not this')
  expect(from('<ol start=3><li>c<li>d<ul><li>e</ul></ol>')).toBe('3. c\n4. d\n   - e')
  expect(
    from('<ul><li><input type=checkbox checked>done<li><p><input type="checkbox"> not yet</p></ul>'),
  ).toBe('- [x] done\n- [ ] not yet')
  expect(from('<table><thead><tr><th>a<th>b</thead><tr><td>1 | 2<td><p>x</p><p>y</p></table>')).toBe(
    '| a | b |\n| --- | --- |\n| 1 \\| 2 | x y |',
  )
  expect(from('<blockquote><p>one</p><p>two</p></blockquote>after<br>a break')).toBe(
    '> one\n>\n> two\n\nafter\na break',
  )
  expect(
    from('<p>Use <code>a*b</code>:</p><pre><code class="language-js">let a = `b`\nlet c</code></pre>'),
  ).toBe('Use `a*b`:\n\n```\nlet a = `b`\nlet c\n```')
})

test('what text programs write', () => {
  // Google Docs: all of it in a bold element that is not bold.
  expect(
    from(
      '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal"><p dir="ltr"><span style="font-weight:700;">heavy</span><span style="font-weight:400;"> and </span><span style="font-style:italic;">slanted</span></p></b>',
    ),
  ).toBe('**heavy** and *slanted*')
  // Word: items are paragraphs.
  const item = (level: number, sign: string, words: string): string =>
    `<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${sign}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${words}</p>`
  expect(
    from(
      `<html><head><style>p {}</style></head><body>${item(1, '·', 'one')}${item(2, 'o', 'two')}</body></html>`,
    ),
  ).toBe('- one\n  - two')
  expect(from(item(1, '1.', 'first'))).toBe('1. first')
  // A list in a list, as some programs write it.
  expect(from('<ul><li>a</li><ul><li>b</li></ul></ul>')).toBe('- a\n  - b')
})

test('words stay words: signs of Markdown are no signs, and what has no looks is pasted as it is', () => {
  expect(from('<p>2 * 3 and a_b_c and _x_ [y](z)</p><p># no heading</p><p>1. no list</p><p>- none</p>')).toBe(
    '2 \\* 3 and a_b_c and \\_x\\_ \\[y](z)\n\n\\# no heading\n\n1\\. no list\n\n\\- none',
  )
  expect(from('<span>just words</span>', 'just words')).toBeNull()
  expect(
    from('<div style="font-family: Menlo; white-space: pre;"><div><b>const</b> a</div></div>', 'const a'),
  ).toBeNull()
  expect(from('<p>a &lt;b&gt; &amp; &quot;c&quot; &#8364;</p>')).toBe('a \\<b> & "c" €')
})

test('nothing of it runs', () => {
  expect(
    from('<b>a</b><script>alert(1)</script><style>*{}</style><!-- <b>x</b> --><svg><text>y</text></svg>'),
  ).toBe('**a**')
  // A page’s code fence of that name would run.
  expect(from('<pre class="js">a</pre>')).not.toContain('js')
  expect(from('<p>```js</p><p>alert(1)</p><p>```</p>')).toBe('\\`\\`\\`js\n\nalert(1)\n\n\\`\\`\\`')
})

test('what stands too deep is told, and can be pasted without its looks', () => {
  expect(from(`${'<i>'.repeat(150)}deep`)).toBe('*deep*')
  expect(() => from(`${'<i>'.repeat(1_000)}deep`)).toThrow(RangeError)
})
