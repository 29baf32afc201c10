// The lines of a page as markup are as high as those of its editor: words that are drawn before the editor
// comes do not move when it does.
import { globSync, readFileSync } from 'node:fs'
import { expect, type Page } from '@playwright/test'
import { toHtml } from '../../../shared/page/page-html.ts'
import { linesOf } from '../../../shared/page/page-lines.ts'
import { pageParser } from '../../../shared/page/page-parser.ts'
import { STARTERS } from '../../../shared/starters/all-starters.ts'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** An editor draws only so much at once. */
const LINES_MAX = 150

const LONG =
  'So many *words* that `they` go on into **the next** line, [with a link](#lamp) and [[one by name]]. '
/** What those pages do not have. */
const FORMS = `Set\n===\n
> [!note] A ==title== of ${LONG}\n> ${LONG}\n> > - ${LONG}${LONG}\n
- [ ] ${LONG}\n  1. ${LONG}\n     more ${LONG}\n
| a | ${LONG} | c |\n| --: | :-: | --- |\n| ${LONG} || ~~x~~ |\n| 1 | ![w](/assets/${'a'.repeat(64)}) |\n
![w|90](/assets/${'b'.repeat(64)}) and ![x](https://example.org/x.png)\n
![[note|4]]\n
Where $\\frac{a}{b}$ holds, ${LONG}${LONG}\n
$$ % 4\nx^2\n$$\n
***
A[^1] <b>tag</b> &amp; <!-- a comment in ${LONG} --> <https://example.org/${'long/'.repeat(30)}>\n
[^1]: ${LONG}${LONG}\n
<!-- more
${LONG}${LONG} -->\n
\u05e9\u05dc\u05d5\u05dd ${LONG}\n
# ${LONG}\n### ${LONG}\n##### ${LONG}\n
#score 12\n#empty\n
    ${LONG}${LONG}\n
\`\`\`js\n// ${LONG}${LONG}\n\tlet x = '${'y'.repeat(200)}'`

const ROOT = new URL('../../..', import.meta.url).pathname
const PAGES: readonly string[] = [
  FORMS,
  ...STARTERS.map(({ text }) => text),
  ...globSync(['*.md', 'docs/**/*.md', 'server/templates/**/*.md', 'client/**/*.md'], { cwd: ROOT })
    .toSorted()
    .map((file) => readFileSync(`${ROOT}/${file}`, 'utf8')),
]
const PIECES = PAGES.flatMap((page) => {
  const lines = page.split('\n')
  return Array.from({ length: Math.ceil(lines.length / LINES_MAX) }, (_, at) =>
    lines.slice(at * LINES_MAX, (at + 1) * LINES_MAX).join('\n'),
  )
})

function htmlOf(page: string): string {
  const world = { origin: server.url, isUnknown: () => false, picturesByName: () => [], hasEmbeds: true }
  const nodes = linesOf(pageParser.parse(page), page, { ...world, hrefOf: (written) => written })
  return toHtml(nodes, { signs: 'text' })
}

/** The heights of its lines, in pixels of the page: by the editor, and by the markup. */
const heightsOf = (page: Page, words: string, html: string) =>
  page.evaluate(
    async ([words, html]) => {
      interface Editor {
        readonly contentDOM: HTMLElement
        readonly scaleY: number
        readonly state: { readonly doc: { readonly length: number } }
        dispatch(change: { changes: { from: number; to: number; insert: string } }): void
      }
      const place = document.querySelector<HTMLElement>('.paper .page')
      const content = place?.querySelector('.cm-content')
      if (!place || !content) throw new Error('there is no page')
      // CodeMirror's EditorView.findFromDOM looks this up.
      const { view } = (content as unknown as { cmTile: { root: { view: Editor } } }).cmTile.root
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: words } })
      const drawn = document.createElement('div')
      drawn.className = 'page-lines'
      drawn.innerHTML = html
      place.append(drawn)
      const heightsIn = (lines: Iterable<Element>) =>
        Array.from(lines, (line) => line.getBoundingClientRect().height / view.scaleY)
      // The editor reads a page piece by piece.
      for (let turn = 0; ; turn += 1) {
        await new Promise(requestAnimationFrame)
        const editor = heightsIn(view.contentDOM.querySelectorAll(':scope > .cm-line'))
        const plain = heightsIn(drawn.querySelectorAll('.page-line'))
        const odd = editor.flatMap((height, at) =>
          Math.abs(height - (plain[at] ?? 0)) > 0.05 ? [[at, height, plain[at]]] : [],
        )
        if (odd.length > 0 && turn < 300) continue
        drawn.remove()
        return { lines: [editor.length, plain.length], odd }
      }
    },
    [words, html] as const,
  )

for (const width of [1280, 390])
  test(`lines are as high without the editor, ${width} pixels wide @hard`, async ({ browser }) => {
    test.setTimeout(400_000)
    const ada = await Person.meet(browser, server.url, 'Ada', {
      viewport: { width, height: 9_000 },
      // The test puts markup into the page.
      bypassCSP: true,
    })
    await ada.enter(`ada/lines-${width}`)
    const odd: string[] = []
    let lines = 0
    for (const piece of PIECES) {
      const found = await heightsOf(ada.page, piece, htmlOf(piece))
      const words = piece.split('\n')
      expect(found.lines, words[0]).toEqual([words.length, words.length])
      lines += words.length
      odd.push(
        ...found.odd.map(([at = 0, editor, plain]) => `${editor} ${plain} ${words[at]?.slice(0, 200)}`),
      )
    }
    console.log(`${PAGES.length} pages, ${lines} lines`)
    expect(odd).toEqual([])
  })
