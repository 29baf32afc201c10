// People in worlds of several processes: in one that does not lead they walk, talk and act, and go from there
// to worlds of others, with what they hold. Real processes, a real database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../../shared/driver/connect.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { memoryOf } from '../../../shared/world/live/live-state.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { until } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { furnish } from '../../unit/owner/visitors.ts'
import { id } from '../../unit/world/made.ts'
import { fetchCopy } from '../copy.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { holderOf, nodeOfFile, threeThatOpen } from './held.ts'
import type { StartedProcess } from './node-processes.ts'

const LIMIT_MS = 120_000
/** How long a world may take to be played again, in ms, on a busy machine. */
const AGAIN_MS = 20_000
const DONE = { ok: true, why: null }
const SIZE = { width: 40, height: 40 }
const BELL = '```js\non("use", () => { memory.uses = (memory.uses ?? 0) + 1; say("ding") })\n```\n'

const portal = (name: string, to: string, x: number) => ({
  name,
  x,
  y: 131,
  look: SIZE,
  properties: { portal: parseAddress(to)!, passable: true, pickable: false },
})

describe.skipIf(!hasPostgres)('[people in worlds of other processes]', { timeout: LIMIT_MS }, () => {
  const node = nodeOfFile(databaseServer())
  let store: string
  let leading: StartedProcess
  let host: StartedProcess
  let third: StartedProcess
  const drivers: Driver[] = []

  beforeAll(async () => {
    ;({ leading, host, third, store } = await threeThatOpen(node()))
  }, LIMIT_MS)
  afterAll(() => {
    for (const driver of drivers) driver.close()
  })

  async function comeIn(name: string, at: StartedProcess, world: string, session?: string): Promise<Driver> {
    const options = { server: at.server.url, name, platform: globalThis, WebSocket, world }
    const driver = await connect({ ...options, ...(session !== undefined && { session }) })
    drivers.push(driver)
    expect(await driver.visit()).toEqual(DONE)
    return driver
  }

  /** Every place where something of a name is. */
  async function placesOf(name: string, worlds: readonly string[]): Promise<string[]> {
    const places: string[] = []
    for (const world of worlds) {
      const scene = await fetchCopy(`${third.server.wsUrl}/sync/${world}`)
      const live = await fetchCopy(`${third.server.wsUrl}/sync/${world}/live`)
      for (const thing of createView(scene, live).artifacts())
        if (thing.name === name && thing.host !== 'limbo') places.push(world)
    }
    return places
  }

  test('[L45] people walk, talk, act and carry in a world that another process plays, and it stays there', async () => {
    const hall = 'ada/hall'
    await furnish({ url: `${host.server.wsUrl}/sync` }, hall, [
      { name: 'bell', x: 430, y: 173, look: SIZE, text: BELL },
      { name: 'cup', x: 464, y: 96, look: SIZE },
    ])
    const [ada, bea] = [await comeIn('Ada', third, hall), await comeIn('Bea', leading, hall)]
    expect(await holderOf(store, hall)).toBe(host.inside)
    const heard: string[] = []
    bea.on('hear', ({ words }) => heard.push(words))
    bea.on('whisper', ({ words }) => heard.push(`whispered ${words}`))
    await until('they see each other', () => ada.find('Bea') !== null && bea.find('Ada') !== null)
    expect(await ada.say('hello')).toEqual(DONE)
    expect(await ada.whisper('Bea', 'secret')).toEqual(DONE)
    expect(await ada.act({ verb: 'pickUp', thing: id('cup') })).toEqual(DONE)
    expect(await ada.walkTo('bell')).toEqual(DONE)
    expect(await ada.use('bell')).toEqual(DONE)
    await until('all of it is heard', () =>
      ['hello', 'whispered secret', 'ding'].every((w) => heard.includes(w)),
    )
    await until('the cup is seen in a hand', () => bea.find('cup')?.host === ada.me?.id)
    const live = await fetchCopy(`${leading.server.wsUrl}/sync/${hall}/live`)
    expect(memoryOf(live, id('bell'))['uses']).toBe(1)
    expect(await ada.putDown()).toEqual(DONE)
    expect(await holderOf(store, hall)).toBe(host.inside)
  })

  test('[L46] people go from world to world of different processes with what they hold, and back', async () => {
    const [inn, yard, attic] = ['ada/inn', 'ada/yard', 'ada/attic']
    const at = ({ server }: StartedProcess) => ({ url: `${server.wsUrl}/sync` })
    await furnish(at(host), inn, [{ name: 'jug', x: 464, y: 96, look: SIZE }, portal('to-yard', yard, 430)])
    await furnish(at(leading), yard, [portal('to-attic', attic, 430)])
    await furnish(at(third), attic, [portal('to-inn', inn, 430)])
    const worlds = [inn, yard, attic]
    const holders = [host.inside, leading.inside, third.inside]
    const guards = await Promise.all(
      worlds.map((world, index) => comeIn(`Guard ${index}`, [host, leading, third][index] ?? host, world)),
    )
    const held = (): Promise<(string | null)[]> => Promise.all(worlds.map((world) => holderOf(store, world)))
    expect(await held()).toEqual(holders)
    const ada = await comeIn('Wanderer', third, inn)
    await ada.walkTo('jug')
    expect(await ada.pickUp('jug')).toEqual(DONE)
    // Asked where she would like to go, by way of the process that leads.
    const { session } = ada
    const looking = { server: third.server.url, name: 'Wanderer', platform: globalThis, WebSocket, session }
    const tab = await connect({ ...looking, world: attic })
    expect(await tab.act({ verb: 'putBack' })).toEqual(DONE)
    await until('it is where it was', () => ada.find('jug')?.host !== ada.me?.id)
    tab.close()
    await ada.walkTo('jug')
    expect(await ada.pickUp('jug')).toEqual(DONE)
    for (const [through, to] of [
      ['to-yard', yard],
      ['to-attic', attic],
      ['to-inn', inn],
    ] as const) {
      await ada.walkTo(through)
      expect(await ada.enter(through), through).toEqual(DONE)
      await until(`she is in ${to}`, () => ada.world === to && ada.me !== null)
      expect(await placesOf('Wanderer', worlds)).toEqual([to])
      expect(await placesOf('jug', worlds)).toEqual([to])
    }
    expect(await ada.leave()).toEqual(DONE)
    await until('she is back', () => ada.world === attic && ada.me !== null)
    expect(await placesOf('jug', worlds)).toEqual([attic])
    expect(await held()).toEqual(holders)
    expect(guards.map(({ me }) => me !== null)).toEqual([true, true, true])
  })

  test('[L45] a process that is killed with people in its world: they go on in another, and nothing is lost', async () => {
    const world = 'ada/killed'
    await furnish({ url: `${host.server.wsUrl}/sync` }, world, [
      { name: 'bell', x: 430, y: 173, look: SIZE, text: BELL },
    ])
    const [ada, bea] = [await comeIn('Ann', third, world), await comeIn('Ben', leading, world)]
    expect(await holderOf(store, world)).toBe(host.inside)
    expect(await ada.use('bell')).toEqual(DONE)
    const killedAt = performance.now()
    await host.server.kill()
    expect(await ada.use('bell')).toEqual(DONE)
    console.info(
      `a process is killed with people in its world: an act was done ${(performance.now() - killedAt).toFixed(0)} ms after it`,
    )
    expect(await bea.use('bell')).toEqual(DONE)
    const live = await until(
      'it was used three times',
      async () => {
        const copy = await fetchCopy(`${third.server.wsUrl}/sync/${world}/live`)
        return memoryOf(copy, id('bell'))['uses'] === 3 && copy
      },
      AGAIN_MS,
    )
    live.destroy()
    expect(await holderOf(store, world)).not.toBe(host.inside)
  })
})
