// The timeline of a world, as a person at a browser meets it.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Person } from './person.ts'

export const marker = (page: Page): Locator => page.getByRole('slider', { name: 'Moment' })
export const band = (page: Page): Locator => page.getByRole('region', { name: 'The past' })
export const line = (page: Page, name: RegExp): Locator =>
  page.getByRole('complementary', { name: 'History' }).getByRole('button', { name })

/** A telephone. */
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** Opens the timeline of a world. */
export async function openTimeline(person: Person, address = 'ada/garden'): Promise<void> {
  await person.enter(address)
  await person.isSaved()
  const { page } = person
  if ((page.viewportSize()?.width ?? 0) > 720) {
    await page.getByRole('button', { name: 'Timeline', exact: true }).click()
  } else {
    await page.getByRole('button', { name: 'More' }).click()
    await page.getByRole('combobox').fill('timeline')
    await page.keyboard.press('Enter')
  }
  await expect(marker(page)).toBeVisible()
}

/** Opens its sessions, versions and changes, too. */
export async function openHistory(person: Person, address?: string): Promise<void> {
  await openTimeline(person, address)
  await person.page.getByRole('button', { name: 'Sessions, versions and changes' }).click()
}
