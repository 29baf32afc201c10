// An editor who fills the disk: their document stays small, and its log grows with everything that they write
// and delete. What one account adds is bounded for a day and in all, by whatever way. Others go on, and no
// edit is lost. A real node, where unit/accounts/usage.test.ts and unit/sync/rooms/short-logs.test.ts have
// the rules.
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DATABASE } from '../../../server/storage/sqlite/files/data-folder.ts'
import { AccountInfo } from '../../../shared/wire/api/account-bodies.ts'
import { StoragePage, type StorageLine } from '../../../shared/wire/api/admin-bodies.ts'
import { parseClientFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { PICTURE_TYPE } from '../../../shared/wire/api/picture-bodies.ts'
import { ARCHIVE_TYPE, SCENE_TYPE, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import {
  ask,
  nodeOf,
  PASSWORD,
  somebody,
  startAccounts,
  told,
  type AccountsNode,
  type Somebody,
} from '../../accounts.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'

const MB = 1024 * 1024
const DAY_BYTES = 2 * MB
const PIECE_BYTES = 200_000
/** A picture of one dot. */
const DOT = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

let node: AccountsNode<RunningServer>
let olga: Somebody
const data = temporaryFolder()
let number = 0

beforeAll(async () => {
  node = await startAccounts({ data })
  olga = await node.signUp('olga')
  await set({ bytesPerDay: DAY_BYTES })
})
afterAll(() => node[Symbol.asyncDispose]())

const set = (settings: object): Promise<unknown> =>
  node.admin.ask('PATCH', '/api/admin/settings', settings).then(told)
const newcomer = (): Promise<Somebody> => node.signUp(`mallory-${++number}`)

/** A world of Olga's in which anybody may write. */
async function opened(): Promise<WorldSummary> {
  const made = await told(await olga.ask('POST', '/api/worlds', { title: `Board ${++number}` }))
  const world = WorldSummary.parse(made)
  await told(await olga.ask('PATCH', `/api/worlds/${world.address}/sharing`, { public: 'edit' }))
  return world
}

/**
 * Writes as a browser does: each edit is a frame, and all of it is given again to a node that asks for it.
 */
class Writer {
  readonly client: RawClient
  readonly doc: Y.Doc
  #sent = 0

  private constructor(client: RawClient, doc: Y.Doc) {
    this.client = client
    this.doc = doc
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send('update', update)
    })
    client.socket.on('message', (bytes: Buffer) => {
      const frame = parseClientFrame(new Uint8Array(bytes))
      if (frame?.type === 'step1') this.#send('step2', Y.encodeStateAsUpdate(doc))
    })
  }

  static async open(
    address: string,
    { cookie }: { readonly cookie: string },
    doc = new Y.Doc(),
  ): Promise<Writer> {
    const url = `${node.server.wsUrl}/sync/${address}?inkland=1`
    // It listens from the beginning on: the node asks at once.
    const writer = new Writer(new RawClient(url, { cookie }), doc)
    await until('the document is asked for', () => writer.#sent > 0)
    return writer
  }

  #send(step: 'update' | 'step2', bytes: Uint8Array): void {
    this.#sent++
    this.client.send(syncFrame(step, bytes))
  }

  /** Writes so much and deletes it: the document is as small as before. */
  churn(bytes = PIECE_BYTES): void {
    const text = this.doc.getText('scratch')
    text.insert(0, 'x'.repeat(bytes))
    text.delete(0, bytes)
  }

  type(words: string): void {
    this.doc.getText('words').insert(0, words)
  }

  /** Writes and deletes until the node saves no more, or so often. */
  async fill(times = 50): Promise<number> {
    for (let time = 1; time <= times; time++) {
      this.churn()
      await until('it is saved, or not', () => this.isSaved || this.isOver || this.held !== null)
      if (!this.isSaved) return time
    }
    return times
  }

  get isSaved(): boolean {
    return this.client.saved >= this.#sent
  }

  get isOver(): boolean {
    return this.client.closed !== null || this.client.of('refused').length > 0
  }

  get held(): string | null {
    return this.client.of('held').at(-1)?.text ?? null
  }

  close(): void {
    this.client.close()
  }
}

const storage = async (): Promise<StoragePage> =>
  StoragePage.parse(await told(await node.admin.ask('GET', '/api/admin/storage?sort=today')))
const lineOf = async (account: string | null): Promise<StorageLine | undefined> =>
  (await storage()).lines.find(
    (line) => line.account === account && (account !== null || line.who === 'guests'),
  )
const roomOf = async (who: Somebody) =>
  AccountInfo.parse(await told(await who.ask('GET', '/api/account'))).storage

const send = (who: Somebody, path: string, bytes: BodyInit, type: string): Promise<Response> =>
  fetch(new URL(path, node.url), {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': type },
    body: bytes,
  })

describe('[K1] who writes and deletes all day', () => {
  it('meets a bound for the day in words, on every way to the disk; others go on', async () => {
    const [world, mallory] = [await opened(), await newcomer()]
    const file = await (await olga.ask('GET', `/api/worlds/${world.address}/export`)).arrayBuffer()
    const scene = await (await olga.ask('GET', `/api/worlds/${world.address}/scene`)).arrayBuffer()
    const writer = await Writer.open(world.address, mallory)
    expect(await writer.fill()).toBeLessThanOrEqual(Math.ceil(DAY_BYTES / PIECE_BYTES) + 1)
    expect(writer.held).toBe('You have added 2 MB today, which is the daily limit. It continues tomorrow.')
    expect(writer.client.of('refused')).toEqual([])

    const line = await lineOf(mallory.account)
    expect(line?.today).toBeGreaterThanOrEqual(DAY_BYTES)
    expect(line?.today).toBeLessThan(DAY_BYTES + 2 * PIECE_BYTES)
    expect(await roomOf(mallory)).toMatchObject({ today: line?.today, perDay: DAY_BYTES })

    // Nothing more reaches the disk, by whatever way.
    const mine = await Writer.open(world.address, mallory)
    mine.type('more')
    await until('another tab is told, too', () => mine.held !== null)
    const answers = await Promise.all([
      mallory.ask('POST', '/api/worlds', { title: 'Mine' }),
      send(mallory, '/api/worlds/import', file, ARCHIVE_TYPE),
      send(mallory, '/api/worlds/import', scene, SCENE_TYPE),
      send(mallory, `/api/worlds/${world.address}/assets`, DOT, PICTURE_TYPE),
    ])
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413, 413])
    for (const answer of answers) expect(await answer.text()).toContain('added 2 MB today')
    expect((await lineOf(mallory.account))?.today).toBe(line?.today)

    const other = await Writer.open(world.address, olga)
    other.type('I go on')
    await until('others are saved', () => other.isSaved)
    for (const each of [writer, mine, other]) each.close()
  })

  it('is saved by itself as soon as there is room, with all that was written meanwhile', async () => {
    const [world, mallory] = [await opened(), await newcomer()]
    const writer = await Writer.open(world.address, mallory)
    await writer.fill()
    for (const letter of 'kept') writer.type(letter)
    expect(writer.isSaved).toBe(false)
    await set({ bytesPerDay: 4 * MB })
    try {
      await until('it is asked for', () => writer.held === null)
      writer.type(' and more ')
      await until('it is saved', () => writer.isSaved)
      const reader = await Writer.open(world.address, olga)
      await until('others have it', () => reader.isSaved)
      const scene = new Y.Doc()
      const bytes = await (await olga.ask('GET', `/api/worlds/${world.address}/scene`)).arrayBuffer()
      Y.applyUpdate(scene, new Uint8Array(bytes))
      expect(scene.getText('words').toJSON()).toBe(writer.doc.getText('words').toJSON())
      reader.close()
    } finally {
      writer.close()
      await set({ bytesPerDay: DAY_BYTES })
    }
  })

  it('is counted with all who have no account, where they have none', async () => {
    const world = await opened()
    const [gus, tessa, nobody] = [await node.guest('Gus'), await node.guest('Tessa'), { cookie: '' }]
    const one = await Writer.open(world.address, gus)
    await one.fill()
    expect(one.held).toContain('Everyone without an account here has together added 2 MB today')
    for (const who of [tessa, nobody]) {
      const two = await Writer.open(world.address, who)
      two.type('me, too')
      await until('they are told so', () => two.held !== null)
      two.close()
    }
    one.close()
    // A person with an account is not affected.
    const mine = await Writer.open(world.address, await newcomer())
    mine.type('I have one')
    await until('it is saved', () => mine.isSaved)
    mine.close()
  })
})

describe('[K2] who has used all the room that one has', () => {
  it('is refused in words; ending a world for good makes room, and so does an admin', async () => {
    const mallory = await newcomer()
    await set({ bytesPerDay: 100 * MB, bytesPerAccount: 2 * MB })
    try {
      const made = await told(await mallory.ask('POST', '/api/worlds', { title: 'Mine' }))
      const mine = WorldSummary.parse(made)
      const writer = await Writer.open(mine.address, mallory)
      await writer.fill()
      expect(writer.client.of('refused')[0]).toMatchObject({
        code: 'bound',
        text: expect.stringMatching(/^You have used all the space here: 2 MB\. Delete worlds/),
      })
      writer.close()
      const another = await mallory.ask('POST', '/api/worlds', { title: 'Another' })
      expect([another.status, await another.text()]).toEqual([413, expect.stringContaining('all the space')])
      await told(await mallory.ask('DELETE', `/api/worlds/${mine.address}`))
      await told(await mallory.ask('DELETE', `/api/bin/${mine.id}`))
      // Only her own records are kept.
      expect((await roomOf(mallory)).all).toBeLessThan(1024)
      expect((await mallory.ask('POST', '/api/worlds', { title: 'Another' })).status).toBe(201)
      // Bytes of an ended world stay counted for the day.
      expect((await roomOf(mallory)).today).toBeGreaterThan(2 * MB)
    } finally {
      await set({ bytesPerDay: DAY_BYTES, bytesPerAccount: 100 * MB })
    }
  })

  it('is refused a file that unpacks to more than there is room for, and no world is left', async () => {
    const mallory = await newcomer()
    await set({ bytesPerDay: 100 * MB })
    const made = WorldSummary.parse(await told(await mallory.ask('POST', '/api/worlds', { title: 'Long' })))
    const writer = await Writer.open(made.address, mallory)
    await writer.fill(25)
    writer.close()
    const file = await (await mallory.ask('GET', `/api/worlds/${made.address}/export`)).arrayBuffer()
    expect(file.byteLength).toBeLessThan(MB)
    const other = await newcomer()
    await set({ bytesPerDay: DAY_BYTES })
    const answer = await send(other, '/api/worlds/import', file, ARCHIVE_TYPE)
    expect([answer.status, await answer.text()]).toEqual([413, expect.stringContaining('Try again tomorrow')])
    const { worlds } = WorldList.parse(await told(await other.ask('GET', '/api/worlds')))
    expect(worlds.filter(({ right }) => right === 'own')).toEqual([])
  })
})

it('[K7] [K8] churn is history, not pages; one account is given more than all others, and then less', async () => {
  const [world, mallory] = [await opened(), await newcomer()]
  const writer = await Writer.open(world.address, mallory)
  await writer.fill()
  expect(writer.held).toContain('added 2 MB today')
  const bound = (bounds: object): Promise<unknown> =>
    node.admin.ask('PATCH', `/api/admin/accounts/${mallory.account}/storage`, bounds).then(told)
  await bound({ bytesPerDay: 3 * MB })
  // The node itself asks for the waiting edits.
  await until('what waited is saved', () => writer.isSaved)
  await writer.fill()
  expect(writer.held).toContain('added 3 MB today')
  const line = await lineOf(mallory.account)
  expect(line).toMatchObject({
    bounds: { perDay: 3 * MB },
    own: { bytesPerDay: 3 * MB, bytesPerAccount: null },
  })
  expect(line?.history).toBeGreaterThan(2 * MB)
  expect(line?.pages).toBeLessThan(MB)
  expect(await roomOf(mallory)).toMatchObject({ perDay: 3 * MB, pages: line?.pages, history: line?.history })
  // Others have what all have.
  expect((await lineOf(olga.account))?.bounds?.perDay).toBe(DAY_BYTES)
  await bound({ bytesPerAccount: MB })
  writer.close()
  const again = await Writer.open(world.address, mallory)
  again.type('one word more')
  await until('it is refused', () => again.client.of('refused').length > 0)
  expect(again.client.of('refused').at(-1)?.text).toContain('used all the space here: 1 MB')
  again.close()
  expect((await lineOf(mallory.account))?.history).toBeGreaterThan(2 * MB)
  expect((await mallory.ask('PATCH', '/api/admin/accounts/olga/storage', {})).status).toBe(403)
  const wrong = await node.admin.ask('PATCH', `/api/admin/accounts/${mallory.account}/storage`, {
    bytesPerDay: 1,
  })
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('at least')])
})

it('[K8] pictures of one account are bounded by its own bound, above and below that of all', async () => {
  const [mallory, other] = [await newcomer(), await newcomer()]
  const worldOf = async (who: Somebody): Promise<string> =>
    WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', { title: 'Pictures' }))).address
  const put = async (who: Somebody): Promise<number> => {
    const answer = await send(who, `/api/worlds/${await worldOf(who)}/assets`, DOT, PICTURE_TYPE)
    await answer.text()
    return answer.status
  }
  const bound = (pictureBytesPerAccount: number | null): Promise<unknown> =>
    node.admin
      .ask('PATCH', `/api/admin/accounts/${mallory.account}/storage`, { pictureBytesPerAccount })
      .then(told)
  await bound(0)
  expect([await put(mallory), await put(other)]).toEqual([413, 201])
  await set({ pictureBytesPerAccount: 0 })
  try {
    await bound(MB)
    expect([await put(mallory), await put(other)]).toEqual([201, 413])
    expect(await roomOf(mallory)).toMatchObject({ mostPictures: MB })
    await bound(null)
    expect(await put(mallory)).toBe(413)
  } finally {
    await set({ pictureBytesPerAccount: 500 * MB })
  }
})

/** Each day unit/accounts/usage.test.ts tells that the count is kept. */
it('[K3] the count outlives a kill, but for the last second or MB; others go on', async () => {
  const [world, mallory] = [await opened(), await newcomer()]
  const writer = await Writer.open(world.address, mallory)
  await writer.fill()
  const before = (await roomOf(mallory)).today
  await until('all but the last MB is on the disk', () => keptOf(mallory.id) >= before - MB)
  await node.server.kill()
  const server = await startServer({ data, access: 'accounts' })
  const signedIn = await ask(server.url, 'POST', '/api/session', { account: 'ada', password: PASSWORD })
  node = nodeOf(server, await somebody(server.url, signedIn, PASSWORD))
  expect((await lineOf(mallory.account))?.today).toBeGreaterThanOrEqual(before - MB)
  const again = await Writer.open(world.address, mallory, writer.doc)
  expect(await again.fill()).toBeLessThanOrEqual(Math.ceil(MB / PIECE_BYTES) + 1)
  expect(again.held).toContain('added 2 MB today')
  again.close()
  const other = await Writer.open(world.address, olga)
  other.type('I go on')
  await until('others are saved', () => other.isSaved)
  other.close()
})

/** The record on the disk of somebody's additions today. */
function keptOf(member: string): number {
  const database = new DatabaseSync(join(data, DATABASE), { readOnly: true })
  try {
    const row = database.prepare("SELECT value FROM records WHERE kind = 'usage' AND id = 'day'").get()
    const { added } = JSON.parse(String(row?.['value'] ?? '{"added":[]}')) as { added: [string, number][] }
    return added.find(([who]) => who === `account:${member}`)?.[1] ?? 0
  } finally {
    database.close()
  }
}
