// The cost of drivers for the program that runs them: `node --expose-gc test/bench/drivers.ts [--count N]`
// opens a node, brings N drivers into one world over the sockets that bots have, and prints how much memory
// each adds, and how much of a core they take while a tenth of them walks.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'
import { connect, type Driver } from '../../shared/driver/connect.ts'
import { startServer } from './server.ts'
import { INKLAND } from './system.ts'

const QUIET_MS = 3_000
const WALKING_MS = 30_000
const STEP_MS = 500

const { values: options } = parseArgs({ options: { count: { type: 'string', default: '100' } } })
const count = Number(options.count)
const collect = globalThis.gc
if (!(count > 0) || collect === undefined) {
  console.error('Usage: node --expose-gc test/bench/drivers.ts [--count N]')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'inkland-drivers-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

const server = await startServer(INKLAND, folder, null)
const drivers: Driver[] = []
// The first brings what all share: code, the parsers, the world itself.
drivers.push(await enter(0))
const before = await weigh()
for (let number = 1; number <= count; number += 1) drivers.push(await enter(number))
const after = await weigh()
const each = (key: 'heapUsed' | 'rss'): string =>
  `${((after[key] - before[key]) / count / 1e3).toFixed(1)} kB`
console.log(`${count} drivers: ${each('heapUsed')} of heap each, ${each('rss')} resident`)

const walkers = drivers.filter((_, number) => number % 10 === 0)
const started = process.cpuUsage()
const end = performance.now() + WALKING_MS
for (let turn = 0; performance.now() < end; turn += 1) {
  const spot = { x: 200 + (turn % 2) * 400, y: 200 }
  await Promise.all([pause(STEP_MS), ...walkers.map((driver) => driver.walk(spot))])
}
const { user, system } = process.cpuUsage(started)
console.log(
  `${((user + system) / 1e3 / WALKING_MS).toFixed(3)} of a core while ${walkers.length} of them walk`,
)
for (const driver of drivers) driver.close()
await server.stop()
process.exit(0)

async function enter(number: number): Promise<Driver> {
  const driver = await connect({
    server: `http://127.0.0.1:${server.port}`,
    world: 'bench/town',
    name: `Walker ${number}`,
    platform: globalThis,
    WebSocket,
  })
  const { ok, why } = await driver.visit()
  if (!ok) throw new Error(why ?? 'a visit was refused')
  return driver
}

/** The rest when nothing moves and garbage is collected. */
async function weigh(): Promise<NodeJS.MemoryUsage> {
  await pause(QUIET_MS)
  for (let turn = 0; turn < 4; turn += 1) {
    collect?.()
    await pause(100)
  }
  return process.memoryUsage()
}
