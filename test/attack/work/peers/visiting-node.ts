// A real node of ours, a person with an account on it, and a hostile node whose worlds they visit.
import { setTimeout as pause } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { told } from '../../../accounts.ts'
import { until } from '../../../process.ts'
import { startStage, type Stage, type Target } from '../watched-node.ts'
import { startHostile, type HostileLine, type HostileNode } from './hostile.ts'

/** How long something that has to come is waited for, in ms. */
const COMES_MS = 20_000
/** How long our node may judge what it was given, in ms. */
const SETTLED_MS = 90_000
/** Bytes that nobody reads are poured for so long, in ms. */
const LONGEST_MS = 15_000

export interface PeerTarget {
  readonly ours: Pick<Target, 'node' | 'mallory' | 'ask'>
  readonly host: HostileNode
  /** A world of ours in which anybody may act. */
  readonly open: string
  /** A world there that nobody has visited yet, by its name here. */
  place(): string
  /** Mallory opens a world there in a tab; resolves once our node took the lines. */
  visit(place: string): Promise<Tab>
  /** Resolves once so many lines more than that were asked for there, or after a while. */
  asked(lines: number, since: number): Promise<unknown>
  /** Resolves once all of that is done, or nobody waits for it any longer. */
  poured(all: readonly Promise<unknown>[]): Promise<unknown>
  /** Resolves once a tab was given the world, or sent away. */
  settled(tab: Tab): Promise<unknown>
  /** Resolves with a line of our node to a world there, once it is open. */
  line(place: string, of: HostileLine['of'], how: HostileLine['how'], least?: number): Promise<HostileLine>
}

export interface PeerStage extends PeerTarget, AsyncDisposable {
  readonly ours: Stage
}

/** Both lines of a tab to our node. */
interface Tab {
  /** Each line was given its document, or was closed. */
  readonly isSettled: boolean
  readonly isOpen: boolean
  leave(): void
}

export async function startPeerStage(): Promise<PeerStage> {
  const [ours, host] = await Promise.all([
    startStage({ isGrownUp: false, more: ['--peers-private'] }),
    startHostile(),
  ])
  const target = await peerTarget(ours, host, () => ours.world())
  return {
    ...target,
    ours,
    async [Symbol.asyncDispose]() {
      await ours[Symbol.asyncDispose]()
      await host[Symbol.asyncDispose]()
    },
  }
}

/** The target of a hostile node; `makeWorld` makes a world of Mallory's. */
export async function peerTarget(
  ours: PeerTarget['ours'],
  host: HostileNode,
  makeWorld: () => Promise<string>,
): Promise<PeerTarget> {
  const square = await makeWorld()
  await told(await ours.mallory.ask('PATCH', `/api/worlds/${square}/sharing`, { public: 'act' }))
  return {
    ours,
    host,
    open: square,
    place: () => `eve@${host.name}/world-${(worlds += 1)}`,
    async visit(place) {
      const at = `${ours.node.server.wsUrl}/sync/${place}`
      const { cookie } = ours.mallory
      return tabOf(await Promise.all([open(`${at}?inkland=1`, cookie), open(`${at}/live?inkland=1`, cookie)]))
    },
    async asked(lines, since) {
      await until('lines are asked for', () => host.opened >= since + lines, COMES_MS).catch(() => null)
    },
    poured: (all) => Promise.race([Promise.all(all), pause(LONGEST_MS)]),
    settled: (tab) => until('the world is given, or not', () => tab.isSettled, SETTLED_MS),
    async line(place, of, how, least = 0) {
      const world = place.replace(/@[^/]+/, '')
      const isIt = (line: HostileLine): boolean =>
        line.world === world && line.of === of && line.how === how && line.number >= least
      return until(`a line to ${of} of ${world}`, () => [...host.lines].find(isIt), COMES_MS)
    },
  }
}

let worlds = 0

function tabOf(sockets: readonly WebSocket[]): Tab {
  const given = new Set<WebSocket>()
  for (const socket of sockets) {
    socket.on('message', (data: Buffer) => parseServerFrame(data)?.type === 'step2' && given.add(socket))
    socket.on('close', () => given.add(socket))
    socket.send(syncFrame('step1', Uint8Array.of(0)))
  }
  return {
    get isSettled() {
      return given.size === sockets.length
    },
    get isOpen() {
      return sockets.every(({ readyState }) => readyState === WebSocket.OPEN)
    },
    leave: () => sockets.forEach((socket) => socket.terminate()),
  }
}

async function open(url: string, cookie: string): Promise<WebSocket> {
  const socket = new WebSocket(url, {
    perMessageDeflate: false,
    headers: { cookie, 'x-forwarded-for': '203.0.113.7' },
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('open', resolve).once('error', reject)
  await promise
  socket.on('error', () => undefined)
  return socket
}
