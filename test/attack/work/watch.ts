// A node under watch: how late it answers `/healthz` while somebody sends it something, and how much it
// grows.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PROBER = fileURLToPath(new URL('prober.ts', import.meta.url))

/** Observations of a node since the last question. */
export interface Seen {
  readonly answers: number
  /** The latest answer, in ms; and beyond what a server that does nothing took in the same time. */
  readonly worstMs: number
  readonly netMs: number
  /** For how long an answer has been awaited now. */
  readonly heldMs: number
  /** For how long the node's process worked, in ms. */
  readonly workedMs: number
  /** The memory of the process, and the most it had. */
  readonly bytes: number
  readonly peakBytes: number
}

export interface Watch extends Disposable {
  /** The observations since the last look. */
  look(): Promise<Seen>
}

/** Watches a node from a process of its own. */
export async function watchNode({
  url,
  pid,
}: {
  readonly url: string
  readonly pid: number
}): Promise<Watch> {
  const child = spawn(process.execPath, [PROBER, url, `${pid}`], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await lines.next()
  return {
    async look() {
      child.stdin.write('look\n')
      const { value } = await lines.next()
      return JSON.parse(String(value)) as Seen
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
