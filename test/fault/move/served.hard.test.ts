// A node that was used for everything moves to PostgreSQL and back: on each of the three stores it serves the
// same.
import { createHash } from 'node:crypto'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { ask, nodeOf, PASSWORD, somebody, told, type AccountsNode } from '../../accounts.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Chatter } from '../past/chatter.ts'
import { TALK } from '../past/deed.ts'
import { MergeDeed, PublishDeed } from '../past/merge-deeds.ts'
import { RoomDeed } from '../past/room-deed.ts'
import { DraftDeed, EraseDeed, RestoreDeed } from '../past/world-deeds.ts'
import { moveApart } from './moves.ts'
import { databasesOfRun } from '../postgres/database-server.ts'

/** A folder with people, groups, rights, pictures, a thing that lives, and one that is lent. */
const LEFT = fileURLToPath(new URL('../../contract/older-folder', import.meta.url))
const ROUNDS = 20
const CHATTER_MS = 500
const LIVING = ['ada/garden', 'ada/home']

const databases = databasesOfRun

async function startAt(data: string, store: string): Promise<AccountsNode> {
  const server = await startServer({ data, access: 'accounts', env: { INKLAND_STORE: store } })
  const session = await ask(server.url, 'POST', '/api/session', { account: 'ada', password: PASSWORD })
  return nodeOf(server, await somebody(server.url, session, PASSWORD))
}

/** What does not change while a node is stopped, by the path that was asked. */
async function answersOf(node: AccountsNode): Promise<Map<string, unknown>> {
  const { worlds } = (await told(await node.admin.ask('GET', '/api/worlds'))) as {
    worlds: { address: string }[]
  }
  const addresses = worlds.map(({ address }) => address).toSorted()
  const paths = [
    '/api/groups',
    '/api/invitations',
    '/api/bin',
    '/api/offers',
    '/api/admin/settings',
    '/api/me/transfers',
    '/api/admin/peers',
    ...addresses.flatMap((address) =>
      [
        'sharing',
        'history?limit=50',
        'versions',
        'drafts',
        'draft',
        'loans',
        'writers',
        'authors',
        'assets',
      ].map((what) => `/api/worlds/${address}/${what}`),
    ),
  ]
  const answers = new Map<string, unknown>([['worlds', addresses]])
  for (const path of paths) answers.set(path, await wholeAnswer(node, path))
  // Where somebody's bell counts on, a start is part of the export.
  for (const address of addresses.filter((each) => !LIVING.includes(each))) {
    const file = await node.admin.ask('GET', `/api/worlds/${address}/export`)
    const bytes = new Uint8Array(await file.arrayBuffer())
    const digest = createHash('sha256').update(bytes).digest('hex')
    answers.set(`export of ${address}`, { status: file.status, bytes: bytes.length, digest })
  }
  return answers
}

/** Asks again while its node was too busy to tell a whole list of sessions (HI14). */
async function wholeAnswer(node: AccountsNode, path: string): Promise<{ status: number; body: unknown }> {
  return until('the answer is whole', async () => {
    const answer = await node.admin.ask('GET', path)
    const body: unknown = await answer.json().catch(() => null)
    return JSON.stringify(body).includes('"isCut":true') ? null : { status: answer.status, body }
  })
}

test.skipIf(!hasPostgres)(
  '[L18] a node serves the same on each of its stores',
  { timeout: 10 * 60_000 },
  async () => {
    const random = seededRandom(seedFromEnvironment())
    const data = temporaryFolder()
    cpSync(LEFT, data, { recursive: true })
    writeFileSync(join(data, 'inkland.sqlite'), gunzipSync(readFileSync(join(LEFT, 'inkland.sqlite.gz'))))
    rmSync(join(data, 'inkland.sqlite.gz'))
    const url = await databases.newDatabase()
    const deeds = [
      new MergeDeed(0),
      new PublishDeed(0),
      new RestoreDeed(0),
      new EraseDeed(0, data),
      new DraftDeed(0, 30),
      new RoomDeed(0),
    ]
    const chatters = deeds.map(({ world }) => new Chatter(world, TALK))

    let node = await startAt(data, 'sqlite')
    for (const deed of deeds) await deed.begin(node)
    for (let round = 0; round < ROUNDS; round += 1) {
      const deed = deeds[random.below(deeds.length)]
      if (deed === undefined) continue
      await deed.prepare(node)
      await deed.ask(node)
      expect(await deed.isDone(node), deed.name).toBe(true)
    }
    await told(await node.admin.ask('POST', '/api/invitations', { uses: 3, until: null }))
    let before = new Map<string, unknown>()
    let at = 'sqlite'
    for (const store of [url, 'sqlite', null]) {
      // Somebody writes on each of the stores before it is left.
      const end = new AbortController()
      const talks = chatters.map((chatter) => chatter.writeUntil(node, end.signal))
      await pause(CHATTER_MS)
      end.abort()
      await Promise.all(talks)
      // A node that stops tidies its logs, which an export shows.
      await node.server.stop()
      node = await startAt(data, at)
      before = await answersOf(node)
      await node.server.stop()
      if (store === null) break
      const run = await moveApart({ data, from: store === 'sqlite' ? url : 'sqlite', to: store })
      expect(run.done, run.said).not.toBeNull()
      node = await startAt(data, store)
      at = store
      const after = await answersOf(node)
      for (const [path, answer] of before) expect([path, after.get(path)]).toEqual([path, answer])
      for (const chatter of chatters) expect(await chatter.lost(node)).toBe(0)
    }
    const saved = chatters.reduce((sum, chatter) => sum + chatter.saved, 0)
    console.info(`${before.size} answers are the same on each store, ${saved} saved edits, 0 lost`)
    expect(saved).toBeGreaterThan(0)
  },
)
