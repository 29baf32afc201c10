// A draft of a world of another node, at browsers: ada lives at A, and the garden is bob's, at B. She drafts
// it on her own node, and offers it; he looks at it, and takes it.
import { expect, type Page } from '@playwright/test'
import { endNodes, makeWorld, open, startPair, type PeerNode } from '../../peers.ts'
import { faults, GOOD_PRACTICE } from '../faults.ts'
import { atBrowser } from '../account-person.ts'
import { test, type Person } from '../person.ts'

let a: PeerNode
let b: PeerNode

test.beforeAll(async () => {
  ;({ a, b } = await startPair())
  await makeWorld(b.admin, 'Garden')
  await open(b.admin, 'bob/garden', 'see')
})

test.afterAll(async () => {
  await endNodes(a, b)
})

async function command({ page }: Person, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(name)
  await page.keyboard.press('Enter')
}

const panelOf = (page: Page) => page.getByRole('complementary', { name: 'Drafts' })

/** For people who look at the screens: `INKLAND_SCREENS` names a folder. */
async function look(page: Page, name: string): Promise<void> {
  expect(await faults(page, '.panel', GOOD_PRACTICE)).toEqual([])
  const folder = process.env['INKLAND_SCREENS']
  if (folder === undefined) return
  await page.screenshot({ path: `${folder}/${name}-wide.png` })
  const before = page.viewportSize()
  await page.setViewportSize({ width: 390, height: 800 })
  await page.screenshot({ path: `${folder}/${name}-390.png` })
  if (before !== null) await page.setViewportSize(before)
}

test('[Y18][Y19][Y20] what one writes in a draft of another node’s world is offered there, and merged @hard', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const bob = await atBrowser(browser, b.server.url, b.admin)
  await bob.enter('bob/garden')
  await bob.write('A garden by day.')
  await bob.isSaved()

  const ada = await atBrowser(browser, a.server.url, a.admin)
  await ada.enter(`bob@${b.name}/garden`)
  await ada.reads(/A garden by day\.$/)
  await command(ada, 'Drafts')
  const panel = panelOf(ada.page)
  await panel.getByRole('textbox', { name: 'New draft' }).fill('Night')
  await panel.getByRole('button', { name: 'Begin' }).click()
  const mark = ada.page.getByRole('button', { name: 'This is a draft of' })
  await expect(mark).toBeVisible()
  await ada.reads(/A garden by day\.$/)
  await ada.write(' And by night.')
  await ada.isSaved()
  await mark.click()
  await expect(panel.getByRole('listitem')).toContainText('And by night.')
  await look(ada.page, 'offer-make')
  await panel.getByRole('textbox', { name: 'A word with it' }).fill('Lights for the night')
  await panel.getByRole('button', { name: 'Offer', exact: true }).click()
  await expect(panel).toContainText('have not merged it yet')
  await look(ada.page, 'offer-made')

  await command(bob, 'Drafts')
  const bobs = panelOf(bob.page)
  await expect(bobs.getByRole('region', { name: 'Offers' })).toContainText('Lights for the night')
  await look(bob.page, 'offer-list')
  await bobs.getByRole('link', { name: 'Night' }).click()
  const offer = bob.page.getByRole('button', { name: 'This is an offer to' })
  await expect(offer).toBeVisible()
  await bob.reads(/A garden by day\. And by night\.$/)
  await offer.click()
  await expect(bobs).toContainText('is an offer to')
  await expect(bobs.getByRole('listitem')).toContainText('And by night.')
  await look(bob.page, 'offer-review')
  await bobs.getByRole('button', { name: 'Merge all' }).click()
  await expect(bob.page.getByText('1 change merged.')).toBeVisible()
  await bob.enter('bob/garden')
  await bob.reads(/A garden by day\. And by night\.$/)

  // Her panel is still open: it says so by itself.
  await expect(panel).toContainText('All that you offered is in')
  await panel.getByRole('button', { name: 'Update this draft' }).click()
  await expect(panel).toContainText('Nothing differs yet')
  await look(ada.page, 'offer-merged')
})
