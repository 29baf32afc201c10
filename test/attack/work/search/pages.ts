// Pages: Markdown and the code on it, grown from words that its reader knows, on one thing or many, typed in
// again and again.
import { textOf as pageOf } from '../../../../shared/world/scene/scene.ts'
import { id } from '../../../unit/world/made.ts'
import { growRecipe, textOf, type Recipe } from '../parsers/texts.ts'
import { put } from '../things.ts'
import { grownIn, kindOf, upTo } from './kind.ts'

interface Paged {
  readonly page: Recipe
  readonly letters: number
  readonly pages: number
  readonly edits: number
}

const PIECES = [
  [
    '`',
    '~',
    '```',
    '~~~',
    '```js\n',
    '\n```\n',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '    ',
    'a',
    '#',
    '#a 1\n',
    '# ',
    '- ',
  ],
  [
    '1. ',
    '>',
    '* ',
    '_',
    '<!--',
    '-->',
    '<pre>',
    '</pre>',
    '\u0301',
    '\u2028',
    '[a](b)',
    '![a](asset:0)',
    '|',
    '\\',
  ],
  [
    'every(1, () => {})\n',
    'on("hear", () => {})\n',
    'props({ a: 1 })\n',
    '/*',
    '*/',
    '(',
    ')',
    '{',
    '}',
    '[',
    ']',
  ],
  [
    '//',
    '/a/',
    '"',
    "'",
    '${',
    'let a\n',
    'function f() {}\n',
    'class A {}\n',
    'await ',
    '=>',
    '?.',
    '**',
    'new ',
  ],
].flat()
const LETTERS_MAX = 999_000
const BYTES = 15_000_000

const paged = (page: Recipe, more: Partial<Paged> = {}): Paged => ({
  page,
  letters: LETTERS_MAX,
  pages: 1,
  edits: 3,
  ...more,
})

export const PAGES = kindOf<Paged>({
  name: 'pages',
  seeds: [
    ...PIECES.map((piece) => paged([[piece, LETTERS_MAX]])),
    ...['(', '[', '{', '`', 'a=>', '!', '-', 'a?', '/a', '"', 'if(a)', 'a.', '{a:', 'async'].map((piece) =>
      paged(
        [
          ['```js\n', 1],
          [piece, 190_000 / piece.length],
          ['\n```\n', 1],
        ],
        { letters: 199_000 },
      ),
    ),
    paged([['```js\nlet a = 1\n```\n', 1_000]], { pages: 12 }),
  ],
  grow: (input, random) =>
    grownIn(
      input,
      {
        page: (page, random) => growRecipe(page, { most: LETTERS_MAX, pieces: PIECES }, random),
        letters: upTo(LETTERS_MAX),
        pages: upTo(2_000),
        edits: upTo(50),
      },
      random,
    ),
  async send(target, { page, letters, pages, edits }) {
    const text = textOf(page, Math.min(letters, LETTERS_MAX))
    const count = Math.max(1, Math.min(pages, Math.floor(BYTES / (Buffer.byteLength(text) + 200))))
    const line = await target.line(await target.world())
    await line.edit((doc) => {
      for (let at = 0; at < count; at++) put(doc, `thing${at}`, { x: 50, y: at * 50, text })
    })
    const live = await target.line(`${line.path}/live`)
    for (let edit = 0; edit < edits; edit++) {
      await line.edit((doc) => pageOf(doc, id('thing0'))?.insert(0, edit % 2 === 0 ? '```js\n' : 'a'))
    }
    await target.others(30)
    live.leave()
    line.leave()
    return count * text.length
  },
})
