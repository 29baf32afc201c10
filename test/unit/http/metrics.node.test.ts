// Who may read /metrics, where a proxy on this machine cannot be told from a program on it.
import { connect } from 'node:net'
import { expect, it } from 'vitest'
import { readStartRequest } from '../../../server/config/node-config.ts'
import { startServer } from '../../process.ts'

/** The status of one request, as it stands on the wire. */
function statusOf(url: string, ...lines: readonly string[]): Promise<number> {
  const { port } = new URL(url)
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write([...lines, '', ''].join('\r\n')))
    socket.setEncoding('utf8')
    socket.once('data', (text: string) => {
      resolve(Number(text.split(' ')[1]))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

it('[H2] a proxy that says nothing is no program of this machine; whoever has the token may, and nobody without it', async () => {
  const token = 'a secret of the monitor'
  await using open = await startServer({ env: {} })
  const host = `Host: 127.0.0.1:${open.port}`
  expect(await statusOf(open.url, 'GET /metrics HTTP/1.1', host)).toBe(200)
  // As nginx asks, unless it is told otherwise.
  expect(await statusOf(open.url, 'GET /metrics HTTP/1.0', host, 'Connection: close')).toBe(404)
  await using kept = await startServer({ env: { INKLAND_METRICS_TOKEN: token } })
  const at = `Host: 127.0.0.1:${kept.port}`
  expect(await statusOf(kept.url, 'GET /metrics HTTP/1.1', at)).toBe(404)
  expect(await statusOf(kept.url, 'GET /metrics HTTP/1.1', at, 'Authorization: Bearer wrong')).toBe(404)
  expect(await statusOf(kept.url, 'GET /metrics HTTP/1.1', at, `Authorization: Bearer ${token}`)).toBe(200)
})

it('[H2] a short token is refused', () => {
  expect(readStartRequest([], { INKLAND_METRICS_TOKEN: 'short' })).toMatchObject({ kind: 'wrong' })
})
