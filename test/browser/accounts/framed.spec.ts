// [H21] A world at work within a page of another site: another site is `localhost` to a node at `127.0.0.1`.
// Another port is the same site: there a browser sends cookies along.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, type FrameLocator, type Page } from '@playwright/test'
import { serveAccounts, told, type AccountsNode } from '../../accounts.ts'
import { open } from '../../peers.ts'
import { atBrowser, worldOf } from '../account-person.ts'
import { faultsInBothLights } from '../faults.ts'
import { test } from '../person.ts'

// A browser that is refused a frame says so.
test.use({ triesWhatIsNotAllowed: true })

interface Site {
  readonly origin: string
  readonly close: () => void
}

/** A site whose every page has a world in a frame. */
async function openSite(host: string, frame: string): Promise<Site> {
  const html = `<!doctype html><title>A school</title><h1>A school</h1>${frame}`
  const site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(html))
  await once(site.listen(0, host), 'listening')
  return {
    origin: `http://${host}:${(site.address() as AddressInfo).port}`,
    close: () => site.close(),
  }
}

const frameTo = (node: AccountsNode, world: string): string =>
  `<iframe src="${node.url}/work/${world}" style="width: 100%; height: 640px" title="A world"></iframe>`

const inside = (page: Page): FrameLocator => page.frameLocator('iframe')

/** Comes in as a guest, by a name. */
async function comeIn(frame: FrameLocator, name: string): Promise<void> {
  await frame.getByRole('button', { name: 'Come in to write' }).click()
  await frame.getByLabel('Your name').fill(name)
  await frame.getByRole('button', { name: 'Come in', exact: true }).click()
}

test('[H21] a page of another site shows a world at work, where its owner names that site @hard', async ({
  browser,
}) => {
  await using node = await serveAccounts()
  const world = await worldOf(node.admin, 'The well')
  await open(node.admin, world, 'edit')
  const [school, other, sister] = await Promise.all([
    openSite('localhost', frameTo(node, world)),
    openSite('localhost', frameTo(node, world)),
    openSite('127.0.0.1', frameTo(node, world)),
  ])
  const ada = await atBrowser(browser, node.url, node.admin)
  await ada.enter(world)

  // Its owner names two sites.
  await ada.page.getByRole('button', { name: 'Share' }).click()
  const panel = ada.page.getByRole('complementary', { name: 'Share' })
  await expect(panel.getByText('Name a site, such as your school’s')).toBeVisible()
  const field = panel.getByLabel('Site to add')
  await field.fill('http://school.example')
  await field.press('Enter')
  await expect(panel.getByText('A site is its address with https://')).toBeVisible()
  for (const { origin } of [school, sister]) {
    await field.fill(`${origin}/a/page`)
    await field.press('Enter')
    await expect(panel.getByText(origin, { exact: true })).toBeVisible()
  }
  await expect(field).toHaveValue('')
  expect(await faultsInBothLights(ada.page, '.share-panel')).toEqual([])

  // Somebody reads, comes in as a guest and writes: within the page of another site.
  const guest = await browser.newContext({ viewport: { width: 1100, height: 760 } })
  const page = await guest.newPage()
  await page.goto(school.origin)
  const frame = inside(page)
  await expect(frame.getByRole('link', { name: 'Open in Inkland' })).toHaveAttribute('href', `/w/${world}`)
  await comeIn(frame, 'Robin')
  await frame.getByRole('textbox', { name: /^The page of/ }).click()
  await page.keyboard.type('written in a frame')
  await ada.reads(/written in a frame/)
  for (const name of ['Worlds', 'Sign in', 'Create an account', 'Share'])
    await expect(frame.getByRole('link', { name }).or(frame.getByRole('button', { name }))).toHaveCount(0)
  expect(await guest.cookies()).toEqual([])
  // Loaded again it is the same guest.
  await page.reload()
  await expect(frame.getByRole('button', { name: 'People: you and 1 other' })).toBeVisible()
  await expect(frame.getByText('written in a frame')).toBeVisible()
  await page.setViewportSize({ width: 390, height: 800 })
  await expect(frame.getByRole('link', { name: 'Open in Inkland' })).toBeInViewport()
  await expect(frame.getByRole('navigation', { name: 'Actions' })).toBeVisible()
  // A way out of the world is a tab of its own.
  await ada.write('\n[the pond](/w/ada/pond)')
  await frame.getByRole('button', { name: 'Read' }).click()
  const tab = guest.waitForEvent('page')
  await frame.getByRole('link', { name: 'the pond' }).click()
  expect(new URL((await tab).url()).pathname).toBe('/w/ada/pond')

  // A site that is not named shows nothing.
  const elsewhere = await guest.newPage()
  await elsewhere.goto(other.origin)
  await expect.poll(() => elsewhere.frames()[1]?.url()).toMatch(/^chrome-error:/)

  // Somebody who is signed in is a guest within a frame of the same site, too, though it is sent the cookie.
  const within = await ada.context.newPage()
  const sent = within.waitForRequest((request) => request.url().endsWith(`/work/${world}`))
  await within.goto(sister.origin)
  expect((await (await sent).allHeaders())['cookie']).toBeDefined()
  const same = inside(within)
  await comeIn(same, 'Nobody in particular')
  await expect(same.getByRole('button', { name: 'Come in to write' })).toHaveCount(0)
  await ada.page.getByRole('button', { name: /^People/ }).click()
  const people = ada.page.getByRole('dialog', { name: 'Here now' })
  await expect(people.getByText('Nobody in particular')).toBeVisible()
  await expect(people.getByText('Robin')).toBeVisible()
  const closed = await worldOf(node.admin, 'Closed')
  const asked = await within.frames()[1]?.evaluate(async (path) => {
    const answer = await fetch(path)
    return answer.json() as Promise<unknown>
  }, `/api/worlds/${closed}/right`)
  expect(asked).toEqual({ right: 'none' })

  const alone = await ada.context.newPage()
  await alone.goto(`/work/${world}`)
  await expect(alone.getByRole('button', { name: 'Come in to write' })).toBeVisible()
  expect(await faultsInBothLights(alone, '.standing')).toEqual([])

  // On a phone: the list of sites, and one taken off, which ends it for the next who comes.
  await ada.page.keyboard.press('Escape')
  await ada.page.setViewportSize({ width: 390, height: 800 })
  const sites = panel.getByRole('list', { name: 'Sites that show this world at work' })
  await sites.scrollIntoViewIfNeeded()
  await panel.getByRole('button', { name: `Take ${school.origin} off the list` }).click()
  await expect(sites.getByText(school.origin, { exact: true })).toHaveCount(0)
  await expect
    .poll(async () => {
      await elsewhere.goto(school.origin)
      return elsewhere.frames()[1]?.url()
    })
    .toMatch(/^chrome-error:/)
  expect(await told(await node.admin.ask('GET', `/api/worlds/${world}/sharing`))).toMatchObject({
    sites: [sister.origin],
  })
  for (const site of [school, other, sister]) site.close()
})

test('[H21] where a browser keeps nothing within a frame, one writes there all the same @hard', async ({
  browser,
}) => {
  await using node = await serveAccounts()
  const world = await worldOf(node.admin, 'The well')
  await open(node.admin, world, 'edit')
  const school = await openSite('localhost', frameTo(node, world))
  await node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { sites: [school.origin] })
  const ada = await atBrowser(browser, node.url, node.admin)
  await ada.enter(world)
  const guest = await browser.newContext({ viewport: { width: 1100, height: 760 } })
  // As browsers do that block all that other sites would keep.
  await guest.addInitScript(() => {
    for (const kept of ['localStorage', 'sessionStorage', 'indexedDB'])
      Object.defineProperty(globalThis, kept, {
        get() {
          throw new DOMException('It is not allowed here.', 'SecurityError')
        },
      })
  })
  const page = await guest.newPage()
  await page.goto(school.origin)
  const frame = inside(page)
  await comeIn(frame, 'Robin')
  await frame.getByRole('textbox', { name: /^The page of/ }).click()
  await page.keyboard.type('written and not kept')
  await ada.reads(/written and not kept/)
  await expect(frame.getByText('This device keeps nothing').first()).toBeVisible()
  school.close()
})
