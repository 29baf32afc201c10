import { expect } from '@playwright/test'
import { startServer, type RunningServer } from '../../process.ts'
import { Person, test } from '../person.ts'

let server: RunningServer

test.use({ serviceWorkers: 'allow' })

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(() => server[Symbol.asyncDispose]())

test('[R3] work on another line of a world becomes a copy to take over from, in all tabs @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/garden')
  await ada.write('before the backup')
  await ada.isSaved()
  await ada.isReadyForOffline()
  const { request } = ada.context
  const archive = await (await request.get('/api/worlds/ada/garden/export')).body()
  const second = new Person(ada.context, await ada.context.newPage())
  await second.enter('ada/garden')
  await second.isSaved()
  await ada.context.setOffline(true)
  await ada.write(', and words nobody has')
  await expect(ada.mark).toHaveAccessibleName(/offline, \d+ changes? kept here/)
  // Somebody restores the backup meanwhile: the world goes away, and comes back on another line.
  const origin = { origin: server.url }
  const bin = await fetch(`${server.url}/api/worlds/ada/garden`, { method: 'DELETE', headers: origin })
  expect(bin.status).toBe(204)
  const { worlds } = (await (await fetch(`${server.url}/api/bin`)).json()) as { worlds: { id: string }[] }
  for (const { id } of worlds)
    await fetch(`${server.url}/api/bin/${id}`, { method: 'DELETE', headers: origin })
  const restored = await fetch(`${server.url}/api/worlds/import?address=ada/garden`, {
    method: 'POST',
    headers: { ...origin, 'content-type': 'application/vnd.inkland.world' },
    body: new Uint8Array(archive),
  })
  expect(restored.status, await restored.text()).toBe(201)
  await ada.context.setOffline(false)
  for (const tab of [ada, second]) await expect.poll(() => tab.words()).toBe('before the backup')
  await ada.page.goto('/')
  await ada.page.getByRole('link', { name: /copy/i }).first().click()
  await expect(ada.page.getByText('and words nobody has').first()).toBeVisible()
  await ada.page
    .getByRole('button', { name: /^Take over/ })
    .first()
    .click()
  await ada.enter('ada/garden')
  await ada.reads('before the backup, and words nobody has')
  await ada.isSaved()
})

test('[S15] a world that is put into the bin says so to who is in it, and can be restored @hard', async ({
  browser,
}) => {
  const ada = await Person.meet(browser, server.url, 'Ada')
  await ada.enter('ada/shed')
  await ada.write('tools')
  await ada.isSaved()
  await fetch(`${server.url}/api/worlds/ada/shed`, { method: 'DELETE', headers: { origin: server.url } })
  await expect(ada.page.getByText(/bin/).first()).toBeVisible()
  await ada.page.goto('/')
  await ada.page
    .getByRole('link', { name: /bin/i })
    .or(ada.page.getByRole('button', { name: /^bin/i }))
    .first()
    .click()
  await ada.page.getByRole('button', { name: /^Restore shed/i }).click()
  await ada.enter('ada/shed')
  await ada.reads('tools')
})
