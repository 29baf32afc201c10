// A node that is killed while a process of its pool works: says which process that is.
import { systemClock } from '../../../server/time/server-clock.ts'
import { createPool, type Pool } from '../../../server/workers/process-pool.ts'
import { spawnWork } from '../../../server/workers/worker-process.ts'
import type { Ask } from './jobs.ts'

const pool: Pool<Ask, string> = createPool({
  script: new URL('jobs.ts', import.meta.url),
  bounds: { timeMs: 100, memoryMb: 64, waitingMax: 1, waitingEachMax: 1 },
  clock: systemClock,
  spawn(script, onMessage, onDeath) {
    const made = spawnWork(script, onMessage, onDeath)
    return {
      ...made,
      send(message) {
        made.send(message)
        process.stdout.write(String(made.pid))
      },
    }
  },
})
setInterval(() => undefined, 1_000)
await pool.run({ kind: 'spin' }, { by: 'ada' })
