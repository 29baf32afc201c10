import { expect, test } from 'vitest'
import type { PageNode } from './page-nodes.ts'
import { Summary } from './page-summary.ts'

const node = (tag: string, ...children: PageNode[]): PageNode => ({ tag, from: 0, to: 0, children })
const line = (...words: PageNode[]): PageNode => node('p', ...words)

function told(...pages: (readonly PageNode[])[]) {
  const summary = new Summary()
  for (const page of pages) summary.add(page)
  return summary.told
}

test('[H17] lines and pages are words with blanks between, without code', () => {
  const page = [line(node('strong', 'A l'), 'amp'), node('pre', node('code', 'on(1)')), line('by night')]
  expect(told(page, [line('Two')]).words).toBe('A lamp by night Two')
  expect(told([])).toEqual({ words: '', picture: null })
})

test('[H17] more words than are shown end at a whole one, and no half letter is left', () => {
  const { words } = told([line('Lamps, '.repeat(40))])
  expect(words).toMatch(/^(?:Lamps, ){27}Lamps…$/)
  expect(told([line('🏮'.repeat(300))]).words.isWellFormed()).toBe(true)
  expect(told([line('word '.repeat(400_000))]).words.length).toBeLessThan(202)
})

test('[H17] the first picture that is kept on the node is found behind any number of words', () => {
  const picture = (src: string): PageNode => ({
    tag: 'img',
    from: 0,
    to: 0,
    attributes: { src },
    children: [],
  })
  const [one, two] = ['1'.repeat(64), '2'.repeat(64)]
  const all = ['https://x.example/a.png', `/assets/${one}`, `/assets/${two}`].map(picture)
  expect(told([line('Words '.repeat(100))], [line(...all)]).picture).toBe(one)
  let deep = picture(`/assets/${two}`)
  for (let n = 0; n < 100_000; n += 1) deep = node('blockquote', deep)
  expect(told([deep]).picture).toBe(two)
})
