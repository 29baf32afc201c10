// A hostile node of a test: it has a key and a card as nodes do. It answers requests, and messages to its
// worlds, as the test says; the rest it does like an ordinary node.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import * as Y from 'yjs'
import { FRAME, parseClientFrame, syncFrame, worldFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { eventFrame } from '../../../../shared/wire/frames/action-frames.ts'
import { outcomeFrame } from '../../../../shared/wire/frames/outcome-frame.ts'
import { CARD_PATH } from '../../../../shared/wire/peers/peer-claims.ts'
import { makeArtifactId, type NodeName } from '../../../../shared/world/address.ts'
import { DEFAULT_AVATAR_LOOK } from '../../../../shared/world/avatar.ts'
import { initScene } from '../../../../shared/world/scene/scene.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { startLone, type LoneNode } from '../../../peers.ts'

/** A line of the other node to a document of a world here. */
export interface HostileLine {
  /** `ACCOUNT/WORLD`. */
  readonly world: string
  readonly of: 'scene' | 'live'
  /** `follow`: for the copy there; `bare`: for one person. */
  readonly how: 'follow' | 'bare'
  /** How many such lines came before: the first of a world to follow is the one that fetches it. */
  readonly number: number
  readonly isOpen: boolean
  /** Sends a frame. */
  send(frame: Uint8Array): void
  /** From now on nothing is read of what comes over it. */
  deafen(): void
  /** Sends bytes below the frames, again and again; resolves when all are on their way, or nobody listens. */
  pour(bytes: Uint8Array, times: number): Promise<void>
}

/** A world's answers that replace those of an ordinary node. */
interface Lies {
  /** The state of a document, as frames that answer the other's first request. */
  readonly state?: (line: HostileLine) => readonly Uint8Array[] | Promise<void>
  /** It is open, and the other one knows which world it is; true: that is all. */
  readonly opened?: (line: HostileLine) => boolean
  /** An answer to a request; false: a node's answer. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean
}

export interface HostileNode extends AsyncDisposable {
  readonly name: NodeName
  /** Signs and asks in its name. */
  readonly lone: LoneNode
  /** Lines that are open now. */
  readonly lines: ReadonlySet<HostileLine>
  /** How many lines were opened so far. */
  readonly opened: number
  /** Cuts all lines. */
  cut(): void
  /** From now on it lies so. */
  lies(lies: Lies): void
}

const random = seededRandom(17).bytes
const EMPTY = Uint8Array.of(0, 0)

/** A scene with a root and nothing else. */
function plainScene(): Uint8Array {
  const doc = new Y.Doc()
  initScene(doc, { root: makeArtifactId(random), title: 'A world', name: '', text: '' })
  return Y.encodeStateAsUpdate(doc)
}

/** The scene of any of its worlds, unless the test has another. */
export const SCENE = plainScene()

/** By which it says which world a line is of. */
export const idOf = ({ world }: Pick<HostileLine, 'world'>): string => world.replace('/', '-')

export async function startHostile(): Promise<HostileNode> {
  const lone = await startLone()
  const { server } = lone
  const [show] = server.listeners('request')
  const lines = new Set<HostileLine>()
  const counts = new Map<string, number>()
  let lies: Lies = {}

  server.removeAllListeners('request')
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    request.resume()
    response.on('error', () => undefined)
    if (lies.answer?.(request, response) === true) return
    if (request.url === CARD_PATH) {
      show?.call(server, request, response)
      return
    }
    const isRight = /\/right(\?|$)/.test(request.url ?? '')
    json(response, isRight ? 200 : 404, isRight ? { right: 'edit' } : { code: 'missing', text: 'Not here.' })
  })

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    duplex.on('error', () => undefined)
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://a')
    const [, , account = '', name = '', live] = pathname.split('/')
    const of = live === 'live' ? 'live' : 'scene'
    const how = searchParams.has('follow') ? 'follow' : 'bare'
    const world = `${account}/${name}`
    const key = `${world} ${of} ${how}`
    const number = counts.get(key) ?? 0
    counts.set(key, number + 1)
    sockets.handleUpgrade(request, duplex, head, (socket) =>
      serve(socket, duplex, { world, of, how, number }),
    )
  })

  function serve(
    socket: WebSocket,
    duplex: Duplex,
    facts: Pick<HostileLine, 'world' | 'of' | 'how' | 'number'>,
  ): void {
    const line: HostileLine = {
      ...facts,
      get isOpen() {
        return socket.readyState === socket.OPEN
      },
      send: (frame) => socket.send(frame),
      deafen: () => socket.pause(),
      pour: (bytes, times) => pour(duplex, bytes, times),
    }
    lines.add(line)
    socket.on('error', () => undefined)
    socket.on('close', () => lines.delete(line))
    socket.on('message', (data: Buffer) => hear(line, data))
    line.send(worldFrame(idOf(line), 'line'))
    if (lies.opened?.(line) === true) return
    if (line.how === 'bare' && line.of === 'live') line.send(eventFrame(YOU))
  }

  function hear(line: HostileLine, data: Buffer): void {
    const frame = parseClientFrame(data)
    if (frame?.type === 'action') return line.send(outcomeFrame(frame.sequence, { ok: true, why: null }))
    if (frame?.type === 'step2' || frame?.type === 'update') {
      return line.how === 'bare' ? undefined : line.send(syncFrame('step1', Uint8Array.of(0)))
    }
    if (frame?.type !== 'step1') return
    const state = lies.state?.(line) ?? [syncFrame('step2', line.of === 'scene' ? SCENE : EMPTY)]
    if (!(state instanceof Promise)) for (const each of state) line.send(each)
  }

  return {
    name: lone.name,
    lone,
    lines,
    get opened() {
      return [...counts.values()].reduce((sum, count) => sum + count, 0)
    },
    cut() {
      for (const socket of sockets.clients) socket.terminate()
    },
    lies(next) {
      lies = next
    },
    [Symbol.asyncDispose]: () => lone[Symbol.asyncDispose](),
  }
}

const YOU = {
  type: 'you',
  body: null,
  account: null,
  look: DEFAULT_AVATAR_LOOK,
  at: null,
  right: 'edit',
} as const

export function json(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/**
 * A message as a server sends it (RFC 6455, section 5.2), of `claimed` bytes where that is another number.
 */
export function message(payload: Uint8Array, claimed = payload.length): Buffer {
  const head = Buffer.alloc(claimed < 126 ? 2 : claimed < 65_536 ? 4 : 10)
  head[0] = 0x82
  head[1] = claimed < 126 ? claimed : claimed < 65_536 ? 126 : 127
  if (claimed >= 65_536) head.writeBigUInt64BE(BigInt(claimed), 2)
  else if (claimed >= 126) head.writeUInt16BE(claimed, 2)
  return Buffer.concat([head, payload])
}

/** One message, so many times. */
export const again = (payload: Uint8Array, times: number): Buffer =>
  Buffer.concat(Array.from({ length: times }, () => message(payload)))

/** A frame that no node knows yet. */
export const UNKNOWN_FRAME = Uint8Array.of(FRAME.held + 1)

/** Writes bytes again and again, as fast as they are taken. */
async function pour(duplex: Duplex, bytes: Uint8Array, times: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = times
  const more = (): void => {
    while (left > 0 && !duplex.destroyed) {
      left -= 1
      if (!duplex.write(bytes)) return
    }
    resolve()
  }
  duplex.on('drain', more).on('close', resolve)
  more()
  await promise
  duplex.off('drain', more).off('close', resolve)
}
