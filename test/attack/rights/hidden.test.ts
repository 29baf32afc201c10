// A person who may not see a world learns nothing of it: over every route and every socket the answer is the
// same, letter by letter, as for an address without a world.
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { parseEvent } from '../../../shared/wire/frames/action-frames.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { CALLS } from '../routes/calls.ts'
import { IS_HARD } from '../../hard.ts'

const LIMIT_MS = 60_000
const SECRET_TITLE = 'Plans for the surprise'
/** One is there and one is not; their names are as long. */
const THERE = 'olga/plans-for-the-surprise'
const NOT_THERE = 'olga/plans-for-tea-and-cakes'

let node: AccountsNode
let olga: Somebody
let strangers: readonly (readonly [string, string])[]

beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  const bob = await node.signUp('bob')
  const gus = await node.guest('Gus')
  strangers = [
    ['nobody', ''],
    ['a guest', gus.cookie],
    ['somebody signed in', bob.cookie],
    ['an admin', node.admin.cookie],
  ]
  await told(await olga.ask('POST', '/api/worlds', { title: SECRET_TITLE }))
}, LIMIT_MS)
afterAll(() => node[Symbol.asyncDispose]())

/** All that is answered, without what names the address itself, and the time. */
async function answerTo(call: string, address: string, cookie: string): Promise<string> {
  const [method = '', path = ''] = call.split(' ')
  const [account = '', world = ''] = address.split('/')
  const named = path.replace(':account', account).replace(':world', world).replace(/:\w+/g, 'target')
  const { query = '' } = CALLS[call] ?? {}
  const response = await fetch(`${node.url}/api${named}${method === 'GET' ? query : ''}`, {
    method,
    headers: { cookie, ...(method !== 'GET' && { 'content-type': 'application/json' }) },
    ...(method !== 'GET' && { body: '{"right":"see","secret":"guessed","words":"Hello"}' }),
  })
  const headers = [...response.headers].filter(([name]) => name !== 'date')
  return JSON.stringify([response.status, headers, await response.text()]).replaceAll(address, 'ADDRESS')
}

it(
  '[T4] every route answers for a world that is closed as for one that is not there',
  { timeout: LIMIT_MS },
  async () => {
    const calls = Object.keys(CALLS).filter((call) => call.includes('/worlds/:account/:world'))
    expect(calls.length).toBeGreaterThan(20)
    let compared = 0
    for (const [turn, [who, cookie]] of strangers.entries()) {
      for (const [nth, call] of calls.entries()) {
        // Each day by one stranger each, in turn.
        if (!IS_HARD && nth % strangers.length !== turn) continue
        const answers = await Promise.all(
          [THERE, NOT_THERE].map((address) => answerTo(call, address, cookie)),
        )
        expect(answers[0], `${call} by ${who}`).toBe(answers[1])
        expect(answers[0]).not.toContain(SECRET_TITLE)
        compared++
      }
    }
    console.log(`hidden: ${compared} answers compared with those for a world that is not there, all the same`)
  },
)

it('[T4] the page of a world is the same, and no list has its title', async () => {
  for (const [who, cookie] of strangers) {
    const pages = await Promise.all(
      [THERE, NOT_THERE].map(async (address) => {
        const response = await fetch(`${node.url}/w/${address}`, { headers: { cookie } })
        return [response.status, await response.text()]
      }),
    )
    expect(pages[0], who).toEqual(pages[1])
    if (who === 'an admin') continue
    for (const path of ['/api/worlds', '/api/bin', '/api/me']) {
      const response = await fetch(`${node.url}${path}`, { headers: { cookie } })
      expect(await response.text(), `${path} for ${who}`).not.toContain('surprise')
    }
  }
})

it('[T4] a socket is closed in the same way, with nothing told before', { timeout: LIMIT_MS }, async () => {
  for (const [who, cookie] of strangers) {
    for (const document of ['', '/live', '?inkland=1', '/live?inkland=1']) {
      const gone = await Promise.all(
        [THERE, NOT_THERE].map(async (address) => {
          const client = await RawClient.open(`${node.server.wsUrl}/sync/${address}${document}`, { cookie })
          return { ...(await client.gone()), frames: client.frames }
        }),
      )
      expect(gone[0], `${who}, ${document}`).toEqual(gone[1])
      expect(gone[0]?.frames).toEqual([])
    }
  }
})

it('[T4] a world in the bin is one that is not there, for who could not see it', async () => {
  const title = 'Binned soon'
  const { address } = (await told(await olga.ask('POST', '/api/worlds', { title }))) as { address: string }
  await told(await olga.ask('DELETE', `/api/worlds/${address}`))
  const [, cookie = ''] = strangers[2] ?? []
  const answer = await fetch(`${node.url}/api/worlds/${address}/scene`, { headers: { cookie } })
  expect(answer.status).toBe(404)
  const client = await RawClient.open(`${node.server.wsUrl}/sync/${address}`, { cookie })
  expect(await client.gone()).toMatchObject({ code: 4403 })
  const olgas = await RawClient.open(`${node.server.wsUrl}/sync/${address}`, { cookie: olga.cookie })
  expect(await olgas.gone()).toMatchObject({ code: 4410 })
})

it('[T4] opening an address makes no world', async () => {
  const socket = new WebSocket(`${node.server.wsUrl}/sync/olga/made-by-opening`, {
    headers: { cookie: olga.cookie },
  })
  await once(socket, 'close')
  expect(await (await olga.ask('GET', '/api/worlds')).text()).not.toContain('made-by-opening')
})

it(
  '[T4] who was sent out of the world where their avatar is is not told where that is',
  { timeout: LIMIT_MS },
  async () => {
    const cy = await node.signUp('cy')
    const made = await told(await olga.ask('POST', '/api/worlds', { title: 'Den' }))
    const { address: den } = made as { address: string }
    await told(await olga.ask('PUT', `/api/worlds/${den}/sharing/people/cy`, { right: 'act' }))
    const open = async (world: string, session: string): Promise<Tab> => {
      const url = `${node.server.wsUrl}/sync/${world}/live?inkland=1`
      return Tab.on(await RawClient.open(url, { cookie: cy.cookie }), session)
    }
    const tab = await open(den, 'tab-1')
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    const welcome = await open('inkland/welcome', 'tab-2')
    expect(welcome.you.at).toBe(den)
    await told(await olga.ask('PUT', `/api/worlds/${den}/sharing/people/cy`, { right: 'none' }))
    await until('they are sent out', () => tab.client.closed)
    const again = await open('inkland/welcome', 'tab-3')
    expect(again.you.at).toBeNull()
    const events = again.client.of('event').map(({ json }) => parseEvent(json))
    expect(JSON.stringify(events)).not.toContain(den)
    for (const one of [welcome, again]) one.close()
  },
)
