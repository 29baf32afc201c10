// Requests of a hostile node to ours, signed by its own key: as large and as often as it may.
import type { Call } from '../../../../server/peers/known/peer-client.ts'
import { parseNodeName, type MemberId, type NodeName } from '../../../../shared/world/address.ts'
import { pathTo } from '../../../peers.ts'
import { more, type PeerKind } from './kind.ts'
import type { PeerTarget } from './visiting-node.ts'

const PAGE = 990_000

interface Asking {
  readonly target: PeerTarget
  readonly at: number
  readonly size: number
  /** Somebody of the other node. */
  readonly as: MemberId
}

type Asked = Omit<Call, 'path'> & { readonly path: string }

const thing = (at: number, text: string, more: object = {}): object => ({
  id: `t${at}`.padEnd(12, 'a'),
  host: at === 0 ? null : 't0'.padEnd(12, 'a'),
  x: 1,
  y: 2,
  facing: 'down',
  made: { name: 'x', text },
  settings: {},
  memory: {},
  anchors: {},
  ...more,
})

/** Through a portal, by itself: into a world where anybody may act. */
const offer = (to: string, things: readonly object[]): object => ({
  to,
  at: null,
  thing: 'a'.repeat(12),
  things,
  from: 'eve/home',
})
const many = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at))
const keys = (count: number): object => Object.fromEntries(many(count, (at) => [`k${at}`, at]))

const sends = ({ target, as, at, size }: Asking, things: readonly object[]): Asked => ({
  method: 'POST',
  path: `/api/peers/transfers/t${at}-${size}-${things.length}`,
  as,
  body: offer(target.open, things),
})

/** A request, by its number and its size. */
const REQUESTS = {
  'long pages': (asking) =>
    sends(
      asking,
      many(Math.min(8, asking.size), (at) => thing(at, 'a\n'.repeat(PAGE / 2))),
    ),
  'pages of marks': (asking) =>
    sends(
      asking,
      many(Math.min(3, asking.size), (at) => thing(at, '\u0301\u0323'.repeat(PAGE / 4))),
    ),
  'many things': (asking) =>
    sends(
      asking,
      many(Math.min(200, asking.size), (at) => thing(at, 'x'.repeat(30_000))),
    ),
  'many settings': (asking) =>
    sends(asking, [thing(0, '', { settings: keys(Math.min(10_000, 100 * asking.size)) })]),
  'much memory': (asking) =>
    sends(
      asking,
      many(Math.min(200, asking.size), (at) => thing(at, '', { memory: { all: many(200, (n) => [n]) } })),
    ),
  'other things': (asking) =>
    sends(
      asking,
      many(Math.min(15_000, 100 * asking.size), () => ({})),
    ),
  people: ({ target, at }) => ({
    method: 'GET',
    path: '/api/worlds/ada/nowhere/right',
    as: target.host.lone.person(`person-${at}`, { name: 'x'.repeat(40) }),
  }),
  hands: ({ as, size }) => ({
    method: 'PUT',
    path: '/api/peers/hands',
    as,
    body: {
      links: many(Math.min(20, size), (at) => ({
        id: `l${at}`,
        name: 'x',
        sprite: 'box',
        width: 1,
        height: 1,
      })),
    },
  }),
  settled: ({ size }) => ({
    method: 'POST',
    path: '/api/peers/settled',
    body: { ids: many(Math.min(500, size), (at) => `t${at}`) },
  }),
  'open worlds': ({ as, size }) => ({
    method: 'POST',
    path: '/api/peers/worlds',
    as,
    body: { accounts: many(Math.min(100, size), (at) => `other-${at % 10}`), after: null },
  }),
  left: ({ at }) => ({ method: 'POST', path: `/api/peers/people/nobody-${at}/left`, body: {} }),
  invitation: ({ as, at }) => ({
    method: 'POST',
    path: '/api/peers/invitation',
    as,
    body: { secret: `${at}`.padStart(20, 'a') },
  }),
} satisfies Record<string, (asking: Asking) => Asked>

type Request = keyof typeof REQUESTS
const ALL = Object.keys(REQUESTS).filter((name): name is Request => name in REQUESTS)

interface Requests {
  readonly request: Request
  readonly size: number
  readonly times: number
}

function nameOf({ ours }: PeerTarget): NodeName {
  const name = parseNodeName(`127.0.0.1:${ours.node.server.port}`)
  if (name === null) throw new Error('a port makes a name')
  return name
}

export const REQUESTED: PeerKind<Requests> = {
  name: 'requests of another node',
  seeds: ALL.map((request) => ({ request, size: 100, times: 30 })),
  grow: ({ request, size, times }, random) => ({
    request,
    size: more(size, 1_000, random),
    times: random.below(2) === 0 ? more(times, 500, random) : times,
  }),
  async send(target, { request, size, times }) {
    const { caller } = target.host.lone.peers
    const as = target.host.lone.person('eve')
    const node = nameOf(target)
    let bytes = 0
    const one = async (at: number): Promise<unknown> => {
      const { path, ...call }: Asked = REQUESTS[request]({ target, at, size, as })
      bytes += JSON.stringify(call.body ?? null).length
      return caller.call(node, { ...call, path: pathTo(path) }).catch(() => null)
    }
    for (let at = 0; at < times; at += AT_ONCE) {
      await Promise.all(many(Math.min(AT_ONCE, times - at), (n) => one(at + n)))
    }
    return bytes
  },
}

/** As many as a node asks of another at once. */
const AT_ONCE = 6
