// Nobody is shown as somebody else: people who are here, who were here, and who wrote keep their presence id,
// whatever others say; and who somebody is comes from their session.
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { parseMemberId } from '../../shared/world/address.ts'
import { askPresenceFrame, presenceFrame, syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { InklandClient } from '../simulation/inkland.ts'
import { Network, Place } from '../simulation/network.ts'
import { seededRandom } from '../simulation/random.ts'
import { StockClient } from '../simulation/replicas/stock.ts'
import { CLIENTS, memberNamed, Table, type ClientKind } from './table.ts'

const ADA = 1001
const MALLORY = 1666

interface Word {
  readonly id: number
  readonly clock: number
  readonly state: unknown
}

function say(...words: readonly Word[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, words.length)
  for (const { id, clock, state } of words) {
    encoding.writeVarUint(encoder, id)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, JSON.stringify(state))
  }
  return presenceFrame(encoding.toUint8Array(encoder))
}

const ada = { user: { name: 'Ada' }, cursor: 'hers' }
const forged = { user: { name: 'Ada' }, cursor: 'forged' }
const own = { id: MALLORY, clock: 1, state: { user: { name: 'Mallory' } } }

/** How others see Ada: by the name of her session, and what she says that she does. */
const SHOWN = { name: 'ada', cursor: 'hers' }

function seenOf(people: ReadonlyMap<number, unknown>): unknown {
  const state = people.get(ADA) as { user: { name: string }; cursor: unknown } | undefined
  return state && { name: state.user.name, cursor: state.cursor }
}

/** How somebody may try to speak as Ada. */
const WAYS: Readonly<Record<string, readonly Uint8Array[]>> = {
  'as the first word': [say({ id: ADA, clock: 1, state: forged })],
  'with a later clock': [say({ id: ADA, clock: 50, state: forged })],
  'with the last clock there is': [say({ id: ADA, clock: 2 ** 53 - 1, state: forged })],
  'after a word of their own': [say(own), say({ id: ADA, clock: 50, state: forged })],
  'beside a word of their own': [say(own, { id: ADA, clock: 50, state: forged })],
  'before a word of their own': [say({ id: ADA, clock: 50, state: forged }, own)],
  'after taking their own word back': [
    say(own),
    say({ ...own, clock: 2, state: null }),
    say({ id: ADA, clock: 50, state: forged }),
  ],
  'saying that she left': [say({ id: ADA, clock: 50, state: null })],
  'saying that she left, after a word of their own': [say(own), say({ id: ADA, clock: 50, state: null })],
  'saying both': [say({ id: ADA, clock: 50, state: null }), say({ id: ADA, clock: 51, state: forged })],
}

/** What Ada has done before, and whether she is here. */
const TIMES: Readonly<Record<string, (table: Table) => Promise<boolean>>> = {
  'while she is here': async (table) => {
    const seat = await table.sit('ada', 'stock')
    seat.send(say({ id: ADA, clock: 3, state: ada }))
    return true
  },
  'after she left': async (table) => {
    const seat = await table.sit('ada', 'inkland')
    seat.send(say({ id: ADA, clock: 3, state: ada }))
    await table.time.pass(100)
    seat.leave()
    return false
  },
  'before she came, where she has written': async (table) => {
    const seat = await table.sit('ada', 'inkland')
    const doc = new Y.Doc()
    doc.clientID = ADA
    doc.getText('text').insert(0, 'Ada was here')
    seat.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
    await table.time.pass(100)
    seat.leave()
    return false
  },
}

it('[P1] presence with the id of somebody else is not passed on', async () => {
  let attempts = 0
  let accepted = 0
  for (const [when, prepare] of Object.entries(TIMES)) {
    for (const [way, frames] of Object.entries(WAYS)) {
      for (const kind of CLIENTS) {
        const table = new Table()
        const isHere = await prepare(table)
        await table.time.pass(100)
        const bob = await table.sit('bob', 'stock')
        const mallory = await table.sit('mallory', kind)
        for (const frame of frames) {
          mallory.send(frame)
          await table.time.pass(100)
        }
        attempts++
        const shown = seenOf(bob.people)
        if (JSON.stringify(shown) !== JSON.stringify(isHere ? SHOWN : undefined)) accepted++
        const note = `${way}, ${when}, by a ${kind} client`
        expect(shown, note).toEqual(isHere ? SHOWN : undefined)

        if (!isHere) (await table.sit('ada', 'stock')).send(say({ id: ADA, clock: 9, state: ada }))
        await table.time.pass(100)
        expect(seenOf(bob.people), `Ada speaks for herself: ${note}`).toEqual(SHOWN)
        const cy = await table.sit('cy', 'stock')
        expect(seenOf(cy.people), `whoever comes later sees her: ${note}`).toEqual(SHOWN)
        await table.sync.stop()
      }
    }
  }
  console.log(`presence under another's id: ${attempts} attempts, ${accepted} accepted`)
})

it.each([
  ['with a session', 'mallory', 'mallory'],
  ['without a session', 'Somebody', null],
])('[P1] who says that they are Bob, %s, is shown as %s all the same', async (_, shown, name) => {
  for (const kind of CLIENTS) {
    const table = new Table()
    const ada = await table.sit('ada', 'stock')
    const mallory = await table.sit(name, kind)
    const says = { user: { name: 'Bob', color: '#b8371f' }, body: 'bobs-body', says: 'give me your lamp' }
    const does = { cursor: { anchor: 1 }, selected: ['lamp'], pointer: { x: 1, y: 2 } }
    mallory.send(say({ id: MALLORY, clock: 1, state: { ...says, ...does } }))
    await table.time.pass(100)
    const color = expect.stringMatching(/^#[0-9a-f]{6}$/)
    const user = { name: shown, color, colorLight: expect.any(String) }
    expect(ada.people.get(MALLORY)).toEqual({ ...does, user, body: null })
    // Who says nothing of a person is none that is shown.
    mallory.send(say({ id: MALLORY, clock: 2, state: does }))
    await table.time.pass(100)
    expect(ada.people.get(MALLORY)).toEqual(does)
    await table.sync.stop()
  }
})

it('[S21] who is here is written once for all who ask', async () => {
  const table = new Table()
  const seats = [await table.sit('ada', 'stock'), await table.sit('bob', 'inkland')]
  seats[0]?.send(say({ id: ADA, clock: 1, state: ada }))
  await table.time.pass(100)
  const told = (): (Uint8Array | undefined)[] =>
    seats.map((seat) => {
      seat.send(askPresenceFrame())
      return seat.wire.sent.at(-1)
    })
  const first = told()
  expect(new Set([...first, ...told()]).size).toBe(1)
  seats[0]?.send(say({ id: ADA, clock: 2, state: { ...ada, cursor: 'further' } }))
  await table.time.pass(100)
  expect(Buffer.from(told()[1] ?? []).includes('further')).toBe(true)
  await table.sync.stop()
})

it('[P1] who may only look, and was first to say an id, gives it back to whoever writes under it', async () => {
  const table = new Table()
  table.rights.set(parseMemberId('mallory')!, 'see')
  const bob = await table.sit('bob', 'stock')
  const mallory = await table.sit('mallory', 'stock')
  mallory.send(say({ id: ADA, clock: 1, state: forged }))
  const seat = await table.sit('ada', 'inkland')
  const doc = new Y.Doc()
  doc.clientID = ADA
  doc.getText('text').insert(0, 'Ada is here')
  seat.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
  await table.time.pass(100)
  seat.send(say({ id: ADA, clock: 2, state: ada }))
  mallory.send(say({ id: ADA, clock: 3, state: forged }))
  await table.time.pass(100)
  mallory.leave()
  await table.time.pass(100)
  expect(seenOf(bob.people)).toEqual(SHOWN)
  await table.sync.stop()
})

it('[P1] who comes back before the broken line is given up is seen at once, and stays', async () => {
  const table = new Table()
  const bob = await table.sit('bob', 'stock')
  const broken = await table.sit('ada', 'inkland')
  broken.send(say({ id: ADA, clock: 3, state: { user: { name: 'Ada' }, cursor: 1 } }))
  const back = await table.sit('ada', 'inkland')
  back.send(say({ id: ADA, clock: 4, state: ada }))
  await table.time.pass(100)
  expect(seenOf(bob.people)).toEqual(SHOWN)
  broken.leave()
  await table.time.pass(100)
  expect(seenOf(bob.people)).toEqual(SHOWN)
  back.leave()
  await table.time.pass(100)
  expect(bob.people.has(ADA)).toBe(false)
  await table.sync.stop()
})

it('[P1] who without a session echoes somebody that has just left does not stand for them', async () => {
  const table = new Table()
  const bob = await table.sit('bob', 'stock')
  const [broken, left] = [await table.sit(null, 'stock'), await table.sit(null, 'stock')]
  const here = { cursor: 'here' }
  const gone = say({ id: ADA, clock: 1, state: here })
  broken.send(say({ id: MALLORY, clock: 1, state: here }))
  left.send(gone)
  await table.time.pass(100)
  left.leave()
  // It is not heard under its own id yet, since its broken line stands for that.
  const back = await table.sit(null, 'stock')
  back.send(say({ id: MALLORY, clock: 1, state: here }))
  back.send(gone)
  await table.time.pass(100)
  expect(bob.people.has(ADA)).toBe(false)
  broken.leave()
  await table.time.pass(100)
  back.send(say({ id: MALLORY, clock: 3, state: here }))
  await table.time.pass(100)
  expect([...bob.people.keys()]).toEqual([MALLORY])
  await table.sync.stop()
})

/** How long somebody may be away for those who see them, once their line is back, in ms. */
const SEEN_MS = 1000

it.each(CLIENTS)('[P3] %s client: who comes back is seen again at once', async (kind: ClientKind) => {
  const table = new Table()
  const { time } = table
  const random = seededRandom(1)
  const network = new Network(time, random, { arrives: () => {}, leaves: () => {} })
  network.accept = (line) =>
    table.sync.connect(
      line,
      'ada/garden',
      line.url.searchParams,
      memberNamed(line.url.searchParams.get('as')),
    )
  const place = new Place()
  const outside = {
    clock: time,
    random: random.bytes,
    openSocket: (url: string, events: Parameters<Network['open']>[2]) => network.open(place, url, events),
  }
  const bob = new StockClient(network, new Place(), 'ws://node/?as=bob', random)
  const cy =
    kind === 'stock'
      ? new StockClient(network, place, 'ws://node/?as=cy', random)
      : new InklandClient(outside, 'ws://node/?as=cy&inkland=1')
  cy.presence.setLocalStateField('user', { name: 'Cy' })
  const isSeen = (): boolean => bob.presence.getStates().has(cy.scene.clientID)
  await time.pass(5000)
  expect(isSeen()).toBe(true)
  for (let times = 0; times < 5; times++) {
    place.goOffline()
    await time.pass(5000)
    expect(isSeen()).toBe(false)
    place.heal()
    while (!cy.isSettled) await time.pass(10)
    await time.pass(SEEN_MS)
    expect(isSeen()).toBe(true)
  }
  bob.destroy()
  cy.destroy()
  await table.sync.stop()
})
