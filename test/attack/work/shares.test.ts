// [S19] What one member, or all strangers together, may add to a world, and what is kept for its owner.
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { WebsocketProvider } from 'y-websocket'
import type { Sync } from '../../../server/sync/sync-server.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import {
  BEHAVIOR,
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAddress,
} from '../../../shared/world/address.ts'
import { CLOSE, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { OfferedWorlds } from '../../../shared/wire/api/sharing-bodies.ts'
import { serveAccounts, told, type Somebody } from '../../accounts.ts'
import { IS_HARD } from '../../hard.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { startNode, type TestNode } from '../../unit/sync/node.ts'
import { openStock } from '../../unit/sync/stock.ts'
import { until } from '../../unit/sync/until.ts'
import { deletions, lettersUpdate, putBefore } from './updates.ts'

const bytesOf = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count))
const [ada, bob, eve] = [makeMemberId(bytesOf), makeMemberId(bytesOf), makeMemberId(bytesOf)]
/** So much of these is less than half of 350,000 pieces, and one more is more than half of them. */
const HALF = 14
/** So many are less than nine tenths, and so many more are less than all. */
const [SHARED, ALL] = [25, 28]

const nodes: TestNode[] = []
const providers: WebsocketProvider[] = []
afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  for (const node of nodes.splice(0)) await node.stop()
})

/** A node with the world ada/garden, which is ada's. */
async function startOwned(
  options: Parameters<typeof startNode>[0] = {},
): Promise<{ node: TestNode; world: WorldRecord }> {
  const node = await startNode({ store: createMemoryStore(), ...options })
  nodes.push(node)
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const ids = { id: makeWorldId(bytesOf), line: makeLineId(bytesOf) }
  const world = await node.store.create({ ...ids, address, title: '', at: 1, scene: [], owner: ada })
  if (world === null) throw new Error('the address is taken')
  return { node, world }
}

/** Somebody with our own client; without a member: a stranger. */
class Writer {
  readonly doc = new Y.Doc()
  readonly client: RawClient
  #sent = 0
  #clocks = Y.encodeStateVector(this.doc)

  constructor(client: RawClient) {
    this.client = client
  }

  static enter(node: TestNode, member: string | null = null): Promise<Writer> {
    return Writer.enterAt(`${node.url}/ada/garden?inkland=1${member === null ? '' : `&member=${member}`}`)
  }

  static async enterAt(url: string, cookie = ''): Promise<Writer> {
    const client = await RawClient.open(url, { cookie })
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => client.of('step2').length > 0, 'it is answered')
    return new Writer(client)
  }

  /** Resolves once it is saved, null, or refused: in which words. */
  async write(edit: (doc: Y.Doc) => void): Promise<string | null> {
    this.doc.transact(() => edit(this.doc))
    const update = Y.encodeStateAsUpdate(this.doc, this.#clocks)
    this.#clocks = Y.encodeStateVector(this.doc)
    return this.send(update)
  }

  async send(update: Uint8Array): Promise<string | null> {
    const before = this.client.of('refused').length
    this.client.send(syncFrame('update', update))
    this.#sent += 1
    const refused = () => this.client.of('refused').at(before)
    await until(() => this.client.saved >= this.#sent || refused() !== undefined, 'it is answered', 30_000)
    if (refused() !== undefined) this.#sent -= 1
    return refused()?.text ?? null
  }

  /** Adds a value that weighs some 12,470 pieces. */
  writeMuch(): Promise<string | null> {
    return this.write((doc) => doc.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) }))
  }

  writeLetter(): Promise<string | null> {
    return this.write((doc) => doc.getText('words').insert(0, 'a'))
  }
}

/** Adds so many large values; resolves with what was refused of them. */
async function writeMany(writer: Writer, count: number): Promise<string[]> {
  const refused: string[] = []
  for (let n = 0; n < count; n++) refused.push((await writer.writeMuch()) ?? '')
  return refused.filter((text) => text !== '')
}

it('[S19] one member fills half of a world, others write on, and the last tenth is its owner’s', async () => {
  const { node, world } = await startOwned()
  const writers = await Promise.all([eve, bob, ada].map((member) => Writer.enter(node, member)))
  const [byEve, byBob, byAda] = writers as [Writer, Writer, Writer]
  expect(await writeMany(byEve, HALF)).toEqual([])
  expect(await byEve.writeMuch()).toContain('half of what this world can hold')
  expect(await writeMany(byBob, SHARED - HALF)).toEqual([])
  expect(await byBob.writeMuch()).toContain('kept for its owner')
  expect(await byAda.writeMuch()).toBeNull()
  // It counts as before once it is opened anew, and read in a process of its own.
  await node.sync.close(world.key, CLOSE.goingAway, '')
  const again = await Promise.all([eve, bob, ada].map((member) => Writer.enter(node, member)))
  const [eveAgain, bobAgain, adaAgain] = again as [Writer, Writer, Writer]
  expect(await eveAgain.writeMuch()).toContain('kept for its owner')
  expect(await bobAgain.writeLetter()).toContain('kept for its owner')
  expect(await writeMany(adaAgain, ALL - SHARED - 1)).toEqual([])
  expect(await adaAgain.writeLetter()).toBeNull()
  expect(await adaAgain.writeMuch()).toContain('350000 pieces')
})

it('[S19] who added half may still delete, and no more once the world is opened anew', async () => {
  const { node, world } = await startOwned()
  const byEve = await Writer.enter(node, eve)
  expect(await writeMany(byEve, HALF)).toEqual([])
  await node.sync.close(world.key, CLOSE.goingAway, '')
  const [eveAgain, byBob] = [await Writer.enter(node, eve), await Writer.enter(node, bob)]
  expect(await eveAgain.writeMuch()).toContain('half of what this world can hold')
  expect(await byBob.writeMuch()).toBeNull()
  expect(await eveAgain.send(deletions(byEve.doc.clientID, [[0, HALF]]))).toBeNull()
})

it('[S19] strangers count as one, on all their connections, and so do members who count together', async () => {
  const guests = new Set<string>([bob, 'anonymous'])
  const { node } = await startOwned({
    sharers: { ownerOf: () => ada, countsAs: (member) => (guests.has(member) ? 'guests' : member) },
  })
  const [one, other] = [await Writer.enter(node), await Writer.enter(node)]
  expect(await writeMany(one, HALF - 1)).toEqual([])
  expect(await other.writeMuch()).toBeNull()
  for (const writer of [one, other, await Writer.enter(node, bob)])
    expect(await writer.writeMuch()).toContain('half of what this world can hold')
  expect(await (await Writer.enter(node, eve)).writeMuch()).toBeNull()
  expect(await (await Writer.enter(node, ada)).writeMuch()).toBeNull()
})

it('[S19] in a node with accounts, guests and strangers count as one, and accounts by themselves', async () => {
  await using server = await serveAccounts()
  const [olga, cy] = [await server.signUp('olga'), await server.signUp('cy')]
  const made = await told(await olga.ask('POST', '/api/worlds', { title: 'Garden' }))
  const { address } = made as { address: string }
  await told(await olga.ask('PATCH', `/api/worlds/${address}/sharing`, { public: 'edit' }))
  const enter = (cookie?: string): Promise<Writer> =>
    Writer.enterAt(`${server.server.wsUrl}/sync/${address}?inkland=1`, cookie)
  const [gus, ida] = [await server.guest('Gus'), await server.guest('Ida')]
  expect(await writeMany(await enter(), HALF - 1)).toEqual([])
  expect(await (await enter(gus.cookie)).writeMuch()).toBeNull()
  const [byIda, byCy, byOlga] = [await enter(ida.cookie), await enter(cy.cookie), await enter(olga.cookie)]
  expect(await byIda.writeMuch()).toContain('half of what this world can hold')
  expect(await writeMany(byCy, SHARED - HALF - 1)).toEqual([])
  expect(await byOlga.writeMuch()).toBeNull()
  expect(await byCy.writeMuch()).toContain('kept for its owner')
  expect(await byOlga.writeMuch()).toBeNull()
  // What is kept goes with the world.
  await told(await olga.ask('POST', `/api/worlds/${address}/sharing/owner`, { account: 'cy' }))
  const { offers } = OfferedWorlds.parse(await told(await cy.ask('GET', '/api/offers')))
  const moved = (await told(await cy.ask('POST', `/api/offers/${offers[0]?.id}`))) as { address: string }
  const enterMoved = ({ cookie }: Somebody): Promise<Writer> =>
    Writer.enterAt(`${server.server.wsUrl}/sync/${moved.address}?inkland=1`, cookie)
  expect(await (await enterMoved(olga)).writeLetter()).toContain('kept for its owner')
  expect(await (await enterMoved(cy)).writeLetter()).toBeNull()
})

it('[S19] pieces are counted one by one, too: letters that stand alone, and text that is cut by deleting', async () => {
  const { node } = await startOwned()
  const [byEve, byBob, byAda] = [
    await Writer.enter(node, eve),
    await Writer.enter(node, bob),
    await Writer.enter(node, ada),
  ]
  const letters = putBefore(7, 155_000)
  const more = Array.from({ length: 1_100 }, (_, n) => ({
    left: null,
    right: { client: 7, clock: 154_999 + n },
  }))
  expect(await byEve.send(lettersUpdate('alone', new Map([[7, letters]])))).toBeNull()
  // Half of a long text is deleted, letter by letter: each one deleted leaves two pieces more.
  const text = new Y.Doc()
  text.clientID = 8
  text.getText('long').insert(0, 'x'.repeat(400_000))
  expect(await byEve.send(Y.encodeStateAsUpdate(text))).toBeNull()
  const cutFrom = (from: number, count: number): Uint8Array =>
    deletions(
      8,
      Array.from({ length: count }, (_, n) => [from + 2 * n, 1] as const),
    )
  expect(await byEve.send(cutFrom(1, 5_000))).toBeNull()
  const why = await byEve.send(cutFrom(10_001, 10_000))
  expect(why).toContain('half of what this world can hold')
  expect(await byEve.send(lettersUpdate('alone', new Map([[7, more]]), 155_000))).toBe(why)
  for (const writer of [byBob, byAda]) expect(await writer.writeLetter()).toBeNull()
})

it('[S19] the last tenth of the things is the owner’s, and a member may still change what is there', async () => {
  const { node } = await startOwned()
  const writers = await Promise.all([eve, bob, ada].map((member) => Writer.enter(node, member)))
  const [byEve, byBob, byAda] = writers as [Writer, Writer, Writer]
  const make = (writer: Writer, first: number, count: number): Promise<string | null> =>
    writer.write((doc) => {
      const artifacts = doc.getMap('artifacts')
      for (let n = first; n < first + count; n++) artifacts.set(`thing${n}`, new Y.Map())
    })
  for (let n = 0; n < 27; n++) expect(await make(byEve, n * 500, 500)).toBeNull()
  for (const writer of [byEve, byBob])
    expect(await make(writer, 20_000 + writer.doc.clientID, 1)).toContain('kept for its owner')
  expect(await make(byAda, 30_000, 1_000)).toBeNull()
  const again = await Writer.enter(node, bob)
  expect(await again.write((doc) => doc.getMap('artifacts').set('thing1', new Y.Map()))).toBeNull()
})

it('[S19] a stock client over its share is closed with the reason, and the others’ go on', async () => {
  const { node } = await startOwned()
  const byEve = await Writer.enter(node, eve)
  expect(await writeMany(byEve, HALF)).toEqual([])
  const [stockOfEve, stockOfBob, stockOfAda] = [eve, bob, ada].map((member) => {
    const provider = openStock(node.url, 'ada/garden', { member })
    providers.push(provider)
    return provider
  }) as [WebsocketProvider, WebsocketProvider, WebsocketProvider]
  await until(() => [stockOfEve, stockOfBob, stockOfAda].every(({ synced }) => synced), 'they are there')
  const closed = new Promise<CloseEvent | null>((resolve) => stockOfEve.once('connection-close', resolve))
  stockOfEve.doc.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) })
  const event = await closed
  stockOfEve.disconnect()
  expect(event?.code).toBe(CLOSE.bound)
  expect(event?.reason).toContain('You have added half of what this world can hold')
  expect(event?.reason).toMatch(/\.$/)
  stockOfBob.doc.getText('words').insert(0, 'b')
  await until(() => stockOfAda.doc.getText('words').toJSON() === 'b', 'Ada reads what Bob writes')
  stockOfAda.doc.getText('words').insert(1, 'a')
  await until(() => stockOfBob.doc.getText('words').toJSON() === 'ba', 'Bob reads what Ada writes')
})

it('[S19] the last tenth of the bytes is the owner’s as well', async () => {
  const { node } = await startOwned()
  const [byEve, byAda] = [await Writer.enter(node, eve), await Writer.enter(node, ada)]
  const writeText = (writer: Writer) => (at: number) =>
    writer.write((doc) => doc.getText(`page-${at}`).insert(0, 'x'.repeat(990_000)))
  for (let at = 0; at < 15; at++) expect(await writeText(byEve)(at)).toBeNull()
  expect(await writeText(byEve)(15)).toContain('kept for its owner')
  expect(await writeText(byAda)(16)).toBeNull()
})

type Scene = Awaited<ReturnType<Sync['hold']>>['scene']

/** An edit of the node under a new client id. */
function editOf(scene: Scene, text = 'a'): Uint8Array {
  const doc = new Y.Doc()
  for (const update of scene.updates()) Y.applyUpdate(doc, update)
  const before = Y.encodeStateVector(doc)
  doc.getText('words').insert(0, text)
  return Y.encodeStateAsUpdate(doc, before)
}

it('[S19] what commands write counts for their member, and is refused in words', async () => {
  const { node, world } = await startOwned()
  const held = await node.sync.hold(world)
  const { scene } = held
  const byEve = await Writer.enter(node, eve)
  const letter = (): Uint8Array => {
    const doc = new Y.Doc()
    doc.getText('words').insert(0, 'a')
    return Y.encodeStateAsUpdate(doc)
  }
  for (let at = 0; at < 4; at++) {
    const letters = Y.mergeUpdates(Array.from({ length: 249 }, letter))
    expect(await byEve.send(letters)).toBeNull()
  }
  // These five bring what is left, and one more than that.
  for (let at = 0; at < 4; at++) await scene.writeAll([{ update: editOf(scene) }], eve)
  await expect(scene.writeAll([{ update: editOf(scene) }], eve)).rejects.toThrow('Try again in a minute')
  await expect(scene.judgeAll([{ update: editOf(scene) }], eve)).rejects.toThrow('Many new tabs')
  await expect(scene.append(editOf(scene), eve)).rejects.toThrow('Many new tabs')
  for (const member of [ada, bob]) await scene.writeAll([{ update: editOf(scene) }], member)
  const byBob = await Writer.enter(node, bob)
  expect(await writeMany(byBob, HALF)).toEqual([])
  const much = new Y.Doc()
  much.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) })
  const update = Y.encodeStateAsUpdate(much)
  await expect(scene.writeAll([{ update }], bob)).rejects.toThrow('half of what this world can hold')
  await scene.writeAll([{ update }], ada)
  // Programs, which anybody may write who may edit, have none of what is kept.
  const byPrograms = (): Promise<unknown> => {
    const page = new Y.Doc()
    page.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) })
    return scene.writeAll([{ update: Y.encodeStateAsUpdate(page) }], BEHAVIOR)
  }
  for (let times = HALF + 1; times < SHARED; times++) await byPrograms()
  await expect(byPrograms()).rejects.toThrow('kept for its owner')
  await scene.writeAll([{ update: editOf(scene) }], ada)
  held.release()
})

it.runIf(IS_HARD)(
  '[S19] in a world of 50,000 writers those who are there go on, and the last new ones are its owner’s',
  async () => {
    const { node, world } = await startOwned()
    const writersFrom = (first: number, count: number): Uint8Array =>
      lettersUpdate(
        'crowd',
        new Map(
          Array.from(
            { length: count },
            (_, n) => [first + count - n, [{ left: null, right: null }]] as const,
          ),
        ),
      )
    const held = await node.sync.hold(world)
    const { scene } = held
    const [byAda, byBob] = [await Writer.enter(node, ada), await Writer.enter(node, bob)]
    for (const writer of [byAda, byBob]) expect(await writer.writeLetter()).toBeNull()
    // Each begins before those that are there, so that nothing is passed over.
    for (let first = 86_000; first > 50_000; first -= 4_000)
      await scene.append(writersFrom(first, 4_000), ada)
    await scene.append(writersFrom(46_000, 3_998), ada)
    await expect(scene.writeAll([{ update: editOf(scene) }, { update: editOf(scene) }], bob)).rejects.toThrow(
      'kept for its owner',
    )
    const late = await Writer.enter(node, eve)
    expect(await late.writeLetter()).toContain('kept for its owner')
    for (let first = 36_000; first > 26_000; first -= 5_000)
      await scene.append(writersFrom(first, 5_000), ada)
    expect(await (await Writer.enter(node, ada)).writeLetter()).toContain('50000 browser tabs')
    for (const writer of [byAda, byBob]) expect(await writer.writeLetter()).toBeNull()
    held.release()
  },
)
