// Worlds that are open in processes which do not lead, in a node with accounts: whatever is taken away is
// gone there when that is answered, what is written counts, and a world that goes elsewhere takes its people
// along. Real processes, a real database.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeEntries } from '../../../server/sync/sync-server.ts'
import { AccountInfo } from '../../../shared/wire/api/account-bodies.ts'
import { AdminSettings } from '../../../shared/wire/api/admin-bodies.ts'
import { PresentPeople } from '../../../shared/wire/api/sharing-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { told, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { databaseServer, type FileDatabases } from '../postgres/database-server.ts'
import { makeGarden, startNode } from './accounts-processes.ts'
import { holderOf, unused } from './held.ts'
import { NodeProcesses } from './node-processes.ts'
import { roundsOr } from '../../support/rounds.ts'

const ROUNDS = roundsOr(300)
const LIMIT_MS = 60 * 60_000
/** How often somebody writes who goes on and on, in ms. */
const WRITE_MS = 2
const DAY_BYTES = 2 * 1024 * 1024
const PIECE_BYTES = 200_000
const DONE = { ok: true, why: null }

/** More numbers than anybody writes. */
const MANY = 1_000_000
let counted = 0

/** Somebody who writes numbers into a world, one after the other, whatever they are told. */
class Counting {
  readonly client: RawClient
  readonly doc: Y.Doc
  /** The number that was written last. */
  written: number
  #timer: NodeJS.Timeout | null = null

  private constructor(client: RawClient, first: number, doc: Y.Doc) {
    this.client = client
    this.doc = doc
    this.written = first
  }

  /** `doc`: theirs, which they had before. */
  static async at(
    wsUrl: string,
    world: string,
    { cookie }: Pick<Somebody, 'cookie'>,
    doc = new Y.Doc(),
  ): Promise<Counting> {
    const client = await RawClient.open(`${wsUrl}/sync/${world}?inkland=1`, { cookie })
    counted += MANY
    return new Counting(client, counted, doc)
  }

  get isIn(): boolean {
    return this.client.closed === null && this.client.of('world').length > 0
  }

  /** Writes the next number, with something that takes so many bytes. */
  write(bytes = 0): void {
    this.written += 1
    const before = Y.encodeStateVector(this.doc)
    this.doc.getArray<number>('numbers').push([this.written])
    if (bytes > 0) this.doc.getMap<string>('long').set('text', 'x'.repeat(bytes))
    this.client.send(syncFrame('update', Y.encodeStateAsUpdate(this.doc, before)))
  }

  goOn(): void {
    this.#timer = setInterval(() => this.write(), WRITE_MS)
  }

  leave(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.client.close()
    this.doc.destroy()
  }
}

/** The numbers that a world has, by whoever wrote them. */
async function numbersIn(wsUrl: string, world: string, { cookie }: Somebody): Promise<number[]> {
  const client = await RawClient.open(`${wsUrl}/sync/${world}`, { cookie })
  const copy = new Y.Doc()
  client.send(syncFrame('step1', Y.encodeStateVector(copy)))
  await until('the world is there', () => client.of('step2').length > 0)
  for (const frame of client.frames)
    if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(copy, frame.bytes)
  client.close()
  return copy.getArray<number>('numbers').toArray()
}

const tabAt = async (wsUrl: string, world: string, { cookie }: Somebody): Promise<Tab> =>
  Tab.on(await RawClient.open(`${wsUrl}/sync/${world}/live?inkland=1`, { cookie }), 'tab')

/** Somebody comes to a world at a process that opens it. */
async function comeTo(
  store: string,
  host: Awaited<ReturnType<NodeProcesses['start']>>,
  world: string,
  who: Somebody,
): Promise<Counting> {
  let counting: Counting | null = null
  await until(
    'the world is open there',
    async () => {
      counting?.leave()
      counting = await Counting.at(host.server.wsUrl, world, who)
      const came = counting
      await until('they are in it, or not', () => came.isIn || came.client.closed !== null)
      return came.isIn && (await holderOf(store, world)) === host.inside
    },
    60_000,
  )
  if (counting === null) throw new Error('somebody came')
  return counting
}

/** Adds a value that weighs some 12,470 pieces; resolves with the words of a refusal, or null. */
async function writeMuch(client: RawClient): Promise<string | null> {
  const { saved } = client
  const refused = client.of('refused').length
  const doc = new Y.Doc()
  doc.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) })
  client.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
  await until('it is answered', () => client.saved > saved || client.of('refused').length > refused)
  return client.of('refused').at(refused)?.text ?? null
}

type HoldingNode = Awaited<ReturnType<typeof startHolding>>

/** The node of all tests of this file. */
function holdingNode(databases: FileDatabases): () => HoldingNode {
  let node: NodeProcesses | null = null
  let started: HoldingNode | null = null
  beforeAll(async () => {
    node = new NodeProcesses(await databases.newDatabase())
    started = await startHolding(node)
  }, LIMIT_MS)
  afterAll(() => node?.[Symbol.asyncDispose]())
  return () => started ?? expect.fail('the node of this file did not start')
}

/**
 * A node whose other process opens worlds. Whoever comes before it does is passed on to the one that leads,
 * which then plays that world for good.
 */
async function startHolding(node: NodeProcesses) {
  const { store } = node
  const started = await startNode(node, 2)
  const [host] = started.others
  if (host === undefined) throw new Error('another process is there')
  let tries = 0
  await until('worlds are opened there', async () => {
    tries += 1
    const made = await started.admin.ask('POST', '/api/worlds', { title: `Tried ${tries}` })
    const { address } = WorldSummary.parse(await told(made))
    const came = await Counting.at(host.server.wsUrl, address, started.admin)
    await until('they are in it', () => came.isIn)
    const holder = await holderOf(store, address)
    came.leave()
    return holder === host.inside
  })
  return { ...started, store, host }
}

describe.skipIf(!hasPostgres)('[worlds are open elsewhere]', { timeout: LIMIT_MS }, () => {
  const node = holdingNode(databaseServer())

  test('[L39] a right that is taken away is gone where the world is open: nothing that is sent after the answer is stored', async () => {
    const { store, host, leading, admin, people } = node()
    const { world, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    let late = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      await share(bea, 'edit')
      const counting = await comeTo(store, host, world.address, bea)
      counting.goOn()
      await until('something is saved', () => counting.client.saved > 10)
      // One of them stands still meanwhile.
      const isStill = round === 1
      if (isStill) process.kill(host.server.pid, 'SIGSTOP')
      await share(bea, 'none')
      const sent = counting.written
      if (isStill) process.kill(host.server.pid, 'SIGCONT')
      await until(
        'they are sent out',
        () => counting.client.closed !== null || counting.client.of('refused').length > 0,
      )
      await pause(20)
      const numbers = await numbersIn(leading.server.wsUrl, world.address, admin)
      const own = numbers.filter((number) => number > counted)
      expect(own.length).toBeGreaterThan(10)
      late += own.filter((number) => number > sent).length
      counting.leave()
    }
    expect(late).toBe(0)
    console.info(
      `${ROUNDS} rights taken away in a world that is open at another process: 0 edits stored after`,
    )
  })

  test('[L39] what is written there counts for its writer: who has no room any more is told to wait', async () => {
    const { store, host, leading, admin, people } = node()
    const { world, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    await share(bea, 'edit')
    const settings = AdminSettings.parse(await told(await admin.ask('GET', '/api/admin/settings')))
    const setBytesPerDay = async (bytesPerDay: number): Promise<unknown> =>
      told(await admin.ask('PATCH', '/api/admin/settings', { bytesPerDay }))
    try {
      await setBytesPerDay(DAY_BYTES)
      const counting = await comeTo(store, host, world.address, bea)
      counting.write()
      await until('something is saved', () => counting.client.saved > 0)
      while (counting.client.of('held').length === 0 && counting.written < counted + 100) {
        counting.write(PIECE_BYTES)
        await pause(50)
      }
      expect(counting.client.of('held').length).toBeGreaterThan(0)
      const { storage } = AccountInfo.parse(await told(await bea.ask('GET', '/api/account')))
      expect(storage.today).toBeGreaterThanOrEqual(DAY_BYTES)
      // What is written between two reports.
      expect(storage.today).toBeLessThan(2 * DAY_BYTES)
      expect(await holderOf(store, world.address)).toBe(host.inside)
      counting.leave()
    } finally {
      await setBytesPerDay(settings.bytesPerDay)
    }
  })

  test('[S19] who does not own a world adds half of what it holds there as well, guests together', async () => {
    const { store, host, leading, admin, people } = node()
    const { world, share } = await makeGarden(leading.server.url, admin)
    const guests = [await people.guest('Gus'), await people.guest('Ida')]
    for (const guest of guests) await share(guest, 'edit')
    const [gus, ida] = guests as [Somebody, Somebody]
    const byGus = await comeTo(store, host, world.address, gus)
    const byIda = await Counting.at(host.server.wsUrl, world.address, ida)
    const byAda = await Counting.at(host.server.wsUrl, world.address, admin)
    await until('they are in it', () => byIda.isIn && byAda.isIn)
    // Fourteen are less than half of 350,000 pieces.
    for (let times = 0; times < 7; times += 1)
      for (const { client } of [byGus, byIda]) expect(await writeMuch(client)).toBeNull()
    for (const { client } of [byGus, byIda])
      expect(await writeMuch(client)).toContain('half of what this world can hold')
    expect(await writeMuch(byAda.client)).toBeNull()
    expect(await holderOf(store, world.address)).toBe(host.inside)
    for (const each of [byGus, byIda, byAda]) each.leave()
  })

  test('[L39] a guest who gets an account goes on there with what they began as a guest', async () => {
    const { store, host, leading, admin, people } = node()
    const { world, share } = await makeGarden(leading.server.url, admin)
    const guest = await people.guest('Carl')
    await share(guest, 'edit')
    const before = await comeTo(store, host, world.address, guest)
    before.write()
    await until('something is saved', () => before.client.saved > 0)
    const carl = await people.signUp(unused('carl'), {}, guest)
    const after = await Counting.at(host.server.wsUrl, world.address, carl, before.doc)
    await until('they are in it', () => after.isIn)
    after.write()
    await until('that is answered', () => after.client.saved + after.client.of('refused').length > 0)
    expect(after.client.of('refused')).toEqual([])
    expect(await holderOf(store, world.address)).toBe(host.inside)
    const numbers = await numbersIn(host.server.wsUrl, world.address, carl)
    expect(numbers).toEqual([before.written, after.written])
    before.client.close()
    after.leave()
  })

  test('[L39] [L45] whoever acts there is muted, sent out, or may not act any more, as soon as that is answered', async () => {
    const { store, host, leading, admin, people } = node()
    const { world, share } = await makeGarden(leading.server.url, admin)
    const bea = await people.signUp(unused('bea'))
    await share(bea, 'act')
    const at = `/api/worlds/${world.address}/people/${bea.account}`
    // Bea is there first, and so the world is.
    const counting = await comeTo(store, host, world.address, bea)
    const tab = await tabAt(host.server.wsUrl, world.address, bea)
    expect(await tab.ask({ verb: 'visit' })).toEqual(DONE)
    counting.client.send(presenceFrame(writeEntries([{ id: 4711, clock: 1, state: '{"name":"Bea"}' }])))
    await until('its owner sees that they are there', async () => {
      const { people: there } = PresentPeople.parse(
        await told(await admin.ask('GET', `/api/worlds/${world.address}/people`)),
      )
      return there.some(({ account, client }) => account === bea.account && client === 4711)
    })
    expect(await tab.ask({ verb: 'say', words: 'hello' })).toEqual(DONE)
    await told(await admin.ask('PUT', `${at}/mute`))
    expect(await tab.ask({ verb: 'say', words: 'hello' })).toMatchObject({ ok: false })
    await told(await admin.ask('DELETE', `${at}/mute`))
    expect(await tab.ask({ verb: 'say', words: 'hello' })).toEqual(DONE)
    await share(bea, 'see')
    expect(await tab.ask({ verb: 'turn', facing: 'left' })).toMatchObject({ ok: false })
    await share(bea, 'act')
    expect(await tab.ask({ verb: 'visit' })).toEqual(DONE)
    expect(await holderOf(store, world.address)).toBe(host.inside)
    await told(await admin.ask('POST', `${at}/kick`))
    await tab.client.gone()
    const again = await tabAt(host.server.wsUrl, world.address, bea)
    await until('they are not let in again', () => again.client.closed !== null)
    expect(await holderOf(store, world.address)).toBe(host.inside)
    counting.leave()
  })

  test('[L39] a world that gets another address, or is put into the bin, sends its people out there', async () => {
    const { store, host, leading, admin } = node()
    const { world } = await makeGarden(leading.server.url, admin)
    const elsewhere = unused('ada/park')
    const first = await comeTo(store, host, world.address, admin)
    await told(await admin.ask('PATCH', `/api/worlds/${world.address}`, { address: elsewhere }))
    expect((await first.client.gone()).code).toBe(CLOSE.moved)
    first.leave()
    const second = await comeTo(store, host, elsewhere, admin)
    expect((await admin.ask('DELETE', `/api/worlds/${elsewhere}`)).status).toBe(204)
    expect((await second.client.gone()).code).toBe(CLOSE.binned)
    second.leave()
  })
})
