// Going through a real node's past as a browser does: what is shown is what was, wherever one lands.
// simulation/past goes through made ones.
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { TimeTravel } from '../../../client/history/travel/time-travel.ts'
import type { WorldStores } from '../../../client/world/context/world-stores.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import type { Revision } from '../../../shared/history/revision.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { ask } from '../http/ask.ts'
import { startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { openStock } from '../sync/stock.ts'
import { makePastWorld } from '../../support/past-world.ts'
import { seededRandom } from '../../simulation/random.ts'

const GARDEN = '/api/worlds/ada/garden'
const LOOK_MS = 10
const ROUNDS = 8
let server: RunningServer

beforeAll(async () => {
  const data = join(temporaryFolder(), 'data')
  await makePastWorld(data, { crowd: 40, moves: 120 })
  server = await startServer({ data, args: ['--access', 'open'] })
  const real = fetch
  vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then))
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) => real(new URL(path, server.url), init))
})
afterAll(async () => {
  vi.unstubAllGlobals()
  await server[Symbol.asyncDispose]()
})

test('[HI15] wherever one lands and goes on from there, the floor shows what the node says was then', async () => {
  const random = seededRandom(21)
  const { revision: head } = (await ask(server.url, `GET ${GARDEN}/history`)).read(HistoryAnswer)
  // Somebody stays: when the last one has gone, the node joins old rows, and what is fetched here is older.
  const stays = openStock(`${server.wsUrl}/sync`, 'ada/garden')
  await until('somebody is there', () => stays.synced)
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  for (let round = 0; round < ROUNDS; round += 1) {
    let shown: WorldStores | null = null
    const travel = new TimeTravel({
      address,
      kept: () => Promise.resolve(null),
      showPast: (past) => (shown = past),
    })
    for (let step = 0; step < 8; step += 1) {
      // Sometimes near, so that steps lead there, and sometimes anywhere.
      const from = travel.moment.now?.revision ?? head
      const near = Math.max(1, Math.min(head, from + random.below(60) - 30))
      const wanted = (random.below(3) === 0 ? 1 + random.below(head) : near) as Revision
      travel.goTo(wanted)
      const at = await restingPlace(travel)
      expect(at).toBeGreaterThanOrEqual(wanted)
      const then = await ask(server.url, `GET ${GARDEN}/history/${at}`)
      expect(then.headers['inkland-revision'], `${wanted}`).toBe(String(at))
      const scene = new Y.Doc()
      Y.applyUpdate(scene, then.bytes)
      expect(thingsOf(shown), `round ${round}, ${wanted} shown as ${at}`).toEqual(
        artifactMaps(scene).toJSON(),
      )
    }
    travel.leave()
  }
  stays.destroy()
})

/**
 * The revision that is shown, once that is the same for a while and nothing is fetched. On a busy machine the
 * while is as many looks as on an idle one.
 */
async function restingPlace({ moment, isFetching, trouble }: TimeTravel): Promise<Revision> {
  let last: Revision | null = null
  let quietMs = 0
  return until('it rests', () => {
    if (trouble.now !== null) throw new Error(trouble.now)
    const at = moment.now?.revision ?? null
    quietMs = at !== last || isFetching.now ? 0 : quietMs + LOOK_MS
    last = at
    return quietMs > 150 ? at : pause(LOOK_MS, null)
  })
}

function thingsOf(shown: WorldStores | null): unknown {
  if (shown === null) throw new Error('something is shown')
  return artifactMaps(shown.view.scene).toJSON()
}
