// Who may take things out of a world, over real sockets, in worlds that are really played: a thing that is
// not the holder's stays, and goes back to where it was taken when they are sent out.
import { expect, it } from 'vitest'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import { openLoans } from '../../../server/accounts/loans/thing-loans.ts'
import { NO_MEMBER } from '../../../server/contracts/request-member.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { HELD_AWAY_MS } from '../../../shared/play/crossings/held-property.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { parseAddress, type MemberId } from '../../../shared/world/address.ts'
import type { Right } from '../../../shared/world/rights.ts'
import type { RightOf } from '../../../server/accounts/rights/right-of.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { StoreFault } from '../../../server/storage/store.ts'
import { sendToLimbo } from '../../../shared/world/edits/place-edits.ts'
import { writeLiveIntoScene } from '../../../shared/world/edits/live-value-keeping.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { openStock } from '../sync/stock.ts'
import { until } from '../sync/until.ts'
import { id } from '../world/made.ts'
import { replacing, skewed } from './home.ts'
import { furnish, member, placesOf, startPlayed, Tab, viewOf, worldAt } from './visitors.ts'

const GARDEN = 'ada/garden'
const PARK = 'ada/park'
const OK = { ok: true, why: null }
/** Beside the entrance, where people stand. */
const BESIDE = { x: 464, y: 96, look: { width: 40, height: 40 } }
const PORTAL = { name: 'portal', x: 430, y: 131, look: { width: 40, height: 40 } }
const portal = { ...PORTAL, properties: { portal: parseAddress(PARK)!, passable: true } }
const STAYS = {
  ok: false,
  why: '“lamp” belongs to ada/garden and stays there. Put it down first.',
}

/** Everybody owns what stands under their name, and acts elsewhere; unless `given` says otherwise. */
function rights(given: Map<string, Right> = new Map()): RightOf {
  return ({ id }, { address }) =>
    id === NO_MEMBER.id
      ? 'act'
      : address.startsWith(`${id}/`)
        ? 'own'
        : (given.get(`${id} ${address}`) ?? 'act')
}

async function start(given?: Map<string, Right>, more: Parameters<typeof startPlayed>[0] = {}) {
  const rightOf = rights(given)
  const store = more.store ?? createMemoryStore()
  const tables = createRecordTables({ store, onUnreadable: () => undefined })
  let lent = 0
  const loans = await openLoans({ tables, clock: systemClock, newId: () => `loan-${(lent += 1)}` })
  const noted: string[] = []
  const onLent = ({ address }: WorldRecord, by: MemberId, name: string): void =>
    void noted.push(`${by} ${name} out of ${address}`)
  // A client without a session furnishes the worlds.
  const inSync: RightOf = (who, world) => (who.id === NO_MEMBER.id ? 'own' : rightOf(who, world))
  const node = await startPlayed({
    store,
    ...more,
    owner: { rightOf, loans, onLent, ...more.owner },
    sync: { rightOf: inSync, ...more.sync },
  })
  /** Where all things of a name are: in whose hand, or on the floor of which world. */
  const at = async (name = 'lamp') =>
    Promise.all(
      (await placesOf(node.store, name)).map(async ([world, { host, place }]) => {
        const isOnFloor = host === (await viewOf(node.store, world)).root
        return `${world} ${isOnFloor ? `${place?.x},${place?.y}` : host}`
      }),
    )
  /** The lent things: who has each, of which world, and in which it is. */
  const lentOut = async () =>
    Promise.all(
      [...loans.all()].map(
        async ([
          ,
          {
            name,
            holder,
            world,
            at: { world: at },
          },
        ]) =>
          [name, holder, (await store.findById(world))?.address, (await store.findById(at))?.address].join(
            ' ',
          ),
      ),
    )
  return { ...node, at, loans, tables, lentOut, noted }
}

it('[G18] who may only act carries nothing out of a world: through a portal, home, nor by coming in elsewhere', async () => {
  const node = await start()
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }, portal])
  await furnish(node, PARK, [])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  expect(await bob.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  const inPark = await Tab.open(node, 'bob', PARK, 'p')
  expect(await bob.ask({ verb: 'enter', thing: id('portal') })).toEqual(STAYS)
  expect(await bob.ask({ verb: 'leave' })).toEqual(STAYS)
  expect(await inPark.ask({ verb: 'visit' })).toEqual(STAYS)
  expect(await node.at()).toEqual([`${GARDEN} ${bob.body}`])
  // Wherever they ask for it, it is back where they took it, and they can go.
  expect(await inPark.ask({ verb: 'putBack' })).toEqual(OK)
  expect(await node.at()).toEqual([`${GARDEN} 464,96`])
  expect(await inPark.ask({ verb: 'visit' })).toEqual(OK)
  await node.stop()
})

it('[G18] what somebody brought goes along with them, put down and picked up again, too; editors take what they like', async () => {
  const given = new Map<string, Right>([[`eve ${GARDEN}`, 'edit']])
  const node = await start(given)
  await furnish(node, 'bob/den', [{ name: 'ball', ...BESIDE }])
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  await furnish(node, PARK, [])
  const den = await Tab.open(node, 'bob', 'bob/den', 'd')
  await den.ask({ verb: 'visit' })
  expect(await den.ask({ verb: 'pickUp', thing: id('ball') })).toEqual(OK)
  const garden = await Tab.open(node, 'bob', GARDEN, 'g')
  expect(await garden.ask({ verb: 'visit' })).toEqual(OK)
  expect(await garden.ask({ verb: 'putDown' })).toEqual(OK)
  const [ball] = await placesOf(node.store, 'ball')
  expect(await garden.ask({ verb: 'pickUp', thing: ball![1].id })).toEqual(OK)
  const park = await Tab.open(node, 'bob', PARK, 'p')
  expect(await park.ask({ verb: 'visit' })).toEqual(OK)
  expect(await node.at('ball')).toEqual([`${PARK} ${park.body}`])
  const eve = await Tab.open(node, 'eve', GARDEN, 'e')
  await eve.ask({ verb: 'visit' })
  expect(await eve.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  expect(await eve.ask({ verb: 'leave' })).toEqual(OK)
  expect(await node.at()).toEqual([`eve/home ${eve.body}`])
  await node.stop()
})

it('[G17] who is sent out puts down what they held, where they took it; also in a world that nobody plays just then', async () => {
  const given = new Map<string, Right>()
  const store = createMemoryStore()
  const node = await start(given, { store })
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  await bob.ask({ verb: 'pickUp', thing: id('lamp') })
  given.set(`bob ${GARDEN}`, 'none')
  void node.owner.sendOut(await worldAt(store, GARDEN), member('bob'))
  await until(async () => (await node.at())[0] === `${GARDEN} 464,96`, 'the lamp is back')
  expect((await viewOf(store, GARDEN)).artifact(bob.body)?.avatar?.isAway).toBe(true)
  given.delete(`bob ${GARDEN}`)
  // Their first tab is closed as soon as its right is asked again.
  const again = await Tab.open(node, 'bob', GARDEN, 'c')
  await again.ask({ verb: 'visit' })
  await again.ask({ verb: 'pickUp', thing: id('lamp') })
  await Promise.all([node.owner.stop(), node.sync.stop()])
  // The node ends between the ban and its effects: the world repairs it when it is played again.
  given.set(`bob ${GARDEN}`, 'none')
  const later = await start(given, { store })
  const ada = await Tab.open(later, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  await until(async () => (await later.at())[0] === `${GARDEN} 464,96`, 'the lamp is back')
  await later.stop()
})

it('[G17] who is away for long puts down what they held, also where nobody played that world: when somebody looks at it', async () => {
  const store = createMemoryStore()
  const node = await start(undefined, { store })
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  await bob.ask({ verb: 'pickUp', thing: id('lamp') })
  expect(await bob.ask({ verb: 'quit' })).toEqual(OK)
  await Promise.all([node.owner.stop(), node.sync.stop()])
  expect(await node.at()).toEqual([`${GARDEN} ${bob.body}`])
  const clock = skewed(systemClock, HELD_AWAY_MS)
  const later = await start(undefined, { store, owner: { clock } })
  await Tab.open(later, 'eve', GARDEN, 'e')
  await until(async () => (await later.at())[0] === `${GARDEN} 464,96`, 'the lamp is back')
  await later.stop()
})

it('[G18] a guest who signs in goes home without what stays', async () => {
  const node = await start()
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  await bob.ask({ verb: 'pickUp', thing: id('lamp') })
  await node.owner.takeHome(member('bob'))
  await until(() => bob.you.at === 'bob/home', 'they are at home')
  expect(await node.at()).toEqual([`${GARDEN} 464,96`])
  await node.stop()
})

it('[J3] a guest who signs in takes along what they may, also when their session is over before they go', async () => {
  let isOver = false
  const given = new Map<string, Right>([[`bob ${GARDEN}`, 'edit']])
  const rightOf: RightOf = (who, world) => {
    if (who.id === NO_MEMBER.id) return 'own'
    return isOver && who.id === 'bob' && who.session !== null ? 'none' : rights(given)(who, world)
  }
  const node = await start(given, { sync: { rightOf } })
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  expect(await bob.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  isOver = true
  bob.close()
  // What their leaving brings about here is done before the next action of others.
  const eve = await Tab.open(node, 'eve', GARDEN, 'e')
  await eve.ask({ verb: 'visit' })
  await node.owner.takeHome(member('bob'))
  expect(await node.at()).toEqual([`bob/home ${bob.body}`])
  await node.stop()
})

const TAKEABLE = { properties: { takeable: true, passable: true } }

/** Bob has carried the lamp home, and put it down there. */
async function carriedHome(more: Parameters<typeof startPlayed>[0] = {}) {
  const node = await start(undefined, more)
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE, ...TAKEABLE, text: 'A lamp of Ada.' }])
  await furnish(node, PARK, [])
  const bob = await Tab.open(node, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  await bob.ask({ verb: 'pickUp', thing: id('lamp') })
  expect(await bob.ask({ verb: 'leave' })).toEqual(OK)
  await until(() => bob.you.at === 'bob/home', 'they are at home')
  const home = await Tab.open(node, 'bob', 'bob/home', 'h')
  return { ...node, bob, home }
}

it('[G19] what is carried off within the node is lent: listed, noted, and called back out of a home to where it was', async () => {
  const node = await carriedHome()
  expect(await node.home.ask({ verb: 'putDown' })).toEqual(OK)
  expect([await node.lentOut(), node.noted]).toEqual([
    [`lamp bob ${GARDEN} bob/home`],
    [`bob lamp out of ${GARDEN}`],
  ])
  expect(await node.owner.recall('loan-1')).toBe(null)
  expect([await node.at(), await node.lentOut()]).toEqual([[`${GARDEN} 464,96`], []])
  await until(() => node.home.events('notice').length > 0, 'they are told')
  expect(node.home.events('notice')[0]?.words).toBe(`“lamp” was called back to ${GARDEN}.`)
  // Asked twice it is done once.
  expect(await node.owner.recall('loan-1')).toBe(null)
  expect(await node.at()).toHaveLength(1)
  await node.stop()
})

it('[K11] what could not be noted as lent stays where it is, and its carrier is told why; what one brought goes along', async () => {
  const node = await start(new Map<string, Right>([[`eve ${GARDEN}`, 'edit']]))
  node.tables.countIn({ recordsChanged: () => undefined, whyNoRecord: (by) => `${by} has no room.` })
  await furnish(node, 'eve/den', [{ name: 'ball', ...BESIDE }])
  await furnish(node, GARDEN, [{ name: 'lamp', ...BESIDE }])
  const den = await Tab.open(node, 'eve', 'eve/den', 'd')
  await den.ask({ verb: 'visit' })
  expect(await den.ask({ verb: 'pickUp', thing: id('ball') })).toEqual(OK)
  const eve = await Tab.open(node, 'eve', GARDEN, 'e')
  expect(await eve.ask({ verb: 'visit' })).toEqual(OK)
  expect(await eve.ask({ verb: 'pickUp', thing: id('lamp') })).toEqual(OK)
  expect(await eve.ask({ verb: 'leave' })).toEqual({ ok: false, why: 'eve has no room.' })
  expect(await node.at()).toEqual([`${GARDEN} ${eve.body}`])
  expect(await node.lentOut()).toEqual([])
  await node.stop()
})

it('[G19] the list follows it from world to world and hand to hand, and forgets it once it is home again', async () => {
  const node = await carriedHome()
  const park = await Tab.open(node, 'bob', PARK, 'p')
  expect(await park.ask({ verb: 'visit' })).toEqual(OK)
  expect(await node.lentOut()).toEqual([`lamp bob ${GARDEN} ${PARK}`])
  await park.ask({ verb: 'putDown' })
  const eve = await Tab.open(node, 'eve', PARK, 'e')
  await eve.ask({ verb: 'visit' })
  const [lamp] = await placesOf(node.store, 'lamp')
  await until(async () => {
    await eve.ask({ verb: 'walk', to: { x: lamp![1].place!.x, y: 140 } })
    return (await eve.ask({ verb: 'pickUp', thing: lamp![1].id })).ok
  }, 'she has it')
  const inGarden = await Tab.open(node, 'eve', GARDEN, 'g')
  expect(await inGarden.ask({ verb: 'visit' })).toEqual(OK)
  expect([await node.lentOut(), await node.at()]).toEqual([[], [`${GARDEN} ${eve.body}`]])
  await node.stop()
})

it('[G19] out of a hand, out of limbo, and as it was when it is nowhere any more', async () => {
  const node = await carriedHome()
  expect(await node.owner.recall('loan-1')).toBe(null)
  expect(await node.at()).toEqual([`${GARDEN} 464,96`])
  const garden = await Tab.open(node, 'bob', GARDEN, 'again')
  for (const [round, end] of (['limbo', 'gone'] as const).entries()) {
    await garden.ask({ verb: 'visit' })
    const [lamp] = await placesOf(node.store, 'lamp')
    expect(await garden.ask({ verb: 'pickUp', thing: lamp![1].id })).toEqual(OK)
    expect(await garden.ask({ verb: 'leave' })).toEqual(OK)
    await node.home.ask({ verb: 'putDown' })
    await endAtHome(node, end)
    expect(await node.owner.recall(`loan-${round + 2}`)).toBe(null)
    expect([await node.at(), await node.lentOut()]).toEqual([[`${GARDEN} 464,96`], []])
  }
  await node.stop()
})

/** Somebody who may edit at home keeps the lamp there, puts it away, and perhaps empties limbo. */
async function endAtHome(
  node: Awaited<ReturnType<typeof carriedHome>>,
  end: 'limbo' | 'gone',
): Promise<void> {
  const provider = openStock(node.url, 'bob/home')
  const now = openStock(node.url, 'bob/home/live')
  await until(() => provider.synced && now.synced, 'the home is there')
  const view = createView(provider.doc, now.doc)
  const lamp = [...view.artifacts()].find(({ name }) => name === 'lamp')!
  const edit = { view, origin: null }
  expect(writeLiveIntoScene(edit, { pageValues: () => new Map() }).ok).toBe(true)
  expect(sendToLimbo(edit, lamp.id).ok).toBe(true)
  if (end === 'gone') provider.doc.getMap('artifacts').delete(lamp.id)
  await until(async () => {
    const there = (await viewOf(node.store, 'bob/home')).artifact(lamp.id)
    return end === 'gone' ? there === null : there?.host === 'limbo'
  }, 'it is stored')
  for (const each of [provider, now]) {
    each.destroy()
    each.awareness.destroy()
  }
}

it('[G19] what was called back stays so where somebody kept it at home without a network, and comes online again', async () => {
  const node = await carriedHome()
  await node.home.ask({ verb: 'putDown' })
  const [provider, now] = [openStock(node.url, 'bob/home'), openStock(node.url, 'bob/home/live')]
  await until(() => provider.synced && now.synced, 'the home is there')
  const view = createView(provider.doc, now.doc)
  await until(() => [...view.artifacts()].some(({ name }) => name === 'lamp'), 'the lamp is there')
  for (const each of [provider, now]) each.disconnect()
  expect(await node.owner.recall('loan-1')).toBe(null)
  expect(writeLiveIntoScene({ view, origin: null }, { pageValues: () => new Map() }).ok).toBe(true)
  provider.connect()
  const lamp = [...view.artifacts()].find(({ name }) => name === 'lamp')!
  await until(async () => {
    const stored = await viewOf(node.store, 'bob/home')
    return stored.scene.getMap('artifacts').has(lamp.id)
  }, 'what was kept is stored')
  expect(await node.at()).toEqual([`${GARDEN} 464,96`])
  for (const each of [provider, now]) {
    each.destroy()
    each.awareness.destroy()
  }
  await node.stop()
})

it('[G19] a call back that cannot be stored leaves it where it is, and is done when it is asked again', async () => {
  const store = createMemoryStore()
  let fails = false
  const failing = replacing(store, {
    append: (...what: Parameters<typeof store.append>) =>
      fails && what[0].length > 1
        ? Promise.reject(new StoreFault('the disk is full'))
        : store.append(...what),
  })
  const node = await carriedHome({ store: failing })
  await node.home.ask({ verb: 'putDown' })
  fails = true
  expect(await node.owner.recall('loan-1')).toEqual({ why: 'Something went wrong on the way. Try again.' })
  fails = false
  expect((await node.at()).map((at) => at.split(' ')[0])).toEqual(['bob/home'])
  expect(await node.lentOut()).toEqual([`lamp bob ${GARDEN} bob/home`])
  await until(async () => (await node.owner.recall('loan-1')) === null, 'it is back')
  expect([await node.at(), await node.lentOut()]).toEqual([[`${GARDEN} 464,96`], []])
  await node.stop()
})
