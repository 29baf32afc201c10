// Somebody is on the floor of a thing while another one puts it away, or deletes it; and a thing that came
// from elsewhere is read on its floor, kept, and written on.
import { expect } from '@playwright/test'
import type { ServingNode } from '../../process.ts'
import { faults } from '../faults.ts'
import { Person, test } from '../person.ts'
import { leaveByKey, walkIn } from '../there.ts'

let server: ServingNode

test.beforeAll(({ openNode }) => {
  server = openNode
})

/** Makes a thing of a kind, beside where one comes in. */
async function make(person: Person, kind: string): Promise<void> {
  const { page } = person
  await page.getByRole('button', { name: 'Add a thing' }).click()
  await page.getByRole('button', { name: kind, exact: true }).click()
  await page.keyboard.press('Enter')
  await expect(person.thing(kind)).toBeVisible()
}

async function putAway(person: Person, name: string): Promise<void> {
  await person.thing(name).click()
  await person.page.keyboard.press('Delete')
  await expect(person.thing(name)).toHaveCount(0)
}

test('[R15] whose page is put away while they write on it goes on, and knows; who only looks is led to where it stood @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  const bob = await Person.meet(browser, server.url, 'Bob')
  await ada.enter('ada/tidy')
  await make(ada, 'chest')
  await ada.isSaved()
  await bob.enter('ada/tidy')
  await bob.thing('chest').dblclick()
  await expect(bob.page).toHaveURL(/\/ada\/tidy#./u)
  const inside = bob.page.url()
  await bob.write('What is in it')
  await putAway(ada, 'chest')

  const line = bob.page.getByRole('complementary', { name: 'In limbo' })
  await expect(line).toContainText('“chest” is in limbo. Ada put it there. What you write stays on it.')
  await bob.page.keyboard.type(', and more')
  await bob.reads('What is in it, and more')
  expect(await faults(bob.page, '.floor-lines')).toEqual([])
  await line.getByRole('button', { name: 'Bring it back' }).click()
  await expect(line).toHaveCount(0)
  await expect(ada.thing('chest')).toBeVisible()
  await bob.reads('What is in it, and more')

  await bob.page.reload()
  await bob.reads('What is in it, and more')
  await expect(bob.page.getByRole('button', { name: 'Go out of chest' }).first()).toBeVisible()
  await putAway(ada, 'chest')
  await expect(bob.page).toHaveURL(/\/w\/ada\/tidy$/u)
  const notice = bob.page.locator('.notice')
  await expect(notice).toContainText(
    'Ada put “chest” into limbo while you were in it. You are where it stood.',
  )
  await notice.getByRole('button', { name: 'Bring it back' }).click()
  await expect(bob.page).toHaveURL(inside)
  await bob.reads('What is in it, and more')

  // A person who walks in it stands beside where it was, and is told as well.
  await bob.page.getByRole('button', { name: 'Walk', exact: true }).click()
  await expect(bob.page.locator('.walk-over')).toBeAttached()
  // That he is led out may be told before why.
  const late: (() => void)[] = []
  await bob.page.routeWebSocket(/\/tidy\?/u, (socket) => {
    const node = socket.connectToServer()
    node.onMessage((message) => (isHeld ? late.push(() => socket.send(message)) : socket.send(message)))
  })
  let isHeld = false
  await bob.page.goto('/w/ada/tidy')
  await expect(async () => {
    await bob.thing('chest').click({ timeout: 3_000 })
    const toolbar = bob.page.getByRole('toolbar', { name: 'Actions for chest' })
    await toolbar.getByRole('button', { name: /^Go in/u }).click({ timeout: 3_000 })
  }).toPass()
  await expect(bob.page).toHaveURL(inside)
  isHeld = true
  await putAway(ada, 'chest')
  await expect(bob.page).toHaveURL(/\/w\/ada\/tidy$/u)
  isHeld = false
  for (const send of late) send()
  await expect(notice.filter({ hasText: 'Ada put “chest” into limbo' })).toBeVisible()
  await expect(bob.page.locator('.figure[data-me]')).toBeVisible()
  await bob.page.getByRole('button', { name: 'Write', exact: true }).click()
  await notice.getByRole('button', { name: 'Bring it back' }).click()

  await bob.text.click()
  await putAway(ada, 'chest')
  await expect(line).toBeVisible()
  await ada.page.getByRole('button', { name: 'Limbo' }).click()
  await ada.page.getByRole('button', { name: 'Empty limbo…' }).click()
  await ada.page.getByRole('button', { name: /^Delete/u }).click()
  await expect(notice).toContainText('“chest” was deleted for good. You are on its main floor.')
  await expect(bob.page).toHaveURL(/\/w\/ada\/tidy$/u)
})

test('[G16] what was brought here shows its page on its floor, and can be written on once it is kept @hard', async ({
  browser,
}) => {
  const carla = await Person.meet(browser, server.url, 'Carla')
  const { page } = carla
  await carla.enter('carla/shop')
  await make(carla, 'lamp')
  await carla.thing('lamp').dblclick()
  await carla.write('It shines.')
  await carla.isSaved()
  await walkIn(carla, 'carla/shop')
  const does = async (deed: RegExp): Promise<void> => {
    const toolbar = page.getByRole('toolbar', { name: 'Actions for lamp' })
    // The view follows the newcomer: a press may miss a moving target.
    await expect(async () => {
      await carla.thing('lamp').click({ timeout: 3_000 })
      await toolbar.getByRole('button', { name: deed }).click({ timeout: 3_000 })
    }).toPass()
  }
  await does(/^Pick up/u)
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
  await leaveByKey(carla)
  await expect(page).toHaveURL(/\/home$/u)
  await expect(page.locator('.walk-over[data-here]')).toBeAttached()
  await expect(page.getByRole('button', { name: 'Carrying: lamp' })).toBeVisible()
  await page.keyboard.press('f')
  await expect(carla.thing('lamp')).toBeVisible()
  await does(/^Go in/u)
  const text = page.getByRole('textbox', { name: 'The page of lamp' })
  const drawn = page.getByRole('document', { name: 'The page of lamp' })
  await expect(drawn).toHaveText('It shines.')
  await expect(text).toHaveCount(0)

  await page.getByRole('button', { name: 'Write', exact: true }).click()
  const line = page.getByRole('complementary', { name: 'This page' })
  await expect(line).toContainText('Keep it, then you can write on it.')
  await expect(drawn).toHaveText('It shines.')
  expect(await faults(page, '.floor-lines')).toEqual([])
  await line.getByRole('button', { name: 'Keep it here' }).click()
  await expect(line).toHaveCount(0)
  await expect(text).toHaveAttribute('contenteditable', 'true')
  await carla.write(' At home.')
  await carla.isSaved()
  await page.reload()
  await expect(text).toHaveText('It shines. At home.')
})
