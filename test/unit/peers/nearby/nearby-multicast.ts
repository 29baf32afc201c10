// Sending to all that listen on this machine, for tests; in some containers nothing sent so comes back.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'

const GROUP = '224.0.0.251'
const PORT = 5353
const TRY_MS = 2_000

/** Whether what is sent to many on this machine comes back. */
export async function canMulticast(): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  const timer = setTimeout(resolve, TRY_MS, false)
  socket.on('error', () => resolve(false))
  socket.on('message', () => resolve(true))
  socket.bind(0, '0.0.0.0', () => {
    try {
      socket.addMembership(GROUP, '127.0.0.1')
      socket.setMulticastInterface('127.0.0.1')
      socket.send('any', socket.address().port, GROUP, (error) => error && resolve(false))
    } catch {
      resolve(false)
    }
  })
  const can = await promise
  clearTimeout(timer)
  socket.close()
  return can
}

/** Sends packets to all on this machine who listen for announcements. */
export async function sendToAll(packets: readonly Uint8Array[]): Promise<void> {
  const socket = createSocket('udp4')
  socket.bind(0, '0.0.0.0')
  await once(socket, 'listening')
  socket.setMulticastInterface('127.0.0.1')
  for (const packet of packets) {
    await new Promise((resolve) => {
      socket.send(packet, PORT, GROUP, resolve)
    })
  }
  socket.close()
}
