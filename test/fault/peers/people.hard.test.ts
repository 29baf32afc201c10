// People who go from node to node, over real processes: whichever node sleeps, is stopped or killed,
// everybody is in one place, and their things are there.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import { startServer, until as soon } from '../../process.ts'
import { endNodes, makeWorld, open, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { furnish as stockFurnish } from '../../unit/owner/visitors.ts'
import { furnishBoth, LAMP_AND_VASE, makeBoth, squareOf } from './room-and-square.ts'
import { drive, furnish, isSeen, portal, seen, tabIn } from './travellers.ts'

const OK = { ok: true, why: null }
/** A node that does not answer is asleep after 10 s, and the machine may be busy. */
const ASLEEP_MS = 30_000
const LIMIT_MS = 120_000
/** At once, on a busy machine: well before anybody counts as asleep. */
const AT_ONCE_MS = 5_000

/** Waits as long as a busy machine needs. */
const until = <T>(what: string, check: () => T | Promise<T>, boundMs = ASLEEP_MS) =>
  soon(what, check, boundMs)

let a: PeerNode
let b: PeerNode
let bob: Driver
let account: string
let square: string

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  account = `ada@${a.name}`
  square = squareOf(b)
  await makeBoth({ a, b })
  await makeWorld(b.admin, 'Cellar')
  await open(b.admin, 'bob/cellar', 'act')
  const cup = { name: 'cup', x: 464, y: 96, look: { width: 40, height: 40 } }
  await furnishBoth({ a, b }, { inRoom: [cup], onSquare: [portal('down', 'bob/cellar', 300)] })
  await furnish(b, b.admin, 'bob/cellar', [portal('up', 'bob/square')])
  bob = await drive(b, b.admin, 'bob/square')
}, LIMIT_MS)

afterAll(async () => {
  bob?.close()
  await endNodes(a, b)
})

const driven: Driver[] = []
afterEach(() => {
  for (const driver of driven.splice(0)) driver.close()
})

/** Ada at her portal, with a cup in her hand. */
async function atPortal(): Promise<Driver> {
  const ada = await drive(a, a.admin, 'ada/room')
  driven.push(ada)
  expect(await ada.visit('ada/room')).toEqual(OK)
  expect(await ada.walkTo('out')).toEqual(OK)
  const cup = ada.view.artifact(ada.find('cup')!.id)!
  if (cup.host !== ada.me?.id) expect(await ada.pickUp('cup')).toEqual(OK)
  return ada
}

async function outThere(): Promise<Driver> {
  const ada = await atPortal()
  // A person who finds a node asleep does not ask it again for some seconds.
  await until('the portal leads there', async () => (await ada.enter('out')).ok)
  await until('she is there', () => ada.world === square && ada.me !== null && isSeen(bob, account))
  return ada
}

const isHome = (ada: Driver): boolean => ada.world === 'ada/home' && ada.me !== null
const heldNames = (ada: Driver): readonly string[] => ada.held.map(({ name }) => name)

const OF_ADA = { timeout: LIMIT_MS }

describe('people on another node', () => {
  test(
    '[N41] a portal leads there, beside the one that leads back; what one holds is at home',
    OF_ADA,
    async () => {
      const ada = await outThere()
      const back = bob.find('back')!
      expect(seen(bob, account)).toMatchObject({
        host: back.host,
        avatar: { kind: 'proxy', account, name: 'Ada', isAway: false },
        place: { x: back.place!.x + 4, y: back.place!.y + 44 },
      })
      const heard = new Promise((resolve) => bob.on('hear', resolve))
      expect(await bob.visit()).toEqual(OK)
      expect(await ada.say('Good evening')).toEqual(OK)
      expect(await heard).toMatchObject({ words: 'Good evening', person: 'Ada' })
      ada.close()
    },
  )

  test('[N42] there one goes from world to world, and leave leads back the whole way', OF_ADA, async () => {
    const ada = await outThere()
    const { x, y } = bob.find('down')!.place!
    expect(await ada.walkTo({ x, y: y + 42 })).toEqual(OK)
    expect(await ada.enter('down')).toEqual(OK)
    await until('she is in the cellar', () => ada.world === `bob@${b.name}/cellar` && ada.me !== null)
    expect(isSeen(bob, account)).toBe(false)
    expect(await ada.leave()).toEqual(OK)
    await until('she is in the square', () => ada.world === square && ada.me !== null)
    expect(await ada.leave()).toEqual(OK)
    await until('she is where she came from', () => ada.world === 'ada/room' && ada.me !== null)
    expect(heldNames(ada)).toEqual(['cup'])
    expect(isSeen(bob, account)).toBe(false)
    ada.close()
  })

  test('[N42] a portal there leads home again, beside the one that leads there', OF_ADA, async () => {
    const ada = await outThere()
    expect(await ada.walkTo('back')).toEqual(OK)
    expect(await ada.enter('back')).toEqual(OK)
    await until('she is in her room', () => ada.world === 'ada/room' && ada.me !== null)
    const out = ada.find('out')!
    expect(ada.me?.place).toMatchObject({ x: out.place!.x + 4, y: out.place!.y + 44 })
    expect(heldNames(ada)).toEqual(['cup'])
    // Back there by the way that she came.
    expect(await ada.leave()).toEqual(OK)
    await until('she is there again', () => ada.world === square && isSeen(bob, account))
    ada.close()
  })

  test(
    '[N42] [N63] a portal there leads on to a third node, where what was lent there does not go',
    OF_ADA,
    async () => {
      await using c = await startServer({ args: ['--peers-private'] })
      const park = `cy@127.0.0.1:${c.port}/park`
      await stockFurnish({ url: `${c.wsUrl}/sync` }, 'cy/park', [portal('back', square)])
      const [lamp] = LAMP_AND_VASE
      if (lamp === undefined) throw new Error('there is a lamp')
      await furnish(b, b.admin, 'bob/square', [portal('on', park, 560), lamp])
      const cy = await connect({
        server: c.url,
        name: 'Cy',
        world: 'cy/park',
        platform: globalThis,
        WebSocket,
      })
      const ada = await outThere()
      const tab = await tabIn(a, a.admin, square, 'carries on')
      expect(await ada.walkTo('lamp')).toEqual(OK)
      expect(await ada.pickUp('lamp')).toEqual(OK)
      const { x, y } = bob.find('on')!.place!
      expect(await ada.walkTo({ x, y: y + 42 })).toEqual(OK)
      expect(await ada.enter('on')).toEqual(OK)
      await until('she is in the park', () => ada.world === park && isSeen(cy, account))
      const waits = `“lamp” is lent to you by ${b.name} and does not go on to 127.0.0.1:${c.port}. It waits in your hand at home.`
      await until('she is told', () => tab.events('notice').some(({ words }) => words === waits))
      tab.close()
      expect(isSeen(bob, account)).toBe(false)
      expect(await ada.leave()).toEqual(OK)
      await until('she is in the square again', () => ada.world === square && isSeen(bob, account))
      expect(isSeen(cy, account)).toBe(false)
      cy.close()
      ada.close()
    },
  )

  test('[N41] who comes to a world there in another way leaves it by coming elsewhere', OF_ADA, async () => {
    const ada = await drive(a, a.admin, square)
    expect(await ada.visit()).toEqual(OK)
    await until('she is seen', () => isSeen(bob, account))
    expect(await ada.visit('ada/room')).toEqual(OK)
    await until('she is not there any more', () => !isSeen(bob, account))
    expect(ada.me).not.toBeNull()
    ada.close()
  })
})

describe('nodes that come and go', () => {
  test(
    '[N44] a node that is stopped sends everybody home, and leave leads back when it is there again',
    OF_ADA,
    async () => {
      const ada = await outThere()
      const tab = await tabIn(a, a.admin, square, 'told')
      expect(await ada.walkTo({ x: 100, y: 300 })).toEqual(OK)
      const stood = ada.me?.place
      await b.server.stop()
      await until('she is at home', () => isHome(ada))
      expect(heldNames(ada)).toEqual(['cup'])
      await until('she is told why', () => tab.events('notice').length > 0)
      expect(tab.events('notice')[0]?.words).toBe(
        `${b.name} fell asleep. You are at home. Leave takes you back there when it wakes.`,
      )
      expect(await ada.leave()).toMatchObject({ ok: false, why: expect.stringContaining('is asleep') })
      b = await startAgain(b)
      await until('leave leads back', async () => (await ada.leave()).ok)
      await until('she stands where she stood', () => isSeen(bob, account))
      expect(seen(bob, account)?.place).toMatchObject({ x: stood?.x, y: stood?.y })
      tab.close()
      ada.close()
    },
  )

  test('[N44] a node that is killed is asleep after 10 s: one is at home', OF_ADA, async () => {
    const ada = await outThere()
    await b.server.kill()
    await until('she is at home', () => isHome(ada))
    expect(heldNames(ada)).toEqual(['cup'])
    b = await startAgain(b)
    // It stored her where she stood, and is told that she is not there.
    await until('nobody sees her there any more', () => !isSeen(bob, account))
    ada.close()
  })

  test(
    '[N47] a node that is stopped takes its people out, and brings them back when it starts',
    OF_ADA,
    async () => {
      const ada = await outThere()
      expect(await ada.walkTo({ x: 200, y: 300 })).toEqual(OK)
      await until('bob sees her stand there', () => seen(bob, account)?.place?.x === ada.me?.place?.x)
      const stood = ada.me?.place
      await a.server.stop()
      await until('she is away at once', () => !isSeen(bob, account), AT_ONCE_MS)
      a = await startAgain(a)
      await until('she is brought back', () => isSeen(bob, account))
      expect(seen(bob, account)?.place).toMatchObject({ x: stood?.x, y: stood?.y })
      await until('she acts there', async () => (await ada.say('I am back')).ok)
      ada.close()
    },
  )

  test(
    '[N45] of a node that is killed nobody is there after 10 s, and their places are kept',
    OF_ADA,
    async () => {
      const ada = await outThere()
      const stood = ada.me?.place
      ada.close()
      await a.server.kill()
      await until('she is away', () => !isSeen(bob, account))
      expect(seen(bob, account)?.avatar?.place).toMatchObject({ x: stood?.x, y: stood?.y })
      a = await startAgain(a)
      // Nobody looks, so nobody is brought anywhere.
      const tab = await tabIn(a, a.admin, 'ada/room', 'looks')
      expect(tab.you.at).toBe(square)
      expect(isSeen(bob, account)).toBe(false)
      tab.close()
    },
  )

  test('[N47] without a tab there somebody is away after 30 s, and comes back with one', OF_ADA, async () => {
    const ada = await outThere()
    ada.close()
    await until('she is away', () => !isSeen(bob, account), 60_000)
    const tab = await tabIn(a, a.admin, square, 'comes again')
    expect(tab.you.at).toBe(square)
    await until('she is there again', () => isSeen(bob, account))
    tab.close()
  })

  test('[N48] where either node blocks the other one, its people are at home at once', OF_ADA, async () => {
    for (const [node, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const trust = (to: string) =>
        node.admin.ask('PATCH', `/api/admin/peers/${other.name}`, { trust: to }).then(({ status }) => status)
      const ada = await outThere()
      const tab = await tabIn(a, a.admin, 'ada/room', `told of ${other.name}`)
      expect(await trust('blocked')).toBe(200)
      await until('she is at home', () => tab.you.at === 'ada/home', AT_ONCE_MS)
      await until('she is seen no more', () => !isSeen(bob, account))
      expect(await trust('allowed')).toBe(200)
      tab.close()
      ada.close()
    }
  })

  test('[N48] who is sent out there is at home within a second, and told why', OF_ADA, async () => {
    const ada = await outThere()
    const tab = await tabIn(a, a.admin, 'ada/room', 'told again')
    const at = performance.now()
    await b.admin.ask('POST', `/api/worlds/bob/square/people/${account}/kick`)
    // The tab there may be closed before it is told anything.
    await until('she is at home', () => tab.you.at === 'ada/home')
    expect(performance.now() - at).toBeLessThan(AT_ONCE_MS)
    expect(isSeen(bob, account)).toBe(false)
    await until('she is told', () => tab.events('notice').length > 0)
    expect(tab.events('notice')[0]?.words).toMatch(/You are at home\.$/)
    tab.close()
    ada.close()
  })
})
