// Things that go through a portal to another node by themselves, over real processes: they are there with all
// that they are, or stay and say why.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/driver.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { broughtFromOf } from '../../../shared/world/live/brought-from.ts'
import { memoryOf, speechOf } from '../../../shared/world/live/live-state.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import { told } from '../../accounts.ts'
import { endNodes, give, makeWorld, startLone, startPair, type PeerNode } from '../../peers.ts'
import { untilWithin } from '../../process.ts'
import { makeBoth } from './room-and-square.ts'
import { drive, furnish, portal } from './travellers.ts'

const LIMIT_MS = 120_000
const until = untilWithin(30_000)

/**
 * A thing that goes through a door when it is used, remembers how often it was, and says where it is and why
 * it cannot go on.
 */
const roller = (door: string) => `A ball.

\`\`\`js
on('wake', () => say('I wake in ' + host.name))
on('use', async () => {
  memory.used = (memory.used ?? 0) + 1
  const { ok, why } = await enter(find({ name: '${door}' })[0])
  if (!ok) say('I stay. ' + why)
})
\`\`\`
`
const ball = (name: string, door: string, x: number) => ({
  name,
  x,
  y: 135,
  look: { width: 24, height: 24 },
  text: roller(door),
})

let a: PeerNode
let b: PeerNode
let ada: Driver
let bob: Driver

beforeAll(async () => {
  ;({ a, b } = await startPair())
  await makeBoth({ a, b })
  await makeWorld(b.admin, 'Cellar')
  await give(b.admin, 'bob/cellar', `ada@${a.name}`, 'act')
  await furnish(b, b.admin, 'bob/square', [portal('back', `ada@${a.name}/room`, 300)])
  await furnish(a, a.admin, 'ada/room', [
    portal('out', `bob@${b.name}/square`),
    portal('down', `bob@${b.name}/cellar`, 600),
    ball('ball', 'out', 472),
    ball('marble', 'down', 642),
    ball('pebble', 'out', 404),
  ])
  bob = await drive(b, b.admin, 'bob/square')
  ada = await drive(a, a.admin, 'ada/room')
}, LIMIT_MS)

afterAll(async () => {
  for (const driver of [ada, bob]) driver?.close()
  await endNodes(a, b)
})

const named = ({ view }: Driver, name: string): readonly Artifact[] =>
  [...view.artifacts()].filter((thing) => thing.name === name)
const saidIn = ({ view }: Driver): readonly string[] => speechOf(view.live!).map(({ words }) => words)
const stays = (why: string) => until('it says why it stays', () => saidIn(ada).includes(`I stay. ${why}`))

test(
  '[N70] a thing that walks through a portal is there, with its memory, and its code goes on',
  { timeout: LIMIT_MS },
  async () => {
    expect(await ada.use('ball')).toMatchObject({ ok: true })
    const there = await until('it is there', () => named(bob, 'ball')[0] ?? null)
    expect(named(bob, 'ball')).toHaveLength(1)
    await until('it is gone here', () => named(ada, 'ball').length === 0)
    // Beside the portal that leads back.
    expect(there.place).toMatchObject({ x: 304, y: 175 })
    expect(broughtFromOf(bob.view.scene, bob.view.live, there.id)).toMatchObject({ from: `ada@${a.name}` })
    expect(memoryOf(bob.view.live!, there.id)).toEqual({ used: 1 })
    await until('its code runs there', () => saidIn(bob).some((words) => words.startsWith('I wake in')))
    expect(saidIn(ada).filter((words) => words.startsWith('I stay'))).toEqual([])
  },
)

test(
  '[N70] where not anybody may act nothing comes in by itself, whoever sends it',
  { timeout: LIMIT_MS },
  async () => {
    expect(await ada.use('marble')).toMatchObject({ ok: true })
    await stays('That world does not accept things that arrive by themselves.')
    expect(named(ada, 'marble')).toHaveLength(1)
  },
)

test('[N70] what a node sends in is judged where it arrives', { timeout: LIMIT_MS }, async () => {
  await using lone = await startLone()
  const eve = lone.person('eve')
  const offer = async (transfer: string, to: string, from = 'eve/den') => {
    const thing = { id: transfer, host: null, x: 0, y: 0, facing: 'down', made: { name: transfer, text: '' } }
    const things = [{ ...thing, settings: {}, memory: {}, anchors: {} }]
    const path = peersPath('transfers', transfer)
    const body = { to, from, at: null, thing: transfer, things }
    return lone.peers.caller.call(b.name, { method: 'POST', path, as: eve, body })
  }
  const accepted = { status: 200, body: { state: 'accepted' } }
  const refused = (why: string) => ({ status: 200, body: { state: 'refused', why } })
  const closed = refused('That world does not accept things that arrive by themselves.')
  expect(await offer('stone', 'bob/square')).toMatchObject(accepted)
  expect(await offer('stone', 'bob/square')).toMatchObject(accepted)
  await until('it is there, once', () => named(bob, 'stone').length === 1)
  expect(await offer('brick', 'bob/cellar')).toMatchObject(closed)
  expect(await offer('straw', 'bob/nowhere')).toMatchObject(closed)
  // A node says only where it is itself.
  expect(await offer('grain', 'bob/square', `ada@${a.name}/room`)).toMatchObject({ status: 400 })
  await told(await b.admin.ask('PUT', `/api/worlds/bob/square/people/eve@${lone.name}/ban`, { until: null }))
  expect(await offer('shard', 'bob/square')).toMatchObject(closed)
  expect(['brick', 'straw', 'grain', 'shard'].flatMap((name) => named(bob, name))).toEqual([])
})

test('[N70] what is refused after it left is back beside its portal', { timeout: LIMIT_MS }, async () => {
  const [pebble] = named(ada, 'pebble')
  // Anybody may act there still; only the world itself refuses it, once it has left.
  await told(await b.admin.ask('DELETE', '/api/worlds/bob/square'))
  expect(await ada.use('pebble')).toMatchObject({ ok: true })
  const back = await until(
    'it is back',
    () => named(ada, 'pebble').find(({ id }) => id !== pebble?.id) ?? null,
  )
  expect(named(ada, 'pebble')).toHaveLength(1)
  expect(back.place).toMatchObject({ x: 434, y: 175 })
  expect(memoryOf(ada.view.live!, back.id)).toEqual({ used: 1 })
  expect(MyThings.parse(await told(await a.admin.ask('GET', '/api/me/transfers'))).things).toEqual([])
})

test('[N70] while the other node is asleep it stays', { timeout: LIMIT_MS }, async () => {
  await b.server.kill()
  expect(await ada.use('marble')).toMatchObject({ ok: true })
  await until('it says why it stays', () => saidIn(ada).some((words) => words.includes('asleep')))
  expect(named(ada, 'marble')).toHaveLength(1)
})
