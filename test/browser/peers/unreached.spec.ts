// A host that cannot be reached for another reason than that it sleeps: what the line over its copy says, and
// the page where there is no copy.
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { makeAuthority, makeCertificate } from '../../../server/tls/certificate-authority.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { endNodes, makeWorld, open, startPeer, type PeerNode } from '../../peers.ts'
import { temporaryFolder } from '../../process.ts'
import { openSecureFront } from '../../support/secure-front.ts'
import { atBrowser } from '../account-person.ts'
import { test } from '../person.ts'

/** How long a node may take to find out how another one is. */
const TURN = { timeout: 60_000 }
const making = { names: ['127.0.0.1'], now: Date.now(), random: (bytes: number) => randomBytes(bytes) }

let a: PeerNode
let b: PeerNode
let front: Awaited<ReturnType<typeof openSecureFront>>
const [ours, anothers] = await Promise.all([makeAuthority(making), makeAuthority(making)])
const certificate = await makeCertificate(making, ours)

test.beforeAll(async () => {
  const file = join(temporaryFolder(), 'authority.crt')
  writeFileSync(file, ours.cert)
  front = await openSecureFront(certificate)
  const name = parseNodeName(`127.0.0.1:${front.port}`)
  if (name === null) throw new Error('a port makes a name')
  const [ada, bob] = await Promise.all([
    startPeer('ada', { args: ['--peers-authorities', file] }),
    startPeer('bob', { args: ['--origin', `https://${name}`] }),
  ])
  front.target = bob.server.port
  a = ada
  b = { ...bob, name }
  for (const title of ['Square', 'Garden']) {
    const world = await makeWorld(b.admin, title)
    await open(b.admin, world, 'edit')
  }
})

test.afterAll(async () => {
  await endNodes(a, b)
  await front[Symbol.asyncDispose]()
})

test('[N28] a host whose certificate does not count is not called asleep: the line over its copy says what is so @hard', async ({
  browser,
}) => {
  const ada = await atBrowser(browser, a.url, a.admin)
  await ada.enter(`bob@${b.name}/square`)
  await ada.write('Before. ')
  await ada.isSaved()
  const line = ada.page.getByRole('complementary', { name: 'The node of this world' })
  await expect(line).toHaveCount(0)
  front.serve(await makeCertificate(making, anothers))
  await expect(line).toContainText(
    `127.0.0.1 cannot prove that it is 127.0.0.1: its certificate is not from anyone this node trusts. You can read and write here: your changes are kept on this node, and sent once that is put right.`,
    TURN,
  )
  await ada.write('Meanwhile.')
  await expect(line).toContainText(/\d+ changes? waits?\./)
  await expect(line).not.toContainText('asleep')
  await expect(ada.page.getByText('asleep', { exact: true })).toHaveCount(0)
  await expect(ada.page.getByRole('button', { name: 'The world cannot be reached' })).toBeVisible()
  await ada.mark.click()
  await expect(ada.page.getByText('You can close the tab: it is sent once that is put right.')).toBeVisible()
  await ada.page.keyboard.press('Escape')
  front.serve(certificate)
  await expect(line).toHaveCount(0, TURN)
  await ada.mark.click()
  await expect(ada.page.getByText(`It has all arrived at ${b.name}.`)).toBeVisible(TURN)
})

test('[H15] where a proxy before a host lets no WebSocket through, the page says so and who can change it @hard', async ({
  browser,
}) => {
  front.letsSocketsThrough = false
  const ada = await atBrowser(browser, a.url, a.admin)
  await ada.page.goto(`/w/bob@${b.name}/garden`)
  await expect(
    ada.page.getByText(
      `A proxy in front of 127.0.0.1 lets no WebSocket through. Whoever runs it has to change that.`,
    ),
  ).toBeVisible(TURN)
  await expect(ada.page.getByText('426')).toHaveCount(0)
  front.letsSocketsThrough = true
})
