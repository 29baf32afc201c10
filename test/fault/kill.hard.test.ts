// What kill.test.ts proves with a kill of each kind, many times, under fifty editors, with old rows merged
// while the node stops: saved means saved, and it soon serves again.
import { describe, expect, it } from 'vitest'
import { startServer, until, type Exit, type RunningServer } from '../process.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../simulation/random.ts'
import { clockAhead } from './clock.ts'
import { fetchCopy } from './copy.ts'
import { Crowd } from './crowd.ts'
import { bytesIn, expectPromised, killFirstStart, killNewWorlds, writeHeavily } from './killed-moments.ts'
import { Lives } from './lives.ts'
import { roundsOr } from '../support/rounds.ts'

const KILLS = roundsOr(60)
/** How often the node is killed under a crowd, before the next one comes to worlds of its own. */
const LIVES = 20
/** Kills in each of the special moments. */
const SPECIAL = roundsOr(12)
/** Most edits that are saved between two kills. */
const EDITS_MAX = 14_000
const LIMIT_MS = 60 * 60_000

/** Kills a node that is stopping in order: early, in the middle, or when it has said goodbye to everybody. */
async function killStopping(server: RunningServer, crowd: Crowd, random: Random): Promise<Exit> {
  const moment = random.below(3)
  process.kill(server.pid, 'SIGTERM')
  await until('it is stopping', () => {
    const gone = crowd.editors.filter(({ closedWith }) => closedWith !== null).length
    return [server.log().includes('stopping'), gone > 0, gone === crowd.editors.length][moment]
  })
  return server.kill()
}

describe('[saved means saved]', () => {
  it(
    'fifty editors lose nothing that was saved, whenever the node is killed',
    { timeout: LIMIT_MS },
    async () => {
      const seed = seedFromEnvironment()
      const random = seededRandom(seed)
      await using lives = new Lives()
      let server = await lives.start('inkland/welcome')
      const crowds: Crowd[] = []
      const killed = { writing: 0, stopping: 0 }
      let lost = 0
      const check = async (crowd: Crowd) => {
        lost += await crowd.lost(server)
        expect(lost, `seed ${seed}, ${killed.writing + killed.stopping} kills`).toBe(0)
      }
      const isEnough = () => killed.writing + killed.stopping >= KILLS
      while (!isEnough()) {
        const crowd = await Crowd.gather(server, `crowd-${crowds.length}`, random)
        crowds.push(crowd)
        for (let life = 1; life <= LIVES && !isEnough(); life++) {
          await crowd.enter(server)
          await crowd.write(1 + random.below(EDITS_MAX))
          const isStopping = life % 5 === 0
          const exit = isStopping ? await killStopping(server, crowd, random) : await server.kill()
          if (exit.signal === 'SIGKILL') killed[isStopping ? 'stopping' : 'writing']++
          await crowd.part()
          // Some days later, so that a node that stops merges old rows.
          const days = 2 * (crowds.length * LIVES + life)
          server = await lives.start('inkland/welcome', clockAhead(days))
          await check(crowd)
        }
        await crowd.settle(server)
        await check(crowd)
        crowd.leave()
      }
      for (const crowd of crowds) await check(crowd)
      const saved = crowds.reduce((sum, crowd) => sum + crowd.saved, 0)
      console.info(
        `saved means saved: ${killed.writing} kills, ${killed.stopping} while stopping, ${saved} saved edits, ` +
          `${lost} lost; ${lives.figure()} (seed ${seed})`,
      )
      expect(lives.isQuick, lives.figure()).toBe(true)
      expect(saved).toBeGreaterThan(KILLS * 100)
    },
  )

  it(
    'a node that is killed during its very first start begins well the next time',
    { timeout: LIMIT_MS },
    async () => {
      const seed = seedFromEnvironment()
      const random = seededRandom(seed)
      await using whole = await startServer()
      const wholeBytes = bytesIn(whole.data)
      await whole.kill()
      const sizes: number[] = []
      for (let kill = 0; kill < SPECIAL; kill++) {
        await using lives = new Lives()
        sizes.push((await killFirstStart(lives, random.below(wholeBytes))).bytes)
        expect(lives.isQuick, lives.figure()).toBe(true)
      }
      console.info(
        `killed in the first start: with ${sizes.join(', ')} of ${wholeBytes} bytes written, 0 harmed`,
      )
    },
  )

  it('a world that somebody has entered is there, and the same', { timeout: LIMIT_MS }, async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    await using lives = new Lives()
    let server = await lives.start('inkland/welcome')
    for (let kill = 0; kill < SPECIAL; kill++) {
      const editors = await killNewWorlds(server, `new/world-${kill}`, random)
      server = await lives.start('inkland/welcome')
      await expectPromised(server, editors)
    }
    console.info(`killed right after a world was made: ${SPECIAL} times, 0 worlds lost; ${lives.figure()}`)
  })

  it('a snapshot that was being written costs nothing', { timeout: LIMIT_MS }, async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    await using lives = new Lives()
    let server = await lives.start('inkland/welcome')
    let saved = 0
    for (let kill = 0; kill < SPECIAL; kill++) {
      const editor = await writeHeavily(server, { world: `heavy/world-${kill}`, random })
      await server.kill()
      await until('the editor is gone', () => editor.closedWith !== null)
      server = await lives.start(editor.world)
      const copy = await fetchCopy(`${server.wsUrl}/sync/${editor.world}`)
      saved += editor.saved
      expect(editor.lostIn(copy), `seed ${seed}`).toBe(0)
      copy.destroy()
    }
    console.info(
      `killed around a snapshot: ${SPECIAL} times, ${saved} saved edits, 0 lost; ${lives.figure()}`,
    )
    expect(lives.isQuick, lives.figure()).toBe(true)
  })
})
