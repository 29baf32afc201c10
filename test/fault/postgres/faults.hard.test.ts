// Saved means saved on PostgreSQL, too: the node is killed, the database ends as in a power cut, and the line
// between them is cut between a commit and its answer, all while fifty people write.
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { until, type RunningServer } from '../../process.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { Crowd } from '../crowd.ts'
import { faultyLine } from '../faulty-line.ts'
import { Lives } from '../lives.ts'
import { databaseServer } from './database-server.ts'
import { roundsOr } from '../../support/rounds.ts'

const KILLS = roundsOr(60)
const STOPS = roundsOr(20)
const CUTS = roundsOr(100)
/** Most edits that are saved between two faults. */
const EDITS_MAX = 1_000
/** How many faults a crowd sees before the next one comes to worlds of its own. */
const LIVES = 10
const LIMIT_MS = 60 * 60_000

describe.skipIf(!hasPostgres)('[saved means saved] on PostgreSQL', { timeout: LIMIT_MS }, () => {
  // Commits sync its disk, as they do by default.
  const databases = databaseServer()

  test('a node that is killed under fifty editors loses nothing that was saved', async () => {
    const env = { INKLAND_STORE: await databases.newDatabase() }
    await using lives = new Lives()
    let server = await lives.start('inkland/welcome', env)
    const saved = await rounds(KILLS, {
      node: () => server,
      async fault(crowd) {
        await server.kill()
        await crowd.part()
        server = await lives.start('inkland/welcome', env)
      },
    })
    console.info(`on PostgreSQL: ${KILLS} kills, ${saved} saved edits, 0 lost; ${lives.figure()}`)
  })

  test('a database that ends as in a power cut is a pause: nothing is lost, nothing is there twice', async () => {
    const env = { INKLAND_STORE: await databases.newDatabase() }
    await using lives = new Lives()
    const server = await lives.start('inkland/welcome', env)
    const saved = await rounds(STOPS, {
      node: () => server,
      async fault(crowd, random) {
        await databases.server.stop('immediate')
        await pause(random.below(2_000))
        await databases.server.start()
        await goOn(crowd)
      },
    })
    console.info(`on PostgreSQL: ${STOPS} power cuts, ${saved} saved edits, 0 lost`)
  })

  test('a line that is cut between a commit and its answer: what became of it is read, never guessed', async () => {
    const direct = await databases.newDatabase()
    await using line = await faultyLine(databases.server.port)
    const env = { INKLAND_STORE: direct.replace(`:${databases.server.port}/`, `:${line.port}/`) }
    await using lives = new Lives()
    const server = await lives.start('inkland/welcome', env)
    const saved = await rounds(CUTS, {
      node: () => server,
      async fault(crowd, random) {
        if (random.below(3) === 0) line.cut()
        else line.cutAnswers()
        await goOn(crowd)
      },
    })
    console.info(`on PostgreSQL: ${CUTS} times all lines cut (${line.cuts}), ${saved} saved edits, 0 lost`)
  })
})

interface FaultRound {
  readonly node: () => RunningServer
  /** Brings the fault about while everybody writes; they are disconnected after it, or all is saved. */
  readonly fault: (crowd: Crowd, random: Random) => Promise<void>
}

/**
 * Fifty people write, a fault comes, and all that was saved is looked for, again and again; how much that
 * was.
 */
async function rounds(count: number, { node, fault }: FaultRound): Promise<number> {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  let saved = 0
  for (let done = 0; done < count;) {
    const crowd = await Crowd.gather(node(), `crowd-${done}`, random)
    const end = Math.min(count, done + LIVES)
    for (; done < end; done += 1) {
      await crowd.enter(node())
      await crowd.write(1 + random.below(EDITS_MAX))
      await fault(crowd, random)
      for (const editor of crowd.editors) editor.disconnect()
      await crowd.part()
      expect(await crowd.lost(node()), `seed ${seed}, round ${done}`).toBe(0)
    }
    await crowd.settle(node())
    crowd.leave()
    saved += crowd.saved
  }
  return saved
}

/** Everybody stops, and all that was written is saved by the same connections. */
async function goOn(crowd: Crowd): Promise<void> {
  for (const editor of crowd.editors) editor.rest()
  await until(
    'all is saved',
    () => {
      const gone = crowd.editors.find(({ closedWith }) => closedWith !== null)
      if (gone) throw new Error(`${gone.name} was sent out of ${gone.world} with ${gone.closedWith}`)
      return crowd.editors.every(({ made, saved }) => made === saved)
    },
    LIMIT_MS,
  )
}
