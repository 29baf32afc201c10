import { expect, type Locator, type Page } from '@playwright/test'
import { once } from 'node:events'
import { artifactMap, artifactMaps, metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import type { ServingNode } from '../../process.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/**
 * A page of two headings far from each other, and things beside them: name, height on the floor, what else is
 * said of it.
 */
async function writeHouse(address: string): Promise<void> {
  const client = openStock(`${server.wsUrl}/sync`, address)
  await once(client as unknown as EventTarget, 'sync')
  const { doc } = client
  const { root } = metaOf(doc)
  if (root === null) throw new Error('The world has no floor.')
  const things = [
    ['pan', 130, {}],
    ['sink', 210, { pinned: true }],
    ['rose', 900, {}],
  ] as const
  doc.transact(() => {
    const maps = artifactMaps(doc)
    for (const [name, y, more] of things) {
      const place = { host: root, x: 20, y, facing: 'down' }
      maps.set(name, artifactMap([['name', name], ['place', place], ...Object.entries(more)], ''))
    }
    textOf(doc, root)?.insert(0, `# Kitchen\n${'It smells.\n\n'.repeat(10)}## Garden\nIt rains.\n`)
  })
  const other = openStock(`${server.wsUrl}/sync`, address)
  await once(other as unknown as EventTarget, 'sync')
  await expect.poll(() => artifactMaps(other.doc).size).toBe(4)
  for (const each of [client, other]) each.destroy()
}

const lineOf = (page: Page, name: string | RegExp): Locator => page.getByRole('treeitem', { name }).first()

/** The lines of the outline as they are read. */
const linesOf = (page: Page): Promise<string[]> =>
  page
    .getByRole('treeitem')
    .evaluateAll((lines) =>
      lines.map(
        (line) => `${line.getAttribute('aria-level')} ${line.querySelector('.outline-name')?.textContent}`,
      ),
    )

test('[E7] the outline has each thing under the heading it stands under; one is dragged under another, what is pinned stays @hard', async ({
  browser,
}) => {
  await writeHouse('ada/house')
  const ada = await Person.meet(browser, server.url, 'Ada')
  const { page } = ada
  await ada.enter('ada/house')
  await page.getByRole('button', { name: 'Outline', exact: true }).click()
  const house = (...lines: readonly string[]) => ['1 house the world’s page', ...lines, '1 Limbo empty']
  await expect.poll(() => linesOf(page)).toEqual(house('2 Kitchen', '3 pan', '3 sink', '3 Garden', '4 rose'))
  await lineOf(page, 'pan').dragTo(lineOf(page, /^Garden/))
  await expect(page.getByText('“pan” is under “Garden” now.')).toBeVisible()
  await expect.poll(() => linesOf(page)).toEqual(house('2 Kitchen', '3 sink', '3 Garden', '4 pan', '4 rose'))
  await lineOf(page, 'sink').hover()
  await page.mouse.down()
  await lineOf(page, /^Garden/).hover()
  await expect(page.locator('.outline-ghost')).toHaveText('sink is pinned')
  await page.mouse.up()
  await expect(page.getByText('“sink” is pinned, so it stays as it is.')).toBeVisible()
  // From the floor, too.
  await ada.thing('rose').scrollIntoViewIfNeeded()
  await ada.thing('rose').hover()
  await page.mouse.down()
  await lineOf(page, /^Kitchen/).hover()
  await expect(page.getByText('Put under Kitchen')).toBeVisible()
  await page.mouse.up()
  await expect.poll(() => linesOf(page)).toEqual(house('2 Kitchen', '3 rose', '3 sink', '3 Garden', '4 pan'))

  // By keys: a heading is closed with all that is under it, gone to by its first letter, and opened in the
  // page.
  await page.getByRole('tree').focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('k')
  // A sign is no letter of a name.
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('tree')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => linesOf(page)).toEqual(house('2 Kitchen'))
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('g')
  await page.keyboard.press('Enter')
  await expect(ada.text).toBeFocused()
  await page.keyboard.type(' of Ada')
  await expect(lineOf(page, /^Garden of Ada/)).toBeVisible()
  // A person who chooses it by a command is told, too, and how to undo the choice.
  await lineOf(page, 'sink').click()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.type('put into')
  await expect(page.getByRole('option', { selected: true })).toHaveText(/^Put into…/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('combobox', { name: 'It is pinned.' })).toBeFocused()
  await expect(page.getByRole('option')).toHaveText(['Unpin it'])
  await page.keyboard.press('Escape')
  expect(await faults(page, '.outline-side')).toEqual([])
})
