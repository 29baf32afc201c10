// A proxy in front of a node that takes no more than so many bytes of a request, as nginx does by default.
// What is larger is refused with a page. Sockets and all else pass.
import { createServer, request as ask } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

const PAGE = '<html><body><center><h1>413 Request Entity Too Large</h1></center></body></html>'

interface LimitingProxy extends AsyncDisposable {
  readonly url: string
  /** Changes the limit, in bytes. */
  limit(bytes: number): void
}

export async function openLimitingProxy(target: string, bytes: number): Promise<LimitingProxy> {
  const { port } = new URL(target)
  let most = bytes
  const server = createServer((request, response) => {
    if (Number(request.headers['content-length'] ?? 0) > most) {
      request.resume()
      response.writeHead(413, { 'content-type': 'text/html', connection: 'close' }).end(PAGE)
      return
    }
    const { method, url, headers } = request
    const passed = ask({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      pipeline(answer, response, () => undefined)
    })
    passed.on('error', () => response.destroy())
    pipeline(request, passed, () => undefined)
  })
  server.on('upgrade', ({ method, url, rawHeaders }, socket, head) => {
    const passed = connect(Number(port), '127.0.0.1', () => {
      const lines = rawHeaders.map((text, n) => (n % 2 === 0 ? `${text}: ` : `${text}\r\n`)).join('')
      passed.write(`${method} ${url} HTTP/1.1\r\n${lines}\r\n`)
      passed.write(head)
      pipeline(socket, passed, socket, () => undefined)
    })
    passed.on('error', () => socket.destroy())
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => sockets.add(socket.once('close', () => sockets.delete(socket))))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    limit: (now) => {
      most = now
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
