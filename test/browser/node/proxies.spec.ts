// What somebody sees behind a proxy that is not set for the node: a small one of Node's own, which does what
// nginx does where nothing is said of WebSockets and of the name.
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { test, Person } from '../person.ts'

/** Before a node: hop-by-hop headers are left out, and where `host` says so the name, too. */
async function proxyTo(
  url: string,
  host: 'kept' | 'changed',
  upgrades: 'plain' | 'swallowed' = 'plain',
): Promise<{ readonly url: string } & Disposable> {
  const server = createServer(({ method, url: path, headers }, response) => {
    const { connection: _, upgrade: __, ...passed } = headers
    const asked = request(url, {
      method,
      path,
      headers: { ...passed, ...(host === 'changed' && { host: new URL(url).host }) },
    })
    asked.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    asked.on('error', () => response.destroy())
    response.req.pipe(asked)
  })
  // A server that does not listen for upgrades takes such a request for a plain one.
  if (upgrades === 'swallowed') server.on('upgrade', (_request, socket) => socket.on('error', () => {}))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

for (const upgrades of ['plain', 'swallowed'] as const)
  test(`without WebSockets the mark says that a proxy lets none through, and what to set: ${upgrades} @hard`, async ({
    browser,
    openNode,
  }) => {
    using proxy = await proxyTo(openNode.url, 'kept', upgrades)
    const ada = await Person.meet(browser, proxy.url, 'Ada')
    await ada.page.goto('/w/ada/behind-a-proxy')
    await expect(
      ada.page.getByText('A proxy between you and this node lets no WebSocket through'),
    ).toBeVisible()
  })

test('where the proxy changes the name there are words, and no white page @hard', async ({
  browser,
  openNode,
}) => {
  using proxy = await proxyTo(openNode.url, 'changed')
  const page = await browser.newPage({ baseURL: proxy.url })
  await page.goto('/')
  await expect(page.getByRole('alert')).toContainText(`people come to ${proxy.url}`)
  await expect(page.getByRole('alert')).toContainText('proxy_set_header Host $http_host')
})
