// A document with a history: how it gets it, how it is opened, and what one more edit costs.
import * as Y from 'yjs'
import { editFrames, openClient, updateFrame, type Client, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, writeEdits, type EditPlan, type Edits } from '../edits.ts'
import { openReader, type Reader } from '../reader.ts'
import { framesBetween, type Frames } from '../socket.ts'
import { copyOf, documentOf, textOf, updatesOf } from '../text.ts'
import { workOf } from '../work.ts'

/** A share of the edits of the automerge-paper trace (259,778) deletes; so do these, at random places. */
const historyOf = (count: number): EditPlan => ({
  client: FIRST_CLIENT,
  count,
  run: 1,
  deletions: 0.3,
  seed: 7,
})

interface LoadPlan {
  readonly document: string
  readonly edits: number
}

/** Writes a history, edit by edit, through the server; resolves when a reader has all of it. */
export async function load(endpoint: Endpoint, plan: LoadPlan): Promise<{ readonly ms: number }> {
  const began = performance.now()
  const edits = writeEdits(historyOf(plan.edits))
  const frames = editFrames(endpoint.dialect, plan.document, edits)
  await send(await openPair(endpoint, plan.document), edits, frames, plan.edits)
  return { ms: performance.now() - began }
}

interface Pair {
  readonly reader: Reader
  readonly writer: Client
}

async function openPair(endpoint: Endpoint, document: string): Promise<Pair> {
  const reader = await openReader(endpoint, document, { writers: 1 })
  const writer = await openClient(endpoint, { document })
  await writer.synced
  return { reader, writer }
}

/**
 * Sends the first `count` edits, some in flight; a deletion is taken for seen with the insertion before it.
 */
async function send({ reader, writer }: Pair, edits: Edits, frames: Frames, count: number): Promise<void> {
  for (let sent = 0; sent < count;) {
    const next = Math.min(count, sent + IN_FLIGHT / 2)
    writer.write(framesBetween(frames, sent, next))
    const due = edits.clocks[Math.max(0, next - IN_FLIGHT)] ?? 0
    await reader.when('a history is loaded', () => (reader.seen[0] ?? 0) >= due)
    sent = next
  }
  const all = edits.clocks[count - 1] ?? 0
  await reader.when('a history is loaded', () => reader.seen[0] === all)
}

/**
 * A server may judge each by all that are under way: with more, it counts much more work than people make.
 */
const IN_FLIGHT = 128

interface OpenPlan {
  readonly document: string
  /** The history that must be there. */
  readonly edits: number
}

interface OpenResult {
  /** From connecting to the last byte of the first sync, in ms. */
  readonly ms: number
  /** Work of the server meanwhile, in ms. */
  readonly workMs: number
  readonly bytes: number
}

/** Opens a document and checks that its whole history is there. */
export async function open(endpoint: Endpoint, plan: OpenPlan): Promise<OpenResult> {
  const updates: Uint8Array[] = []
  const work = workOf(endpoint.pid)
  const began = performance.now()
  const client = await openClient(endpoint, {
    document: plan.document,
    update: (view, start, end) => void updates.push(copyOf(view, start, end)),
  })
  const ms = (await client.synced) - began
  const workMs = workOf(endpoint.pid) - work
  const text = textOf(updates)
  if (text !== textOf(updatesOf(writeEdits(historyOf(plan.edits))))) {
    throw new Error(`what was opened is not what was written (${text.length} characters)`)
  }
  return { ms, workMs, bytes: updates.reduce((sum, update) => sum + update.length, 0) }
}

interface EditCostPlan {
  readonly document: string
  /** Edits before those that are measured: at random places, or all of them one text, typed at its end. */
  readonly before: number
  readonly places: 'random' | 'end'
  readonly edits: number
}

interface EditCostResult {
  /** Work of the server per edit, in microseconds. */
  readonly work: number
  /** From writer to reader and seen, one at a time, in microseconds: the median. */
  readonly trip: number
}

/** Makes a history, then measures edits that go on from it, one at a time. */
export async function editCost(endpoint: Endpoint, plan: EditCostPlan): Promise<EditCostResult> {
  const warmUp = 200
  const all = plan.before + warmUp + plan.edits
  const edits = writeEdits({
    client: FIRST_CLIENT,
    count: all,
    run: plan.places === 'random' ? 1 : 0,
    deletions: 0,
    seed: 7,
  })
  const frames = editFrames(endpoint.dialect, plan.document, edits)
  const pair = await openPair(endpoint, plan.document)
  const { reader, writer } = pair
  if (plan.places === 'random') await send(pair, edits, frames, plan.before)
  else {
    const text = Y.encodeStateAsUpdate(documentOf(updatesOf(edits, plan.before)))
    writer.write(updateFrame(endpoint.dialect, plan.document, text))
    await reader.when('a long text is loaded', () => reader.seen[0] === plan.before)
  }
  const trips = new Float64Array(plan.edits)
  let work = 0
  for (let edit = plan.before; edit < all; edit++) {
    if (edit === plan.before + warmUp) work = workOf(endpoint.pid)
    const began = performance.now()
    writer.write(framesBetween(frames, edit, edit + 1))
    await reader.when('an edit is seen', () => reader.seen[0] === edit + 1)
    if (edit >= plan.before + warmUp) trips[edit - plan.before - warmUp] = performance.now() - began
  }
  work = workOf(endpoint.pid) - work
  trips.sort()
  return { work: (work / plan.edits) * 1000, trip: (trips[plan.edits >> 1] ?? NaN) * 1000 }
}
