// A real node, somebody with an ordinary account on it, and a watch. What they send comes from an address of
// its own, so that the bounds by address hold as they do against a stranger; whoever watches comes from
// another.
import { Agent, request } from 'node:http'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frame.ts'
import { WorldSummary } from '../../../shared/wire/worlds.ts'
import { nodeOf, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { startServer, temporaryFolder, until } from '../../process.ts'
import { growUp } from './grown-up.ts'
import { watchNode, type Seen, type Watch } from './watch.ts'

const EMPTY_VECTOR = Uint8Array.of(0)
/** An address that nobody has. */
const ATTACKER = '203.0.113.7'
/** So long the node has to take in what was sent, in ms. */
const TAKEN_MS = 60_000
/** Sockets at once of who asks by HTTP. */
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
  /** A line to a world's document, as Mallory unless another cookie is given. */
  line(path: string, cookie?: string): Promise<Line>
  /** Asks once; resolves with the status, 0 where there was no answer. */
  ask(asked: Asked): Promise<number>
}

export interface Stage extends Target, AsyncDisposable {
  /** What was seen while something was done, and until the node had rest. */
  seenDuring(attack: () => Promise<unknown>): Promise<Grown>
  /** Kills the node, and starts it again on the same folder; how long until it serves, in ms. */
  killed(): Promise<number>
}

export interface Grown extends Seen {
  /** Most bytes more in memory than before. */
  readonly grown: number
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
  let watch = await watchNode(node.server)
  let mallory = await node.signUp('mallory')
  const guest = await node.guest('Gus')
  const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS_MAX })
  let worlds = 0

  return {
    get node() {
      return node
    },
    get mallory() {
      return mallory
    },
    guest,
    async world() {
      worlds += 1
      const made = await told(await mallory.ask('POST', '/api/worlds', { title: `World ${worlds}` }))
      return WorldSummary.parse(made).address
    },
    line: (path, cookie = mallory.cookie) => Line.open(node.server.wsUrl, path, cookie),
    ask: (asked) => ask(node.url, asked, agent),
    async seenDuring(attack) {
      const before = await calm(watch)
      await attack()
      const seen = await calm(watch)
      return { ...seen, grown: seen.peakBytes - before.bytes }
    },
    async killed() {
      await node.server.kill()
      watch[Symbol.dispose]()
      const begun = performance.now()
      const server = await startServer({ data, access: 'accounts', args })
      const ms = performance.now() - begun
      node = nodeOf(server, node.admin)
      mallory = await node.signIn('mallory')
      watch = await watchNode(server)
      return ms
    },
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]()
      agent.destroy()
      await node[Symbol.asyncDispose]()
    },
  }
}

/** A node has rest once so many answers in a row came at once, within so many ms. */
const CALM = { answers: 10, ms: 50 }

/** What was seen since the last look, once nothing is under way any more. */
async function calm(watch: Watch): Promise<Seen> {
  const seen: Seen[] = []
  let inARow = 0
  const isCalm = async (): Promise<boolean> => {
    const now = await watch.look()
    seen.push(now)
    inARow = Math.max(now.netMs, now.heldMs) > CALM.ms ? 0 : inARow + now.answers
    return inARow >= CALM.answers
  }
  await until('the node has rest', isCalm, TAKEN_MS)
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

function ask(url: string, { method, path, headers, body }: Asked, agent: Agent): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const sent = request(
    new URL(path, url),
    { method, agent, headers: { 'x-forwarded-for': ATTACKER, ...type, ...headers } },
    (response) => {
      response.once('error', () => resolve(0))
      response.resume().once('end', () => resolve(response.statusCode ?? 0))
    },
  )
  sent.once('error', () => resolve(0))
  sent.end(body)
  return promise
}

/** One line of somebody's, to a scene or to live. */
export class Line {
  /** `ACCOUNT/WORLD`, and `/live` where it is that. */
  readonly path: string
  readonly doc = new Y.Doc()
  closedWith: number | null = null
  isSynced = false
  /** Frames that are on the node's disk; and why one is not. */
  private answered = 0
  private refusal: string | null = null
  private sent = 0
  private updates = 0
  private readonly socket: WebSocket

  private constructor(socket: WebSocket, path: string) {
    this.socket = socket
    this.path = path
    socket.on('message', (data: Buffer) => this.hear(data))
    socket.on('close', (code) => (this.closedWith = code))
    socket.on('error', () => {})
    socket.send(syncFrame('step1', EMPTY_VECTOR))
  }

  static async open(wsUrl: string, path: string, cookie: string): Promise<Line> {
    const socket = new WebSocket(`${wsUrl}/sync/${path}?inkland=1`, {
      perMessageDeflate: false,
      headers: { cookie, 'x-forwarded-for': ATTACKER },
    })
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    socket.once('open', resolve).once('error', reject)
    await promise
    const line = new Line(socket, path)
    await until('the line is synced', () => line.isSynced || line.closedWith !== null)
    return line
  }

  /** Sends a frame as it is. */
  send(frame: Uint8Array): void {
    this.socket.send(frame)
  }

  /** Sends an update; resolves once the node has it, with null, or says that it will not, with why. */
  async update(update: Uint8Array): Promise<string | null> {
    this.sent += 1
    const { sent } = this
    this.refusal = null
    this.send(syncFrame('update', update))
    const isJudged = () => this.answered >= sent || this.refusal !== null || this.closedWith !== null
    await until('the update was judged', isJudged, TAKEN_MS)
    return this.refusal
  }

  /**
   * Edits the document in one transaction, and sends that. Rejects where that is refused: then it is no
   * attack.
   */
  async edit(edit: (doc: Y.Doc) => void): Promise<void> {
    const updates: Uint8Array[] = []
    const note = (update: Uint8Array): void => void updates.push(update)
    this.doc.on('update', note)
    this.doc.transact(() => edit(this.doc))
    this.doc.off('update', note)
    for (const update of updates) {
      const refusal = await this.update(update)
      if (refusal !== null) throw new Error(refusal)
    }
  }

  /**
   * Asks for all that there is; resolves once that was answered, and so all that was sent before was read,
   * or the line is closed.
   */
  async asks(): Promise<void> {
    const target = this.updates + 1
    this.send(syncFrame('step1', EMPTY_VECTOR))
    await until('the answer', () => this.updates >= target || this.closedWith !== null, TAKEN_MS)
  }

  /** Waits for so many updates more. */
  async hears(more: number): Promise<void> {
    const target = this.updates + more
    await until('updates come', () => this.updates >= target, TAKEN_MS)
  }

  leave(): void {
    this.socket.terminate()
  }

  private hear(data: Buffer): void {
    const frame = parseServerFrame(data)
    if (frame?.type === 'step2' || frame?.type === 'update') {
      Y.applyUpdate(this.doc, frame.bytes)
      this.isSynced = true
      this.updates += 1
    }
    if (frame?.type === 'saved') this.answered = Math.max(this.answered, frame.frames)
    if (frame?.type === 'refused') this.refusal = frame.text
  }
}
