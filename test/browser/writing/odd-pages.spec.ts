// Pages of odd lines, and an editor that fails: a tab is never out of step with its page.
import { expect } from '@playwright/test'
import { once } from 'node:events'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { ODD_PAGES } from '../../unit/page/odd-pages.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { parseArtifactId } from '../../../shared/world/address.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

test('a page whose editor fails is plain text, with all that was typed, in step with others @hard', async ({
  browser,
}) => {
  const [ada, bob] = [
    await Person.meet(browser, server.url, 'Ada'),
    await Person.meet(browser, server.url, 'Bob'),
  ]
  await ada.enter('ada/failing')
  await ada.write('# First\n\nleft right')
  await ada.isSaved()
  await bob.enter('ada/failing')
  await bob.reads(/right$/)
  await ada.page.keyboard.press('Control+ArrowLeft')
  await ada.text.evaluate((content) => {
    interface Editor {
      update: (transactions: unknown) => void
    }
    const { view } = (content as unknown as { cmTile: { root: { view: Editor } } }).cmTile.root
    const { update } = view
    view.update = () => {
      view.update = update
      throw new RangeError('Maximum call stack size exceeded')
    }
  })
  await ada.page.keyboard.type('and ')
  await expect(ada.page.getByText(/is plain text until you open it again/)).toBeVisible()
  await ada.reads(/left and right$/)
  await ada.isSaved()
  await bob.reads(/left and right$/)
  await bob.write('!')
  await ada.reads(/left and right!$/)
  await ada.page.keyboard.type('then ')
  await bob.reads(/left and then right!$/)
})

/** How many letters the editor of a page has: of a long page the screen shows only a part. */
function lettersOf(content: Element): number {
  const { cmTile } = content as unknown as {
    cmTile: { root: { view: { state: { doc: { length: number } } } } }
  }
  return cmTile.root.view.state.doc.length
}

const BROUGHT = ['stars', 'spaces', 'open stars', 'nested lists', 'half links', 'page links', 'accents']

for (const name of [...BROUGHT, 'rows of cells', 'table cells', 'marks in lines'])
  test(`[M8] a page with an odd line can be opened and written on by all: ${name} @hard`, async ({
    browser,
  }) => {
    const [ada, bob] = [
      await Person.meet(browser, server.url, 'Ada'),
      await Person.meet(browser, server.url, 'Bob'),
    ]
    const address = `ada/${name.replaceAll(' ', '-')}`
    await ada.enter(address)
    await ada.isSaved()
    const clerk = openStock(`${server.wsUrl}/sync`, address)
    await once(clerk as unknown as EventTarget, 'sync')
    const root = parseArtifactId(clerk.doc.getMap('meta').get('root'))
    const text = root && textOf(clerk.doc, root)
    if (text === null) throw new Error('there is no page')
    const odd = ODD_PAGES[name] ?? ''
    text.delete(0, text.length)
    text.insert(0, `first line of words\n\n${odd}\n`)
    await expect.poll(() => ada.text.evaluate(lettersOf)).toBe(text.length)
    await bob.enter(address)
    await expect(bob.text).toContainText('first line of words')
    await ada.text.click({ position: { x: 60, y: 8 } })
    await ada.page.keyboard.press('Control+Home')
    await ada.page.keyboard.type('The ')
    await expect(bob.text).toContainText('The first line of words')
    await ada.page.keyboard.press('ArrowDown')
    await ada.page.keyboard.press('ArrowDown')
    await ada.page.keyboard.press('Home')
    await ada.page.keyboard.type('here')
    await ada.isSaved()
    const written = `The first line of words\n\n${odd}\n`
    // To say how two such lines differ takes a minute.
    await expect.poll(() => text.toJSON().replace('here', '') === written).toBe(true)
    clerk.destroy()
  })
