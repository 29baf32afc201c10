// Two nodes, killed at random while people go from one to the other and back: everybody is in exactly one
// place, and their things are there. Each kill cuts off several people at once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../../shared/driver/driver.ts'
import type { Somebody } from '../../accounts.ts'
import { untilWithin } from '../../process.ts'
import { endNodes, open, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import type { Tab } from '../../unit/owner/visitors.ts'
import { id } from '../../unit/world/made.ts'
import { makeBoth, ROOM, squareOf } from './room-and-square.ts'
import { drive, furnish, isSeen, portal, seen, tabIn } from './travellers.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(25)
/** Cut off by each kill. */
const NAMES = ['Ada', 'Cy', 'Dee', 'Eve', 'Flo']
const LIMIT_MS = 120_000 + KILLS * 30_000
/**
 * The other node is asked, then both are written. The kill comes within so many times as long as all of that
 * takes, mostly before it is over.
 */
const KILL_WITHIN = 1.2
/** People of a node that was killed are away after 10 s; and the machine may be busy. */
const SETTLED_MS = 40_000

const until = untilWithin(SETTLED_MS)

interface Traveller {
  readonly somebody: Somebody
  readonly account: string
  tab: Tab
}

let a: PeerNode
let b: PeerNode
let bob: Driver
let square: string
let travellers: Traveller[] = []

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  square = squareOf(b)
  await makeBoth({ a, b })
  await open(a.admin, ROOM, 'act')
  // So large that everybody stands beside it, wherever they come in.
  const out = { ...portal('out', square, 130), look: { width: 640, height: 400 } }
  const cups = NAMES.map((name, at) => ({
    name: `cup-of-${name}`,
    x: 140 + 60 * at,
    y: 400,
    look: { width: 24, height: 24 },
    properties: { takeable: true },
  }))
  await furnish(a, a.admin, ROOM, [out, ...cups])
  await furnish(b, b.admin, 'bob/square', [portal('back', `ada@${a.name}/room`)])
  bob = await drive(b, b.admin, 'bob/square')
  await a.admin.ask('POST', '/api/admin/peers', { address: b.name })
  travellers = await Promise.all(NAMES.map(comeWithCup))
}, LIMIT_MS)

afterAll(async () => {
  bob?.close()
  await endNodes(a, b)
})

/** Somebody who has picked up their cup. */
async function comeWithCup(name: string): Promise<Traveller> {
  const somebody = name === 'Ada' ? a.admin : await a.guest(name)
  const driver = await drive(a, somebody, ROOM)
  await until('they are there', async () => (await driver.visit()).ok)
  await until('they have their cup', async () => {
    await driver.walkTo(`cup-of-${name}`)
    return (await driver.pickUp(`cup-of-${name}`)).ok
  })
  const tab = await tabIn(a, somebody, ROOM, `first ${name}`.replace(' ', '-'))
  const account = `${tab.you.account}@${a.name}`
  driver.close()
  return { somebody, account, tab }
}

/** A person who finds a node asleep does not ask it again for some seconds, unless an admin wants it. */
async function isAwake(): Promise<boolean> {
  const { status } = await a.admin.ask('POST', `/api/admin/peers/${b.name}/retry`)
  return status === 200
}

/** Out through the portal, or back in; the answer may never come. */
function setOut({ tab }: Traveller): void {
  if (tab.you.at === ROOM) tab.send({ verb: 'enter', thing: id('out') })
  else tab.send({ verb: 'visit' })
}

/** Everybody goes there, and nobody is killed; answers how long that takes, in ms. */
async function goThere(): Promise<number> {
  const from = performance.now()
  for (const traveller of travellers) setOut(traveller)
  for (const { tab } of travellers) await until('they come there', () => tab.you.at === square)
  return performance.now() - from
}

/** Where somebody is: acts in their name are done there, and they stand nowhere else. */
async function settle(traveller: Traveller, name: string): Promise<string> {
  const { somebody, account } = traveller
  traveller.tab.close()
  traveller.tab = await until('their tab opens', () => tabIn(a, somebody, ROOM, name).catch(() => null))
  const { at } = traveller.tab.you
  if (at === square) {
    const tab = await until('a tab there opens', () =>
      tabIn(a, somebody, square, `${name}-there`).catch(() => null),
    )
    // A node that was just killed is asked again, and a person who waits too long for it is at home.
    await until('they are there, or at home', () => isSeen(bob, account) || traveller.tab.you.at !== square)
    tab.close()
  }
  return traveller.tab.you.at ?? 'nowhere'
}

test(
  '[N40] whichever node is killed, everybody is in one place, with what they had',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const tripMs = await goThere()
    const found = new Map<string, number>()
    for (let kill = 0; kill < KILLS; kill++) {
      await until('A knows that B is awake', isAwake)
      for (const traveller of travellers) setOut(traveller)
      await new Promise((resolve) => setTimeout(resolve, random.below(KILL_WITHIN * tripMs)))
      const isOfA = random.below(2) === 0
      await (isOfA ? a : b).server.kill()
      if (isOfA) a = await startAgain(a)
      else b = await startAgain(b)
      const places = await Promise.all(
        travellers.map((traveller, at) => settle(traveller, `after-${kill}-${at}`)),
      )
      for (const place of places) {
        expect(place === ROOM || place === square || place.endsWith('/home'), `${place}, seed ${seed}`).toBe(
          true,
        )
        found.set(place, (found.get(place) ?? 0) + 1)
      }
    }
    expect(found.get(square), 'somebody came there').toBeGreaterThan(0)
    // Everybody comes home: each is there, with their cup, once, and nobody is left on the other node.
    for (const { tab } of travellers)
      await until('they come back', async () => (await tab.ask({ verb: 'visit' })).ok)
    const watcher = await drive(a, a.admin, ROOM)
    for (const [at, { account, tab }] of travellers.entries()) {
      const cups = [...watcher.view.artifacts()].filter(({ name }) => name === `cup-of-${NAMES[at]}`)
      expect(
        cups.map(({ host }) => host),
        `seed ${seed}`,
      ).toEqual([tab.body])
      expect(tab.you.at).toBe(ROOM)
      await until(`${account} is not there any more`, () => seen(bob, account)?.avatar?.isAway !== false)
    }
    watcher.close()
    console.info(
      `${KILLS} kills, ${KILLS * NAMES.length} people cut off: ${JSON.stringify(Object.fromEntries(found))}, 0 lost, 0 twice (seed ${seed})`,
    )
  },
)
