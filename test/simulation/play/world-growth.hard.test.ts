// A world does not grow with use: however much people walk and talk in it, the scene stays as it was, the
// size of live follows its content, and so does memory. Real rules, real programs and a real disk; two hours
// of a simulated time.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BEHAVIOR } from '../../../shared/world/address.ts'
import { SWOLLEN_BYTES } from '../../../shared/play/documents/live-commits.ts'
import { nowMap } from '../../../shared/world/live/live-document.ts'
import { liveMetaOf } from '../../../shared/world/live/live-state.ts'
import { documentOf, makeWorld } from '../../contract/made.ts'
import { openSqlite } from '../../contract/stores.ts'
import { beginAt, GARDEN } from '../../unit/play/people.ts'
import { World } from '../../unit/play/world.ts'
import { Crowd } from './busy.ts'
import { seededRandom, seedFromEnvironment } from '../random.ts'
import { roundsOr } from '../../support/rounds.ts'

const PEOPLE = 100
const ROUNDS = roundsOr(5_000)
const ACTIONS = ROUNDS * PEOPLE
const HOURS_MS = 2 * 60 * 60 * 1000
/** Looked at so often, evenly. */
const LOOKS = 10
/** Within so many rounds what a hundred people do fills live to where it is renewed. */
const RENEWED_MAX = 400
/** How much memory may differ from the first looks to the last ones, in bytes: it varies. */
const FLAT_BYTES = 16 * 1024 * 1024
const LIMIT_MS = 60 * 60_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/** A document's content, and no more. */
function stateOf(live: Y.Doc): Uint8Array {
  const now = nowMap(live)
  const copy = new Y.Doc()
  if (now !== null) copy.getMap('live').set('now', now.clone())
  return Y.encodeStateAsUpdate(copy)
}

test(
  `after ${ACTIONS} actions the scene is what it was, and live, compacted, is at most twice what it says`,
  { timeout: LIMIT_MS },
  async () => {
    const seed = seedFromEnvironment()
    await using opened = await openSqlite()
    const { store } = opened
    const document = documentOf(await makeWorld(store, 'garden'), 'live')
    const world = new World()
    const crowd = new Crowd(world, seededRandom(seed), { people: PEOPLE, chairs: 20 })
    let last = 0
    let written = 0
    await beginAt(world, GARDEN, {
      commit: async (bytes) => {
        const at = Math.round(world.time.now())
        const [sequence = 0] = await store.append([{ document, bytes, member: BEHAVIOR, at, claims: [] }])
        Y.applyUpdate(world.stored, bytes)
        last = sequence
        written += bytes.length
      },
    })
    const before = Buffer.from(Y.encodeStateAsUpdate(world.scene))
    await crowd.round(() => ({ verb: 'visit' }))
    const memory: number[] = []
    let largest = 0
    for (let round = 1; round <= ROUNDS; round += 1) {
      await crowd.round()
      // Most of the time nobody does anything.
      await world.time.pass(HOURS_MS / ROUNDS - 60)
      if (round % (ROUNDS / LOOKS) !== 0) continue
      collect()
      memory.push(process.memoryUsage().heapUsed)
      largest = Math.max(largest, Y.encodeStateAsUpdate(world.stored).length)
    }
    // Overwritten values are dropped when live has grown: it is measured right after that.
    const { generation } = liveMetaOf(world.stored)
    for (let more = 0; liveMetaOf(world.stored).generation === generation; more += 1) {
      if (more > RENEWED_MAX) throw new Error(`live was not renewed, seed ${seed}`)
      await crowd.round()
    }
    const says = stateOf(world.stored).length
    await store.snapshot(document, last, Y.encodeStateAsUpdate(world.stored))
    // The node's work when a day has passed.
    const rule = { before: world.time.now() + 1, gapMs: 1, bytesMax: 1, toState: true }
    while ((await store.compact(document, rule)).merged > 0);
    const rows = await store.log(document, 0, 1000)
    const kept = rows.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const [early, late] = [Math.min(...memory.slice(0, LOOKS / 2)), Math.min(...memory.slice(LOOKS / 2))]
    console.info(
      `${crowd.done + crowd.refused} actions (${crowd.refused} refused) of ${PEOPLE} people in ` +
        `${Math.round(world.time.at / 60_000)} min: ${(written / (crowd.done + crowd.refused)).toFixed(0)} bytes written for each, live says ` +
        `${says} bytes, was ${largest} at most, is ${kept} compacted; heap ${(early / 1e6).toFixed(1)} MB, then ` +
        `${(late / 1e6).toFixed(1)} MB (seed ${seed})`,
    )
    expect(Buffer.from(Y.encodeStateAsUpdate(world.scene)).equals(before), `seed ${seed}`).toBe(true)
    expect(world.pageEdits).toEqual([])
    expect(kept, `seed ${seed}`).toBeLessThanOrEqual(2 * says)
    expect(largest, `seed ${seed}`).toBeLessThanOrEqual(2 * says + SWOLLEN_BYTES)
    expect(late - early, `seed ${seed}`).toBeLessThan(FLAT_BYTES)
    expect(world.failures).toEqual([])
    await world.stop()
  },
)
