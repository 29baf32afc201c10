// More than there-and-back.hard.test.ts has: ten thousand worlds with little memory, kills at random and at
// every step, from one database to another, and the old store that is kept.
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { openPostgresStore } from '../../../server/storage/postgres/postgres-store.ts'
import { processOf } from '../../contract/made.ts'
import { temporaryFolder } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { makeWorlds } from './made-folder.ts'
import { digestOf, move, moveApart, whereItStarts } from './moves.ts'
import { databasesOfRun } from '../postgres/database-server.ts'
import { roundsOr } from '../../support/rounds.ts'

const WORLDS = 10_000
const KILLS = roundsOr(30)
/** Where it is killed; the first two are what it does most of the time, and when it is killed at random. */
const STEPS = ['copying', 'comparing', 'compared', 'arrived', 'left', 'done']
/** In those that are killed, and that are looked at after each kill. */
const KILLED_WORLDS = 500

describe.skipIf(!hasPostgres)('a move', () => {
  const databases = databasesOfRun

  test(`[L18] ${WORLDS} worlds go there and back, with little memory`, { timeout: 30 * 60_000 }, async () => {
    const [data, url] = [temporaryFolder(), await databases.newDatabase()]
    await makeWorlds(data, WORLDS, seededRandom(seedFromEnvironment()))
    const before = await digestOf(data, 'sqlite')
    const there = await moveApart({ data, from: 'sqlite', to: url })
    expect(there.done, there.said).toMatchObject({ worlds: WORLDS, digest: before })
    const back = await moveApart({ data, from: url, to: 'sqlite' })
    expect(back.done, back.said).toMatchObject({ worlds: WORLDS, digest: before })
    expect(await whereItStarts(data, ['sqlite', url])).toEqual(['sqlite'])
    expect(await digestOf(data, 'sqlite')).toBe(before)
    for (const [way, run] of [
      ['there', there],
      ['back', back],
    ] as const) {
      const { ms = 0, peakMb = 0, rows = 0 } = run.done ?? {}
      console.info(`moved ${WORLDS} worlds (${rows} rows) ${way}: ${ms / 1000} s, ${peakMb} MB at most`)
      expect(peakMb).toBeLessThan(250)
    }
  })

  test(
    '[L18] killed at any moment, the old store is the node’s or the new one is, and all is there',
    { timeout: 30 * 60_000 },
    async () => {
      const seed = seedFromEnvironment()
      const random = seededRandom(seed)
      const data = temporaryFolder()
      await makeWorlds(data, KILLED_WORLDS, random)
      const before = await digestOf(data, 'sqlite')
      let [from, database] = ['sqlite', await databases.newDatabase()]
      let [kills, done, usualMs] = [0, 0, 1_500]
      while (kills < KILLS) {
        const to = from === 'sqlite' ? database : 'sqlite'
        const afterMs = random.fraction() * usualMs
        const run = await moveApart({ data, from, to }, (child) => {
          void pause(afterMs).then(() => child.kill('SIGKILL'))
        })
        if (run.isKilled) kills += 1
        else expect(run.done, `${run.said} (seed ${seed})`).not.toBeNull()
        usualMs *= run.isKilled ? 1.15 : 0.9
        const starts = await whereItStarts(data, ['sqlite', database])
        expect(starts, `seed ${seed}, after ${afterMs} ms`).toHaveLength(1)
        const now = starts[0] ?? ''
        expect(await digestOf(data, now), `seed ${seed}, after ${afterMs} ms`).toBe(before)
        if (now === from) continue
        done += 1
        from = now
        // What was left is kept, so the next move needs an empty one.
        if (from === 'sqlite') database = await databases.newDatabase()
      }
      const last = await move({ data, from, to: from === 'sqlite' ? database : 'sqlite' })
      expect(last.done, last.said).toMatchObject({ digest: before })
      console.info(`moves killed at random: ${kills}, ${done} moves done between, 0 lost (seed ${seed})`)
    },
  )

  test.each(STEPS)('[L18] killed at a step of it: %s', async (dieAt) => {
    const [data, url] = [temporaryFolder(), await databases.newDatabase()]
    await makeWorlds(data, 10, seededRandom(1))
    const before = await digestOf(data, 'sqlite')
    const isDone = dieAt === 'done'
    const both = [
      ['sqlite', url],
      [url, 'sqlite'],
    ] as const
    for (const [from, to] of both) {
      expect((await move({ data, from, to, dieAt })).isKilled).toBe(true)
      const now = isDone ? to : from
      // Before anything was opened, the next move begins anew.
      if (!isDone) expect((await move({ data, from, to, dieAt })).isKilled).toBe(true)
      expect(await whereItStarts(data, ['sqlite', url])).toEqual([now])
      expect(await digestOf(data, now)).toBe(before)
      if (!isDone) {
        const again = await move({ data, from, to })
        expect(again.done, again.said).toMatchObject({ digest: before })
        expect(await whereItStarts(data, ['sqlite', url])).toEqual([to])
      }
    }
  })

  test('[L18] from one database to another one, and not while its processes run', async () => {
    const [data, one, other] = [
      temporaryFolder(),
      await databases.newDatabase(),
      await databases.newDatabase(),
    ]
    await makeWorlds(data, 5, seededRandom(3))
    const before = await digestOf(data, 'sqlite')
    await move({ data, from: 'sqlite', to: one })
    expect((await move({ data, from: one, to: one })).said).toMatch(/already/)
    const process = await openPostgresStore({ address: parseDatabaseAddress(one), isShared: true })
    await process.join(processOf('process'))
    const beats = setInterval(() => void process.beat(processOf('process')), 500)
    const refused = await move({ data, from: one, to: other })
    clearInterval(beats)
    expect(refused.said).toMatch(/is using the database .*: stop all of its processes first/)
    await process.close()
    expect((await move({ data, from: one, to: other })).done).toMatchObject({ digest: before })
    expect(await whereItStarts(data, ['sqlite', one, other])).toEqual([other])
    expect(await digestOf(data, other)).toBe(before)
  })

  test('[L19] the old store is kept: never deleted, and never started by mistake', async () => {
    const [data, url] = [temporaryFolder(), await databases.newDatabase()]
    await makeWorlds(data, 5, seededRandom(2))
    const before = await digestOf(data, 'sqlite')
    const copy = temporaryFolder()
    cpSync(data, copy, { recursive: true })
    const { done } = await move({ data, from: 'sqlite', to: url })
    const aside = done?.aside ?? ''
    expect(existsSync(aside)).toBe(true)
    expect(await whereItStarts(aside, ['sqlite'])).toEqual([])
    expect((await move({ data: aside, from: 'sqlite', to: url })).said).toMatch(/moved to PostgreSQL/)
    await move({ data, from: url, to: 'sqlite' })
    expect(await whereItStarts(temporaryFolder(), [url])).toEqual([])
    const refused = await move({ data, from: 'sqlite', to: url })
    expect(refused.said).toMatch(/still has the worlds that moved to SQLite/)
    const second = await move({ data, from: 'sqlite', to: await databases.newDatabase() })
    expect(second.done).toMatchObject({ digest: before })
    // Both stores that were left in this folder stand aside.
    expect(readdirSync(data).filter((name) => name.startsWith('moved-away-'))).toHaveLength(2)
  })
})
