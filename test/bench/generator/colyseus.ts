// The place of `using` in Colyseus: a room whose state has a thing for each person. The peer's own code
// (peers/) knows its messages; here are its connections, made by the same socket as all others.
import { framed, openSocket, packFrames, type RawSocket } from './socket.ts'
import { copyOf } from './text.ts'
import { until } from './until.ts'
import type { OpenPlace } from './jobs/using.ts'

/** peers/colyseus-client.mjs, which is there only when the peers are installed. */
interface Protocol {
  readonly joined: Uint8Array
  useMessage(name: string): Uint8Array
  message(type: string, payload: unknown): Uint8Array
  follow(): Follower
}

export interface Follower {
  read(bytes: Uint8Array): 'joined' | 'state' | null
  uses(name: string): number
  walker(session: string): { readonly toX: number; readonly toY: number } | undefined
  walkers(): Readonly<Record<string, object>>
  said(bytes: Uint8Array): unknown
}

export interface Member {
  readonly socket: RawSocket
  readonly state: Follower
  /** The room's name for this client. */
  readonly session: string
  readonly received: () => number
}

export const loadProtocol = (): Promise<Protocol> =>
  import(new URL('../peers/colyseus-client.mjs', import.meta.url).href)

const PATIENCE_MS = 10_000

export const openRoom: OpenPlace = async (endpoint, name, people) => {
  const protocol = await loadProtocol()
  const seat = { port: endpoint.port, room: 'world', wanted: { place: name, things: people } }
  const enter = (look: Look | null): Promise<Member> => joinRoom(protocol, seat, { look, heard: null })

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
  /** The kind of room, and the options for it. */
  readonly room: string
  readonly wanted: object
}

interface Senses {
  /** Told of every state; without it the state is received, and not read. */
  readonly look: Look | null
  /** Told of spoken words. */
  readonly heard: ((said: unknown) => void) | null
}

/** Takes a seat in the room; resolves when the first state has come. */
export async function joinRoom(protocol: Protocol, seat: Seat, { look, heard }: Senses): Promise<Member> {
  const { path, session } = await reserve(seat)
  const state = protocol.follow()
  let phase: 'waiting' | 'welcome' | 'in' = 'waiting'
  let received = 0
  let socket: RawSocket | null = null
  const answer = (): void => {
    if (phase === 'welcome') socket?.write(packFrames([[protocol.joined]]).bytes)
  }
  socket = await openSocket(seat.port, path, {
    frame(view, start, end) {
      received += framed(end - start)
      if (phase === 'waiting') {
        if (state.read(copyOf(view, start, end)) !== 'joined') return
        phase = 'welcome'
        return answer()
      }
      phase = 'in'
      if (look === null) return
      const bytes = copyOf(view, start, end)
      if (state.read(bytes) === 'state') look(state)
      else if (heard !== null) tell(heard, state.said(bytes))
    },
  })
  // The welcome can come with the handshake's answer, before the socket is ours to write to.
  answer()
  await until('the room lets somebody in', PATIENCE_MS, () => phase === 'in')
  return { socket, state, session, received: () => received }
}

function tell(heard: (said: unknown) => void, said: unknown): void {
  if (said !== null) heard(said)
}

async function reserve({ port, room, wanted }: Seat): Promise<{ path: string; session: string }> {
  const answer = await fetch(`http://127.0.0.1:${port}/matchmake/joinOrCreate/${room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  })
  const seat = (await answer.json()) as Record<'processId' | 'roomId' | 'sessionId', string>
  const { processId, roomId, sessionId } = seat
  return { path: `/${processId}/${roomId}?sessionId=${sessionId}`, session: sessionId }
}
