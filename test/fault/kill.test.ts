// Saved means saved: a real node is killed at any moment, and every edit that it ever called saved is there
// when it serves again.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { WorldList } from '../../shared/wire/api/world-bodies.ts'
import { runServer, startServer, until, type Exit, type RunningServer } from '../process.ts'
import { seededRandom, seedFromEnvironment, type Random } from '../simulation/random.ts'
import { ask } from '../unit/http/ask.ts'
import { clockAhead } from './clock.ts'
import { fetchCopy } from './copy.ts'
import { Crowd } from './crowd.ts'
import { Editor } from './editor.ts'
import { Lives } from './lives.ts'

const IS_HARD = process.env['INKLAND_HARD'] !== undefined
const KILLS = IS_HARD ? 200 : 1
/** How often the node is killed under a crowd, before the next one comes to worlds of its own. */
const LIVES = 20
/** Kills in each of the special moments. */
const SPECIAL = IS_HARD ? 20 : 1
/** Most edits that are saved between two kills. */
const EDITS_MAX = IS_HARD ? 14_000 : 3_000
const LIMIT_MS = IS_HARD ? 60 * 60_000 : 180_000

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
      expect(saved).toBeGreaterThan(IS_HARD ? 1_000_000 : KILLS * 100)
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
        const run = runServer(['--data', lives.data])
        const target = random.below(wholeBytes)
        while (bytesIn(lives.data) <= target && run.child.exitCode === null) await turn()
        run.child.kill('SIGKILL')
        expect((await run.exit).signal, `seed ${seed}`).toBe('SIGKILL')
        sizes.push(bytesIn(lives.data))
        const { url } = await lives.start('inkland/welcome')
        const { worlds } = (await ask(url, 'GET /api/worlds')).read(WorldList)
        expect(
          worlds.map(({ address }) => address),
          `seed ${seed}, killed at ${target} bytes`,
        ).toEqual(['inkland/welcome'])
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
      const editors = Array.from(
        { length: 5 },
        (_, n) => new Editor({ world: `new/world-${kill}-${n}`, name: 'ada', random }),
      )
      for (const editor of editors) editor.connect(server.wsUrl)
      while (editors.every(({ identity }) => identity === '')) await turn()
      await server.kill()
      await until('all are gone', () => editors.every(({ closedWith }) => closedWith !== null))
      const promised = editors.filter(({ identity }) => identity !== '')

      server = await lives.start('inkland/welcome')
      const { worlds } = (await ask(server.url, 'GET /api/worlds')).read(WorldList)
      for (const { world, identity } of promised) {
        expect(worlds.find(({ address }) => address === world)?.id, `seed ${seed}`).toBe(
          identity.split(' ')[0],
        )
        const copy = await fetchCopy(`${server.wsUrl}/sync/${world}`)
        expect(copy.getMap('artifacts').has(String(copy.getMap('meta').get('root'))), `seed ${seed}`).toBe(
          true,
        )
        copy.destroy()
      }
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
      const target = 1 + random.below(HEAVY_EDITS)
      const { promise: reached, resolve } = Promise.withResolvers<void>()
      const editor = new Editor({
        world: `heavy/world-${kill}`,
        name: 'ada',
        random,
        edit: (doc, person) =>
          doc.getArray(person).push([Buffer.from(random.bytes(HEAVY_BYTES)).toString('hex')]),
        onSaved: () => editor.saved >= target && resolve(),
      })
      editor.connect(server.wsUrl)
      editor.write()
      await reached
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

/** Twice that makes an edit; a snapshot is due after 256 kB, so every few edits at first. */
const HEAVY_BYTES = 16 * 1024
const HEAVY_EDITS = 100

function bytesIn(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
