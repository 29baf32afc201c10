// A node that is asked to end while it starts ends as later: at once or once it has begun, with 0, and the
// next start finds nothing in its way. Hard: sixty starts.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { startServer, temporaryFolder } from '../process.ts'

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
/** From so long after the first line of the process on, in ms. */
const MOMENTS = Array.from({ length: 20 }, (_, n) => 40 + n * 110)

interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly said: string
}

function endAt(data: string, signal: NodeJS.Signals, ms: number): Promise<End> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--data', data, '--log-level', 'error'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (said += text))
  setTimeout(() => child.kill(signal), ms)
  return new Promise((resolve) => child.once('exit', (code, by) => resolve({ code, signal: by, said })))
}

it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '[H4] %s in the first two seconds ends a node in order, and the next one starts',
  async (signal) => {
    const data = temporaryFolder()
    const ends: [number, End][] = []
    for (const ms of MOMENTS) ends.push([ms, await endAt(data, signal, ms)])
    const wrong = ends.filter(([, { code, said }]) => code !== 0 || /at .*\.ts:\d+/.test(said))
    // Before the first line of ours nobody hears a signal: Node itself is starting.
    expect(wrong.filter(([ms]) => ms > 100)).toEqual([])
    await using next = await startServer({ data })
    expect(next.log()).not.toContain('"level":50')
  },
  180_000,
)
