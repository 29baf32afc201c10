// The old address of a world that moved, as people, programs and strangers find it on a real node.
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../../shared/driver/connect.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { openStock } from '../sync/stock.ts'

let node: AccountsNode
let olga: Somebody
let eve: Somebody
beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  eve = await node.signUp('eve')
})
afterAll(async () => node[Symbol.asyncDispose]())

/** A world of Olga's that moved from the one address to the other. */
async function moved(from: string, to: string): Promise<void> {
  await told(await olga.ask('POST', '/api/worlds', { title: from, address: `olga/${from}` }))
  await told(await olga.ask('PATCH', `/api/worlds/olga/${from}`, { address: `olga/${to}` }))
}
const summary = async (who: Somebody, address: string) =>
  WorldSummary.parse(await told(await who.ask('GET', `/api/worlds/${address}`)))
const page = (path: string, cookie = '') =>
  fetch(`${node.url}${path}`, { redirect: 'manual', headers: { cookie } })

/** With which code a socket ends that says who it is. */
async function codeOf(path: string, cookie: string): Promise<number> {
  const socket = new WebSocket(`${node.server.wsUrl}/sync/${path}`, { headers: { cookie } })
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

describe('[T13] the old address of a world that moved', () => {
  test('leads people on, with what they asked for, and a stranger is told nothing', async () => {
    await moved('plot', 'garden')
    const led = await page('/w/olga/plot?at=12', olga.cookie)
    expect([led.status, led.headers.get('location')]).toEqual([307, '/w/olga/garden?at=12'])
    expect(led.headers.get('cache-control')).toBe('private, no-store')
    expect((await summary(olga, 'olga/plot')).address).toBe('olga/garden')
    for (const [cookie, who] of [
      [eve.cookie, eve],
      ['', null],
    ] as const) {
      const [old, never] = [await page('/w/olga/plot', cookie), await page('/w/olga/never', cookie)]
      expect([old.status, await old.text()]).toEqual([never.status, await never.text()])
      if (who === null) continue
      const answers = ['plot', 'never'].map((name) => who.ask('GET', `/api/worlds/olga/${name}`))
      const [closed, missing] = await Promise.all(answers)
      expect([closed?.status, await closed?.json()]).toEqual([404, await missing?.json()])
      expect(await codeOf('olga/plot?inkland=1', cookie)).toBe(await codeOf('olga/never?inkland=1', cookie))
    }
  })

  test('ends a page of ours, which goes there, and serves a stock client that comes, or comes again', async () => {
    await told(await olga.ask('POST', '/api/worlds', { title: 'Shed', address: 'olga/shed' }))
    await told(await olga.ask('PATCH', '/api/worlds/olga/shed/sharing', { public: 'edit' }))
    const before = openStock(`${node.server.wsUrl}/sync`, 'olga/shed')
    await until('it is there', () => before.synced)
    await told(await olga.ask('PATCH', '/api/worlds/olga/shed', { address: 'olga/barn' }))
    await until('it is told', () => !before.wsconnected)
    before.connect()
    await until('it came again', () => before.synced)
    const late = openStock(`${node.server.wsUrl}/sync`, 'olga/shed')
    await until('they are in one world', () => late.synced)
    const { root } = metaOf(late.doc)
    textOf(late.doc, root!)!.insert(0, 'Both read this.')
    await until('it comes', () => textOf(before.doc, root!)?.toJSON().startsWith('Both') === true)
    before.destroy()
    late.destroy()
    expect(await codeOf('olga/shed?inkland=1', olga.cookie)).toBe(CLOSE.moved)
  })

  test('lets a driver in, and a link that was sent before', async () => {
    await told(await olga.ask('POST', '/api/worlds', { title: 'Den', address: 'olga/den' }))
    const link = await told(
      await olga.ask('POST', '/api/worlds/olga/den/sharing/links', {
        right: 'see',
        until: null,
      }),
    )
    await told(await olga.ask('PATCH', '/api/worlds/olga/den', { address: 'olga/cave' }))
    await told(await olga.ask('POST', '/api/worlds', { title: 'Nest', address: 'olga/nest' }))
    const driver = await connect({
      server: node.url,
      world: 'olga/den',
      name: 'olga',
      password: PASSWORD,
      platform: globalThis,
      WebSocket,
    })
    expect(driver.world).toBe('olga/cave')
    await told(await olga.ask('PATCH', '/api/worlds/olga/nest', { address: 'olga/roost' }))
    expect(await driver.visit('olga/nest')).toEqual({ ok: true, why: null })
    expect(driver.world).toBe('olga/roost')
    driver.close()
    const { secret } = link as { secret: string }
    expect((await eve.ask('GET', '/api/worlds/olga/den')).status).toBe(404)
    await told(await eve.ask('POST', '/api/worlds/olga/den/link', { secret }))
    expect((await summary(eve, 'olga/den')).address).toBe('olga/cave')
  })

  test('is another’s as soon as they have it', async () => {
    await moved('corner', 'nook')
    const other = WorldSummary.parse(
      await told(await olga.ask('POST', '/api/worlds', { title: 'Corner', address: 'olga/corner' })),
    )
    expect(await summary(olga, 'olga/corner')).toMatchObject({ id: other.id, address: 'olga/corner' })
    expect((await page('/w/olga/corner', olga.cookie)).status).toBe(200)
    const moving = await olga.ask('PATCH', '/api/worlds/olga/nook', { address: 'olga/corner' })
    expect(moving.status).toBe(409)
  })
})
