// The memory of a server: at rest, with idle connections, with many small documents open. It is resident
// memory, so garbage that was not returned yet counts.
import { readFileSync } from 'node:fs'
import type { CrowdPlan } from '../generator/jobs/crowd.ts'
import { runJob, startJob } from '../load.ts'
import { memoryOf } from '../generator/work.ts'
import { pause } from '../generator/until.ts'
import { atMost, type Scenario, type Trial } from '../scenario.ts'
import type { Server } from '../server.ts'
import { HOCUSPOCUS, INKLAND, Y_WEBSOCKET } from '../system.ts'

export const memory: Scenario = {
  name: 'memory',
  what:
    'Resident memory of the server just started; what each of 10,000 idle connections to one document adds; what each ' +
    'of 2,000 documents with 200 characters and one connection adds, opened from the store by a server that has just ' +
    'started, or made anew where there is no store. Weighed half a minute after the last one came.',
  systems: [INKLAND, HOCUSPOCUS, Y_WEBSOCKET],
  figures: [
    { key: 'rest', label: 'server at rest', unit: 'MB', compared: true },
    { key: 'connection', label: 'idle connection', unit: 'kB each', compared: true },
    { key: 'world', label: 'small document with a connection', unit: 'kB each', compared: true },
  ],
  targets: [atMost('rest', 160), atMost('connection', 8), atMost('world', 30)],
  async run(trial) {
    const count = trial.quick ? 500 : 2000
    const each = trial.quick ? 500 : connectionsHere()
    const connections = await crowded(trial, { documents: 1, each, characters: 200 })
    if (trial.system.stores) await make(trial, count)
    const characters = trial.system.stores ? 0 : 200
    const worlds = await crowded(trial, { documents: count, each: 1, characters })
    return {
      rest: connections.rest / 1e6,
      connection: (connections.full - connections.rest) / each / 1e3,
      world: (worlds.full - worlds.rest) / count / 1e3,
    }
  },
}

async function crowded(
  trial: Trial,
  crowd: CrowdPlan,
): Promise<{ readonly rest: number; readonly full: number }> {
  const server = await trial.serve()
  const rest = await settled(server)
  const job = startJob('crowd', server, crowd)
  await job.ready
  const full = await stillAfter(server, trial.quick ? 0 : STILL_MS)
  job.stop()
  await job.result
  await server.stop()
  return { rest, full }
}

async function make(trial: Trial, documents: number): Promise<void> {
  const server = await trial.serve()
  await runJob('visit', server, { documents, characters: 200 })
  await server.stop()
}

/** As many as are asked for, unless a process may open fewer files: each end of a connection is one. */
function connectionsHere(): number {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  const files = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1])
  return Math.min(CONNECTIONS, (files || CONNECTIONS) - OTHER_FILES)
}

const CONNECTIONS = 10_000
/** A server and the load generator open some other files, too. */
const OTHER_FILES = 200

/** A node gives memory back so long after the last one of many came, in ms, and after the last one went. */
export const STILL_MS = 25_000
export const LEFT_MS = 65_000

/** Resident memory in bytes once nothing has happened for so long. */
export async function stillAfter(server: Server, ms: number): Promise<number> {
  await pause(ms)
  return settled(server)
}

/** Resident memory in bytes once it has not changed by 1 % for two seconds, or after 20. */
export async function settled(server: Server): Promise<number> {
  let last = memoryOf(server.pid)
  let still = 0
  for (let i = 0; i < 80 && still < 8; i++) {
    await pause(250)
    const now = memoryOf(server.pid)
    still = Math.abs(now - last) < last / 100 ? still + 1 : 0
    if (still === 0) last = now
  }
  return memoryOf(server.pid)
}
