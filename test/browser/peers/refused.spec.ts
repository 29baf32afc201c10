// Edits that a host refuses, and a node that speaks another version, at a browser: no writing is lost without
// a word.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from '@playwright/test'
import { CARD_PATH } from '../../../shared/wire/peers/peer-claims.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { Visitor } from '../../fault/peers/visitor.ts'
import { furnish } from '../../fault/peers/travellers.ts'
import { endNodes, give, makeWorld, startBehind, startPeer, type PeerNode } from '../../peers.ts'
import { startProxy, type Proxy } from '../../proxy.ts'
import { atBrowser } from '../account-person.ts'
import { test } from '../person.ts'

/** A node that was away is met again. */
const TURN = { timeout: 30_000 }

test.use({ actionTimeout: 20_000 })

let a: PeerNode
let b: PeerNode
let proxy: Proxy

test.beforeAll(async () => {
  proxy = await startProxy(Math.random)
  ;[a, b] = await Promise.all([startPeer('ada'), startBehind('bob', proxy)])
})

test.afterAll(async () => {
  await endNodes(a, b)
  await proxy?.[Symbol.asyncDispose]()
})

test('[N26] what was written while the host was away, and it would not have, is hers as a copy @hard', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const square = await makeWorld(b.admin, 'Square')
  await give(b.admin, square, `ada@${a.name}`, 'edit')
  const ada = await atBrowser(browser, a.url, a.admin)
  const here = square.replace('/', `@${b.name}/`)
  await ada.enter(here)
  await ada.write('Ada was here. ')
  await expect(ada.mark).toHaveAccessibleName('Saving: saved', TURN)
  const bob = await Visitor.open(b.server.wsUrl, square, b.admin)
  const { root } = createView(bob.doc, null)
  const words = () => root && textOf(bob.doc, root)?.toJSON()
  await expect.poll(words, TURN).toBe('Ada was here. ')

  proxy.weather = 'closed'
  proxy.cut()
  const line = ada.page.getByRole('complementary', { name: 'The node of this world' })
  await expect(line).toContainText('is asleep', TURN)
  await ada.write('And wrote this alone. ')
  await expect(ada.mark).toHaveAccessibleName(/^Saving: saved here, \d+ waits?$/u)
  await give(b.admin, square, `ada@${a.name}`, 'see')
  proxy.fair()

  await expect.poll(() => ada.words(), TURN).toBe('Ada was here. ')
  await expect(ada.mark).toHaveAccessibleName(/copy/u, TURN)

  // Her right is given back, and she takes it over before anybody has told her.
  await give(b.admin, square, `ada@${a.name}`, 'edit')
  await ada.page.goto('/')
  const copies = ada.page.getByRole('region', { name: 'Kept copies' })
  await expect(copies).toContainText('You can look at this world, but not change it.')
  await copies.getByRole('link').first().click()
  await expect(ada.page.getByText('And wrote this alone').first()).toBeVisible()
  await ada.page.getByRole('button', { name: /^Take over/u }).click()
  await ada.page.getByRole('main').getByRole('link', { name: 'Square' }).click()
  await expect(ada.text).toBeVisible(TURN)
  await ada.write('Twice. ')
  await expect.poll(words, TURN).toBe('Ada was here. And wrote this alone. Twice. ')
  await expect(ada.mark).toHaveAccessibleName('Saving: saved', TURN)
  bob.close()
})

test('[N22] [N82] a world that comes slowly says how far it is, and is there then @hard', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const big = await makeWorld(b.admin, 'Big')
  await give(b.admin, big, `ada@${a.name}`, 'see')
  await furnish(
    b,
    b.admin,
    big,
    Array.from({ length: 12 }, (_, n) => ({
      name: `book-${n}`,
      x: 40 * n,
      y: 300,
      text: 'It goes on. '.repeat(8_000),
    })),
  )
  const ada = await atBrowser(browser, a.url, a.admin)
  proxy.busyMs = 1_000
  await ada.page.goto(`/w/${big.replace('/', `@${b.name}/`)}`)
  await expect(ada.page.getByRole('heading', { name: `Fetching the world from ${b.name}` })).toBeVisible(TURN)
  await expect(ada.page.getByText(/^[\d.,]+ [kM]B received so far\./u)).toBeVisible(TURN)
  proxy.busyMs = 0
  await expect(ada.page.getByRole('navigation', { name: 'Where you are' })).toContainText('Big', TURN)
  await expect(ada.thing('book-3')).toBeVisible()
})

test('[N4] a node of another version says which of the two has to be updated @hard', async ({ browser }) => {
  const cardOf = (inkland: number) =>
    createServer((request, response) => {
      response.statusCode = request.url === CARD_PATH ? 200 : 404
      response.end(JSON.stringify({ inkland }))
    })
  const servers = [cardOf(2), cardOf(0)] as const
  const ada = await atBrowser(browser, a.url, a.admin)
  try {
    for (const [server, words] of [
      [servers[0], 'runs a newer Inkland (2; this one is 1). This node has to be updated first.'],
      [servers[1], 'runs an older Inkland (0; this one is 1). It has to be updated first.'],
    ] as const) {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      const { port } = server.address() as AddressInfo
      await ada.page.goto('/')
      await ada.page.getByLabel('Open by address').fill(`bob@127.0.0.1:${port}/square`)
      await ada.page.getByRole('button', { name: 'Open', exact: true }).click()
      await expect(ada.page.getByText(`127.0.0.1:${port} ${words}`).first()).toBeVisible(TURN)
    }
  } finally {
    for (const server of servers) server.close()
  }
})
