// People who come into worlds, go from one to another, and go away: over real sockets, in worlds that are
// really played.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { TakenThings } from '../../../server/contracts/thing-handover.ts'
import { createPeople } from '../../../server/accounts/directory/member-people.ts'
import { GRACE_MS } from '../../../server/owner/people/tab-attendance.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { parseAddress, type ArtifactId } from '../../../shared/world/address.ts'
import { newFolder } from '../../contract/stores.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { id } from '../world/made.ts'
import { replacing } from './home.ts'
import { furnish, member, placesOf, startPlayed, Tab, viewOf, worldAt } from './visitors.ts'
import { IS_HARD } from '../../hard.ts'

const GARDEN = 'ada/garden'
const PARK = 'ada/park'
/** Beside the entrance, where people stand. */
const BESIDE = { x: 464, y: 96, look: { width: 40, height: 40 } }
const PORTAL = { name: 'portal', x: 430, y: 131, look: { width: 40, height: 40 } }
const portal = (to: string) => ({ ...PORTAL, properties: { portal: parseAddress(to)!, passable: true } })

it('[S8] who comes is told first of all who they are, and again when they are somewhere else', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  expect(ada.you).toMatchObject({ account: 'ada', at: null, right: 'own' })
  expect(await ada.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  await until(() => ada.you.at === GARDEN, 'she is told where she is')
  const other = await Tab.open(node, 'ada', PARK, 'b')
  expect(other.you).toMatchObject({ body: ada.body, at: GARDEN })
  const people = createPeople({ store: node.store, random: (n) => new Uint8Array(n) })
  expect(await people.meet({ id: member('ada'), name: 'ada', session: 's' })).toMatchObject({
    body: ada.body,
  })
  const stock = await Tab.open(node, '', GARDEN, 'c')
  expect(stock.you).toMatchObject({ body: null, account: null, at: null })
  await node.stop()
})

it('[S8] whose world is in the bin is nowhere, and comes into another one as from there', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [])
  await furnish(node, PARK, [])
  await (await Tab.open(node, 'ada', GARDEN, 'a')).ask({ verb: 'visit' })
  const garden = await worldAt(node.store, GARDEN)
  await node.store.bin(garden.key, 5)
  await node.sync.close(garden.key, 4410, 'binned')
  const inPark = await Tab.open(node, 'ada', PARK, 'b')
  expect(inPark.you).toMatchObject({ at: null })
  expect(await inPark.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  await until(() => inPark.you.at === PARK, 'she is told where she is')
  await node.stop()
})

it('[G1] a home is made when somebody first comes anywhere, once, with their body', async () => {
  const node = await startPlayed()
  await furnish(node, 'ada/home', [])
  await furnish(node, GARDEN, [])
  await furnish(node, PARK, [])
  const tabs = [await Tab.open(node, 'ada', GARDEN, 'a'), await Tab.open(node, 'ada', PARK, 'b')]
  expect((await Promise.all(tabs.map((tab) => tab.ask({ verb: 'visit' })))).map(({ ok }) => ok)).toEqual([
    true,
    true,
  ])
  const worlds = await node.store.worlds('here')
  expect(worlds.map(({ address }) => address).sort()).toEqual([GARDEN, 'ada/home', 'ada/home-2', PARK])
  const home = await viewOf(node.store, 'ada/home-2')
  expect(home.artifact(tabs[0]!.body)).toMatchObject({ name: 'ada', avatar: null })
  expect(await placesOf(node.store, 'ada')).toHaveLength(2)
  await node.stop()
})

it('who gives another name or look is called so and seen so at their next visit, in a tab from before', async () => {
  const store = createMemoryStore()
  const people = createPeople({ store, random: (n) => new Uint8Array(n) })
  const node = await startPlayed({ store, owner: { people } })
  await furnish(node, GARDEN, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  people.rename(member('ada'), 'Adele')
  await people.dress(member('ada'), { sprite: 'person-hat', color: '#a63a77' })
  await until(() => ada.you.look.sprite === 'person-hat', 'she is told')
  expect(await ada.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  expect((await viewOf(node.store, GARDEN)).artifact(ada.body)).toMatchObject({
    name: 'Adele',
    avatar: { look: { sprite: 'person-hat' } },
  })
  await node.stop()
})

it('[G8] who visits another world is brought there with what they hold, and finds back', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [{ name: 'cup', ...BESIDE }])
  await furnish(node, PARK, [])
  const inGarden = await Tab.open(node, 'ada', GARDEN, 'a')
  await inGarden.ask({ verb: 'visit' })
  expect(await inGarden.ask({ verb: 'pickUp', thing: id('cup') })).toEqual({ ok: true, why: null })
  const inPark = await Tab.open(node, 'ada', PARK, 'b')
  expect(await inPark.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  await until(() => inGarden.you.at === PARK, 'the other tab is told')
  const { body } = inPark
  expect((await node.store.person(member('ada')))?.at).toBe((await worldAt(node.store, PARK)).key)
  expect((await viewOf(node.store, GARDEN)).artifact(body)).toBeNull()
  expect((await placesOf(node.store, 'cup')).map(([at, { host }]) => [at, host])).toEqual([[PARK, body]])
  expect(await inPark.ask({ verb: 'leave' })).toEqual({ ok: true, why: null })
  expect((await placesOf(node.store, 'cup')).map(([at, { host }]) => [at, host])).toEqual([[GARDEN, body]])
  expect(await inGarden.ask({ verb: 'leave' })).toEqual({ ok: true, why: null })
  await until(() => inGarden.you.at === 'ada/home', 'with nowhere to go back to she is at home')
  expect((await placesOf(node.store, 'cup')).map(([at]) => at)).toEqual(['ada/home'])
  await node.stop()
})

it('[G8] what cannot be noted of a thing on its way to another node holds up nobody', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [{ name: 'cup', ...BESIDE }])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  expect(await ada.ask({ verb: 'pickUp', thing: id('cup') })).toEqual({ ok: true, why: null })
  const { handing } = node.owner
  const fails = (): never => {
    throw new Error('it cannot be noted')
  }
  const asked: TakenThings[] = []
  const from = { type: 'hand', member: member('ada') } as const
  const taken = handing.take(from, id('cup'), (taken) => {
    asked.push(taken)
    return fails()
  })
  await expect(taken).rejects.toThrow('noted')
  expect(await ada.ask({ verb: 'say', words: 'Still here.' })).toEqual({ ok: true, why: null })
  const { id: world } = await worldAt(node.store, GARDEN)
  await expect(handing.put({ type: 'world', world }, asked[0]?.things ?? [], fails)).rejects.toThrow('noted')
  expect(await ada.ask({ verb: 'say', words: 'Here, too.' })).toEqual({ ok: true, why: null })
  expect((await placesOf(node.store, 'cup')).map(([at, { host }]) => [at, host])).toEqual([
    [GARDEN, ada.body],
  ])
  await node.stop()
})

it('[G6] a portal leads beside the one that leads back; where there is no such world, words say so', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [portal(PARK)])
  await furnish(node, PARK, [{ ...portal(GARDEN), x: 600, y: 400 }])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  expect(await ada.ask({ verb: 'enter', thing: id('portal') })).toEqual({ ok: true, why: null })
  expect((await viewOf(node.store, PARK)).artifact(ada.body)?.place).toMatchObject({ x: 604, y: 444 })
  const park = await worldAt(node.store, PARK)
  const inPark = await Tab.open(node, 'ada', PARK, 'b')
  await inPark.ask({ verb: 'leave' })
  await node.store.bin(park.key, 5)
  await node.sync.close(park.key, 4410, 'binned')
  expect(await ada.ask({ verb: 'enter', thing: id('portal') })).toEqual({
    ok: false,
    why: 'That world is in the bin.',
  })
  expect((await viewOf(node.store, GARDEN)).artifact(ada.body)?.avatar?.visits).toEqual([])
  await node.stop()
})

it('[G8] an outcome of a crossing is told again, and nobody goes twice', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [portal(PARK)])
  await furnish(node, PARK, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  const inPark = await Tab.open(node, 'ada', PARK, 'b')
  await ada.ask({ verb: 'visit' }, 1)
  const entered = await ada.ask({ verb: 'enter', thing: id('portal') }, 2)
  expect(entered.ok).toBe(true)
  expect(await ada.ask({ verb: 'enter', thing: id('portal') }, 2)).toEqual(entered)
  expect((await ada.ask({ verb: 'visit' }, 1)).ok).toBe(true)
  await inPark.ask({ verb: 'turn', facing: 'left' })
  expect((await viewOf(node.store, PARK)).artifact(ada.body)?.place?.facing).toBe('left')
  expect((await viewOf(node.store, GARDEN)).artifact(ada.body)).toBeNull()
  await node.stop()
})

it('[G8] a visit that comes too late, or once more, brings nobody back from where they went since', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [])
  await furnish(node, PARK, [])
  const there = await Tab.open(node, 'ada', GARDEN, 'a')
  await there.ask({ verb: 'visit' }, 1)
  await there.ask({ verb: 'kneel' }, 3)
  const here = await Tab.open(node, 'ada', PARK, 'b')
  expect(await here.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
  // Sent again by a tab that did not hear the answer; and one that a later action overtook.
  expect(await there.ask({ verb: 'visit' }, 1)).toMatchObject({ ok: true })
  await there.ask({ verb: 'visit' }, 2)
  await until(() => here.you.at === PARK, 'she is told where she is')
  expect((await placesOf(node.store, 'ada')).filter(([, { avatar }]) => avatar !== null)).toEqual([
    [PARK, expect.objectContaining({ id: here.body })],
  ])
  expect(there.you.at).toBe(PARK)
  expect(await there.ask({ verb: 'visit' }, 4)).toEqual({ ok: true, why: null })
  await until(() => there.you.at === GARDEN, 'she comes when she asks anew')
  await node.stop()
})

it.runIf(IS_HARD)('[G8] two people who swap worlds at once, again and again, are each in one', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [portal(PARK)])
  await furnish(node, PARK, [portal(GARDEN)])
  const names = ['ada', 'bob']
  const tabs = await Promise.all(
    names.map(async (name) => ({
      garden: await Tab.open(node, name, GARDEN, `${name}-g`),
      park: await Tab.open(node, name, PARK, `${name}-p`),
    })),
  )
  const [ada, bob] = [tabs[0]!, tabs[1]!]
  await Promise.all([ada.garden.ask({ verb: 'visit' }), bob.park.ask({ verb: 'visit' })])
  for (let round = 0; round < 20; round += 1) {
    const [to, from] = round % 2 === 0 ? (['park', 'garden'] as const) : (['garden', 'park'] as const)
    const outcomes = await Promise.all([ada[to].ask({ verb: 'visit' }), bob[from].ask({ verb: 'visit' })])
    expect(outcomes, `round ${round}`).toEqual([
      { ok: true, why: null },
      { ok: true, why: null },
    ])
    for (const [tab, at] of [
      [ada, to],
      [bob, from],
    ] as const) {
      const address = at === 'park' ? PARK : GARDEN
      const found = (await placesOf(node.store, tab === ada ? 'ada' : 'bob')).filter(
        ([, { avatar }]) => avatar !== null,
      )
      expect(found.map(([world]) => world)).toEqual([address])
    }
  }
  await node.stop()
})

it('[G3] a tab that comes back by itself brings nobody from where they went meanwhile', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [])
  await furnish(node, PARK, [])
  const left = await Tab.open(node, 'ada', GARDEN, 'a')
  const back = { verb: 'visit', back: true } as const
  expect(await left.ask(back)).toEqual({ ok: true, why: null })
  const ada = await Tab.open(node, 'ada', PARK, 'b')
  expect((await ada.ask({ verb: 'visit' })).ok).toBe(true)
  expect(await left.ask(back)).toEqual({ ok: false, why: null })
  expect(await ada.ask(back)).toEqual({ ok: true, why: null })
  expect(ada.you.at).toBe(PARK)
  expect((await ada.ask({ verb: 'quit' })).ok).toBe(true)
  expect(await ada.ask(back)).toEqual({ ok: true, why: null })
  const view = await viewOf(node.store, PARK)
  expect(view.artifact(ada.body)?.avatar?.isAway).toBe(false)
  await node.stop()
})

it('[G3] nor from where they are just going, at whatever moment it comes', async () => {
  const disk = createMemoryStore()
  let reads = 0
  let onRead = (): Promise<unknown> => Promise.resolve()
  const store = replacing(disk, {
    async person(of) {
      const person = await disk.person(of)
      reads += 1
      await onRead()
      return person
    },
  })
  const node = await startPlayed({ store })
  await furnish(node, GARDEN, [portal(PARK)])
  await furnish(node, PARK, [])
  const late = await Tab.open(node, 'ada', GARDEN, 'late')
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  for (let moment = 1; moment <= 6; moment += 1) {
    expect((await ada.ask({ verb: 'visit' })).ok).toBe(true)
    reads = 0
    let going: Promise<{ readonly ok: boolean }> | null = null
    // What was read of her is from before she went.
    onRead = async () => {
      if (reads === moment) await (going = ada.ask({ verb: 'enter', thing: id('portal') }))
    }
    await late.ask({ verb: 'visit', back: true })
    onRead = () => Promise.resolve()
    going ??= ada.ask({ verb: 'enter', thing: id('portal') })
    expect((await going).ok).toBe(true)
    const at = (await disk.person(member('ada')))?.at
    expect(at, `at read ${moment}`).toBe((await worldAt(disk, PARK)).key)
    const isInGarden = async () => ((await viewOf(disk, GARDEN)).artifact(ada.body)?.avatar ?? null) !== null
    await until(async () => !(await isInGarden()), `nobody is left behind at read ${moment}`)
  }
  await node.stop()
})

it('[S8] the last that a tab is told is where they are, also where it was asked for before they went', async () => {
  const disk = createMemoryStore()
  const held = Promise.withResolvers<void>()
  let holds = 0
  const store = replacing(disk, {
    async person(of) {
      const person = await disk.person(of)
      if (holds > 0) {
        holds -= 1
        await held.promise
      }
      return person
    },
  })
  const node = await startPlayed({ store })
  await furnish(node, GARDEN, [portal(PARK)])
  await furnish(node, PARK, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  expect((await ada.ask({ verb: 'visit' })).ok).toBe(true)
  await until(() => ada.you.at === GARDEN, 'she is told where she is')
  // The reads for a tab that opens come late.
  holds = 1
  const opening = Tab.open(node, 'ada', GARDEN, 'b')
  await until(() => holds === 0, 'it is read who she is')
  expect((await ada.ask({ verb: 'enter', thing: id('portal') })).ok).toBe(true)
  await until(() => ada.you.at === PARK, 'she is told that she went')
  held.resolve()
  const other = await opening
  await until(() => other.you.at === PARK, 'she is told so in the other tab')
  // What is told late is told before the answer to what is asked now.
  await other.ask({ verb: 'halt' })
  expect(other.you.at).toBe(PARK)
  await node.stop()
})

it('[G9] of five tabs any may be closed; without any for 30 s somebody is away, and back with a visit', async () => {
  const clock = turnClock(40)
  const node = await startPlayed({ owner: { clock } })
  await furnish(node, GARDEN, [])
  const tabs = await Promise.all(['1', '2', '3', '4', '5'].map((name) => Tab.open(node, 'ada', GARDEN, name)))
  const [first, ...others] = tabs as [Tab, ...Tab[]]
  for (const tab of tabs) expect((await tab.ask({ verb: 'visit' })).ok).toBe(true)
  const isAway = async () => {
    const view = await viewOf(node.store, GARDEN)
    return view.artifact(first.body)?.avatar?.isAway
  }
  for (const tab of others) tab.close()
  await new Promise<void>((resolve) => void clock.after(GRACE_MS + 5_000, resolve))
  expect(await isAway()).toBe(false)
  first.close()
  await until(async () => (await isAway()) === true, 'she is away')
  const back = await Tab.open(node, 'ada', GARDEN, '6')
  expect(back.you.at).toBe(GARDEN)
  expect((await back.ask({ verb: 'visit' })).ok).toBe(true)
  expect(await isAway()).toBe(false)
  await node.stop()
})

it('[G9] who was there when the node ended is away 30 s after somebody comes to their world', async () => {
  const store = createMemoryStore()
  const node = await startPlayed({ store })
  await furnish(node, GARDEN, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  const { body } = ada
  await Promise.all([node.owner.stop(), node.sync.stop()])
  const later = await startPlayed({ store, owner: { clock: turnClock(40) } })
  const shown = async () => (await viewOf(store, GARDEN)).artifact(body)
  expect((await shown())?.avatar).toMatchObject({ isAway: false })
  await Tab.open(later, 'bob', GARDEN, 'b')
  await until(async () => (await shown())?.avatar?.isAway === true, 'she is away')
  await later.stop()
})

it('[G9] somebody of a copy of a world, who is elsewhere, is not there, and what they held is put down', async () => {
  const store = createMemoryStore()
  const node = await startPlayed({ store })
  await furnish(node, GARDEN, [{ name: 'cup', ...BESIDE }])
  await furnish(node, PARK, [])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  await ada.ask({ verb: 'pickUp', thing: id('cup') })
  const { body } = ada
  await Promise.all([node.owner.stop(), node.sync.stop()])
  const [from, to] = [(await worldAt(store, GARDEN)).key, (await worldAt(store, PARK)).key]
  expect(await store.pass({ person: member('ada'), from, to })).toBe(true)
  const later = await startPlayed({ store })
  const bob = await Tab.open(later, 'bob', GARDEN, 'b')
  await bob.ask({ verb: 'visit' })
  const view = await viewOf(store, GARDEN)
  expect(view.artifact(body)).toBeNull()
  expect(view.artifact(id('cup'))?.host).toBe(view.root)
  await later.stop()
})

it('[W6] who left for good is nowhere, and what they held is put down where they stood', async () => {
  const node = await startPlayed()
  await furnish(node, GARDEN, [{ name: 'cup', ...BESIDE }])
  const ada = await Tab.open(node, 'ada', GARDEN, 'a')
  await ada.ask({ verb: 'visit' })
  await ada.ask({ verb: 'pickUp', thing: id('cup') })
  const shown = async (thing: ArtifactId) => (await viewOf(node.store, GARDEN)).artifact(thing)
  expect((await shown(id('cup')))?.host).toBe(ada.body)
  expect(await node.owner.dismiss(member('ada'))).toBe(true)
  await until(async () => (await shown(ada.body)) === null, 'she is gone')
  const { root } = await viewOf(node.store, GARDEN)
  expect((await shown(id('cup')))?.host).toBe(root)
  expect((await node.store.person(member('ada')))?.at).toBeNull()
  // Told twice it is done once.
  expect(await node.owner.dismiss(member('ada'))).toBe(true)
  await node.stop()
})

it('[G10] a whisper comes to all tabs of whom it is for, to nobody else, and is in no file', async () => {
  await using folder = await newFolder()
  const store = await openSqliteStore({ folder: folder.path })
  const node = await startPlayed({ store })
  await furnish(node, GARDEN, [])
  const [ada, bob, bobToo, eve] = await Promise.all([
    Tab.open(node, 'ada', GARDEN, 'a'),
    Tab.open(node, 'bob', GARDEN, 'b'),
    Tab.open(node, 'bob', GARDEN, 'c'),
    Tab.open(node, 'eve', GARDEN, 'd'),
  ])
  for (const tab of [ada, bob, eve]) await tab.ask({ verb: 'visit' })
  const words = 'under-the-third-stone'
  expect(await ada.ask({ verb: 'whisper', words, to: bob.body })).toEqual({ ok: true, why: null })
  expect(await ada.ask({ verb: 'shout', words: 'for-everybody-to-hear' })).toEqual({ ok: true, why: null })
  const heard = [{ from: ada.body, person: 'ada', words }]
  await until(() => bob.events('whisper').length + bobToo.events('whisper').length === 2, 'bob hears it')
  for (const tab of [bob, bobToo]) expect(tab.events('whisper')).toMatchObject(heard)
  for (const tab of [ada, eve]) expect(tab.events('whisper')).toEqual([])
  const files = async () => {
    const names = await readdir(folder.path)
    return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder.path, name)))))
  }
  const whileOpen = await files()
  await node.stop()
  for (const bytes of [whileOpen, await files()]) {
    expect(bytes.includes('for-everybody-to-hear')).toBe(true)
    expect(bytes.includes(words)).toBe(false)
  }
})
