// Other programs on the same host leave cookies until a browser sends more than any server takes: it is said
// what it is about, and nobody is told to be offline.
import { expect } from '@playwright/test'
import { Person, test } from '../person.ts'

test('[H21] an open tab says that there are too many cookies, and goes on once they are gone @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  await ada.enter('ada/cookies')
  await ada.write('before')
  await ada.isSaved()
  const names = Array.from({ length: 6 }, (_, n) => `other-${n}`)
  await ada.context.addCookies(names.map((name) => ({ name, value: 'x'.repeat(3_500), url: openNode.url })))
  await ada.context.setOffline(true)
  await ada.write(' and after')
  await ada.context.setOffline(false)
  await ada.page
    .getByRole('button', { name: /Saving/ })
    .first()
    .click()
  await expect(ada.page.getByText(/This browser sends too many cookies to this address/)).toBeVisible()
  const page = await ada.context.newPage()
  const answer = await page.goto('/')
  expect(answer?.status()).toBe(431)
  await expect(page.getByText(/Delete the cookies of this address/)).toBeVisible()
  for (const name of names) await ada.context.clearCookies({ name })
  await ada.isSaved()
})
