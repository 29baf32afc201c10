// What breaks, or is not there, says so where it is, and all else goes on.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Does what Chrome does to a page that it translates: each text, also each later one, goes into elements. */
function translatePage(): void {
  function translate(root: Node): void {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      if (node instanceof Text) texts.push(node)
    for (const text of texts) {
      const isKept = text.parentElement?.closest('[translate]')?.getAttribute('translate') === 'no'
      if (isKept || text.parentElement?.closest('font, style, script, textarea') || !text.data.trim())
        continue
      const [outer, inner] = [document.createElement('font'), document.createElement('font')]
      inner.textContent = `«${text.data}»`
      outer.append(inner)
      text.replaceWith(outer)
    }
  }
  translate(document.body)
  new MutationObserver((changes) => {
    for (const { addedNodes, target, type } of changes)
      for (const node of type === 'characterData' ? [target] : addedNodes) translate(node.parentNode ?? node)
  }).observe(document.body, { childList: true, subtree: true, characterData: true })
}

test('a page that the browser translates goes on to change, and so does all around it', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await bob.enter('ada/translated')
  await bob.write('# Heading\n\nA line with **bold** words.\n\n- an item\n- another\n\nthe end')
  await bob.isSaved()
  await ada.enter('ada/translated')
  await ada.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await ada.page.reload()
  await expect(ada.drawn).toContainText('the end')
  await ada.page.evaluate(translatePage)
  await expect(ada.drawn).toContainText('«the end»')
  await bob.page.keyboard.press('Control+Home')
  await bob.page.keyboard.type('# New\n\nfirst\n')
  await bob.page.keyboard.press('Control+End')
  for (let letters = 'the end'.length; letters > 0; letters -= 1) await bob.page.keyboard.press('Backspace')
  await bob.page.keyboard.type('no *longer* the **end**')
  await expect(ada.drawn).toContainText('«first»')
  await expect(ada.drawn).toContainText('«longer»')
  await expect(ada.drawn).not.toContainText('the end')
  // Panels, which change their words, come and go.
  for (const name of ['Talk', 'Share']) {
    await ada.page.getByRole('button', { name, exact: true }).click()
    await expect(ada.page.getByRole('complementary', { name })).toBeVisible()
  }
  await ada.page.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(ada.text).toBeVisible()
  await ada.write(' and more')
  await bob.reads(/and more$/)
  await expect(ada.page.locator('.part-fault, .calm')).toHaveCount(0)
})

test('a part that cannot be fetched says so in its place; Try again shows it, by keys too', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/unfetched')
  const { page } = ada
  const part = /\/assets\/talk-panel-/
  await page.route(part, (route) => route.fulfill({ status: 404 }))
  await page.getByRole('button', { name: 'Talk', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'Talk' })
  await expect(panel.getByRole('alert')).toHaveText(/could not be shown. What you wrote is kept/)
  await ada.write('all else works')
  await ada.isSaved()
  await page.unroute(part)
  await panel.getByRole('button', { name: 'Try again' }).focus()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('alert')).toHaveCount(0)
  await expect(panel).toContainText(/said/)
})
