// [H17] [F22] What is read without our program is HTML in which a validator finds nothing.
import { expect, test } from 'vitest'
import { hostilePage } from '../../attack/pages/hostile-pages.ts'
import { seededRandom } from '../../simulation/random.ts'
import { documentOf, faultsIn, pagesAt } from './valid-html.ts'

/** Each form of Markdown in each other that it may stand in. */
const FORMS = [
  '# $a$\n\n[$b$](https://b.example)',
  '# *a* `b` [c](https://c.example) $d$\n\n### e\n\n# f\n\n#',
  '> [!tip]- *a* [b](https://b.example)\n> # c\n> - [ ] d\n>\n> | e |\n> | - |\n> | $f$ |',
  '- [x] [a](https://a.example) **b**\n  - [ ] \n\n    ```js\n    c\n    ```\n- \n\n  > d\n\n7. e\n   ![f](/assets/g)',
  '[a www.b.example *c*](https://d.example) [ ](https://e.example) [![](https://f.example)](https://g.example)',
  '| a | |\n| - | :-: |\n| b | c | d |\n| e |\n\n$$\n\\frac{a}{b}\n$$\n\n$\\nothing$ a[^1]\n\n[^1]: b\n\n---',
  'שלום\n\n- שלום\n- a  \n  b\\\n  c\n\n<div id=a>\n\n<!-- b -->',
]

test.each(FORMS)('[H17] a validator finds nothing: %j', async (page) => {
  expect(await faultsIn(documentOf(page))).toEqual([])
})

test('[H17] a validator finds nothing in pages of ours, and of attackers', async () => {
  const random = seededRandom(3)
  const pages = [...pagesAt('server/templates/worlds/board/*.md').values()]
  pages.push(...Array.from({ length: 10 }, () => hostilePage(random)))
  expect(pages.length).toBeGreaterThan(25)
  for (const page of pages) expect(await faultsIn(documentOf(page)), page).toEqual([])
})

test.each(['<h1><div>a</div></h1>', '<div role="checkbox">a</div>', '<p>a<p>', '<ul><p>a</p></ul>', '<img>'])(
  'the check itself finds %j',
  async (html) => expect(await faultsIn(html)).not.toEqual([]),
)
