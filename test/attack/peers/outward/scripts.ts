// Answers of a hostile server: a script for each way of sending others elsewhere, keeping them waiting, or
// filling them up.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { drip, pour, type Script } from './outside.ts'

const OK = 'HTTP/1.1 200 OK\r\n'
/** The name by which a server proves that it read a handshake (RFC 6455, section 1.3). */
const HANDSHAKE = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const MEGABYTE = 1024 * 1024

const answer =
  (text: string): Script =>
  (socket) =>
    socket.end(text)

const redirect =
  (status: number): Script =>
  (socket, url) =>
    socket.end(
      `HTTP/1.1 ${status} Elsewhere\r\nLocation: ${url.searchParams.get('to')}\r\ncontent-length: 0\r\n\r\n`,
    )

function shake(head: string): string {
  const key = /sec-websocket-key: (\S+)/i.exec(head)?.[1] ?? ''
  const accept = createHash('sha1')
    .update(key + HANDSHAKE)
    .digest('base64')
  return `HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n`
}

export const REDIRECTS = [301, 302, 303, 307, 308] as const

export const SCRIPTS: Record<string, Script> = {
  ok: answer(`${OK}content-length: 2\r\nSet-Cookie: a=1\r\nX-Twice: a\r\nX-Twice: b\r\n\r\nok`),
  /** The request, so that a test can see it. */
  echo: (socket, _url, head) => socket.end(`${OK}content-length: ${head.length}\r\n\r\n${head}`),
  ...Object.fromEntries(REDIRECTS.map((status) => [String(status), redirect(status)])),
  chain: (socket, url) => {
    const left = Number(url.pathname.split('/')[2])
    const to = left === 0 ? '/echo' : `/chain/${left - 1}`
    redirect(302)(socket, new URL(`https://a/?to=${to}`), '')
  },
  circle: (socket) => redirect(307)(socket, new URL('https://a/?to=/circle'), ''),
  large: answer(`${OK}content-length: ${MEGABYTE + 1}\r\n\r\n`),
  fits: (socket) => socket.end(`${OK}content-length: ${MEGABYTE}\r\n\r\n${'x'.repeat(MEGABYTE)}`),
  chunks: (socket) => {
    socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`)
    pour(socket, `4000\r\n${'x'.repeat(0x4000)}\r\n`)
  },
  crumbs: (socket) => {
    socket.write(`${OK}transfer-encoding: chunked\r\n\r\n`)
    pour(socket, '1\r\nx\r\n'.repeat(4_000))
  },
  endless: (socket) => {
    socket.write(`${OK}\r\n`)
    pour(socket, Buffer.alloc(64 * 1024))
  },
  packed: (socket) => {
    const bomb = gzipSync(Buffer.alloc(8 * MEGABYTE))
    socket.end(
      Buffer.concat([
        Buffer.from(`${OK}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`),
        bomb,
      ]),
    )
  },
  flood: (socket) => {
    socket.write(OK)
    pour(socket, `X-Flood: ${'x'.repeat(1_000)}\r\n`)
  },
  line: (socket) => {
    socket.write(`${OK}X-Long: `)
    pour(socket, 'x'.repeat(10_000))
  },
  trailers: (socket) => {
    socket.write(`${OK}transfer-encoding: chunked\r\n\r\n0\r\n`)
    pour(socket, `X-Flood: ${'x'.repeat(1_000)}\r\n`)
  },
  interim: (socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'),
  switch: answer('HTTP/1.1 101 Switching\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\nhello'),
  cut: answer(`${OK}content-length: 100\r\n\r\nhalf`),
  other: answer('SSH-2.0-OpenSSH_9.9\r\n'),
  lengths: answer(`${OK}content-length: 2\r\ncontent-length: 5\r\n\r\nok`),
  both: answer(`${OK}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`),
  nothing: (socket) => socket.end(),
  silent: () => {},
  heads: (socket) => {
    socket.write(OK)
    drip(socket, 'X-A: b\r\n')
  },
  body: (socket) => {
    socket.write(`${OK}content-length: 1000\r\n\r\n`)
    drip(socket, 'x')
  },
  /** Each is soon there, all together are not. */
  stairs: (socket) => setTimeout(() => redirect(302)(socket, new URL('https://a/?to=/body'), ''), 300),
  line_ok: (socket, _url, head) => {
    // The first message comes with the handshake, in one piece.
    socket.write(
      Buffer.concat([Buffer.from(`${shake(head)}\r\n`), Buffer.from([0x81, 5]), Buffer.from('hello')]),
    )
  },
  line_wrong: answer(
    'HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAA\r\n\r\n',
  ),
  line_packed: (socket, _url, head) =>
    socket.write(`${shake(head)}Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n`),
  line_large: (socket, _url, head) => {
    const frame = Buffer.from([0x82, 127, 0, 0, 0, 0, 0, 0x10, 0, 1])
    socket.write(Buffer.concat([Buffer.from(`${shake(head)}\r\n`), frame]))
  },
  line_no: answer('HTTP/1.1 403 Forbidden\r\ncontent-length: 16\r\n\r\n{"text":"Never"}'),
}
