// The town of Colyseus: a room with a walker for each person, in its own schema; nothing is in the way there,
// nothing is stored.
import { isDeepStrictEqual } from 'node:util'
import { joinRoom, loadProtocol, type Follower, type Member } from './colyseus.ts'
import { packFrames } from './socket.ts'
import type { OpenTown, Spot } from './town.ts'
import { until } from './until.ts'

const PATIENCE_MS = 10_000

/** Something that a person waits to see in the state, or to hear. */
interface Wish {
  readonly isTrue: (state: Follower, session: string) => boolean
  readonly words: string | null
  readonly resolve: () => void
}

interface Person extends Member {
  /** Shared with the listener of the socket. */
  readonly wishes: Set<Wish>
}

export const openTownRoom: OpenTown = async (endpoint, name, count) => {
  const protocol = await loadProtocol()
  const seat = { port: endpoint.port, room: 'town', wanted: { place: name } }
  const people: Person[] = []
  let sent = 0

  async function enter(): Promise<Person> {
    const wishes = new Set<Wish>()
    const own = { session: '' }
    const settle = (isSettled: (wish: Wish) => boolean): void => {
      for (const wish of wishes) {
        if (!isSettled(wish)) continue
        wishes.delete(wish)
        wish.resolve()
      }
    }
    const member = await joinRoom(protocol, seat, {
      look: (state) => settle((wish) => wish.isTrue(state, own.session)),
      heard: (said) => settle(({ words }) => words !== null && isDeepStrictEqual(said, [own.session, words])),
    })
    own.session = member.session
    return { ...member, wishes }
  }

  function ask(number: number, message: Uint8Array, wish: Omit<Wish, 'resolve'>): Promise<void> {
    const person = people[number]
    if (person === undefined) throw new Error(`there is no person ${number}`)
    return new Promise((resolve) => {
      person.wishes.add({ ...wish, resolve })
      const frames = packFrames([[message]]).bytes
      sent += frames.length
      person.socket.write(frames)
    })
  }

  for (let i = 0; i < count; i++) people.push(await enter())
  return {
    walk: (number, { x, y }: Spot) =>
      ask(number, protocol.message('walk', [x, y]), {
        words: null,
        isTrue(state, session) {
          const walker = state.walker(session)
          return walker?.toX === x && walker.toY === y
        },
      }),
    say: (number, words) => ask(number, protocol.message('say', words), { words, isTrue: () => false }),
    traffic: () => people.map(({ received }) => received() + sent / people.length),
    async divergences() {
      const late = await enter()
      const { session } = late
      const others = (state: Follower): object => {
        const { [session]: _late, ...walkers } = state.walkers()
        return walkers
      }
      const seen = others(late.state)
      const differ = (): number =>
        people.filter(({ state }) => !isDeepStrictEqual(others(state), seen)).length
      await until('all have everything', PATIENCE_MS, () => differ() === 0).catch(() => undefined)
      late.socket.close()
      return differ()
    },
    leave() {
      for (const { socket } of people) socket.close()
    },
  }
}
