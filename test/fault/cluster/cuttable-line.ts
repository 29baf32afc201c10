// Stands between processes of a node: what goes through is passed on, cut, or held back without a word.
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

interface CuttableLine extends AsyncDisposable {
  /** From now on it leads to this port of the machine; the answer is its own. */
  readonly to: (port: number) => Promise<number>
  /** Cuts all connections, and lets none begin. */
  close(): void
  open(): void
}

export async function cuttableLine(): Promise<CuttableLine> {
  const sockets = new Set<Socket>()
  let [isClosed, port] = [false, 0]
  const server = createServer((near) => {
    if (isClosed) return near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => undefined)
      one.once('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
    return undefined
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const close = (): void => {
    isClosed = true
    for (const socket of sockets) socket.destroy()
  }
  return {
    to(next) {
      port = next
      return Promise.resolve((server.address() as AddressInfo).port)
    },
    close,
    open() {
      isClosed = false
    },
    async [Symbol.asyncDispose]() {
      close()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
