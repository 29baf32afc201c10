// Stands between two that talk over TCP, and does to their connections what networks do: cuts them, lets none
// begin, holds everything back without a word (half open), or loses the answer to what has arrived.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A port from which the other side was reached, since then, in ms since 1970; later others may have it. */
export interface SourcePort {
  readonly port: number
  readonly since: number
}

export interface FaultyLine extends AsyncDisposable {
  /** Where it listens. */
  readonly port: number
  /** How many connections were cut. */
  readonly cuts: number
  /** The ports from which it ever reached the other side: who came by it is known there by these. */
  readonly sources: readonly SourcePort[]
  /** From now on it leads to this port of the machine. */
  leadTo(port: number): void
  /** Cuts all connections, and lets new ones begin. */
  cut(): void
  /** Lets through what is sent and keeps what comes back; each connection is cut once something came. */
  cutAnswers(): void
  /** Cuts all connections, and lets none begin. */
  close(): void
  /**
   * Nothing goes through any more, in neither direction, and nobody is told; new connections begin, and
   * likewise.
   */
  stall(): void
  /** All is well again, and what was held back arrives. */
  open(): void
}

interface Connection {
  readonly near: Socket
  readonly far: Socket
  isAnswerLost: boolean
}

export async function faultyLine(to = 0): Promise<FaultyLine> {
  const connections = new Set<Connection>()
  const sources: SourcePort[] = []
  let [isClosed, isStalled, cuts, target] = [false, false, 0, to]

  const end = (connection: Connection): void => {
    if (!connections.delete(connection)) return
    cuts += 1
    connection.near.destroy()
    connection.far.destroy()
  }
  const cut = (): void => {
    for (const connection of connections) end(connection)
  }
  const server = createServer((near) => {
    if (isClosed) return near.destroy()
    const far = connect(target, '127.0.0.1')
    const connection: Connection = { near, far, isAnswerLost: false }
    connections.add(connection)
    far.once('connect', () => sources.push({ port: far.localPort ?? 0, since: Date.now() }))
    near.on('data', (bytes) => passOn(far, near, bytes))
    far.on('data', (bytes) => (connection.isAnswerLost ? end(connection) : passOn(near, far, bytes)))
    for (const side of [near, far]) {
      if (isStalled) side.pause()
      side.on('error', () => {})
      side.on('close', () => {
        connections.delete(connection)
        near.destroy()
        far.destroy()
      })
    }
    return undefined
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))

  /** As fast as it is taken. */
  function passOn(into: Socket, from: Socket, bytes: Buffer): void {
    if (into.write(bytes)) return
    from.pause()
    into.once('drain', () => !isStalled && from.resume())
  }

  return {
    port: (server.address() as AddressInfo).port,
    get cuts() {
      return cuts
    },
    sources,
    leadTo: (port) => void (target = port),
    cut,
    cutAnswers() {
      for (const connection of connections) connection.isAnswerLost = true
    },
    close() {
      isClosed = true
      cut()
    },
    stall() {
      isStalled = true
      for (const { near, far } of connections) for (const side of [near, far]) side.pause()
    },
    open() {
      isClosed = isStalled = false
      for (const { near, far } of connections) for (const side of [near, far]) side.resume()
    },
    async [Symbol.asyncDispose]() {
      isClosed = true
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
