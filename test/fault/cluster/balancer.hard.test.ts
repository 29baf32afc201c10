// HAProxy in front of the processes of a node, with docs/deploy/haproxy.cfg: people come in at one
// address, whichever process is gone. Only where HAProxy is installed.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder, until } from '../../process.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { ask } from '../../unit/http/ask.ts'
import { Crowd } from '../crowd.ts'
import { databaseServer } from '../postgres/database-server.ts'
import { freePort } from '../../support/free-port.ts'
import { NodeProcesses, processesAt } from './node-processes.ts'

const HAPROXY = '/usr/sbin/haproxy'
const EDITS = 2_000
const LIMIT_MS = 10 * 60_000

describe.runIf(hasPostgres && existsSync(HAPROXY))(
  '[a cluster is one node] behind HAProxy',
  { timeout: LIMIT_MS },
  () => {
    const databases = databaseServer()

    test('two of three processes are killed under fifty editors who know one address: nothing saved is lost', async () => {
      await using node = new NodeProcesses(await databases.newDatabase())
      const port = await freePort()
      const url = `http://127.0.0.1:${port}`
      const args = ['--proxies', '127.0.0.1', '--origin', url]
      const started = [await node.start({ args }), await node.start({ args }), await node.start({ args })]
      await using _balancer = balancer(
        port,
        started.map(({ server }) => server.port),
      )
      await until('the balancer serves', () => isServed(url), 30_000)
      const way = { url, wsUrl: url.replace('http', 'ws') }
      const seed = seedFromEnvironment()
      const random = seededRandom(seed)
      const gaps: number[] = []
      let saved = 0
      for (let kill = 0; kill < 2; kill += 1) {
        const crowd = await Crowd.gather(way, `crowd-${kill}`, random)
        await crowd.enterAtLast(way)
        await crowd.write(EDITS)
        const [leads] = await processesAt(url)
        const leading = started.find(({ inside }) => inside === leads?.address)
        expect(await leading?.server.kill()).toEqual({ code: null, signal: 'SIGKILL' })
        const killedAt = performance.now()
        await until('it is served again', () => isServed(url), 60_000)
        gaps.push(performance.now() - killedAt)
        for (const editor of crowd.editors) editor.disconnect()
        await crowd.part()
        expect(await crowd.lost(way), `seed ${seed}`).toBe(0)
        await crowd.settle(way, { comesAgain: true })
        crowd.leave()
        saved += crowd.saved
      }
      const most = Math.max(...gaps).toFixed(0)
      console.info(
        `behind HAProxy: 2 kills, ${saved} saved edits, 0 lost, served again after ${most} ms at most`,
      )
    })
  },
)

const isServed = async (url: string): Promise<boolean> =>
  (await ask(url, 'POST /api/me', { body: { name: 'Ada' } }).catch(() => null))?.status === 200

/** HAProxy as in the docs, but for the certificate, and with these processes. */
function balancer(port: number, processes: readonly number[]): AsyncDisposable {
  const config = readFileSync(new URL('../../../docs/deploy/haproxy.cfg', import.meta.url), 'utf8')
    .replace(/bind :443 .*/, `bind 127.0.0.1:${port}`)
    .replace('Host worlds.example', `Host 127.0.0.1:${port}`)
    .replaceAll(/server (one|two|three) 10\.0\.0\.\d:7070/g, (_, name: string) => {
      const at = ['one', 'two', 'three'].indexOf(name)
      return `server ${name} 127.0.0.1:${processes[at]}`
    })
  if (/10\.0\.0\./.test(config) || !config.includes('server three 127.0.0.1:'))
    throw new Error('docs/deploy/haproxy.cfg is another one now')
  const file = join(temporaryFolder(), 'haproxy.cfg')
  writeFileSync(file, config)
  const child = spawn(HAPROXY, ['-db', '-f', file], { stdio: 'ignore' })
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL')
    },
  }
}
