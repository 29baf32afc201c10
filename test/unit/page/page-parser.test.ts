// The reader of pages: ordinary pages are read as the grammar says, odd ones within bounds.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { GFM, parser } from '@lezer/markdown'
import { expect, test } from 'vitest'
import { footnotes } from '../../../shared/page/footnotes.ts'
import { highlights } from '../../../shared/page/highlights.ts'
import { maths } from '../../../shared/page/maths.ts'
import { namedLinks } from '../../../shared/page/named-links.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { ODD_PAGES } from './odd-pages.ts'

const ROOT = path.join(import.meta.dirname, '../../..')
const PAGES = globSync('{*.md,docs/*.md,test/**/*.md,server/templates/**/*.md}', { cwd: ROOT })
const unbounded = parser.configure([GFM, highlights, footnotes, maths, namedLinks])

/** What is in a page, in order, with its places. */
function readingOf(text: string, by = pageParser): string[] {
  const read: string[] = []
  by.parse(text).iterate({ enter: ({ name, from, to }) => void read.push(`${name} ${from} ${to}`) })
  return read
}

/** How many of a name are in a page. */
const countIn = (text: string, name: string): number =>
  readingOf(text).filter((read) => read.startsWith(`${name} `)).length

/** The names of the blocks of a page, in order. */
function blocksOf(text: string): string[] {
  const blocks: string[] = []
  for (let node = pageParser.parse(text).topNode.firstChild; node; node = node.nextSibling)
    blocks.push(node.name)
  return blocks
}

test('a page that people write is read as without bounds', () => {
  expect(PAGES.length).toBeGreaterThan(20)
  for (const page of PAGES) {
    const text = readFileSync(path.join(ROOT, page), 'utf8')
    expect(readingOf(text), page).toEqual(readingOf(text, unbounded))
  }
})

test.each(Object.entries(ODD_PAGES))('[M8] what is around it is read: %s', (_name, odd) => {
  const tree = pageParser.parse(`# Title\n\n*first*\n\n${odd}\n`)
  expect(tree.length).toBe(`# Title\n\n*first*\n\n${odd}\n`.length)
  expect(tree.topNode.firstChild?.name).toBe('ATXHeading1')
  expect(tree.topNode.childAfter(12)?.firstChild?.name).toBe('Emphasis')
  let [depth, deepest] = [0, 0]
  tree.iterate({
    enter: () => void (deepest = Math.max(deepest, (depth += 1))),
    leave: () => void (depth -= 1),
  })
  expect(deepest).toBeLessThan(600)
})

test('[M8] a long paragraph goes on as another, and keeps its marks', () => {
  const lines = Array.from({ length: 450 }, () => 'some *words* with [a link](b)').join('\n')
  expect(blocksOf(lines)).toEqual(['Paragraph', 'Paragraph', 'Paragraph'])
  expect(countIn(lines, 'Emphasis')).toBe(450)
})

test('[M8] a line with too many signs, letters or blanks is plain, and the next one is not', () => {
  for (const line of [
    '*a* '.repeat(501),
    `${'word '.repeat(4_001)}*a*`,
    `*a*${' '.repeat(1_001)}b`,
    `*a*${'|b'.repeat(501)}`,
  ]) {
    expect(readingOf(line)).toEqual([`Document 0 ${line.length}`, `Paragraph 0 ${line.length}`])
    expect(countIn(`${line}\n\n*a*`, 'Emphasis')).toBe(1)
    expect(countIn(`*a*\n${line}`, 'Emphasis')).toBe(1)
  }
})

test('[M8] lists within lists end as plain text', () => {
  const deep = `${'- '.repeat(40)}*a*\n\n*b*`
  expect(countIn(deep, 'BulletList')).toBe(32)
  expect(countIn(deep, 'Emphasis')).toBe(1)
})

test('[M8] a table is one up to its bounds of letters and bars, however many rows it has', () => {
  const rows = (count: number, cell = '*c*'): string =>
    `| a | b |\n| --- | --- |\n${`| ${cell} | d |\n`.repeat(count)}`
  expect(blocksOf(rows(1_998))).toEqual(['Table'])
  expect(new Set(blocksOf(rows(2_100)).slice(1))).toEqual(new Set(['Paragraph']))
  const long = 'word '.repeat(10)
  expect(blocksOf(rows(1_000, long))).toEqual(['Table'])
  expect(new Set(blocksOf(rows(1_100, long)).slice(1))).toEqual(new Set(['Paragraph']))
  expect(blocksOf(`[a](b) | c\n--- | ---\n${'d | e\n'.repeat(500)}`)).toEqual(['Table'])
})

test('[M9] two equals signs mark words, where no blank is between them and the words', () => {
  const marked = (text: string): string[] =>
    readingOf(text)
      .filter((read) => read.startsWith('Highlight '))
      .map((read) => text.slice(...read.split(' ').slice(1).map(Number)))
  expect(marked('a ==b *c*== d')).toEqual(['==b *c*=='])
  expect(marked('==one== ==two==, in**==side==**')).toEqual(['==one==', '==two==', '==side=='])
  expect(marked('a == b == c, ===d===, `==e==`, \\==f\\==')).toEqual([])
  expect(blocksOf('Title\n=====')).toEqual(['SetextHeading1'])
})

test('[M10] a footnote is a sign in the text, and a line of its own', () => {
  const page = 'One[^1] two[^2].\n\n[^1]: the *first*\n[^2]: word\n\n> [^3]: quoted\n\n[^a b]: none'
  expect(blocksOf(page)).toEqual(['Paragraph', 'Footnote', 'Footnote', 'Blockquote', 'LinkReference'])
  expect(readingOf(page)).toContain('FootnoteReference 3 7')
  expect(countIn(page, 'FootnoteLabel')).toBe(3)
  expect(countIn(page, 'Emphasis')).toBe(1)
  expect(countIn('`[^1]` \\[^1] [^1](x)', 'FootnoteReference')).toBe(1)
})

test('[M11] formulas are read in lines and in blocks; prices are none', () => {
  const mathsIn = (text: string): string[] =>
    readingOf(text)
      .filter((read) => /^Math(?:Block)? /.test(read))
      .map((read) => text.slice(...read.split(' ').slice(1).map(Number)))
  expect(mathsIn('Where $a*b*c$ and $\\$5$; $5 or $6, `$x$` and \\$y$.')).toEqual(['$a*b*c$', '$\\$5$'])
  expect(mathsIn('Text\n$$\nx\n$$\nmore\n\n> $$ y $$\n')).toEqual(['$$\nx\n$$', '$$ y $$'])
  // One that nobody ends is over at a blank line, or after sixty.
  expect(mathsIn('$$\nx\n\n*more*')).toEqual(['$$\nx'])
  expect(mathsIn(`$$\n${'x\n'.repeat(100)}`)[0]?.split('\n')).toHaveLength(60)
})
