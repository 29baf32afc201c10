// Hostile files against a real node: what they may make it believe, and how much they may cost it.
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as Y from 'yjs'
import { ARCHIVE_TYPE, Authors, WorldList, WorldSummary } from '../../../../shared/wire/api/world-bodies.ts'
import { syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { parseAccountName, parseArtifactId } from '../../../../shared/world/address.ts'
import { liveArtifacts, nowMap } from '../../../../shared/world/live/live-document.ts'
import { createLiveWriter } from '../../../../shared/world/live/live-writer.ts'
import { mapIn } from '../../../../shared/world/scene/scene.ts'
import { startAccounts, told, type AccountsNode, type Somebody } from '../../../accounts.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../../process.ts'
import { RawClient } from '../../../unit/sync/client.ts'
import { HOSTILE } from './hostile-files.ts'
import { expectInTime } from '../bounds.ts'
import { watchNode, type Watch } from '../watch.ts'
import { longFile, member, ROOT, row, sceneOf, worldFile } from './world-file.ts'

let node: AccountsNode<RunningServer>
let mallory: Somebody
let vic: Somebody
beforeAll(async () => {
  node = await startAccounts()
  mallory = await node.signUp('mallory')
  vic = await node.signUp('vic')
})
afterAll(async () => node[Symbol.asyncDispose]())

const send = (file: Uint8Array<ArrayBuffer>, by: Somebody = mallory): Promise<Response> =>
  fetch(`${node.url}/api/worlds/import`, {
    method: 'POST',
    headers: { cookie: by.cookie, 'content-type': ARCHIVE_TYPE },
    body: file,
  })

/** A document as somebody who opens a world gets it. */
async function opened(address: string, kind: '' | '/live'): Promise<Y.Doc> {
  const client = await RawClient.open(`${node.server.wsUrl}/sync/${address}${kind}?inkland=1`, {
    cookie: mallory.cookie,
  })
  client.send(syncFrame('step1', Uint8Array.of(0)))
  await until('the document is here', () => client.of('step2').length > 0)
  const doc = new Y.Doc()
  for (const { bytes } of client.of('step2')) Y.applyUpdate(doc, bytes)
  client.close()
  return doc
}

const id = (text: string) => {
  const parsed = parseArtifactId(text)
  if (parsed === null) throw new Error(`${text} is no id`)
  return parsed
}

/** A live document in which somebody is, speaks, did something and holds a ball. */
function forgedLive(): Uint8Array {
  const account = parseAccountName(vic.account)
  if (account === null) throw new Error('that is an account')
  const live = new Y.Doc()
  live.clientID = 9
  const scene = new Y.Doc()
  Y.applyUpdate(scene, sceneOf(8))
  const writer = createLiveWriter(scene, live)
  const place = { host: id(ROOT), x: 40, y: 50, facing: 'down' } as const
  live.transact(() => {
    writer.begin()
    writer.setAvatar(id('body'), {
      kind: 'player',
      account,
      name: vic.name,
      look: { sprite: 'person', color: '#b8371f' },
      place,
      walk: null,
      since: 1,
      isAway: false,
      isKneeling: false,
      visits: [],
    })
    writer.say({
      by: null,
      person: vic.name,
      voice: 'shout',
      words: 'I give it all away.',
      at: 5,
      on: id(ROOT),
    })
    writer.setOutcome('session', 1, { ok: true, why: null }, Date.now())
    writer.make(id('ball'), { name: 'Ball', place: { ...place, host: id('body'), was: null } })
    writer.remember(id('ball'), 'bounces', 5)
  })
  return Y.encodeStateAsUpdate(live)
}

test('[L7] a file makes nobody of this node be there, speak, act, or have written anything', async () => {
  const file = worldFile({
    scene: {
      rows: [row(sceneOf(8), { member: member(vic.id) }), row(sceneOf(80), { member: member('stranger') })],
      owners: [
        [8, vic.id],
        [80, 'stranger'],
      ],
    },
    live: { rows: [row(forgedLive(), { member: member(vic.id) })], owners: [[9, vic.id]] },
    names: [
      [vic.id, 'Vic'],
      ['host', 'Vic'],
      ['owner', 'Vic'],
      ['stranger', 'Vic'],
    ],
  })
  const { address } = WorldSummary.parse(await told(await send(file)))
  const live = await opened(address, '/live')
  expect([...(nowMap(live)?.keys() ?? [])].sort()).toEqual(['artifacts', 'memory', 'meta'])
  const ball = mapIn(liveArtifacts(live), 'ball')
  expect(ball?.get('place')).toMatchObject([{ host: ROOT, x: 40, y: 50 }, null])
  const answer = await mallory.ask('GET', `/api/worlds/${address}/authors?clients=8,80`)
  expect(Authors.parse(await told(answer)).authors).toEqual([
    { client: 8, who: 'somebody', name: null },
    { client: 80, who: 'person', name: 'Vic (from a file)' },
  ])
})

/** The node's records of content from files. */
function kept(): unknown {
  const database = new DatabaseSync(join(node.server.data, 'inkland.sqlite'), { readOnly: true })
  const ofMallory = `member = (SELECT key FROM members WHERE id = 'mallory')`
  const found = database
    .prepare(
      `SELECT (SELECT count(*) FROM worlds) AS worlds, (SELECT count(*) FROM dropped) AS dropped,
         (SELECT count(*) FROM log WHERE ${ofMallory}) AS rows, (SELECT count(*) FROM members) AS members`,
    )
    .get()
  database.close()
  const pictures = readdirSync(join(node.server.data, 'assets'), { recursive: true, withFileTypes: true })
  return { ...found, pictures: pictures.filter((each) => each.isFile()).length }
}

const LIMITS = { grownBytes: 200_000_000, startMs: 5_000 }

describe('[L5] hostile files', () => {
  let watch: Watch
  beforeAll(async () => {
    watch = await watchNode(node.server)
  })
  afterAll(() => watch[Symbol.dispose]())

  for (const { name, file } of HOSTILE) {
    test(`${name}: nobody waits, and what is refused leaves nothing`, { timeout: 90_000 }, async () => {
      const bytes = file()
      const before = kept()
      const { bytes: held } = await watch.look()
      const answer = await send(bytes)
      const said = await answer.text()
      const { netMs, peakBytes } = await watch.look()
      expectInTime(netMs)
      expect(peakBytes - held).toBeLessThan(LIMITS.grownBytes)
      expect(readdirSync(join(node.server.data, 'incoming'))).toEqual([])
      if (answer.ok) return
      expect([answer.status, said]).toEqual([400, expect.stringContaining('"code":"archive"')])
      expect(kept()).toEqual(before)
    })
  }
})

test('[L5] killed in the middle of an import, a node serves again at once, and has nothing of it', async () => {
  const data = temporaryFolder()
  const file = longFile(40_000)
  const database = join(data, 'inkland.sqlite')
  const incoming = join(data, 'incoming')
  const rows = (): number => {
    const opened = new DatabaseSync(database, { readOnly: true })
    const n = Number(opened.prepare('SELECT count(*) AS n FROM log').get()?.['n'])
    opened.close()
    return n
  }
  const phases = {
    'while it is stored': () => rows() > 5_000,
    'while it is judged': () => readdirSync(incoming).some((name) => name.endsWith('.pages')),
  }
  for (const [phase, isReached] of Object.entries(phases)) {
    const first = performance.now()
    const server = await startServer({ data })
    const firstMs = performance.now() - first
    const sent = fetch(`${server.url}/api/worlds/import`, {
      method: 'POST',
      headers: { 'content-type': ARCHIVE_TYPE },
      body: file,
    }).catch(() => null)
    await until(phase, isReached, 30_000)
    await server.kill()
    expect((await sent)?.ok).not.toBe(true)
    const begun = performance.now()
    await using again = await startServer({ data })
    expect(performance.now() - begun).toBeLessThan(Math.max(LIMITS.startMs, 3 * firstMs))
    expect(readdirSync(incoming)).toEqual([])
    const { worlds } = WorldList.parse(await told(await fetch(`${again.url}/api/worlds`)))
    expect(worlds.map(({ address }) => address)).toEqual(['inkland/welcome'])
    await until('its rows are gone', () => rows() < 100)
  }
})
