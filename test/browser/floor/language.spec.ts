// [H20] The language that a world is written in, as its people set it and readers have it.
import { expect } from '@playwright/test'
import { faultsInBothLights } from '../faults.ts'
import { makeWorld } from '../made-scene.ts'
import { Person, test } from '../person.ts'

test('[H20] whoever edits a world says its language by its name, and its words say it @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada', { viewport: { width: 1100, height: 800 } })
  const { page } = ada
  await ada.enter(await makeWorld(ada, 'Abend', 'Worte', []))
  const paper = page.locator('.paper')
  await expect(paper).toHaveAttribute('lang', '')
  await page.getByRole('button', { name: 'Inspector' }).click()
  const field = page.getByRole('combobox', { name: 'Language' })
  await field.fill('Klingonese')
  await field.press('Enter')
  await expect(page.getByText('Enter a language by its name, or its tag')).toBeVisible()
  await expect(field).toHaveValue('')
  for (const [typed, tag, shown] of [
    ['deutsch', 'de', 'German'],
    ['pt-br', 'pt-BR', 'Brazilian Portuguese'],
  ] as const) {
    await field.fill(typed)
    await field.press('Enter')
    await expect(paper).toHaveAttribute('lang', tag)
    await expect(field).toHaveValue(shown)
  }
  expect(await faultsInBothLights(page, '.panel')).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(paper).toHaveAttribute('lang', 'de')
  await field.fill('')
  await field.press('Enter')
  await expect(paper).toHaveAttribute('lang', '')
})
