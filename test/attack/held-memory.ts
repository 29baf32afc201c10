// What a node really holds: it throws its garbage away and says what is left. What it takes from the system
// is no measure of that: V8 doubles the room of what is new at some moment, by 64 MB.
import { systemClock } from '../../server/time/server-clock.ts'
import { repeat } from '../../shared/time/repeat.ts'
import { until, type RunningServer } from '../process.ts'

type Asked = Pick<RunningServer, 'pid' | 'log'>

/** How long after an answer a node that is watched is asked again, in ms. */
const LOOK_MS = 500
/** The second time, what the first one found to be garbage is counted no more. */
const LOOK =
  'process.on("SIGUSR2", () => { gc(); gc(); const { heapUsed, external } = process.memoryUsage();' +
  'process.stderr.write(`holds ${heapUsed + external}\\n`) })'

/** Options of a node that can be asked. */
export const ASKABLE = {
  env: { NODE_OPTIONS: `--expose-gc --import=data:text/javascript,${encodeURIComponent(LOOK)}` },
}

/** In bytes. */
export function askHeld(node: Asked): Promise<number> {
  const { length } = said(node)
  process.kill(node.pid, 'SIGUSR2')
  return until('it says what it holds', () => said(node)[length])
}

/** Asks from now on; `stop` answers how many bytes more it held at most than at first. */
export async function watchHeld(node: Asked): Promise<{ readonly stop: () => number }> {
  const first = await askHeld(node)
  let most = first
  const look = async (): Promise<void> => {
    most = Math.max(most, await askHeld(node))
  }
  // Each time once it has answered: throwing garbage away can take a node with many guests a second.
  const end = repeat(look, { everyMs: LOOK_MS, clock: systemClock, onFault: () => undefined })
  return {
    stop: () => {
      end()
      return most - first
    },
  }
}

const said = ({ log }: Asked): number[] =>
  [...log().matchAll(/^holds (\d+)$/gm)].map(([, bytes]) => Number(bytes))
