// What stands before a node and serves https for it, as nginx does: its certificate can be changed, and
// whether it lets WebSockets through.
import { request as ask } from 'node:http'
import { createServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import { pipeline, type Duplex } from 'node:stream'
import type { Authority } from '../../server/tls/certificate-authority.ts'

interface SecureFront extends AsyncDisposable {
  readonly port: number
  /** The port of the node. */
  target: number
  letsSocketsThrough: boolean
  /** Serves another certificate, to new connections; all that are open are cut. */
  serve(certificate: Authority): void
}

export async function openSecureFront(certificate: Authority): Promise<SecureFront> {
  const sockets = new Set<Duplex>()
  const server = createServer({ ...certificate }, (request, response) => {
    const { method, url, headers } = request
    const passed = ask({ host: '127.0.0.1', port: front.target, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      pipeline(answer, response, () => undefined)
    })
    passed.on('error', () => response.destroy())
    pipeline(request, passed, () => undefined)
  })
  server.on('upgrade', ({ method, url, headers }, socket, head) => {
    const { upgrade, connection, ...plain } = headers
    const sent = front.letsSocketsThrough ? { ...plain, upgrade, connection } : plain
    const lines = Object.entries(sent).map(([name, value]) => `${name}: ${String(value)}\r\n`)
    const passed = connect(front.target, '127.0.0.1', () => {
      passed.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\n`)
      passed.write(head)
      passed.pipe(socket)
      socket.pipe(passed)
      socket.once('close', () => passed.destroy())
    })
    passed.on('error', () => socket.destroy())
    socket.on('error', () => passed.destroy())
  })
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const front: SecureFront = {
    port: (server.address() as AddressInfo).port,
    target: 0,
    letsSocketsThrough: true,
    serve(other) {
      server.setSecureContext({ ...other })
      cut()
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return front
}
