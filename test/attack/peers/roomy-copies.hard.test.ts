// Room that is made in a world: its copy on another node goes on from it, and what somebody there wrote and
// the host does not have is kept for them.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seededRandom } from '../../simulation/random.ts'
import { told } from '../../accounts.ts'
import { Visitor } from '../../fault/peers/visitor.ts'
import { endNodes, give, makeWorld, startBehind, startPeer, type PeerNode } from '../../peers.ts'
import { temporaryFolder, until } from '../../process.ts'
import { startProxy, type Proxy } from '../../proxy.ts'

let a: PeerNode
let b: PeerNode
let proxy: Proxy

beforeAll(async () => {
  proxy = await startProxy(seededRandom(1).fraction)
  ;[a, b] = await Promise.all([
    startPeer('ada', { data: temporaryFolder() }),
    startBehind('bob', proxy, { data: temporaryFolder() }),
  ])
})
afterAll(async () => {
  await endNodes(a, b)
  await proxy[Symbol.asyncDispose]()
})

/** Pieces of which nothing stands. */
function fill({ doc }: Visitor): void {
  const text = doc.getText('words')
  for (let n = 0; n < 20; n++) text.insert(0, 'x')
  text.delete(0, 20)
}

it('[HI44] a copy on another node goes on from it, and unsent words there are kept', async () => {
  const there = await makeWorld(b.admin, 'Herbs')
  await give(b.admin, there, `ada@${a.name}`, 'edit')
  const here = there.replace('/', `@${b.name}/`)
  const bob = await Visitor.open(b.server.wsUrl, there, b.admin)
  const ada = await Visitor.open(a.server.wsUrl, here, a.admin)
  bob.write('gone stays')
  await until('ada has it', () => ada.text === 'gone stays')
  ada.write(' hers')
  await until('bob has it', () => bob.text === 'gone stays hers')
  fill(bob)
  bob.doc.getText('words').delete(0, 'gone '.length)
  await until('both have it', () => ada.text === 'stays hers' && ada.isSaved && bob.isSaved)
  const before = ada.line
  const room = await told(await b.admin.ask('POST', `/api/worlds/${there}/room`, {}))
  expect(room).toMatchObject({ before: { writers: expect.any(Number) } })
  await until('ada is on the new line', () => ada.line !== before && ada.text === 'stays hers', 30_000)
  ada.write(' on')
  await until('bob has that', () => bob.text === 'stays hers on', 20_000)
  // Now she writes while her node does not hear of it.
  fill(bob)
  bob.doc.getText('words').delete(0, 'stays '.length)
  await until('ada has that', () => ada.text === 'hers on' && bob.isSaved)
  proxy.weather = 'closed'
  proxy.cut()
  ada.write(' waiting')
  await until('it waits at her node', () => ada.isSaved)
  ada.close()
  await told(await b.admin.ask('POST', `/api/worlds/${there}/room`, {}))
  const after = await Visitor.open(a.server.wsUrl, here, a.admin)
  proxy.fair()
  await until('she is given her words', () => after.undone.length > 0, 60_000)
  for (const each of [bob, after]) each.close()
}, 180_000)
