// Fetches a world of another node whole, for the first time or when it is another one there: both of its documents, judged before anything is kept.
import * as Y from 'yjs'
import type { WebSocket } from 'ws'
import { parseServerFrame, syncFrame } from '../../shared/wire/frame.ts'
import { HOST, type ForeignPlace, type MemberId } from '../../shared/world/address.ts'
import { DOCUMENT_BYTES_MAX, TITLE_MAX } from '../../shared/world/limits.ts'
import type { RestartedDocument } from '../storage/store.ts'
import type { Clock, Trials } from '../sync/sync.ts'
import type { Caller } from './caller.ts'
import { asleep, PeerFault } from './fault.ts'
import { EMPTY_UPDATE } from './follow.ts'
import { identityAt, syncPath, type WorldIdentity } from './foreign-ids.ts'
import { bytesIn } from './line-bytes.ts'

/** So long may pass in which nothing comes, in ms. */
const SILENCE_MS = 30_000
/** How often it is looked whether anything came, in ms. */
const LOOK_MS = 500

export interface Fetched extends WorldIdentity {
  readonly title: string
  readonly scene: RestartedDocument
  readonly live: RestartedDocument
}

/** The world closed the door to whoever fetched it. */
export class FetchClosed extends Error {
  override readonly name = 'FetchClosed'
  readonly code: number

  constructor(code: number, reason: string) {
    super(reason)
    this.code = code
  }
}

/** How much of what was under way is here, in bytes. */
export interface Progress {
  bytes: number
}

export interface FetchOptions {
  readonly caller: Pick<Caller, 'socket'>
  readonly clock: Clock
  readonly place: ForeignPlace
  readonly as: MemberId
  readonly progress: Progress
  readonly trials: Pick<Trials, 'scene' | 'live'>
}

/** Rejects with a PeerFault, a FetchClosed, or an Error when what comes is no world. */
export async function fetchWorld(options: FetchOptions): Promise<Fetched> {
  const [scene, live] = await Promise.all([fetchDocument(options, 'scene'), fetchDocument(options, 'live')])
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
  /** What gives it, one after the other. */
  readonly updates: readonly Uint8Array[]
}

async function fetchDocument(options: FetchOptions, kind: 'scene' | 'live'): Promise<FetchedDocument> {
  const { caller, place, as } = options
  const ws = await caller.socket(place.node, syncPath(place, kind, 'follow'), as, DOCUMENT_BYTES_MAX)
  try {
    return await wholeFrom(ws, options)
  } finally {
    ws.on('error', () => undefined)
    ws.terminate()
  }
}

function wholeFrom(ws: WebSocket, { clock, progress, place }: FetchOptions): Promise<FetchedDocument> {
  const { promise, resolve, reject } = Promise.withResolvers<FetchedDocument>()
  let world: { id: string; line: string } | null = null
  const updates: Uint8Array[] = []
  let bytes = 0
  let heardAt = clock.now()
  let seen = 0
  let cancel = () => {}
  const look = (): void => {
    const came = bytesIn(ws)
    if (came > seen) {
      heardAt = clock.now()
      progress.bytes += came - seen
      seen = came
    }
    if (clock.now() - heardAt > SILENCE_MS) return reject(asleep(place.node))
    cancel = clock.after(LOOK_MS, look)
  }
  look()
  ws.on('message', (data, isBinary) => {
    const frame = isBinary && Buffer.isBuffer(data) ? parseServerFrame(data) : null
    if (frame === null) return reject(new PeerFault('refused', place.node, `${place.node} sent nonsense.`))
    if (frame.type === 'world') {
      world = { id: frame.id, line: frame.line }
      ws.send(syncFrame('step2', EMPTY_UPDATE))
      ws.send(syncFrame('step1', Y.encodeStateVector(new Map())))
    }
    if (world === null || (frame.type !== 'step2' && frame.type !== 'update')) return
    // A large one comes in many pieces, and the last is the answer to what was asked.
    updates.push(frame.bytes.slice())
    bytes += frame.bytes.length
    if (bytes > DOCUMENT_BYTES_MAX)
      return reject(new PeerFault('refused', place.node, `${place.node} sent too much.`))
    if (frame.type === 'step2') resolve({ ...world, updates })
  })
  ws.on('error', () => reject(asleep(place.node)))
  ws.on('close', (code, reason) => {
    if (code >= 4400 && code < 4500) reject(new FetchClosed(code, reason.toString()))
    else reject(asleep(place.node))
  })
  return promise.finally(() => cancel())
}
