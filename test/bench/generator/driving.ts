// Drivers for the load generator: the library's own, over the generator's cheap sockets, with every byte
// counted.
import { randomBytes } from 'node:crypto'
import { createDriver } from '../../../shared/driver/create-driver.ts'
import type { Driver } from '../../../shared/driver/driver.ts'
import type { ReadingEnvironment } from '../../../shared/wire/reading/reading-environment.ts'
import { greet } from '../../../shared/driver/platform.ts'
import type { Socket, SocketEvents } from '../../../shared/wire/frames/socket-contract.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { socketClass } from '../../support/socket-class.ts'
import type { Endpoint } from './client.ts'
import { framed, openSocket, packFrames, type RawSocket } from './socket.ts'

export interface Driven {
  readonly driver: Driver
  /** Bytes of frames, both ways, over all its sockets so far. */
  readonly traffic: () => number
}

/** Gives a name, and opens a world. */
export async function drive(endpoint: Endpoint, world: string, name: string): Promise<Driven> {
  const { port } = endpoint
  const address = parseAddress(`bench/${world}`)
  if (address === null) throw new Error(`${world} is no name of a world`)
  const greeted = await greet({ fetch }, `http://127.0.0.1:${port}`, { name })
  let bytes = 0
  const outside: ReadingEnvironment = {
    clock: {
      now: () => Date.now(),
      after(ms, act) {
        const timer = setTimeout(act, ms)
        return () => clearTimeout(timer)
      },
    },
    random: (count) => randomBytes(count),
    WebSocket: socketClass((url, events) =>
      open(port, { url, cookie: greeted.session }, events, (n) => (bytes += n)),
    ),
    process,
    report(error) {
      throw error
    },
  }
  const driver = await createDriver({
    ...greeted,
    outside,
    server: '',
    world: address,
    addressNow: async (asked) => asked,
  })
  return { driver, traffic: () => bytes }
}

interface Where {
  readonly url: string
  readonly cookie: string
}

function open(
  port: number,
  { url, cookie }: Where,
  events: SocketEvents,
  count: (bytes: number) => void,
): Socket {
  let socket: RawSocket | null = null
  let isOver = false
  // Frames can come with the handshake's answer, before the socket is ours to write to.
  const early: Uint8Array[] = []
  const frame = (view: DataView<ArrayBuffer>, start: number, end: number): void => {
    const bytes = new Uint8Array(view.buffer, view.byteOffset + start, end - start)
    count(framed(bytes.length))
    if (socket === null) early.push(bytes.slice())
    else events.message(bytes)
  }
  const closed = (): void => {
    if (!isOver) events.close(1006, '')
    isOver = true
  }
  const opened = (raw: RawSocket): void => {
    if (isOver) return raw.close()
    socket = raw
    events.open()
    for (const bytes of early.splice(0)) events.message(bytes)
  }
  openSocket(port, url, { frame, closed }, cookie).then(opened, closed)
  return {
    send(bytes) {
      const packed = packFrames([[bytes]]).bytes
      count(packed.length)
      socket?.write(packed)
    },
    close() {
      isOver = true
      socket?.close()
    },
  }
}
