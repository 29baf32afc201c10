// A visitor without a session who only reads a world that is open to the public leaves nothing on the node:
// with a stock client, with ours, and over HTTP.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseEvent } from '../../../shared/wire/frames/action-frames.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { serveAccounts, told, type AccountsNode } from '../../accounts.ts'
import { until } from '../../process.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { DOCUMENTS, Seat, writing } from './world-socket.ts'

/** All tables that say something of people, or of their acts. Other tables only save time. */
const OF_PEOPLE = ['members', 'client_owners', 'people', 'records'] as const
const ALL = [
  ...OF_PEOPLE,
  'log',
  'leases',
  '(SELECT key, address, title, owner, binned_at FROM worlds)',
] as const

let node: AccountsNode
let world: string

beforeAll(async () => {
  node = await serveAccounts()
  const made = await told(await node.admin.ask('POST', '/api/worlds', { title: 'Square' }))
  ;({ address: world } = made as { address: string })
})
afterAll(() => node[Symbol.asyncDispose]())

/** Opens it to the public; the deed is noted a moment later. */
async function openTo(right: string): Promise<void> {
  await told(await node.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { public: right }))
  const deeds = `(SELECT * FROM records WHERE kind = 'deed' AND value LIKE '%"public":"${right}"%')`
  await until('it is noted', () => onDisk([deeds])[deeds]?.startsWith('1 '))
}

/** How many rows each table has, and a digest of their content. */
function onDisk(tables: readonly string[]): Record<string, string> {
  const database = new DatabaseSync(join(node.server.data, 'inkland.sqlite'), { readOnly: true })
  try {
    const told = tables.map((table) => {
      const rows = database.prepare(`SELECT * FROM ${table}`).all()
      const sum = createHash('sha256').update(JSON.stringify(rows)).digest('base64')
      return [table, `${rows.length} rows, ${sum}`]
    })
    return Object.fromEntries(told) as Record<string, string>
  } finally {
    database.close()
  }
}

it('[T2] a stock client without a session reads a public world, and nothing is written for it', async () => {
  await openTo('see')
  const before = onDisk(ALL)
  const stock = openStock(`${node.server.wsUrl}/sync`, world)
  await until('the world is there', () => stock.synced)
  expect(stock.doc.getMap('meta').get('title')).toBe('Square')
  stock.awareness.setLocalState({ user: { name: 'Mallory' } })

  const path = `/api/worlds/${world}`
  for (const asked of ['/api/me', '/api/worlds', `${path}/scene`, `${path}/right`]) {
    const answer = await node.ask('GET', asked)
    expect(answer.status, asked).toBe(200)
    await answer.arrayBuffer()
  }
  for (const document of DOCUMENTS) {
    const seat = await Seat.take({ wsUrl: node.server.wsUrl, world, document, kind: 'inkland' }, '')
    const write = writing(seat.doc, (doc) => doc.getText('text').insert(0, 'graffiti'))
    seat.client.send(syncFrame('update', write))
    await seat.settled()
    expect(seat.refusal).toBe('right')
    seat.close()
  }
  stock.destroy()
  expect(onDisk(ALL)).toEqual(before)
})

it('[T2] where the public may act, nobody is somebody without a name: they have no body, and nothing they ask happens', async () => {
  await openTo('act')
  const before = onDisk(['people', 'records'])
  const url = `${node.server.wsUrl}/sync/${world}/live?inkland=1&as=anonymous`
  const tab = await Tab.on(await RawClient.open(url), 'tab-1')
  expect(tab.you).toMatchObject({ body: null, account: null, right: 'act' })
  const asked = [
    { verb: 'visit' },
    { verb: 'say', words: 'Hello' },
    { verb: 'walk', direction: 'left' },
  ] as const
  for (const action of asked) expect(await tab.ask(action), action.verb).toMatchObject({ ok: false })
  expect(tab.client.of('event').map(({ json }) => parseEvent(json)?.type)).toEqual(['you'])
  tab.close()
  expect(onDisk(['people', 'records'])).toEqual(before)
})
