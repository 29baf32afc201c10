// Stopping is clean: a node that is told to stop under load keeps all that it called saved, says goodbye to
// everybody and ends, and the next one goes on.
import { once } from 'node:events'
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { CLOSE } from '../../shared/wire/frames/sync-frames.ts'
import { temporaryFolder, until } from '../process.ts'
import { seededRandom, seedFromEnvironment } from '../simulation/random.ts'
import { roundsOr } from '../support/rounds.ts'
import { Crowd } from './crowd.ts'
import { Lives } from './lives.ts'
import { IS_HARD } from '../hard.ts'

const STOPS = IS_HARD ? roundsOr(40) : 1
/** Fifty people in ten worlds in the long form. */
const PEOPLE = IS_HARD ? {} : { perWorld: [4, 2, 1] }
/** Most edits that are saved between two stops. */
const EDITS_MAX = IS_HARD ? 3_000 : 500
const LIMIT_MS = IS_HARD ? 30 * 60_000 : 120_000
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

describe('[stopping is clean]', () => {
  it('SIGTERM under load loses nothing, says goodbye and ends with 0', { timeout: LIMIT_MS }, async () => {
    const seed = seedFromEnvironment()
    const random = seededRandom(seed)
    await using lives = new Lives()
    let server = await lives.start('inkland/welcome')
    const crowd = await Crowd.gather(server, 'crowd', random, PEOPLE)
    const tookMs: number[] = []
    let lost = 0
    for (let stop = 0; stop < STOPS; stop++) {
      await crowd.enter(server)
      await crowd.write(1 + random.below(EDITS_MAX))
      const begun = performance.now()
      expect(await server.stop(), `seed ${seed}`).toEqual({ code: 0, signal: null })
      tookMs.push(performance.now() - begun)
      await crowd.part()
      for (const { closedWith } of crowd.editors) expect(closedWith).toBe(CLOSE.goingAway)
      server = await lives.start('crowd/world-0')
      lost += await crowd.lost(server)
      expect(lost, `seed ${seed}, stop ${stop}`).toBe(0)
    }
    await crowd.settle(server)
    crowd.leave()
    const longest = Math.max(...tookMs)
    console.info(
      `stopping is clean: ${STOPS} stops, ${crowd.saved} saved edits, ${lost} lost, ` +
        `ended after ${longest.toFixed(0)} ms at most; ${lives.figure()} (seed ${seed})`,
    )
  })

  const SIGNALS: [string, (npm: ChildProcess) => void][] = [
    ['npm and all that it started, as systemd sends it', ({ pid = 0 }) => process.kill(-pid, 'SIGTERM')],
    ['npm', (npm) => npm.kill('SIGTERM')],
  ]
  it.each(IS_HARD ? SIGNALS : SIGNALS.slice(0, 1))(
    'npm start ends the node in order on a signal to %s',
    { timeout: LIMIT_MS },
    async (_, send) => {
      const data = temporaryFolder()
      // Without `prestart`, which may build the client: that is another test's.
      const options = ['--port', '0', '--access', 'open', '--data', data]
      const npm = spawn('npm', ['start', '--ignore-scripts', '--', ...options], {
        cwd: ROOT,
        detached: true,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      using _group = { [Symbol.dispose]: () => killGroup(npm) }
      const ended = once(npm, 'exit')
      const { promise: listening, resolve } = Promise.withResolvers<string>()
      createInterface({ input: npm.stdout }).on('line', (line) => {
        const url = /^inkland listening on (\S+)$/.exec(line)?.[1]
        if (url !== undefined) resolve(url)
      })
      const url = await Promise.race([listening, ended.then(() => expect.fail('npm start ended'))])
      const stuck = await beginUpload(url)

      send(npm)
      await once(stuck, 'close')
      // A process that gets the signal twice would take the second one for impatience, and leave this file.
      await until('the folder was left in order', () => !existsSync(join(data, 'inkland.sqlite-wal')))
    },
  )
})

/** Kills what is left of a process and all that it started. */
function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // The node has no child left, as it should be.
  }
}

/** A request that never ends: it holds up the node's end for as long as answers may take. */
async function beginUpload(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => socket.destroy())
  socket.write(
    'POST /api/me HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{',
  )
  await once(socket, 'connect')
  // Once a later request is answered, the node holds the first one.
  await fetch(`${url}/healthz`)
  return socket
}
