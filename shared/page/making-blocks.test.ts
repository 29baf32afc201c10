import { expect, test } from 'vitest'
import { blocksOf } from './page-blocks.ts'
import { toHtml } from './page-html.ts'
import { linesOf } from './page-lines.ts'
import { withoutMaking } from './making-blocks.ts'
import { pageParser } from './page-parser.ts'

const PAGE = [
  'Use it.',
  '',
  '> [!maker] For makers',
  '> Write another number.',
  '',
  "```js\nlog('secret')\n```",
  '',
  '> [!note] Look\n> A hint.',
  '',
  '```css\na {}\n```',
  '',
  'The end.',
].join('\n')

const world = {
  origin: '',
  picturesByName: () => [],
  isTurned: () => false,
  isUnknown: () => false,
  hrefOf: () => null,
  hasEmbeds: false,
}

test('[D14] words without what is for makers, whole and in part', () => {
  const left = withoutMaking(PAGE)
  expect(left).not.toMatch(/maker|another number|secret|```js/u)
  expect(left).toMatch(/^Use it\.[^]*A hint\.[^]*a \{\}[^]*The end\.$/u)
  const at = PAGE.indexOf('secret')
  expect(withoutMaking(PAGE, at, PAGE.indexOf('A hint'))).toBe('\n\n> [!note] Look\n> ')
  expect(withoutMaking(PAGE, at, at + 3)).toBe('')
  expect(withoutMaking(PAGE, 0, 3)).toBe('Use')
  expect(withoutMaking('> > ```js\n> > x\n> > ```')).toBe('> > ```js\n> > x\n> > ```')
})

test('[D14] where a world does not show it, lines keep its room, and plain markup leaves it out', () => {
  const tree = pageParser.parse(PAGE)
  for (const hidesMaking of [false, true]) {
    const lines = toHtml(linesOf(tree, PAGE, { ...world, hidesMaking }))
    const hidden = lines.match(/class="[^"]*hidden-making[^"]*"/gu) ?? []
    expect(hidden).toHaveLength(hidesMaking ? 2 : 0)
    expect(lines).toContain('secret')
    const plain = toHtml(blocksOf(tree, PAGE, { ...world, hidesMaking }))
    expect(plain.includes('secret')).toBe(!hidesMaking)
    expect(plain.includes('another number')).toBe(!hidesMaking)
    expect(plain).toMatch(/A hint.*a \{\}.*The end/su)
  }
})
