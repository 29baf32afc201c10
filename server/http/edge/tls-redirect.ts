// A client that speaks plain http to a port of https, because its person typed no `https://`, is led there,
// instead of being cut off without a word. The first byte tells: a TLS handshake begins with 22, no request
// does.
import type { Server } from 'node:https'
import type { Socket } from 'node:net'
import type { Clock } from '../../../shared/time/clock.ts'

const HANDSHAKE = 22
/** The first line and `Host`, in bytes; a longer request is not led anywhere. */
const HEAD_MAX = 8 * 1024

/**
 * Looks at the first byte of each connection of a server for https, before TLS does; cuts off who sends none
 * within `firstByteMs`.
 */
export function leadToHttps(server: Server, clock: Pick<Clock, 'after'>, firstByteMs: number): void {
  const speakTls = server.listeners('connection')
  server.removeAllListeners('connection')
  server.on('connection', (socket: Socket) => {
    const endWait = clock.after(firstByteMs, () => socket.destroy())
    // It is nobody's yet: its errors would end the process.
    const onError = (): void => void socket.destroy()
    socket.on('error', onError)
    socket.once('close', endWait)
    socket.once('readable', () => {
      const first: unknown = socket.read()
      if (!Buffer.isBuffer(first)) return void socket.destroy()
      if (first[0] !== HANDSHAKE) return lead(socket, first)
      endWait()
      socket.unshift(first)
      socket.off('error', onError)
      for (const listener of speakTls) listener.call(server, socket)
    })
  })
}

/**
 * Answers a plain request with the same address at https. Not for ever: the next node at this address may
 * have no certificate.
 */
function lead(socket: Socket, head: Buffer): void {
  const text = head.subarray(0, HEAD_MAX).toString('latin1')
  const path = /^(?:GET|HEAD) (\/[\x21-\x7e]*) HTTP\/1\.[01]\r\n/.exec(text)?.[1]
  const host = /\r\nhost:[ \t]*([\w.:[\]-]+)[ \t]*\r\n/i.exec(text)?.[1]
  const lines =
    path === undefined || host === undefined
      ? ['HTTP/1.1 400 Bad Request']
      : ['HTTP/1.1 307 Temporary Redirect', `Location: https://${host}${path}`]
  socket.end(
    [...lines, 'Cache-Control: no-store', 'Content-Length: 0', 'Connection: close', '', ''].join('\r\n'),
  )
}
