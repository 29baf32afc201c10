// A data folder as a node of 2026-11-22 left it: a node of today opens it, and all of it is there.
// formats.test.ts opens the stores of all formats, without a node.
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { WebSocket } from 'ws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, type Driver } from '../../shared/driver/connect.ts'
import { LentThings } from '../../shared/wire/peers/transfer-bodies.ts'
import { pageOf } from '../../shared/world/view/world-view.ts'
import { ask, PASSWORD, somebody, told, type Somebody } from '../accounts.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../process.ts'

const LEFT = fileURLToPath(new URL('older-folder', import.meta.url))
const GARDEN = 'ada/garden'
const PICTURE = 'ea377922ffd97620591def17b1dd49e198fd71ca522ddcbabd37d6041939c6e0'

let node: RunningServer

beforeAll(async () => {
  const data = temporaryFolder()
  cpSync(LEFT, data, { recursive: true })
  writeFileSync(join(data, 'inkland.sqlite'), gunzipSync(readFileSync(join(LEFT, 'inkland.sqlite.gz'))))
  rmSync(join(data, 'inkland.sqlite.gz'))
  node = await startServer({ data, access: 'accounts' })
})
afterAll(() => node[Symbol.asyncDispose]())

const signIn = async (account: string): Promise<Somebody> =>
  somebody(node.url, await ask(node.url, 'POST', '/api/session', { account, password: PASSWORD }), PASSWORD)

const drive = (name: string, world: string): Promise<Driver> =>
  connect({ server: node.url, world, name, password: PASSWORD, platform: globalThis, WebSocket })

test('people sign in as before, with their worlds, their rights and their groups', async () => {
  const [ada, cleo] = [await signIn('ada'), await signIn('cleo')]
  const { worlds } = (await told(await ada.ask('GET', '/api/worlds'))) as { worlds: { address: string }[] }
  expect(worlds.map(({ address }) => address)).toContain(GARDEN)
  expect(await told(await ada.ask('GET', `/api/worlds/${GARDEN}/sharing`))).toMatchObject({
    owner: { account: 'ada' },
    people: [{ account: 'bob', right: 'edit' }],
    groups: [{ name: 'Club', members: 1, right: 'act' }],
    public: 'see',
  })
  expect(await told(await cleo.ask('GET', '/api/groups'))).toMatchObject({ groups: [{ name: 'Club' }] })
  expect(await told(await ada.ask('GET', '/api/me'))).toMatchObject({ node: { title: 'The club' } })
})

test('the page says what both wrote, and the picture is there', async () => {
  const ada = await signIn('ada')
  const bot = await drive('ada', GARDEN)
  const { view } = bot
  expect(view.root && pageOf(view, view.root)).toBe('# The garden\n\nRoses by Ada.\nBeans by Bob.\n')
  bot.close()
  const picture = await ada.ask('GET', `/assets/${PICTURE}`)
  expect([picture.status, (await picture.arrayBuffer()).byteLength]).toEqual([200, 71])
})

test('a thing that lives goes on counting where it was', async () => {
  const bot = await drive('bob', GARDEN)
  expect(bot.find('bell 2')).not.toBeNull()
  // A client that comes while the node is still starting the world is asked to come again.
  await until('bob is let in', async () => (await bot.visit()).ok)
  await bot.walkTo('bell 2')
  expect(await bot.use('bell 2')).toMatchObject({ ok: true })
  await until('it counts on', () => bot.find('bell 3'))
  bot.close()
})

test('what somebody carried home is there, still lent, and comes back when it is called', async () => {
  const bob = await drive('bob', 'bob/home')
  const lamp = await until('the lamp is there', () => bob.find('lamp'))
  expect(lamp.look).toMatchObject({ sprite: 'lamp', width: 40 })
  bob.close()
  const ada = await signIn('ada')
  const lent = async () =>
    LentThings.parse(await told(await ada.ask('GET', `/api/worlds/${GARDEN}/loans`))).things
  const [loan] = await lent()
  expect(loan).toMatchObject({ name: 'lamp', holder: 'bob' })
  await told(await ada.ask('POST', `/api/worlds/${GARDEN}/loans/${loan?.id}/back`))
  expect(await lent()).toEqual([])
  const garden = await drive('ada', GARDEN)
  await until('the lamp is back', () => garden.find('lamp'))
  garden.close()
})
