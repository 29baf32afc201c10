// Things between nodes at browsers: a held thing says where it is, and a lent one is seen on both sides, and
// comes back.
import { expect, type Page } from '@playwright/test'
import type { Driver } from '../../../shared/driver/driver.ts'
import { drive, furnish, portal } from '../../fault/peers/travellers.ts'
import { makeWorld, open, startPair, type Pair } from '../../peers.ts'
import { atBrowser } from '../account-person.ts'
import { faults } from '../faults.ts'
import { test } from '../person.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }
const small = { width: 24, height: 24 }

test.use({ actionTimeout: 20_000 })

let pair: Pair
let ada: Driver
let square: string

test.beforeAll(async () => {
  pair = await startPair()
  const { a, b } = pair
  square = `bob@${b.name}/square`
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await open(b.admin, 'bob/square', 'act')
  const cup = { name: 'cup', x: 464, y: 96, look: small, text: 'A cup of Ada.' }
  await furnish(a, a.admin, 'ada/room', [portal('out', square), cup])
  await furnish(b, b.admin, 'bob/square', [
    portal('back', `ada@${a.name}/room`),
    { name: 'lamp', x: 520, y: 140, look: small, properties: { takeable: true } },
    { name: 'vase', x: 560, y: 140, look: small, properties: { takeable: true } },
  ])
  ada = await drive(a, a.admin, 'ada/room')
})

test.afterAll(async () => {
  ada?.close()
  await pair?.[Symbol.asyncDispose]()
})

async function isAccessible(page: Page): Promise<void> {
  expect.soft(await faults(page)).toEqual([])
}

const does = async (doing: Promise<{ readonly ok: boolean; readonly why: string | null }>): Promise<void> =>
  expect(await doing).toEqual({ ok: true, why: null })

test('[N62] [N63] [N67] [N69] what one holds says where it is, and what is lent is listed for both, and given back by keys @hard', async ({
  browser,
}) => {
  test.setTimeout(180_000)
  const { a, b } = pair
  await does(ada.visit('ada/room'))
  await does(ada.walkTo('cup'))
  await does(ada.pickUp('cup'))
  await expect(async () => expect((await ada.enter('out')).ok).toBe(true)).toPass()
  await expect.poll(() => ada.world === square && ada.held.length).toBe(1)

  // There: her own things are at home.
  const there = await atBrowser(browser, a.url, a.admin, { colorScheme: 'dark' })
  await there.page.goto(`/w/${square}`)
  const hands = there.page.getByRole('button', { name: 'Carrying: cup, at home with you' })
  await hands.focus()
  await expect(there.page.getByText('cup, at home with you')).toBeVisible()
  await there.page.keyboard.press('Enter')
  const held = there.page.getByRole('complementary', { name: 'What you carry' })
  await expect(held.getByRole('button', { name: 'Put down cup, at home with you' })).toBeVisible()
  await isAccessible(there.page)
  await there.context.close()

  await does(ada.putDown('cup'))
  for (const thing of ['lamp', 'vase']) {
    await does(ada.walkTo(thing))
    await does(ada.pickUp(thing))
  }
  await does(ada.leave())
  await expect.poll(() => ada.world === 'ada/room' && ada.held.length).toBe(2)

  // At home, on a phone: the lent things, and by whom.
  const phone = await atBrowser(browser, a.url, a.admin, PHONE)
  await phone.page.goto('/')
  const things = phone.page.getByRole('region', { name: 'Things lent and on their way' })
  const lent = things.getByRole('region', { name: 'Lent to you' })
  await expect(lent.getByRole('listitem').filter({ hasText: 'vase' })).toContainText(`of bob@${b.name}`)
  await isAccessible(phone.page)
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await phone.page.goto('/w/ada/room')
  await phone.page.getByRole('button', { name: 'Walk', exact: true }).tap()
  await phone.page.getByRole('button', { name: /^Carrying: (\w+) \+1, \1 lent by bob@/u }).tap()
  await expect(phone.page.getByRole('button', { name: `Put down vase, lent by bob@${b.name}` })).toBeVisible()
  await isAccessible(phone.page)
  await phone.page.getByRole('button', { name: 'Give back: vase' }).focus()
  await phone.page.keyboard.press('Enter')
  await expect(phone.page.getByText('vase is back where it was.')).toBeVisible()
  await expect(
    phone.page.getByRole('button', { name: `Carrying: lamp, lent by bob@${b.name}` }),
  ).toBeVisible()

  // With bob: a brought thing says so, and a carried-off thing comes back when he wants it.
  const bob = await atBrowser(browser, b.url, b.admin)
  await bob.page.goto('/')
  const out = bob.page.getByRole('region', { name: 'Lent by you' })
  await expect(out.getByRole('listitem')).toContainText(`with ada@${a.name}`)
  await out.getByRole('button', { name: 'Call back: lamp' }).click()
  await expect(bob.page.getByText('lamp is back in its world.')).toBeVisible()
  await expect(bob.page.getByRole('region', { name: 'Things lent and on their way' })).toHaveCount(0)
  await bob.enter('bob/square')
  await expect(bob.thing('lamp')).toBeVisible()
  await bob.thing('cup').click()
  await bob.page.getByRole('button', { name: 'Inspector' }).click()
  const opened = bob.page.getByRole('complementary', { name: 'cup' })
  await expect(opened.getByRole('region', { name: 'History' })).toContainText(`Came from ada@${a.name}`)
  await expect(opened).toContainText('A cup of Ada.')
  await isAccessible(bob.page)
})
