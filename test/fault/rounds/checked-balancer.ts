// One address before the processes of a node, as a balancer has it: it asks each whether it serves, leads
// whoever comes to one that does, by chance, and ends the connections of one that does not any more.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { systemClock } from '../../../server/time/server-clock.ts'
import { repeat } from '../../../shared/time/repeat.ts'
import type { Random } from '../../simulation/random.ts'

/** As in docs/deploy/haproxy.cfg, but sooner: rounds are many. */
const EVERY_MS = 500
const CHECK_MS = 2_000
const FAILURES = 2

interface CheckedBalancer extends AsyncDisposable {
  readonly url: string
  readonly wsUrl: string
  /** How many of these serve. */
  serving(): number
  /** Another process stands at that place from now on. */
  place(place: number, port: number): void
}

interface BalancedProcess {
  port: number
  failures: number
  readonly sockets: Set<Socket>
}

/** Leads to nobody until processes have places. */
export async function checkedBalancer(places: number, random: Random): Promise<CheckedBalancer> {
  const processes: BalancedProcess[] = Array.from({ length: places }, () => ({
    port: 0,
    failures: FAILURES,
    sockets: new Set(),
  }))
  const serves = ({ failures }: BalancedProcess): boolean => failures < FAILURES
  const leave = ({ sockets }: BalancedProcess): void => {
    for (const socket of sockets) socket.destroy()
  }

  const server = createServer((near) => {
    const up = processes.filter(serves)
    const chosen = up[random.below(up.length)]
    if (chosen === undefined) return near.destroy()
    const far = connect(chosen.port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      chosen.sockets.add(one)
      one.pipe(other)
      one.on('error', () => {})
      one.once('close', () => {
        chosen.sockets.delete(one)
        other.destroy()
      })
    }
    return undefined
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))

  async function check(process: BalancedProcess): Promise<void> {
    const { port } = process
    const isWell = port > 0 && (await isServed(port))
    if (port === process.port) process.failures = isWell ? 0 : process.failures + 1
    if (!serves(process)) leave(process)
  }
  const checks = processes.map((process) =>
    repeat(() => check(process), { everyMs: EVERY_MS, clock: systemClock, onFault: () => undefined }),
  )

  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    serving: () => processes.filter(serves).length,
    place(place, at) {
      const process = processes[place]
      if (process === undefined) throw new Error(`there is no place ${place}`)
      process.port = at
      process.failures = FAILURES
    },
    async [Symbol.asyncDispose]() {
      for (const end of checks) end()
      for (const process of processes) leave(process)
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const isServed = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(CHECK_MS) }).then(
    async (answer) => {
      await answer.arrayBuffer()
      return answer.status === 200
    },
    () => false,
  )
