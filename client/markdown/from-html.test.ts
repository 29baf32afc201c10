// Rich text that is pasted, as Markdown: from a browser, from text programs, and from an attacker.
import { expect, test } from 'vitest'
import { markdownFrom } from './from-html.ts'

const from = (html: string, plain = '…'): string | null => markdownFrom(html, plain).markdown

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

test('[E28] numbers of a table stay in their columns where cells are merged', () => {
  const cells = (...all: string[]): string => `<tr>${all.map((cell) => `<td${cell}</td>`).join('')}</tr>`
  expect(
    from(
      `<table>${cells(' rowspan=2>Tea', ' colspan="2">Hot', '>Cold')}${cells('>cups', '>pots', '>cups')}${cells('>Mint', '>1', '>2', '>3')}${cells('>Rose', ' colspan=2>none', '>5')}</table>`,
    ),
  ).toBe(
    `| Tea | Hot |  | Cold |
| --- | --- | --- | --- |
|  | cups | pots | cups |
| Mint | 1 | 2 | 3 |
| Rose | none |  | 5 |`,
  )
  // A cell over all columns of a mail only lays it out; a hidden row is not seen.
  expect(from(`<table>${cells(' colspan=5>all')}${cells(' colspan=5>of it')}</table>`)).toBe('all\n\nof it')
  expect(from(`<table>${cells('>a', '>b')}<tr style='display:none'><td>x<td>y</tr></table>`)).toBe(
    '| a | b |\n| --- | --- |',
  )
  expect(() => from(`<table>${cells(' colspan=1000000>a')}</table>`)).toThrow(RangeError)
})

test('[E28] raised and lowered letters are told from those beside them', () => {
  expect(
    from(
      '<p>10<sup>21</sup> of H<sub>2</sub>O in 3 m<sup>2</sup>, x<sup>−(n+1)</sup>, 5<span style="vertical-align:super">3</span></p>',
    ),
  ).toBe('10²¹ of H₂O in 3 m², x⁻⁽ⁿ⁺¹⁾, 5³')
  expect(from('<p>e<sup>−E/kT</sup> and v<sub>Güte <b>2</b></sub></p>')).toBe(
    'e^(−E/kT) and v\\_(Güte **2**)',
  )
  expect(from('<p>the 2<sup>nd</sup> Inkland<sup>®</sup><sup><a href="#n">[1]</a></sup></p>')).toBe(
    'the 2nd Inkland®\\[1]',
  )
})

test('[E28] formulas come once, in TeX', () => {
  const tex = '<annotation encoding="application/x-tex">a_1=\\frac{b}{2}</annotation>'
  const glyphs = '<span class="katex-html" aria-hidden="true"><span>a1=2b</span></span>'
  const math = `<math><semantics><mrow><mi>a</mi></mrow>${tex}</semantics></math>`
  const katex = `<span class="katex"><span class="katex-mathml">${math}</span>${glyphs}</span>`
  expect(from(`<p>so ${katex} holds</p>`)).toBe('so $a_1=\\frac{b}{2}$ holds')
  expect(from(`<p>so <span class="katex-display">${katex}</span> holds</p>`)).toBe(
    'so\n\n$$a_1=\\frac{b}{2}$$\n\nholds',
  )
  expect(from(`<p>so ${katex}2 holds</p>`)).toBe('so $a_1=\\frac{b}{2}$ 2 holds')
  // Only what is seen of it was selected.
  expect(from(`<p>so ${glyphs} holds</p>`)).toBe('so \\[formula] holds')
  // MediaWiki: the MathML is hidden, the picture is seen.
  const hidden = `<span class="mwe-math-mathml-inline" style="display: none;"><math alttext="{\\displaystyle E=mc^{2}}"><mi>E</mi></math></span>`
  const image = `<img src="https://example.org/1" class="mwe-math-fallback-image-inline" alt="{\\displaystyle E=mc^{2}}">`
  expect(from(`<p>is <span class="mwe-math-element">${hidden}${image}</span>.</p>`)).toBe('is $E=mc^{2}$.')
  expect(from(`<p>is ${image}.</p>`)).toBe('is $E=mc^{2}$.')
  // MathJax 3 and 2: no TeX, but MathML.
  const root =
    '<math><mfrac><mrow><mo>−</mo><mi>b</mi></mrow><mn>2</mn></mfrac><msqrt><msubsup><mi>x</mi><mn>1</mn><mn>2</mn></msubsup></msqrt></math>'
  const asTex = '\\frac{− b}{2} \\sqrt{{x}_{1}^{2}}'
  expect(
    from(
      `<mjx-container class="MathJax" display="true"><mjx-math aria-hidden="true"><mjx-c>b2</mjx-c></mjx-math><mjx-assistive-mml>${root}</mjx-assistive-mml></mjx-container>`,
    ),
  ).toBe(`$$${asTex}$$`)
  const quoted = root.replaceAll('<', '&lt;')
  expect(
    from(
      `<p>at <span class="MathJax_Preview">b2</span><span class="MathJax" data-mathml="${quoted}"><nobr>b2</nobr></span></p>`,
    ),
  ).toBe(`at $${asTex}$`)
  // In a cell its bars are none of the table; rows of a block are lines.
  expect(from('<table><tr><td>a<td><math alttext="|x|"></math></table>')).toBe(
    '| a | $\\vert x\\vert $ |\n| --- | --- |',
  )
  expect(from('<math display="block" alttext="a\\\\b"></math>')).toBe('$$\na\\\\\nb\n$$')
})

test('[E28] paragraphs and lists of Slack, Evernote and Google', () => {
  const kind = (name: string): string => `data-stringify-type="${name}"`
  expect(
    from(
      `<div class="p-rich_text_section">Hello <b ${kind('bold')}>all</b> <img ${kind('emoji')} alt=":wave:" src="https://example.org/w.png"><span class="c-mrkdwn__br" ${kind('paragraph-break')}></span>bring:</div><ol ${kind('ordered-list')} data-indent="0"><li>rope</li></ol><ul ${kind('unordered-list')} data-indent="1"><li>long</li></ul><ol ${kind('ordered-list')} data-indent="0"><li>tea</li></ol><div>And<br>go.</div>`,
    ),
  ).toBe('Hello **all** :wave:\n\nbring:\n\n1. rope\n   - long\n2. tea\n\nAnd\ngo.')
  // Evernote: a line is an element, an empty one a break, and what is under an item an item without words.
  expect(
    from(
      '<div><b>Boats</b></div><div>of May</div><div><br/></div><div>and June</div><ul><li><div>one</div></li><li style="list-style:none"><ul><li><div>two</div><div>lines</div></li></ul></li></ul><ul style="--en-todo:true;"><li style="--en-checked:true;"><div>oil</div></li><li style="--en-checked:false;"><div>sail</div></li></ul>',
    ),
  ).toBe('**Boats**\nof May\n\nand June\n\n- one\n  - two\n    lines\n\n- [x] oil\n- [ ] sail')
  expect(
    from(
      '<div>a</div><div>&nbsp;</div><div>b</div>\n<div style="--en-codeblock:true;"><div>if (a) {</div><div>&nbsp; b</div><div>}</div></div>',
    ),
  ).toBe('a\n\nb\n\n```\nif (a) {\n  b\n}\n```')
  const box = (isDone: boolean, words: string): string =>
    `<li role="checkbox" aria-checked="${isDone}"><img src="data:image/png;base64,AA" alt="${isDone ? '' : 'un'}checked" aria-roledescription="checkbox"><p role="presentation">${words}</p></li>`
  expect(markdownFrom(`<ul>${box(true, 'rope')}${box(false, 'tea')}</ul>`, '')).toEqual({
    markdown: '- [x] rope\n- [ ] tea',
    lostPictures: 0,
  })
})

test('a picture without an address is counted, and an emoji is a letter', () => {
  const pasted = markdownFrom(
    '<p>A plan <!--[if gte vml 1]><v:imagedata src="file:///C:/a.png"/><![endif]--><![if !vml]><img width=9 src="file:///C:/a.png" alt="plan"><![endif]> <img width="1" src="data:image/gif;base64,AA"> <img alt="🎉" src="https://example.org/e.png"></p>',
    '',
  )
  expect(pasted).toEqual({ markdown: 'A plan plan 🎉', lostPictures: 1 })
})

test('nothing of it runs', () => {
  expect(
    from('<b>a</b><script>alert(1)</script><style>*{}</style><!-- <b>x</b> --><svg><text>y</text></svg>'),
  ).toBe('**a**')
  // A page’s code fence of that name would run.
  expect(from('<pre class="js">a</pre>')).not.toContain('js')
  expect(from('<p>```js</p><p>alert(1)</p><p>```</p>')).toBe('\\`\\`\\`js\n\nalert(1)\n\n\\`\\`\\`')
})

test('lines that stand together make nothing of each other', () => {
  expect(from('<div>a<b>b</b></div><div>---</div><div>=</div><div>~~~js</div><div>$$</div>')).toBe(
    'a**b**\n\\---\n\\=\n\\~\\~~js\n\\$$',
  )
})

test('what stands too deep is told, and can be pasted without its looks', () => {
  expect(from(`${'<i>'.repeat(150)}deep`)).toBe('*deep*')
  expect(() => from(`${'<i>'.repeat(1_000)}deep`)).toThrow(RangeError)
})
