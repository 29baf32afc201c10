// A connection that does not behave is let go of: by each limit, here of 200 ms, and by the node's own clock,
// which is the test's.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  BODY_TIMEOUT_MS,
  CONNECTION_LIMITS,
  type ConnectionLimits,
} from '../../../server/http/edge/http-limits.ts'
import { close, createBoundedServer, listen } from '../../../server/http/edge/http-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { makeAuthority, makeCertificate } from '../../../server/tls/certificate-authority.ts'
import { behave, waysOf } from '../../attack/stranger.ts'
import { temporaryFolder, until } from '../../process.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { ask } from './ask.ts'
import { serveInside } from './inside.ts'

/** The promise, and what Node adds to the time of a connection that is kept. */
const GONE_MS = 10_000
const NODE_ADDS_MS = 1_000
const SHORT: ConnectionLimits = {
  ...CONNECTION_LIMITS,
  headersMs: 200,
  handshakeMs: 200,
  silenceMs: 200,
  keepAliveMs: 100,
  checkEveryMs: 50,
}
/** More than the network takes for somebody who does not read. */
const LARGE_BYTES = 12 * 1024 * 1024
const STEP_MS = 500

test('[strangers are cheap] each limit of a connection is within ten seconds', () => {
  const { headersMs, handshakeMs, silenceMs, keepAliveMs, checkEveryMs } = CONNECTION_LIMITS
  expect(headersMs + checkEveryMs).toBeLessThan(GONE_MS)
  expect(handshakeMs).toBeLessThan(GONE_MS)
  expect(silenceMs).toBeLessThan(GONE_MS)
  expect(keepAliveMs + NODE_ADDS_MS).toBeLessThan(GONE_MS)
  expect(BODY_TIMEOUT_MS).toBeLessThan(GONE_MS)
})

test('[strangers are cheap] of every kind are let go of, whatever they send and however slowly', async () => {
  const time = new VirtualTime()
  const clientFolder = temporaryFolder()
  writeFileSync(join(clientFolder, 'index.html'), 'a page')
  writeFileSync(join(clientFolder, 'large.png'), new Uint8Array(LARGE_BYTES))
  await using inside = await serveInside({ clock: time, limits: SHORT, clientFolder })
  const served = async (path: string): Promise<boolean> =>
    (await ask(inside.url, `HEAD ${path}`).catch(() => null))?.status === 200
  await until('the file is served', () => served('/large.png'), 30_000)
  const leaving = new AbortController()
  onTestFinished(() => leaving.abort())
  const port = Number(new URL(inside.url).port)
  const sockets = waysOf('/large.png').map((way) => behave(way, port, leaving.signal))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  // Of who does not read, the node alone knows the end.
  const areGone = async (): Promise<boolean> => {
    await time.pass(STEP_MS)
    return inside.connections() === 0
  }
  await until('they are gone', areGone, 30_000)
  await until('others are served', () => served('/healthz'), 30_000)
})

test('[strangers are cheap] who connects to a port of https and does not speak TLS, or not to its end, is let go of', async () => {
  const names = ['127.0.0.1']
  const making = { names, now: Date.now(), random: (bytes: number) => randomBytes(bytes) }
  const tls = await makeCertificate(making, await makeAuthority(making))
  const nobody = () => ({ request: () => undefined, upgrade: () => undefined })
  const server = createBoundedServer(nobody, { connectionsMax: 10, clock: systemClock, tls, limits: SHORT })
  const port = await listen(server, 0, '127.0.0.1')
  onTestFinished(() => close(server, 0, systemClock))
  const coming = (first: readonly number[]): Socket => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Uint8Array.from(first)))
    return socket.on('error', () => undefined).resume()
  }
  // Nothing, and the beginning of a handshake.
  const sockets = [coming([]), coming([22, 3, 1, 0, 200, 1])]
  await until('they are gone', () => sockets.every(({ destroyed }) => destroyed), 30_000)
})
