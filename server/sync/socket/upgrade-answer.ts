// The answer to a request for a WebSocket (RFC 6455, section 4.2).
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Joined to a client's key (section 1.3). */
const MARK = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
/** 16 bytes in base64. */
const KEY = /^[+/0-9A-Za-z]{22}==$/
/** 8 is the last draft, which has the same frames. */
const VERSIONS: readonly (string | undefined)[] = ['13', '8']
/** A token of HTTP (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

const REFUSED = 'That is no request for a WebSocket.'

type UpgradeRequest = Pick<IncomingMessage, 'method' | 'headers'>

/** The head that a server answers with; `isTaken`: the socket is a WebSocket from then on. */
export function answerTo({ method, headers }: UpgradeRequest): {
  readonly isTaken: boolean
  readonly head: string
} {
  const key = headers['sec-websocket-key'] ?? ''
  const version = headers['sec-websocket-version']
  const isPlain = method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket' && KEY.test(key)
  if (!isPlain || !VERSIONS.includes(version)) return { isTaken: false, head: refusal(isPlain) }
  const accepted = createHash('sha1')
    .update(key + MARK)
    .digest('base64')
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${accepted}`,
  ]
  // A browser that asks for some gives up where it is given none.
  const protocol = headers['sec-websocket-protocol']?.split(',')[0]?.trim()
  if (protocol !== undefined && TOKEN.test(protocol)) lines.push(`Sec-WebSocket-Protocol: ${protocol}`)
  return { isTaken: true, head: `${lines.join('\r\n')}\r\n\r\n` }
}

function refusal(isOfOtherVersion: boolean): string {
  const lines = [
    `HTTP/1.1 ${isOfOtherVersion ? '426 Upgrade Required' : '400 Bad Request'}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(REFUSED)}`,
    'Sec-WebSocket-Version: 13',
  ]
  return `${lines.join('\r\n')}\r\n\r\n${REFUSED}`
}
