// Two nodes, killed at random while things change hands between them: each thing is in exactly one place, whatever was cut off. Each kill cuts
// off several things at once, on their way to the other node and on their way home.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Driver } from '../../shared/driver/driver.ts'
import { linkOf } from '../../shared/world/live.ts'
import { temporaryFolder, until as soon } from '../process.ts'
import { makeWorld, open, startAgain, startPair, type PeerNode } from '../peers.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { drive, furnish, isSeen, portal } from './travellers.ts'

const IS_HARD = process.env['INKLAND_HARD'] !== undefined
const KILLS = IS_HARD ? 40 : 2
/** Cut off by each kill. */
const AT_ONCE = IS_HARD ? 5 : 8
const LIMIT_MS = 120_000 + KILLS * 60_000
/** A thing is asked for, taken out, sent and put down in about so long; five of them at once take longer. */
const KILL_MS = 250
/** A node that was killed is asked again after growing waits; and the machine may be busy. */
const SETTLED_MS = 60_000
const ROOM = 'ada/room'

const until = <T>(what: string, check: () => T | Promise<T>) => soon(what, check, SETTLED_MS)
const small = { width: 16, height: 16 }

let a: PeerNode
let b: PeerNode
let square: string
/** Ada, and those who look at each place where a thing can be. */
let ada: Driver
let watchers: readonly Driver[] = []

const cup = (round: number, at: number): string => `cup-${round}-${at}`

beforeAll(async () => {
  ;({ a, b } = await startPair({ a: { data: temporaryFolder() }, b: { data: temporaryFolder() } }))
  square = `bob@${b.name}/square`
  await makeWorld(a.admin, 'Room')
  await makeWorld(b.admin, 'Square')
  await open(b.admin, 'bob/square', 'act')
  const things = (isOfA: boolean) =>
    Array.from({ length: KILLS * AT_ONCE }, (_, n) => ({ round: Math.floor(n / AT_ONCE), at: n % AT_ONCE }))
      .filter(({ round }) => (round % 2 === 0) === isOfA)
      .map(({ round, at }) => ({
        name: cup(round, at),
        x: 320 + 40 * at,
        y: 240 + 40 * Math.floor(round / 2),
        look: small,
        text: `Cup ${round} ${at}`,
        properties: { passable: true },
      }))
  await furnish(a, a.admin, ROOM, [portal('out', square), ...things(true)])
  await furnish(b, b.admin, 'bob/square', [portal('back', `ada@${a.name}/room`), ...things(false)])
  await look()
  expect((await ada.visit(ROOM)).ok).toBe(true)
}, LIMIT_MS)

afterAll(async () => {
  for (const driver of [ada, ...watchers]) driver?.close()
  await Promise.all([a?.[Symbol.asyncDispose](), b?.[Symbol.asyncDispose]()])
})

/** Everybody looks anew. */
async function look(): Promise<void> {
  for (const driver of [ada, ...watchers]) driver?.close()
  ada = await until('ada can look', () => drive(a, a.admin, ROOM).catch(() => null))
  watchers = [
    await drive(b, b.admin, 'bob/square'),
    await drive(a, a.admin, ROOM),
    await drive(a, a.admin, 'ada/home').catch(() => ada),
  ]
}

/** Where a thing is to be seen, and where something stands for it. */
function placesOf(name: string): { readonly real: number; readonly links: number } {
  let [real, links] = [0, 0]
  for (const { view } of new Set(watchers)) {
    for (const thing of view.artifacts()) {
      if (thing.name !== name) continue
      if (view.live !== null && linkOf(view.live, thing.id) !== null) links += 1
      else if (thing.host !== null) real += 1
    }
  }
  return { real, links }
}

async function comeHome(): Promise<void> {
  await until(
    'she comes home',
    async () => (await ada.visit(ROOM)).ok && ada.world === ROOM && ada.me !== null,
  )
  // What came back to her hand is put down, and what is lent to her.
  for (const { name } of ada.held) await ada.putDown(name)
}

async function goOut(): Promise<void> {
  await until('the portal leads there', async () => {
    await ada.walkTo('out')
    return (await ada.enter('out')).ok
  })
  await until('she is there', () => ada.world === square && ada.me !== null)
  await until('she is seen', () => watchers[0] !== undefined && isSeen(watchers[0], `ada@${a.name}`))
}

async function pickUp(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await until(`${name} is picked up`, async () => {
      await ada.walkTo(name)
      return (await ada.pickUp(name)).ok || ada.held.some((thing) => thing.name === name)
    })
  }
}

const hasInHand = (names: readonly string[]): boolean =>
  names.every((name) => ada.held.some((thing) => thing.name === name))

test(
  '[N61] whichever node is killed, what was on its way is in exactly one place',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const found = { there: 0, 'not there': 0 }
    let slowest = 0
    for (let round = 0; round < KILLS; round++) {
      const names = Array.from({ length: AT_ONCE }, (_, at) => cup(round, at))
      const isGiving = round % 2 === 0
      await comeHome()
      if (isGiving) await pickUp(names)
      await goOut()
      if (!isGiving) {
        await pickUp(names)
        await until('she leaves', async () => (await ada.leave()).ok || ada.world === ROOM)
        await until('she is back', () => ada.world === ROOM && ada.me !== null)
      }
      await until('all are in her hand', () => hasInHand(names))
      for (const name of names) void ada.putDown(name)
      await new Promise((resolve) => setTimeout(resolve, random.below(KILL_MS)))
      const isOfA = random.below(2) === 0
      await (isOfA ? a : b).server.kill()
      if (isOfA) a = await startAgain(a)
      else b = await startAgain(b)
      const since = performance.now()
      await look()
      for (const name of names) {
        const at = await until(`${name} is in one place (seed ${seed})`, () => {
          const { real, links } = placesOf(name)
          expect(real, `${name}, seed ${seed}`).toBeLessThan(2)
          return real === 1 || (!isGiving && links > 0) ? { real } : null
        })
        const isThere = isGiving
          ? [...watchers[0]!.view.artifacts()].some((thing) => thing.name === name)
          : at.real === 1
        found[isThere ? 'there' : 'not there'] += 1
      }
      slowest = Math.max(slowest, performance.now() - since)
    }
    await comeHome()
    const all = Array.from({ length: KILLS }, (_, round) => round).flatMap((round) =>
      Array.from({ length: AT_ONCE }, (_, at) => cup(round, at)),
    )
    for (const name of all) {
      await until(`${name} is really in one place (seed ${seed})`, async () => {
        if (ada.held.some((thing) => thing.name === name)) await ada.putDown(name)
        return placesOf(name).real === 1
      })
    }
    console.info(
      `${KILLS} kills, ${KILLS * AT_ONCE} things cut off: ${JSON.stringify(found)}, 0 lost, 0 twice; all in one place ${Math.round(slowest)} ms after the start at the latest (seed ${seed})`,
    )
  },
)
