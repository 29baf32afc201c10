// A world of Inkland from outside, as far as the bench needs it: things with pages are written into its
// scene; its live document is followed; actions are sent.
import { randomBytes } from 'node:crypto'
import * as Y from 'yjs'
import type { Action } from '../../../shared/play/acts/action.ts'
import { parseOutcome, actionFrame } from '../../../shared/wire/frames/action-frames.ts'
import { FRAME, parseServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { makeArtifactId, type ArtifactId } from '../../../shared/world/address.ts'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { openClient, updateFrame, type Client, type Endpoint } from './client.ts'
import { packFrames } from './socket.ts'
import { copyOf } from './text.ts'
import { until } from './until.ts'

const PATIENCE_MS = 60_000
/** Things stand in rows, with room to walk between them. `top`: where the first row begins, in pixels. */
const GRID = { across: 10, gap: 90, top: 0 }

interface Things {
  readonly count: number
  readonly text: string
  readonly grid?: typeof GRID
}

/**
 * Writes `count` things with the page `text` into a new world; resolves with their ids when the server has
 * them.
 */
export async function writeWorld(
  endpoint: Endpoint,
  world: string,
  { count, text, grid = GRID }: Things,
): Promise<readonly ArtifactId[]> {
  const scene = new Y.Doc()
  const client = await openDocument(endpoint, world, scene)
  const view = createView(scene, null)
  const ids = Array.from({ length: count }, () => makeArtifactId(randomBytes))
  const before = Y.encodeStateVector(scene)
  for (const [number, id] of ids.entries()) {
    if (view.root === null) throw new Error(`${world} has no floor`)
    const x = (number % grid.across) * grid.gap
    const y = grid.top + Math.floor(number / grid.across) * grid.gap
    const made = createArtifact(
      { view, origin: null },
      { id, name: `Thing ${number}`, text, place: { host: view.root, x, y } },
    )
    if (!made.ok) throw new Error(made.text)
  }
  client.write(updateFrame(endpoint.dialect, world, Y.encodeStateAsUpdate(scene, before)))
  await arrived(endpoint, world, count)
  client.close()
  return ids
}

/** Waits until a client that has nothing gets that many things: then they are on disk. */
async function arrived(endpoint: Endpoint, world: string, count: number): Promise<void> {
  const copy = new Y.Doc()
  const client = await openDocument(endpoint, world, copy)
  const things = copy.getMap('artifacts')
  await until(`${world} has ${count} things`, PATIENCE_MS, () => things.size > count)
  client.close()
}

async function openDocument(endpoint: Endpoint, document: string, copy: Y.Doc): Promise<Client> {
  const client = await openClient(endpoint, {
    document,
    update: (view, start, end) => Y.applyUpdate(copy, copyOf(view, start, end)),
  })
  await client.synced
  return client
}

/** The artifact whose floor the world is. */
export async function rootOf(endpoint: Endpoint, world: string): Promise<ArtifactId> {
  const scene = new Y.Doc()
  const client = await openDocument(endpoint, world, scene)
  const { root } = createView(scene, null)
  client.close()
  if (root === null) throw new Error(`${world} has no floor`)
  return root
}

export interface Visitor {
  /** Sends actions; their outcomes come to `outcome`. Several at once leave in one write. */
  act(...actions: readonly Action[]): void
  /** Bytes of updates that came so far. */
  readonly received: () => number
  close(): void
}

interface VisitorOptions {
  /** Follows the live document, if given. */
  readonly live?: Y.Doc
  /** All updates of one read have been applied to `live`. */
  readonly news?: () => void
  /** The owner did the action with this number. */
  readonly outcome?: (sequence: number) => void
  /** A refused action throws, unless refusals are expected. */
  readonly refusals?: 'expected'
}

/** Somebody who is in a world: connected to its live document as our own client is. */
export async function visit(
  endpoint: Endpoint,
  world: string,
  { live, news, outcome, refusals }: VisitorOptions = {},
): Promise<Visitor> {
  const session = randomBytes(12).toString('hex')
  let sequence = 0
  let received = 0
  let fresh = false
  let isLeaving = false
  const client = await openClient(endpoint, {
    document: `${world}/live?inkland=1`,
    update(view, start, end) {
      received += end - start
      if (live === undefined) return
      Y.applyUpdate(live, copyOf(view, start, end))
      fresh = true
    },
    read() {
      if (fresh) news?.()
      fresh = false
    },
    other(view, start, end) {
      if (view.getUint8(start) !== FRAME.outcome || refusals === 'expected') return
      const sequence = doneIn(copyOf(view, start, end))
      outcome?.(sequence)
    },
    closed() {
      if (!isLeaving) throw new Error(`somebody was put out of ${world}`)
    },
  })
  await client.synced
  return {
    received: () => received,
    act(...actions) {
      const frames = actions.map((action) => [actionFrame(++sequence, { session, action })])
      client.write(packFrames(frames).bytes)
    },
    close() {
      isLeaving = true
      client.close()
    },
  }
}

function doneIn(frame: Uint8Array): number {
  const read = parseServerFrame(frame)
  const outcome = read?.type === 'outcome' ? parseOutcome(read.json) : null
  if (read?.type !== 'outcome' || outcome === null) throw new Error('an outcome cannot be read')
  if (!outcome.ok) throw new Error(`an action was refused: ${outcome.why ?? 'nobody says why'}`)
  return read.sequence
}

/** A number that a behavior keeps in its memory; 0 when there is none. */
export function remembered(live: Y.Doc, thing: ArtifactId, key: string): number {
  const now = live.getMap('live').get('now')
  const memory = now instanceof Y.Map ? now.get('memory') : null
  const own = memory instanceof Y.Map ? memory.get(thing) : null
  const value: unknown = own instanceof Y.Map ? own.get(key) : null
  return typeof value === 'number' ? value : 0
}
