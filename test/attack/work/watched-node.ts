// A real node, a person with an ordinary account on it, and a watch. The person has an address of their own,
// so that the bounds by address hold as they do against a stranger; the watch has another.
import { Agent, request } from 'node:http'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { nodeOf, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { growUp } from './grown-up.ts'
import { Line, TAKEN_MS } from './line.ts'
import { watchNode, type Seen, type Watch } from './watch.ts'

/** Most sockets at once for requests by HTTP. */
const SOCKETS_MAX = 3_000

export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Target {
  readonly node: AccountsNode
  readonly mallory: Somebody
  /** Somebody with no more than a name. */
  readonly guest: Somebody
  /** Makes a world of Mallory's; its address. */
  world(): Promise<string>
  /** The same; all that there is to know of it. */
  newWorld(): Promise<WorldSummary>
  /** A connection to a world's document, as Mallory unless another cookie is given. */
  line(path: string, cookie?: string): Promise<Line>
  /** Asks once; resolves with the status, 0 where there was no answer. */
  ask(asked: Asked): Promise<number>
  /** Waits until others were answered so many times more: the attack then went on for that long. */
  others(answers: number): Promise<void>
  /** Takes away the worlds that were made, for good. */
  clear(): Promise<void>
}

export interface Stage extends Target, AsyncDisposable {
  /**
   * The same node with somebody else as Mallory, from another address: all counts by person and address begin
   * anew.
   */
  another(): Promise<Target>
  /** The observations during an attack, and until the node had rest. */
  seenDuring(attack: () => Promise<unknown>): Promise<Grown>
  /** Kills the node, and starts it again on the same folder; how long until it serves, in ms. */
  killed(): Promise<number>
}

interface Grown extends Seen {
  /** Most bytes more in memory than before. */
  readonly grown: number
}

/** Who attacks, and from where. */
interface Attacker {
  readonly mallory: Somebody
  readonly guest: Somebody
  readonly from: string
}

/**
 * `isGrownUp`: with as many worlds and guests as a node has after years; making them takes a while. `more`:
 * further arguments of the node.
 */
export async function startStage({
  isGrownUp = true,
  more = [],
}: { readonly isGrownUp?: boolean; readonly more?: readonly string[] } = {}): Promise<Stage> {
  const data = temporaryFolder()
  if (isGrownUp) await growUp(data)
  const args = ['--proxies', '127.0.0.1,::1', ...more]
  let node = await startAccounts({ data, args })
  let watch = createSight(await watchNode(node.server))
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX })
  const guest = await node.guest('Gus')
  let attacker: Attacker = { mallory: await node.signUp('mallory'), guest, from: addressOf(0) }
  let others = 0
  let worlds = 0

  async function newWorld({ mallory }: Attacker): Promise<WorldSummary> {
    worlds += 1
    const made = await mallory.ask('POST', '/api/worlds', { title: `World ${worlds}` })
    return WorldSummary.parse(await told(made))
  }

  const targetOf = (attacker: () => Attacker, made: WorldSummary[] = []): Target => ({
    get node() {
      return node
    },
    get mallory() {
      return attacker().mallory
    },
    get guest() {
      return attacker().guest
    },
    async newWorld() {
      const world = await newWorld(attacker())
      made.push(world)
      return world
    },
    async world() {
      return (await this.newWorld()).address
    },
    line: (path, cookie = attacker().mallory.cookie) =>
      Line.open(node.server.wsUrl, path, { cookie, from: attacker().from }),
    ask: (asked) => ask(node.url, asked, { agent, from: attacker().from }),
    others: (answers) => watch.others(answers),
    async clear() {
      const { mallory } = attacker()
      for (const { id, address } of made.splice(0)) {
        await mallory.ask('DELETE', `/api/worlds/${address}`)
        await mallory.ask('DELETE', `/api/bin/${id}`)
      }
    },
  })

  const viewport: Omit<Stage, keyof Target> = {
    async another() {
      others += 1
      const other: Attacker = {
        mallory: await node.signUp(`mallory-${others}`),
        guest: await node.guest('Gus'),
        from: addressOf(others),
      }
      return targetOf(() => other)
    },
    async seenDuring(attack) {
      const before = await watch.calm()
      await attack()
      const seen = await watch.calm()
      return { ...seen, grown: seen.peakBytes - before.bytes }
    },
    async killed() {
      await node.server.kill()
      watch[Symbol.dispose]()
      const begun = performance.now()
      const server = await startServer({ data, access: 'accounts', args })
      const ms = performance.now() - begun
      node = nodeOf(server, await nodeOf(server, node.admin).signIn(node.admin.account))
      attacker = { ...attacker, mallory: await node.signIn('mallory') }
      watch = createSight(await watchNode(server))
      return ms
    },
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]()
      agent.destroy()
      await node[Symbol.asyncDispose]()
    },
  }
  return Object.assign(
    targetOf(() => attacker),
    viewport,
  )
}

/** An address that nobody has: of those that networks are measured with (RFC 2544). */
const addressOf = (nth: number): string => `198.18.${(nth >> 8) & 255}.${nth & 255}`

/** A node has rest once so many answers in a row came at once, within so many ms. */
const CALM = { answers: 10, ms: 50 }

interface Sight extends Disposable {
  /** The observations since its last rest, once nothing is under way any more. */
  calm(): Promise<Seen>
  /** Looks on until so many answers more. */
  others(answers: number): Promise<void>
}

/** Looks at a watch again and again, and remembers everything that it saw meanwhile. */
function createSight(watch: Watch): Sight {
  let seen: Seen[] = []
  const look = async (): Promise<Seen> => {
    const now = await watch.look()
    seen.push(now)
    return now
  }
  return {
    async calm() {
      let inARow = 0
      const isCalm = async (): Promise<boolean> => {
        const now = await look()
        inARow = Math.max(now.netMs, now.heldMs) > CALM.ms ? 0 : inARow + now.answers
        return inARow >= CALM.answers
      }
      try {
        await until('the node has rest', isCalm, TAKEN_MS)
        return allOf(seen)
      } finally {
        seen = []
      }
    },
    async others(answers) {
      let left = answers
      const isEnough = async (): Promise<boolean> => (left -= (await look()).answers) <= 0
      await until('others were answered', isEnough, TAKEN_MS)
    },
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  }
}

function allOf(seen: readonly Seen[]): Seen {
  const sum = (of: (one: Seen) => number): number => seen.reduce((all, one) => all + of(one), 0)
  const most = (of: (one: Seen) => number): number => Math.max(...seen.map(of))
  return {
    answers: sum(({ answers }) => answers),
    workedMs: sum(({ workedMs }) => workedMs),
    worstMs: most(({ worstMs, heldMs }) => Math.max(worstMs, heldMs)),
    netMs: most(({ netMs }) => netMs),
    heldMs: 0,
    bytes: seen.at(-1)?.bytes ?? 0,
    peakBytes: most(({ peakBytes }) => peakBytes),
  }
}

interface By {
  readonly agent: Agent
  readonly from: string
}

function ask(url: string, { method, path, headers, body }: Asked, { agent, from }: By): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const sent = request(
    new URL(path, url),
    { method, agent, headers: { 'x-forwarded-for': from, ...type, ...headers } },
    (response) => {
      response.once('error', () => resolve(0))
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    },
  )
  sent.once('error', () => resolve(0))
  sent.end(body)
  return promise
}
