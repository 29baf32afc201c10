// A line between two nodes that goes wrong as lines do: it takes its time, breaks, ends on one side alone, or
// carries nothing while it seems open. A real TCP proxy on this machine; nodes meet each other under its
// name.
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** How a line is now. `silent`: it is open, and what is sent waits. `closed`: nobody is let in. */
export type Weather = 'fair' | 'silent' | 'closed'

export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** Where it leads. */
  target: number
  /** How long each piece takes, in ms, at most; in order. */
  delayMs: number
  /**
   * How long the line is busy with one piece, in ms: what is large comes slowly, and what is small at once.
   */
  busyMs: number
  weather: Weather
  /** Pairs of sockets that were ever opened, and that are now. */
  readonly opened: number
  readonly open: number
  /** Breaks every line that is open, in the middle of whatever is said on it. */
  cut(): void
  /** Ends every line for one side alone: the other one may go on talking. */
  halfClose(side: 'caller' | 'called'): void
  /**
   * Forgets every line that is open, as a router does: neither side is told, nothing goes over it any more,
   * and new ones work.
   */
  strand(): void
  /** Lets what was held up go on. */
  fair(): void
}

interface Line {
  readonly caller: Socket
  readonly called: Socket
  isStranded: boolean
  flow(): void
}

export async function startProxy(random: () => number): Promise<Proxy> {
  const lines = new Set<Line>()
  const server = createServer({ allowHalfOpen: true })
  let opened = 0

  const proxy: Proxy = {
    get port() {
      return (server.address() as AddressInfo).port
    },
    target: 0,
    delayMs: 0,
    busyMs: 0,
    weather: 'fair',
    get opened() {
      return opened
    },
    get open() {
      return lines.size
    },
    cut() {
      for (const { caller, called } of lines) for (const socket of [caller, called]) socket.resetAndDestroy()
    },
    halfClose(side) {
      for (const line of lines) line[side].end()
    },
    strand() {
      for (const line of lines) line.isStranded = true
    },
    fair() {
      proxy.weather = 'fair'
      for (const line of lines) line.flow()
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      proxy.cut()
      await closed
    },
  }

  /** Passes on what comes, piece by piece, each as late as it is its turn. */
  function pass(line: Line, from: Socket, to: Socket): () => void {
    const waiting: { readonly at: number; readonly bytes: Buffer | null }[] = []
    let timer: NodeJS.Timeout | null = null
    /** When the line is done with the last piece. */
    let freeAt = 0
    const flow = (): void => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      if (proxy.weather === 'silent' || line.isStranded) return
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        const wait = next.at - performance.now()
        if (wait > 0) {
          timer = setTimeout(flow, wait)
          return
        }
        waiting.shift()
        if (next.bytes === null) to.end()
        else if (to.writable) to.write(next.bytes)
      }
    }
    const take = (bytes: Buffer | null): void => {
      freeAt = Math.max(freeAt + proxy.busyMs, performance.now() + random() * proxy.delayMs)
      waiting.push({ at: freeAt, bytes })
      flow()
    }
    from.on('data', (bytes: Buffer) => take(bytes))
    from.on('end', () => take(null))
    return flow
  }

  server.on('connection', (caller) => {
    if (proxy.weather === 'closed') {
      caller.resetAndDestroy()
      return
    }
    opened += 1
    const called = connect({ port: proxy.target, host: '127.0.0.1', allowHalfOpen: true })
    const line: Line = { caller, called, isStranded: false, flow: () => flows.forEach((flow) => flow()) }
    const flows = [pass(line, caller, called), pass(line, called, caller)]
    lines.add(line)
    for (const [one, other] of [
      [caller, called],
      [called, caller],
    ] as const) {
      one.on('error', () => {})
      one.on('close', (isBroken) => {
        // What one side said before it closed may still be on its way to the other one.
        if (other.closed) lines.delete(line)
        if (isBroken && !line.isStranded) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return proxy
}
