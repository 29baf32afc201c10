// A real node is killed while somebody goes from world to world with their things: the data on its disk is
// whole.
import { expect, it } from 'vitest'
import { openSqliteStore } from '../../server/storage/sqlite/sqlite-store.ts'
import { Me } from '../../shared/wire/api/node-bodies.ts'
import { parseAddress } from '../../shared/world/address.ts'
import { startServer, temporaryFolder, type RunningServer } from '../process.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { roundsOr } from '../support/rounds.ts'
import { ask } from '../unit/http/ask.ts'
import { furnish, placesOf, Tab } from '../unit/owner/visitors.ts'
import { RawClient } from '../unit/sync/client.ts'
import { id } from '../unit/world/made.ts'
import { IS_HARD } from '../hard.ts'

const KILLS = IS_HARD ? roundsOr(50) : 1
const LIMIT_MS = 60_000 + KILLS * 15_000
/** A crossing takes some ms; the kill comes before, in or after it. */
const KILL_MS = 80

const WORLDS = ['ada/garden', 'ada/park'] as const
const SIZE = { width: 40, height: 40 }
const portal = (to: string) => ({
  name: 'portal',
  x: 430,
  y: 131,
  look: SIZE,
  properties: { portal: parseAddress(to)!, passable: true, pickable: false },
})

/** Where the disk has Ada and her cup, and where its record says that she is. */
async function found(folder: string, body: string): Promise<string> {
  const store = await openSqliteStore({ folder })
  try {
    const person = await store.personOf(id(body))
    const recorded = person?.at == null ? null : await store.findByKey(person.at)
    const avatars = (await placesOf(store, 'Ada')).filter(([, { avatar }]) => avatar !== null)
    const cups = (await placesOf(store, 'cup')).filter(([, { host }]) => host === body)
    const places = [...avatars, ...cups].map(([at]) => at)
    expect(places).toEqual([recorded?.address, recorded?.address])
    return places[0] ?? 'nowhere'
  } finally {
    await store.close()
  }
}

const tabIn = async (server: RunningServer, world: string, cookie: string, session: string): Promise<Tab> =>
  Tab.on(await RawClient.open(`${server.wsUrl}/sync/${world}/live?inkland=1`, { cookie }), session)

it(
  '[G8] whenever the node is killed, somebody is in one world, with what they hold, and the record says so',
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const data = temporaryFolder()
    let server = await startServer({ data })
    const node = { url: `${server.wsUrl}/sync` }
    await furnish(node, WORLDS[0], [{ name: 'cup', x: 464, y: 96, look: SIZE }, portal(WORLDS[1])])
    await furnish(node, WORLDS[1], [portal(WORLDS[0])])
    const me = await ask(server.url, 'POST /api/me', { body: { name: 'Ada' } })
    const body = me.read(Me).member?.body ?? ''
    let tab = await tabIn(server, WORLDS[0], me.cookie, 'first')
    await tab.ask({ verb: 'visit' })
    expect(await tab.ask({ verb: 'pickUp', thing: id('cup') })).toEqual({ ok: true, why: null })
    let at: string = WORLDS[0]
    let went = 0
    for (let kill = 0; kill < KILLS; kill++) {
      const to = at === WORLDS[0] ? WORLDS[1] : WORLDS[0]
      // By the portal of where she is, or into the other world in another tab.
      if (random.below(2) === 0) tab.send({ verb: 'enter', thing: id('portal') })
      else (await tabIn(server, to, me.cookie, `other-${kill}`)).send({ verb: 'visit' })
      await new Promise((resolve) => setTimeout(resolve, random.below(KILL_MS)))
      await server.kill()
      const before = at
      at = await found(data, body)
      expect(WORLDS, `seed ${seed}, kill ${kill}`).toContain(at)
      if (at !== before) went += 1
      server = await startServer({ data })
      tab = await tabIn(server, at, me.cookie, `after-${kill}`)
      expect(await tab.ask({ verb: 'visit' }), `seed ${seed}, kill ${kill}`).toEqual({ ok: true, why: null })
    }
    console.info(`killed ${KILLS} times on the way: ${went} had arrived, 0 lost, 0 twice (seed ${seed})`)
    await server[Symbol.asyncDispose]()
  },
)
