// A line between two nodes that goes wrong as lines do: it takes its time, breaks, ends on one side alone, or
// carries nothing while it seems open. A real TCP proxy on this machine; nodes meet each other under its
// name.
import { createServer, connect, type AddressInfo, type Socket } from 'node:net'

/** The state of a connection. `silent`: it is open, and bytes wait. `closed`: nobody is let in. */
type Weather = 'fair' | 'silent' | 'closed'

export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** Where it leads. */
  target: number
  /** How long each piece takes, in ms, at most; in order. */
  delayMs: number
  /** How long one piece takes on the connection, in ms: large pieces come slowly, and small ones at once. */
  busyMs: number
  weather: Weather
  /** Pairs of sockets that were ever opened, and that are now. */
  readonly opened: number
  readonly open: number
  /** Breaks every open connection, in the middle of any message. */
  cut(): void
  /** Ends every connection on one side alone: the other side may go on sending. */
  halfClose(side: 'caller' | 'called'): void
  /**
   * Forgets every open connection, as a router does: neither side is told, nothing goes over it any more, and
   * new ones work.
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

  /** Passes on the bytes, piece by piece, each when its turn is. */
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
        // Bytes that one side sent before it closed may still be on their way to the other one.
        if (other.closed) lines.delete(line)
        if (isBroken && !line.isStranded) other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return proxy
}
