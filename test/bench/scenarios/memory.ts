// The memory of a server: at rest, with idle connections, with many small documents open. It is resident
// memory, so garbage that was not returned yet counts.
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
    'Resident memory of the server just started; what each of 2,000 idle connections to one document adds; what each ' +
    'of 2,000 documents with 200 characters and one connection adds, opened from the store by a server that has just ' +
    'started, or made anew where there is no store.',
  systems: [INKLAND, HOCUSPOCUS, Y_WEBSOCKET],
  figures: [
    { key: 'rest', label: 'server at rest', unit: 'MB', compared: true },
    { key: 'connection', label: 'idle connection', unit: 'kB each', compared: true },
    { key: 'world', label: 'small document with a connection', unit: 'kB each', compared: true },
  ],
  targets: [atMost('rest', 90), atMost('connection', 15), atMost('world', 30)],
  roundsMax: 3,
  async run(trial) {
    const count = trial.quick ? 500 : 2000
    const connections = await crowded(trial, { documents: 1, each: count, characters: 200 })
    if (trial.system.stores) await make(trial, count)
    const characters = trial.system.stores ? 0 : 200
    const worlds = await crowded(trial, { documents: count, each: 1, characters })
    return {
      rest: connections.rest / 1e6,
      connection: (connections.full - connections.rest) / count / 1e3,
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
  const full = await settled(server)
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
