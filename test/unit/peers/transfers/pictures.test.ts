// [N66] Pictures that follow their things from node to node: asked for until they are here, or cannot be had;
// and given only to the node they go to.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../../server/records/record-tables.ts'
import { openPictures, type PicturesOptions } from '../../../../server/peers/transfers/transfer-pictures.ts'
import { openSending } from '../../../../server/peers/transfers/transfer-sender.ts'
import { believedAges } from '../../../../server/records/age-clock.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { parsePictureId, pictureUrlPath, type PictureId } from '../../../../shared/world/picture-id.ts'
import type { Carried } from '../../../../shared/play/crossings/cargo.ts'
import { parseAddress, parseMemberId, parseNodeName, parseWorldId } from '../../../../shared/world/address.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { id } from '../../world/made.ts'

const DAY_MS = 24 * 60 * 60_000
const house = parseNodeName('house.example')!
const barn = parseNodeName('barn.example')!
const square = parseAddress('bob/square')!
const world = parseWorldId('a-world-of-bob')!
const ada = parseMemberId('ada-who-comes-along')!
const KEY = `${house} a-transfer`

const bytesOf = (name: string): Uint8Array => Buffer.from(name)
const named = (name: string): PictureId =>
  parsePictureId(createHash('sha256').update(bytesOf(name)).digest('hex'))!

const album = (...pictures: readonly PictureId[]): readonly Carried[] => [
  {
    id: id('album'),
    host: null,
    x: 0,
    y: 0,
    facing: 'down',
    made: { name: 'album', text: pictures.map((each) => `![](${pictureUrlPath(each)})`).join('\n') },
    settings: {},
    memory: {},
    anchors: {},
  },
]

/** A node where an album arrives; the test says what the other one has, and what this one keeps. */
async function place() {
  const store = createMemoryStore()
  const time = new VirtualTime()
  const there = new Map<PictureId, Uint8Array | null | 'asleep'>()
  const here: string[] = []
  const asked: PictureId[] = []
  const told: string[] = []
  const whyNot = new Map<string, string>()
  const tables = () => createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) })
  const options = (): PicturesOptions => ({
    tables: tables(),
    clock: time,
    ages: believedAges(time),
    fetch(_node, _id, picture) {
      asked.push(picture)
      const found = there.get(picture) ?? null
      return found === 'asleep' ? Promise.reject(new Error('asleep')) : Promise.resolve(found)
    },
    keep(_world, _by, bytes) {
      const words = Buffer.from(bytes).toString()
      const why = whyNot.get(words) ?? null
      if (why === null) here.push(words)
      return Promise.resolve(why)
    },
    tell: (_by, words) => told.push(words),
    onFault: () => {},
  })
  async function arrive(...pictures: readonly PictureId[]) {
    const one = options()
    const parts = await openPictures(one)
    await one.tables.change(parts.noted(KEY, square, ada, album(...pictures)))
    return parts
  }
  return { store, time, there, here, asked, told, whyNot, options, arrive }
}

it('each is fetched as soon as its node is awake, after a restart too, and once', async () => {
  const { store, time, there, here, options, arrive } = await place()
  there.set(named('field'), bytesOf('field')).set(named('coin'), 'asleep')
  const before = await arrive(named('field'), named('coin'))
  before.begin(KEY)
  await time.pass(1_000)
  expect(here).toEqual(['field'])
  expect(before.isWaiting(KEY)).toBe(true)
  before.stop()

  const after = await openPictures(options())
  after.resume()
  await time.pass(DAY_MS)
  there.set(named('coin'), bytesOf('coin'))
  after.awake(barn)
  await time.pass(0)
  expect(here).toEqual(['field'])
  after.awake(house)
  await time.pass(0)
  expect(here).toEqual(['field', 'coin'])
  expect(after.isWaiting(KEY)).toBe(false)
  expect(await store.records('transfer-pictures')).toEqual([])
})

it('one that is not there, is another one, or is too much stays behind, and that is told once', async () => {
  const { time, there, here, told, whyNot, arrive } = await place()
  there.set(named('coin'), bytesOf('another coin')).set(named('field'), bytesOf('field'))
  there.set(named('large'), bytesOf('large'))
  whyNot.set('large', 'There is no room.')
  const parts = await arrive(named('gone'), named('coin'), named('large'), named('field'))
  parts.begin(KEY)
  await time.pass(1_000)
  expect(here).toEqual(['field'])
  expect(told).toEqual(['A picture from album did not arrive. house.example does not have it.'])
  expect(parts.isWaiting(KEY)).toBe(false)
})

it('one that fails holds up no others of its thing, whichever it is; it comes when it can', async () => {
  const { time, there, here, arrive } = await place()
  const names = ['1', '2', '3', '4', '5', '6', '7', '8']
  for (const name of names) there.set(named(name), bytesOf(name))
  for (const name of ['1', '2', '3', '4', '6']) there.set(named(name), 'asleep')
  const parts = await arrive(...names.map(named))
  parts.begin(KEY)
  await time.pass(2_000)
  expect(here).toEqual(['5', '7', '8'])
  there.set(named('6'), bytesOf('6'))
  await time.pass(60_000)
  expect(here).toEqual(['5', '7', '8', '6'])
  expect(parts.isWaiting(KEY)).toBe(true)
})

it('of a node that is asleep three are tried, and then those of other things are', async () => {
  const { time, there, asked, arrive } = await place()
  const names = Array.from({ length: 50 }, (_, at) => `picture ${at}`)
  for (const name of names) there.set(named(name), 'asleep')
  const parts = await arrive(...names.map(named))
  parts.begin(KEY)
  await time.pass(0)
  expect(asked).toEqual(names.slice(0, 3).map(named))
})

it('a node that never answers is asked for two weeks, and who wants to see one waits three seconds', async () => {
  const { time, there, asked, arrive } = await place()
  there.set(named('coin'), 'asleep')
  const parts = await arrive(named('coin'))
  parts.begin(KEY)
  const waits: string[] = []
  void parts.soon(named('coin')).then(() => waits.push('coin'))
  void parts.soon(named('another')).then(() => waits.push('another'))
  await time.pass(2_000)
  expect(waits).toEqual(['another'])
  await time.pass(2_000)
  expect(waits).toEqual(['another', 'coin'])
  await time.pass(15 * DAY_MS)
  expect(parts.isWaiting(KEY)).toBe(false)
  const count = asked.length
  await time.pass(DAY_MS)
  expect(asked).toHaveLength(count)
})

it('[C40] one is asked for while the clock is far ahead, too', async () => {
  const { time, there, here, options } = await place()
  there.set(named('coin'), 'asleep')
  const noted = options()
  await noted.tables.change((await openPictures(noted)).noted(KEY, square, ada, album(named('coin'))))
  // Ages stand still meanwhile.
  const clock = { now: () => time.now() + 400 * DAY_MS, after: time.after.bind(time) }
  const parts = await openPictures({ ...noted, clock })
  parts.begin(KEY)
  await time.pass(1_000)
  expect(parts.isWaiting(KEY)).toBe(true)
  there.set(named('coin'), bytesOf('coin'))
  parts.awake(house)
  await time.pass(0)
  expect(here).toEqual(['coin'])
})

it('a hundred of one thing are fetched, and no more', async () => {
  const { time, there, here, arrive } = await place()
  const names = Array.from({ length: 120 }, (_, at) => `picture ${at}`)
  for (const name of names) there.set(named(name), bytesOf(name))
  const parts = await arrive(...names.map(named))
  parts.begin(KEY)
  await time.pass(60_000)
  expect(here).toEqual(names.slice(0, 100))
})

it('a node may have those that something names which goes there, if the world that it left holds them', async () => {
  const store = createMemoryStore()
  const things = album(named('field'), named('secret'))
  const tables = createRecordTables({ store, onUnreadable: (kind) => expect.fail(kind) })
  const sending = await openSending({
    tables,
    worlds: {
      async take(_from, _thing, keep) {
        const taken = { world, things }
        await tables.change(keep(taken))
        return taken
      },
      put: () => Promise.resolve(null),
    },
    remote: {
      offer: () => Promise.reject(new Error('asleep')),
      takeBack: () => Promise.reject(new Error('asleep')),
      settled: () => Promise.resolve([]),
    },
    clock: new VirtualTime(),
    newId: () => 'a-transfer',
    pictures: () => [named('field')],
    onFault: () => {},
  })
  const shown = id('shown')
  await sending.give({ by: ada, thing: id('album'), node: house, to: square, at: null, shown }, () => {})
  expect(sending.pictureOf(house, 'a-transfer', named('field'))).toBe(world)
  expect(sending.pictureOf(house, 'a-transfer', named('secret'))).toBeNull()
  expect(sending.pictureOf(house, 'another', named('field'))).toBeNull()
  // No other node gets it, whatever it calls the transfer.
  expect(sending.pictureOf(barn, 'a-transfer', named('field'))).toBeNull()
  expect([...sending.picturesOf(world)]).toEqual([named('field')])
  sending.stop()
})
