// Joined nodes, for tests: two real ones, A where ada lives and B where bob does, in a network of their own
// on this machine. There is also a third, which is no real node, but signs and sends requests that a real one
// would never send.
import { randomBytes } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createRecordTables } from '../server/records/record-tables.ts'
import { createPeople } from '../server/accounts/directory/member-people.ts'
import { cardOf } from '../server/peers/identity/node-card.ts'
import { openIdentity, type NodeIdentity } from '../server/peers/identity/node-identity.ts'
import type { Who } from '../server/peers/known/vouched-people.ts'
import { createPeers, openKnownNodes, type Peers } from '../server/peers/node-peers.ts'
import { createMemoryStore } from './support/memory-store/memory-store.ts'
import type { Store } from '../server/storage/store.ts'
import { systemClock } from '../server/time/server-clock.ts'
import type { Right } from '../shared/world/rights.ts'
import { WorldSummary } from '../shared/wire/api/world-bodies.ts'
import { pathOf, type PeerPath } from '../shared/wire/peers/peer-path.ts'
import { CARD_PATH, PROTOCOL } from '../shared/wire/peers/peer-claims.ts'
import {
  makeArtifactId,
  makeMemberId,
  parseAccountName,
  parseNodeName,
  type Address,
  type MemberId,
  type NodeName,
} from '../shared/world/address.ts'
import { nodeOf, serveAccounts, startAccounts, told, type AccountsNode, type Somebody } from './accounts.ts'
import { serve, type ServingOptions } from './hosted-node.ts'
import {
  startServer,
  temporaryFolder,
  type RunningServer,
  type ServerOptions,
  type ServingNode,
} from './process.ts'
import type { Proxy } from './proxy.ts'

/** A node that goes to others in a private network, and is gone to: in a process of its own, or not. */
export interface PeerNode<Server extends ServingNode = RunningServer> extends AccountsNode<Server> {
  /** The name that other nodes have for it: `127.0.0.1:PORT`. */
  readonly name: NodeName
}

export interface Pair<Server extends ServingNode = RunningServer> extends AsyncDisposable {
  /** Where ada lives: its `admin`. */
  readonly a: PeerNode<Server>
  /** Where bob lives: its `admin`. */
  readonly b: PeerNode<Server>
}

/** In the process that tests share (hosted-node.ts). */
export type ServedPeer = PeerNode<ServingNode>
export type ServedPair = Pair<ServingNode>

/** Starts a node with accounts whose first one is `account`. */
export async function startPeer(account: string, options: ServerOptions = {}): Promise<PeerNode> {
  return named(await startAccounts(inPrivate(options), account))
}

/** Likewise in the process that tests share. */
export async function servePeer(account: string, options: ServingOptions = {}): Promise<ServedPeer> {
  return named(await serveAccounts(inPrivate(options), account))
}

const inPrivate = <Options extends ServingOptions>({ args = [], ...options }: Options) => ({
  ...options,
  args: ['--peers-private', ...args],
})

const named = <Server extends ServingNode>(node: AccountsNode<Server>): PeerNode<Server> => ({
  ...node,
  name: nameAt(node.server.port),
})

/** Starts a node that other nodes reach by a proxy alone, under whose name it goes. */
export async function startBehind(
  account: string,
  proxy: Proxy,
  options: ServerOptions = {},
): Promise<PeerNode> {
  const origin = `http://127.0.0.1:${proxy.port}`
  const node = await startPeer(account, { ...options, args: ['--origin', origin] })
  proxy.target = node.server.port
  return { ...node, name: nameAt(proxy.port) }
}

/**
 * Starts a node in a network of its own, where the other one calls it `name`, and the test finds it at
 * `outside`.
 */
export async function startIn(
  account: string,
  { name, outside, keeper }: { readonly name: string; readonly outside: string; readonly keeper: number },
): Promise<PeerNode> {
  const [, port = ''] = name.split(':')
  const origins = [name, outside].flatMap((at) => ['--origin', `http://${at}`])
  const args = ['--peers-private', '--host', '0.0.0.0', '--port', port, ...origins]
  const node = await startAccounts({ args, network: { keeper, outside } }, account)
  const parsed = parseNodeName(name)
  if (parsed === null) throw new Error(`${name} is no node`)
  return { ...node, name: parsed }
}

/** Starts A and B. */
export async function startPair(
  options: { readonly a?: ServerOptions; readonly b?: ServerOptions } = {},
): Promise<Pair> {
  return pairOf(startPeer('ada', options.a), startPeer('bob', options.b))
}

/** Likewise in the process that tests share, with data that is there when either is started again. */
export const servePair = (): Promise<ServedPair> =>
  pairOf(servePeer('ada', { data: temporaryFolder() }), servePeer('bob', { data: temporaryFolder() }))

async function pairOf<Server extends ServingNode>(
  ...nodes: readonly [Promise<PeerNode<Server>>, Promise<PeerNode<Server>>]
): Promise<Pair<Server>> {
  const [a, b] = await Promise.all(nodes)
  return { a, b, [Symbol.asyncDispose]: () => endNodes(a, b) }
}

/**
 * Starts A and B with data that is there when either is started again, which is in folders of the test's own.
 */
export const startLastingPair = (): Promise<Pair> =>
  startPair({ a: { data: temporaryFolder() }, b: { data: temporaryFolder() } })

/**
 * Ends nodes as they are by now, however often they were started again; those that never started are left
 * out.
 */
export async function endNodes(...nodes: readonly (ServedPeer | undefined)[]): Promise<void> {
  await Promise.all(nodes.map(async (node) => node?.[Symbol.asyncDispose]()))
}

/**
 * Starts a node again that has ended, with its data, under the name that it had. Its data folder has to be
 * the test's own.
 */
export async function startAgain(node: ServedPeer, options: ServerOptions = {}): Promise<PeerNode> {
  return { ...nodeOf(await startServer(again(node, options)), node.admin), name: node.name }
}

/** Likewise in the process that tests share. */
export async function serveAgain(node: ServedPeer): Promise<ServedPeer> {
  return { ...nodeOf(await serve(again(node, {})), node.admin), name: node.name }
}

const again = ({ server: { port, data } }: ServedPeer, { args = [], ...options }: ServerOptions) => ({
  ...options,
  data,
  access: 'accounts' as const,
  args: ['--peers-private', '--port', String(port), ...args],
})

function nameAt(port: number): NodeName {
  const name = parseNodeName(`127.0.0.1:${port}`)
  if (name === null) throw new Error('a port makes a name')
  return name
}

/** Makes a world of somebody; the answer is its address on its own node, such as `bob/square`. */
export async function makeWorld(by: Somebody, title: string): Promise<Address> {
  const answer = await by.ask('POST', '/api/worlds', { title })
  return WorldSummary.parse(await told(answer)).address
}

/** A path as nodes sign it, written plainly. */
export function pathTo(text: string): PeerPath {
  const [path = '', query] = text.split('?')
  const parts = path.split('/').slice(1)
  const made = pathOf(parts.map(decodeURIComponent), Object.fromEntries(new URLSearchParams(query)))
  if (made === null) throw new Error(`${text} is no path`)
  return made
}

/** Gives somebody a right in a world: by their account, `ada@127.0.0.1:7070` for one. */
export async function give(by: Somebody, world: string, account: string, right: Right): Promise<void> {
  await told(await by.ask('PUT', `/api/worlds/${world}/sharing/people/${account}`, { right }))
}

/** Opens a world to anybody at all, people of other nodes among them. */
export async function open(by: Somebody, world: string, right: Exclude<Right, 'own'>): Promise<void> {
  await told(await by.ask('PATCH', `/api/worlds/${world}/sharing`, { public: right }))
}

/** A node of the test's own: it shows its card, signs, and vouches for whomever the test says. */
export interface LoneNode extends AsyncDisposable {
  readonly name: NodeName
  /** The server that others reach: a test may answer more than the card. */
  readonly server: Server
  readonly peers: Peers
  /** From now on its card says that it speaks another protocol. */
  speaks(protocol: number): void
  /** A node with a copy of its present keys: it signs and asks as that node, for its people too. */
  copied(): Promise<Peers>
  /** Somebody of it, of this account; by the same id again if it is given. */
  person(account: string, more?: { readonly id?: MemberId; readonly name?: string }): MemberId
}

/** Requests in a node's name, with its records of other nodes. */
export async function asking(identity: NodeIdentity, store: Store, who: Who): Promise<Peers> {
  const tables = createRecordTables({ store, onUnreadable: () => {} })
  const [clock, openness] = [systemClock, 'open' as const]
  return createPeers({
    known: await openKnownNodes({ tables, clock, openness, onTrouble: () => {} }),
    tables,
    store,
    people: createPeople({ store, random: randomBytes }),
    clock,
    random: randomBytes,
    identity,
    openness,
    allowPrivate: true,
    who,
  })
}

/**
 * `isNameless`: it has no address, and shows its card to nobody. `port`: where another one was before. `tls`:
 * it speaks https, with these.
 */
export async function startLone(
  isNameless = false,
  port = 0,
  tls: { readonly cert: string; readonly key: string } | null = null,
): Promise<LoneNode> {
  const clock = systemClock
  const random = (bytes: number): Uint8Array => randomBytes(bytes)
  const store = createMemoryStore()
  const names: NodeName[] = []
  let protocol: number = PROTOCOL
  const identity = await openIdentity({ store, clock, random, names: () => names })
  const show: RequestListener = (request, response) => {
    response.statusCode = request.url === CARD_PATH ? 200 : 404
    response.end(JSON.stringify({ ...cardOf(identity, 'A node of a test'), inkland: protocol }))
  }
  const server = tls === null ? createServer(show) : createSecureServer({ ...tls }, show)
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const name = isNameless
    ? identity.name()
    : parseNodeName(`127.0.0.1:${(server.address() as AddressInfo).port}`)
  if (name === null) throw new Error('a port makes a name')
  if (!isNameless) names.push(name)

  const people = new Map<MemberId, NonNullable<Awaited<ReturnType<Who>>>>()
  const who: Who = (member) => Promise.resolve(people.get(member) ?? null)
  return {
    name,
    server,
    peers: await asking(identity, store, who),
    copied: async () =>
      asking(await openIdentity({ store, clock, random, names: () => names }), createMemoryStore(), who),
    speaks(other) {
      protocol = other
    },
    person(account, { id = makeMemberId(random), name: called = account } = {}) {
      const word = parseAccountName(account)
      if (word === null) throw new Error(`${account} is no name of an account`)
      people.set(id, { subject: id, account: word, name: called, body: makeArtifactId(random), look: null })
      return id
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
