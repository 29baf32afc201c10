// The real sandbox of one world, in this thread and in the time of a test.
import { compileEngine } from '../../../server/owner/sandboxes/engine-module.ts'
import { createHost, prepare } from '../../../shared/behavior/host/program-host.ts'
import type { Sandbox } from '../../../shared/behavior/sandbox-protocol.ts'
import type { Random } from '../../simulation/random.ts'
import type { VirtualTime } from '../../simulation/time.ts'

const base = prepare(await compileEngine(), Math.random)
const WORLD = 'stage'

export function createSandbox(time: VirtualTime, { fraction }: Random): Sandbox {
  const host = createHost({
    base,
    now: () => time.now(),
    ticks: () => time.at,
    random: fraction,
    hotMax: 100,
  })
  return {
    patch: (patch) => host.patch(WORLD, patch),
    run: async (jobs) => jobs.map((job) => host.run(WORLD, job)),
    stop: (artifact) => host.stop(WORLD, artifact),
    close: () => host.close(WORLD),
  }
}
