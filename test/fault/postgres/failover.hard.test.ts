// Saved means saved when the primary is lost, too: Patroni makes its standby the primary, while fifty people
// write. Only where Patroni, etcd and HAProxy are installed: a failover takes up to half a minute.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { ask } from '../../unit/http/ask.ts'
import { Crowd } from '../crowd.ts'
import { Lives } from '../lives.ts'
import { hasFailover, startFailover } from './failover-servers.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(12)
const LIMIT_MS = 90 * 60_000
/** Until a standby has taken over, the one before is its standby, and the node writes again. */
const FAILOVER_MS = 180_000
/** Most edits that are saved between two kills. */
const EDITS_MAX = 1_000
/** How long everybody writes on, in ms. */
const GOES_ON_MS = 500
/** How many kills a crowd sees before the next one comes to worlds of its own. */
const LIVES = 10

describe.runIf(hasFailover)('[failover loses nothing]', { timeout: LIMIT_MS }, () => {
  test('a primary that is killed under fifty editors, with its machine or alone: 0 saved edits are lost', async () => {
    await using databases = await startFailover('worlds')
    await using lives = new Lives()
    const node = await lives.start('inkland/welcome', { INKLAND_STORE: databases.url })
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    const before = await databases.promotions()
    const away: number[] = []
    let saved = 0
    for (let done = 0; done < KILLS;) {
      const crowd = await Crowd.gather(node, `crowd-${done}`, random)
      const end = Math.min(KILLS, done + LIVES)
      for (; done < end; done += 1) {
        await crowd.enterAtLast(node)
        await crowd.write(1 + random.below(EDITS_MAX))
        await databases.killPrimary(random.below(2) === 0 ? 'machine' : 'database')
        const began = performance.now()
        // They would write tens of thousands of edits that nobody saves, faster than anybody types.
        await pause(GOES_ON_MS)
        for (const editor of crowd.editors) editor.rest()
        // What was killed comes back, and waits for the new primary's log.
        databases.revive()
        await databases.ready()
        await writesAgain(node)
        away.push(performance.now() - began)
        for (const editor of crowd.editors) editor.disconnect()
        await crowd.part()
        expect(await crowd.lost(node), `seed ${seed}, kill ${done}`).toBe(0)
      }
      await crowd.settle(node, { comesAgain: true })
      crowd.leave()
      saved += crowd.saved
    }
    const promotions = (await databases.promotions()) - before
    const sorted = away.toSorted((a, b) => a - b).map((time) => (time / 1000).toFixed(0))
    console.info(
      `failover: ${KILLS} kills of the primary, ${promotions} promotions, ${saved} saved edits, 0 lost; ` +
        `written again after ${sorted[Math.floor(sorted.length / 2)]} s (p50), ${sorted.at(-1)} s at most`,
    )
    expect(promotions).toBeGreaterThanOrEqual(KILLS / 2)
  })

  test('without its standby the primary confirms nothing: writes wait, and the node says so', async () => {
    await using databases = await startFailover('worlds')
    await using lives = new Lives()
    const node = await lives.start('inkland/welcome', { INKLAND_STORE: databases.url })
    const crowd = await Crowd.gather(node, 'waiting', seededRandom(seedFromEnvironment()))
    await crowd.enter(node)
    await crowd.write(100)
    await databases.killStandby()
    await noneIsSaved(crowd)
    expect((await ask(node.url, 'POST /api/me', { body: { name: 'Zoe' } })).status).toBe(503)
    databases.revive()
    await databases.ready()
    await writesAgain(node)
    for (const editor of crowd.editors) editor.disconnect()
    await crowd.part()
    expect(await crowd.lost(node)).toBe(0)
    await crowd.settle(node, { comesAgain: true })
    crowd.leave()
  })
})

/** Rejects unless a node answers somebody new: it has written who they are. */
async function writesAgain(node: RunningServer): Promise<void> {
  await until(
    'the node writes again',
    async () =>
      (await ask(node.url, 'POST /api/me', { body: { name: 'Ada' } }).catch(() => null))?.status === 200,
    FAILOVER_MS,
  )
}

/** From some moment on nobody is told that an edit is saved, for a while. */
async function noneIsSaved(crowd: Crowd): Promise<void> {
  let [saved, since] = [crowd.saved, performance.now()]
  await until(
    'no more edits are saved',
    () => {
      if (crowd.saved !== saved) [saved, since] = [crowd.saved, performance.now()]
      return performance.now() - since > 3_000
    },
    FAILOVER_MS,
  )
}
