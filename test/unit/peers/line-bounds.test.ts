// A line to another node that takes nothing, or sends in tiny pieces, holds little here: what waits counts by
// number, too.
import { EventEmitter, once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { ReconnectingLine } from '../../../server/peers/lines/reconnecting-line.ts'
import { openLine } from '../../../server/peers/outward/outward-connection.ts'
import { countUnfinished } from '../../../server/peers/known/line-bytes.ts'
import { UnfinishedFrames } from '../../../server/sync/connection/unfinished-frames.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { parseNodeName } from '../../../shared/world/address.ts'
import { worldFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'

/** A socket that keeps what it is given, and of which nothing is taken. */
class KeepingSocket extends EventEmitter {
  readonly readyState = WebSocket.OPEN
  bufferedAmount = 0
  taken: (() => void)[] = []

  send(frame: Uint8Array, taken: () => void): void {
    this.bufferedAmount += frame.length
    this.taken.push(taken)
  }

  close(): void {}
  terminate(): void {
    this.emit('close', 1006, Buffer.of())
  }
}

it('[N27] a host that takes nothing is sent no more than some thousand small messages', async () => {
  const time = new VirtualTime()
  const socket = new KeepingSocket()
  const line = new ReconnectingLine({
    clock: time,
    random: seededRandom(1).bytes,
    // It has what is used of one.
    open: () => Promise.resolve(socket as unknown as WebSocket),
    events: { meet: () => true, met() {}, received() {}, lost() {}, ended() {} },
  })
  await time.pass(1)
  socket.emit('message', Buffer.from(worldFrame('garden', 'line')), true)
  const sendAll = (): number => {
    let sent = 0
    while (sent < 1e6 && line.send(Uint8Array.of(0, 1, 0))) sent++
    return sent
  }
  expect(sendAll()).toBeLessThan(5_000)
  // It goes on once they are taken.
  for (const taken of socket.taken.splice(0)) taken()
  socket.bufferedAmount = 0
  expect(sendAll()).toBeGreaterThan(1_000)
  line.stop()
})

it('[N27] a host that asks for signs of life, and takes none, is left', async () => {
  const host = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(host, 'listening')
  const { port } = host.address() as AddressInfo
  const connection = connect({ port, host: '127.0.0.1' })
  const url = new URL(`ws://127.0.0.1:${port}/`)
  const destination = { url, host: '127.0.0.1', port, isSecure: false, isAddress: true }
  const met = once(host, 'connection')
  const line = await openLine(connection, destination, {}, AbortSignal.timeout(30_000), systemClock)
  const [there] = (await met) as [WebSocket]
  there.on('error', () => {})
  // Nothing that is sent there is taken.
  connection.cork()
  const closed = once(line, 'close')
  for (let n = 0; n < 100; n++) there.ping()
  await closed
  expect(connection.writableLength).toBeLessThan(1_000)
  host.close()
})

it('[N27] a message in many tiny pieces counts as what the pieces take', () => {
  const node = parseNodeName('house.example')
  if (node === null) throw new Error('that is the name of a node')
  const line = new KeepingSocket()
  const connection = Object.assign(new EventEmitter(), { bytesRead: 0 })
  const cut = { times: 0 }
  line.once('close', () => (cut.times += 1))
  countUnfinished(line as unknown as WebSocket, connection, node, new UnfinishedFrames(1024 * 1024))
  for (let n = 0; n < 10_000 && cut.times === 0; n++) {
    connection.bytesRead += 1
    connection.emit('data')
  }
  expect(cut.times).toBe(1)
})
