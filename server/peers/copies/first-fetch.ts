// Fetches a world of another node whole, for the first time or when it is another one there: both of its
// documents, judged before anything is kept.
import * as Y from 'yjs'
import type { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { HOST, type ForeignPlace, type MemberId } from '../../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, TITLE_MAX } from '../../../shared/world/limits.ts'
import type { RestartedDocument } from '../../storage/store.ts'
import { UnfinishedFrames, type UnfinishedSender } from '../../sync/connection/unfinished-frames.ts'
import type { ServerClock, Trials } from '../../sync/sync-server.ts'
import type { PeerClient } from '../known/peer-client.ts'
import { asleep, PeerFault } from '../outward/faults.ts'
import { EMPTY_UPDATE, owned } from './document-follower.ts'
import { identityAt, syncPath, type CopyIdentity } from '../lines/copy-ids.ts'
import { bytesIn } from '../known/line-bytes.ts'

/** How long may pass in which nothing comes, in ms. */
const SILENCE_MS = 30_000
/** How often it is looked whether anything came, in ms. */
const LOOK_MS = 500
/** How long all of it may take, in ms: the largest document, over a bad line at home. */
const WHOLE_MS = 10 * 60_000
/** Most updates that a document comes in: the largest comes in some thousand, and as many that are newer. */
const UPDATES_MAX = 20_000
/** The overhead of each update. */
const EACH_BYTES = 256
/** All bytes of a connection: a document, and the overhead of each of its updates. */
const LINE_BYTES_MAX = DOCUMENT_BYTES_MAX + 1024 * 1024
/** All that is fetched at once, until it is judged, in bytes: the two documents of the largest world. */
const FETCHED_BYTES_MAX = DOCUMENT_BYTES_MAX + 8 * 1024 * 1024

/** The running fetches, of any nodes. The largest one is dropped first. */
export const createFetches = (): UnfinishedFrames => new UnfinishedFrames(FETCHED_BYTES_MAX)

export interface Fetched extends CopyIdentity {
  readonly title: string
  readonly scene: RestartedDocument
  readonly live: RestartedDocument
}

/** The world closed while somebody fetched it. */
export class FetchClosed extends Error {
  override readonly name = 'FetchClosed'
  readonly code: number

  constructor(code: number, reason: string) {
    super(reason)
    this.code = code
  }
}

/** How much of the running fetch is here, in bytes. */
export interface FetchProgress {
  bytes: number
}

interface FirstFetchOptions {
  readonly caller: Pick<PeerClient, 'socket'>
  readonly clock: ServerClock
  readonly place: ForeignPlace
  readonly as: MemberId
  readonly progress: FetchProgress
  readonly trials: Pick<Trials, 'scene' | 'live'>
  readonly fetches: UnfinishedFrames
}

/** Rejects with a PeerFault, a FetchClosed, or an Error when the result is no world. */
export async function fetchWorld(options: FirstFetchOptions): Promise<Fetched> {
  const room = new Room(options)
  try {
    return await fetchWithin(options, room)
  } finally {
    room.leave()
  }
}

/** One world's share of all running fetches. */
class Room {
  readonly #fetches: UnfinishedFrames
  readonly #sending: UnfinishedSender
  readonly #full = Promise.withResolvers<never>()
  #bytes = 0
  #isOver = false

  constructor({ fetches, place: { node } }: FirstFetchOptions) {
    this.#fetches = fetches
    this.#full.promise.catch(() => {})
    const noRoom = new PeerFault(
      'busy',
      node,
      'This node is fetching too much right now. Try again in a moment.',
    )
    this.#sending = {
      by: node,
      noRoom: () => {
        this.#isOver = true
        this.#full.reject(noRoom)
        this.leave()
      },
    }
  }

  /** Rejects once there is no room for it. */
  get whenFull(): Promise<never> {
    return this.#full.promise
  }

  take(bytes: number): void {
    this.#bytes += bytes
    if (!this.#isOver) this.#fetches.note(this.#sending, this.#bytes)
  }

  leave(): void {
    this.#fetches.note(this.#sending, 0)
  }
}

async function fetchWithin(options: FirstFetchOptions, room: Room): Promise<Fetched> {
  const fetchOne = (kind: 'scene' | 'live') => fetchDocument(options, kind, room)
  const [scene, live] = await Promise.all([fetchOne('scene'), fetchOne('live')])
  const { trials } = options
  const { node } = options.place
  const identity = identityAt(node, scene.id, scene.line)
  if (identity === null || live.id !== scene.id || live.line !== scene.line) {
    throw new PeerFault('refused', node, `${node} does not say which world that is.`)
  }
  const judged = await trials.scene(scene.updates, HOST, node)
  if (!judged.ok) throw new PeerFault('refused', node, `What ${node} sent cannot be read: ${judged.text}`)
  const now = await trials.live(live.updates, HOST, node)
  if (!now.ok) throw new PeerFault('refused', node, `What ${node} sent cannot be read: ${now.text}`)
  return {
    ...identity,
    title: judged.title.slice(0, TITLE_MAX).toWellFormed(),
    scene: { bytes: judged.bytes, member: HOST, claims: judged.claims },
    live: { bytes: now.bytes, member: HOST, claims: now.claims },
  }
}

interface FetchedDocument {
  readonly id: string
  readonly line: string
  /** Updates that give it, one after the other. */
  readonly updates: readonly Uint8Array[]
}

async function fetchDocument(
  options: FirstFetchOptions,
  kind: 'scene' | 'live',
  room: Room,
): Promise<FetchedDocument> {
  const { caller, place, as } = options
  const ws = await caller.socket(place.node, syncPath(place, kind, 'follow'), as, DOCUMENT_BYTES_MAX)
  try {
    return await Promise.race([wholeFrom(ws, options, room), room.whenFull])
  } finally {
    ws.on('error', () => undefined)
    ws.terminate()
  }
}

function wholeFrom(
  ws: WebSocket,
  { clock, progress, place }: FirstFetchOptions,
  room: Room,
): Promise<FetchedDocument> {
  const { promise, resolve, reject } = Promise.withResolvers<FetchedDocument>()
  const refuse = (why: string): void =>
    reject(new PeerFault('refused', place.node, `${place.node} sent ${why}.`))
  let world: { id: string; line: string } | null = null
  const updates: Uint8Array[] = []
  let bytes = 0
  const began = clock.now()
  let heardAt = began
  let seen = 0
  let cancel = () => {}
  const look = (): void => {
    const came = bytesIn(ws)
    if (came > seen) {
      heardAt = clock.now()
      progress.bytes += came - seen
      seen = came
    }
    const now = clock.now()
    if (now - heardAt > SILENCE_MS || now - began > WHOLE_MS) return reject(asleep(place.node))
    cancel = clock.after(LOOK_MS, look)
  }
  look()
  ws.on('message', (data, isBinary) => {
    if (bytesIn(ws) > LINE_BYTES_MAX) return refuse('too much')
    const frame = isBinary && Buffer.isBuffer(data) ? parseServerFrame(data) : null
    if (frame === null) return refuse('nonsense')
    if (frame.type === 'world' && world === null) {
      world = { id: frame.id, line: frame.line }
      ws.send(syncFrame('step2', EMPTY_UPDATE))
      ws.send(syncFrame('step1', Y.encodeStateVector(new Map())))
    }
    if (world === null || (frame.type !== 'step2' && frame.type !== 'update')) return
    // A large one comes in many pieces, and the last is the answer to the request.
    updates.push(owned(frame.bytes))
    bytes += frame.bytes.length
    room.take(frame.bytes.length + EACH_BYTES)
    if (bytes > DOCUMENT_BYTES_MAX || updates.length > UPDATES_MAX) return refuse('too much')
    if (frame.type === 'step2') resolve({ ...world, updates })
  })
  ws.on('error', () => reject(asleep(place.node)))
  ws.on('close', (code, reason) => {
    if (code >= 4400 && code < 4500) reject(new FetchClosed(code, reason.toString()))
    else reject(asleep(place.node))
  })
  return promise.finally(() => {
    cancel()
    // Later messages are for nobody.
    ws.removeAllListeners('message')
  })
}
