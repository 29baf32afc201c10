// A process of its own that asks a node `/healthz` every 20 ms, and an idle server beside it: if both are
// late, the machine is busy, and not the node. Started by watch.ts with the node's url and process id; each
// line to it asks for the observations since the line before.
import { Agent, createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { forgetPeak, memoryOf, TICK_MS, workOf, workSince } from './proc.ts'
import type { Seen } from './watch.ts'

const EVERY_MS = 20
/** A node that does not answer for so long is down. */
const DOWN_MS = 60_000
/** Answers of the server beside it that are remembered: more than any one answer of the node lasts. */
const CONTROLS_MAX = 10_000

/** When something was asked, and how long the answer took. */
interface Answer {
  readonly at: number
  readonly ms: number
}

const NOTHING_SEEN = { answers: 0, worstMs: 0, netMs: 0 }

/** The server that nobody burdens, in a thread of its own. */
function serveNothing(): void {
  const server = createServer((_request, response) => void response.end('{"ok":true}'))
  server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port, []))
}

function probe(url: string, pid: number): void {
  let controls: Answer[] = []
  let seen = NOTHING_SEEN
  let waitingSince: number | null = null
  let before = workOf(pid)

  /**
   * How late an answer was beyond that of the server beside it at the same time, but no more than the node's
   * busiest thread worked: the rest was waiting for the machine.
   */
  function late({ at, ms }: Answer, worked: number): number {
    const busy = controls.filter((one) => one.at + one.ms >= at && one.at <= at + ms).map((one) => one.ms)
    return Math.max(0, Math.min(ms - Math.max(0, ...busy), worked))
  }

  async function askNode(agent: Agent): Promise<void> {
    const began = workOf(pid)
    waitingSince = performance.now()
    const answer = await ask(`${url}/healthz`, agent)
    waitingSince = null
    // The kernel counts by ticks.
    const worked = Math.max(0, ...workSince(began, pid)) + 2 * TICK_MS
    await pause(EVERY_MS)
    seen = {
      answers: seen.answers + 1,
      worstMs: Math.max(seen.worstMs, answer.ms),
      netMs: Math.max(seen.netMs, late(answer, worked)),
    }
  }

  async function askControl(agent: Agent, port: number): Promise<void> {
    controls = [...controls, await ask(`http://127.0.0.1:${port}/`, agent)].slice(-CONTROLS_MAX)
    await pause(EVERY_MS)
  }

  createInterface({ input: process.stdin }).on('line', () => {
    const workedMs = workSince(before, pid).reduce((sum, ms) => sum + ms, 0)
    const heldMs = waitingSince === null ? 0 : performance.now() - waitingSince
    const told: Seen = { ...seen, ...memoryOf(pid), heldMs, workedMs }
    seen = NOTHING_SEEN
    before = workOf(pid)
    forgetPeak(pid)
    process.stdout.write(`${JSON.stringify(told)}\n`)
  })
  process.stdin.once('end', () => process.exit(0))

  new Worker(new URL(import.meta.url)).once('message', (port: number) => {
    void forEver((agent) => askControl(agent, port))
    void forEver(askNode)
    process.stdout.write('ready\n')
  })
}

async function forEver(act: (agent: Agent) => Promise<void>): Promise<never> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  for (;;) await act(agent)
}

/** Resolves with when it was answered, also by an end of the line. */
function ask(url: string, agent: Agent): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const at = performance.now()
  const done = (): void => resolve({ at, ms: performance.now() - at })
  get(url, { agent, timeout: DOWN_MS }, (response) => response.resume().once('close', done)).once(
    'error',
    done,
  )
  return promise
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

if (isMainThread) probe(process.argv[2] ?? '', Number(process.argv[3]))
else serveNothing()
