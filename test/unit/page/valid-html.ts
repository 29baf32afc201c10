// Pages as the file that a world is saved to, and what a validator of HTML finds in it.
import { globSync, readFileSync } from 'node:fs'
import { HtmlValidate } from 'html-validate'
import { sceneFromFolder } from '../../../shared/folder/grow-scene.ts'
import { writeDocument } from '../../../shared/folder/page-document.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { seededRandom } from '../../simulation/random.ts'
import { filesOf, goodFolder } from '../folder/made.ts'

const validator = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    'doctype-style': ['error', { style: 'lowercase' }],
    // People name their pages, and code has blanks where they wrote them.
    'long-title': 'off',
    'no-trailing-whitespace': 'off',
  },
})

const ROOT = new URL('../../..', import.meta.url).pathname

/** The Markdown of this repository that some patterns name, by path. */
export const pagesAt = (...patterns: readonly string[]): Map<string, string> =>
  new Map(
    globSync(patterns, { cwd: ROOT })
      .toSorted()
      .map((path) => [path, readFileSync(`${ROOT}/${path}`, 'utf8')]),
  )

/** Each fault with the markup that it is in. */
export async function faultsIn(html: string): Promise<string[]> {
  // The validator takes a heading that is a formula for an empty one: it reads no MathML.
  const { results } = await validator.validateString(html.replaceAll('<math', 'x<math'))
  return results.flatMap(({ messages }) =>
    messages.map(({ message, line }) => `${message}: ${html.split('\n')[line - 1]?.slice(0, 500)}`),
  )
}

/** The file of a world that has one page. */
export function documentOf(page: string): string {
  const scene = sceneFromFolder(goodFolder(filesOf({ 'index.md': page })), null, seededRandom(1).bytes)
  return writeDocument({ view: createView(scene, null), thing: null, pictures: new Map() })
}
