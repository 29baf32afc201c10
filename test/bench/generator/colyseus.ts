// The place of `using` in Colyseus: a room whose state has a thing for each person. The peer's own code (peers/) knows its
// messages; here are its connections, made by the same socket as all others.
import type { Endpoint } from './client.ts'
import { openSocket, packFrames, type RawSocket } from './socket.ts'
import { copyOf } from './text.ts'
import { until } from './until.ts'
import type { OpenPlace } from './using.ts'

/** peers/colyseus-client.mjs, which is there only when the peers are installed. */
interface Protocol {
  readonly joined: Uint8Array
  useMessage(name: string): Uint8Array
  follow(): Follower
}

interface Follower {
  read(bytes: Uint8Array): 'joined' | 'state' | null
  uses(name: string): number
}

interface Member {
  readonly socket: RawSocket
  readonly state: Follower
  readonly received: () => number
}

const PATIENCE_MS = 10_000

export const openRoom: OpenPlace = async (endpoint, name, people) => {
  const protocol = (await import(
    new URL('../peers/colyseus-client.mjs', import.meta.url).href
  )) as unknown as Protocol
  const enter = async (look: Look | null): Promise<Member> =>
    join(protocol, { port: endpoint.port, path: await seatIn(endpoint, name, people), look })

  const things = Array.from({ length: people }, (_, i) => `thing-${i}`)
  const frames = things.map((thing) => packFrames([[protocol.useMessage(thing)]]).bytes)
  const uses = things.map(() => 0)
  const members: Member[] = []
  let news: (() => void) | null = null
  const look: Look = (state) => {
    for (const [i, thing] of things.entries()) uses[i] = state.uses(thing)
    news?.()
  }
  for (let i = 0; i < people; i++) members.push(await enter(i === 0 ? look : null))
  return {
    uses,
    follow: (listener) => void (news = listener),
    use(person, times) {
      const frame = frames[person]
      if (frame) members[person]?.socket.write(Buffer.concat(Array.from({ length: times }, () => frame)))
    },
    async usesAnew() {
      const { state, socket } = await enter(() => {})
      socket.close()
      return things.map((thing) => state.uses(thing))
    },
    troubles: () => [],
    received: () => members.map((member) => member.received()),
  }
}

type Look = (state: Follower) => void

interface Seat {
  readonly port: number
  readonly path: string
  /** Told of every state; without it the state is received, and not read. */
  readonly look: Look | null
}

/** Takes a seat in the room; resolves when the first state has come. */
async function join(protocol: Protocol, { port, path, look }: Seat): Promise<Member> {
  const state = protocol.follow()
  let phase: 'waiting' | 'welcome' | 'in' = 'waiting'
  let received = 0
  let socket: RawSocket | null = null
  const answer = (): void => {
    if (phase === 'welcome') socket?.write(packFrames([[protocol.joined]]).bytes)
  }
  socket = await openSocket(port, path, {
    frame(view, start, end) {
      if (phase === 'waiting') {
        if (state.read(copyOf(view, start, end)) !== 'joined') return
        phase = 'welcome'
        return answer()
      }
      phase = 'in'
      received += end - start
      if (look !== null && state.read(copyOf(view, start, end)) === 'state') look(state)
    },
  })
  // The welcome can come with the handshake's answer, before the socket is ours to write to.
  answer()
  await until('the room lets somebody in', PATIENCE_MS, () => phase === 'in')
  return { socket, state, received: () => received }
}

async function seatIn({ port }: Endpoint, name: string, things: number): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/world`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, things }),
  })
  const seat = (await answer.json()) as Record<'processId' | 'roomId' | 'sessionId', string>
  return `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`
}
