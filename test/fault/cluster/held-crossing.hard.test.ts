// Somebody goes from a world of one process into a world that another one plays, or back, and either is
// killed on the way: they are in one place, with what they hold. Real processes, a real database.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { Me } from '../../../shared/wire/api/node-bodies.ts'
import { parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { askAt } from '../../support/postgres/server.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { furnish, Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { id } from '../../unit/world/made.ts'
import { fetchCopy } from '../copy.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { holderOf, untilOpens } from './held.ts'
import { NodeProcesses, untilLeads } from './node-processes.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(20)
const LIMIT_MS = 60_000 + KILLS * 60_000
/** Somebody goes from one world into the other within some of these ms. */
const KILL_MS = 60
/** How long a world may take to be played again, in ms, on a busy machine. */
const AGAIN_MS = 20_000
/** So long after it is written, a crossing is shown by both worlds, in ms. */
const SHOWN_MS = 1_000

const WORLDS = ['ada/garden', 'ada/park'] as const
const SIZE = { width: 40, height: 40 }
const CODE = '```js\nevery(0.1, () => { memory.beats = (memory.beats ?? 0) + 1 })\n```\n'
const portal = (to: string) => ({
  name: 'portal',
  x: 430,
  y: 131,
  look: SIZE,
  properties: { portal: parseAddress(to)!, passable: true, pickable: false },
})

async function recorded(store: string, body: string): Promise<string> {
  const [row] = await askAt(
    store,
    `SELECT address FROM worlds WHERE key = (SELECT at FROM people WHERE body = '${body}')`,
  )
  return `recorded in ${String(row?.['address'])}`
}

/** Where Ada's avatar is, and her cup in her hand, and where the record says that she is. */
async function found({ wsUrl }: RunningServer, store: string, body: string): Promise<string[]> {
  const places: string[] = []
  for (const world of WORLDS) {
    const scene = await fetchCopy(`${wsUrl}/sync/${world}`)
    const live = await fetchCopy(`${wsUrl}/sync/${world}/live`)
    for (const { name, avatar, host } of createView(scene, live).artifacts()) {
      if (name === 'Ada' && avatar !== null) places.push(`Ada in ${world}`)
      if (name === 'cup' && host === body) places.push(`her cup in ${world}`)
    }
  }
  return [...places, await recorded(store, body)]
}

/**
 * The same, while she goes nowhere. One world is read after the other: who goes on between is seen in both.
 * What she asked before a process was killed may go on at the other one, once it plays that world, too.
 */
function foundAtRest(server: RunningServer, store: string, body: string): Promise<string[]> {
  return until('she goes nowhere while one looks', async () => {
    const before = await recorded(store, body)
    await pause(SHOWN_MS)
    const places = await found(server, store, body)
    return before === (await recorded(store, body)) && places
  })
}

/** The world in which she and her cup are, once each, by the record, too; undefined: there is no such one. */
const placeOf = (found: readonly string[]): string | undefined =>
  WORLDS.find((world) => found.length === 3 && found.every((place) => place.endsWith(` in ${world}`)))

const tabIn = async (server: RunningServer, world: string, cookie: string, session: string): Promise<Tab> =>
  Tab.on(await RawClient.open(`${server.wsUrl}/sync/${world}/live?inkland=1`, { cookie }), session)

describe.skipIf(!hasPostgres)('[crossing to another process]', { timeout: LIMIT_MS }, () => {
  const databases = databaseServer()

  test('[G8] [L42] whichever process is killed, somebody is in one world, with what they hold, and the record says so', async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    let went = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const store = await databases.newDatabase()
      await using node = new NodeProcesses(store)
      const [leading, host] = [await node.start(), await node.start()]
      await untilOpens(store, host)
      const [garden, park] = WORLDS
      const cup = { name: 'cup', x: 464, y: 96, look: SIZE }
      const isOutward = random.below(2) === 0
      const [from, to] = isOutward ? [garden, park] : [park, garden]
      const [goes, stays] = isOutward ? [leading, host] : [host, leading]
      const clock = { name: 'clock', x: 100, y: 400, look: SIZE, text: CODE }
      await furnish({ url: `${goes.server.wsUrl}/sync` }, from, [cup, clock, portal(to)])
      await furnish({ url: `${stays.server.wsUrl}/sync` }, to, [clock, portal(from)])
      for (const [world, at] of [
        [from, goes],
        [to, stays],
      ] as const)
        await until(`${world} is played`, async () => (await holderOf(store, world)) === at.inside)
      const me = await ask(leading.server.url, 'POST /api/me', { body: { name: 'Ada' } })
      const body = me.read(Me).member?.body ?? ''
      const tab = await tabIn(leading.server, from, me.cookie, 'first')
      expect(await tab.ask({ verb: 'visit' })).toEqual({ ok: true, why: null })
      expect(await tab.ask({ verb: 'pickUp', thing: id('cup') })).toEqual({ ok: true, why: null })
      expect([await holderOf(store, from), await holderOf(store, to)]).toEqual([goes.inside, stays.inside])
      tab.send({ verb: 'enter', thing: id('portal') })
      await pause(random.below(KILL_MS))
      const [victim, survivor] = random.below(2) === 0 ? [leading, host] : [host, leading]
      await victim.server.kill()
      await untilLeads(survivor.server.url, survivor)
      // Who comes in while a crossing goes on at the process that leads is refused.
      await until(
        `they are in one place, and can come in there (seed ${seed}, kill ${kill})`,
        async () => {
          const places = await found(survivor.server, store, body).catch(() => [])
          const at = placeOf(places)
          if (at === undefined) return false
          const again = await tabIn(survivor.server, at, me.cookie, `again-${Math.trunc(performance.now())}`)
          again.send({ verb: 'visit' })
          const { client } = again
          const outcomes = () => client.of('outcome').map(({ json }) => parseOutcome(json))
          await until('that is answered', () => outcomes().length > 0 || client.closed !== null)
          again.close()
          return outcomes()[0]?.ok === true
        },
        AGAIN_MS,
      )
      const last = await foundAtRest(survivor.server, store, body)
      const at = placeOf(last)
      if (at === to) went += 1
      const which = `${victim === leading ? 'the one that leads' : 'the other one'} killed, from ${from}`
      expect(at, `seed ${seed}, kill ${kill}, ${which}: ${last.join(', ')}`).toBeDefined()
    }
    console.info(`killed ${KILLS} times on the way to another process: ${went} had arrived, 0 lost, 0 twice`)
  })
})
