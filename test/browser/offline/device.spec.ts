// What a browser does to the app: it never answers for its storage, and it has a new version of it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { Person, test } from '../person.ts'

test('[R1] where the browser never answers for its storage a world opens, and says what is not kept @hard', async ({
  browser,
  openNode,
}) => {
  const ada = await Person.meet(browser, openNode.url, 'Ada')
  // Seen of Chromium and Safari: an open that neither succeeds nor fails.
  await ada.context.addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest
  })
  await ada.enter('ada/silent')
  await expect(ada.page.getByText('This device keeps nothing').first()).toBeVisible()
  await ada.write('Written without a copy on this device.')
  await expect(ada.mark).toHaveAccessibleName(/^Saving: saved/)
  await ada.page.reload()
  await ada.reads('Written without a copy on this device.')
})

test.describe('with a service worker', () => {
  test.use({ serviceWorkers: 'allow' })

  test('a new version is loaded by all tabs at one press @hard', async ({ browser, openNode }) => {
    let version = 1
    const server = createServer((request, response) => {
      const pass = async (): Promise<void> => {
        const { cookie = '' } = request.headers
        const answer = await fetch(`${openNode.url}${request.url}`, { headers: { cookie } })
        const type = answer.headers.get('content-type') ?? ''
        const policy = answer.headers.get('content-security-policy') ?? ''
        response.writeHead(answer.status, { 'content-type': type, 'content-security-policy': policy })
        if (request.url === '/sw.js') response.write(`// Version ${version}.\n`)
        response.end(Buffer.from(await answer.arrayBuffer()))
      }
      pass().catch(() => response.destroy())
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const baseURL = `http://localhost:${(server.address() as AddressInfo).port}`
    const context = await browser.newContext({ baseURL })
    const one = new Person(context, await context.newPage())
    await one.page.goto('/')
    await one.isReadyForOffline()
    const two = await context.newPage()
    await two.goto('/')
    version = 2
    for (const page of [one.page, two]) await page.evaluate(() => Object.assign(globalThis, { isOld: true }))
    await one.page.evaluate(async () => (await navigator.serviceWorker.ready).update())
    for (const page of [one.page, two])
      await expect(page.getByText('A new version of Inkland is ready.')).toBeVisible()
    await two.getByRole('button', { name: 'Load it' }).click()
    for (const page of [one.page, two]) {
      await expect.poll(() => page.evaluate(() => 'isOld' in globalThis).catch(() => true)).toBe(false)
      await expect(page.getByText('A new version of Inkland is ready.')).toBeHidden()
    }
    server.closeAllConnections()
    server.close()
  })
})
