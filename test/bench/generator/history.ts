// A document with a past: how it gets it, how it is opened, and what one more edit costs.
import * as Y from 'yjs'
import { editFrames, openClient, updateFrame, type Client, type Endpoint } from './client.ts'
import { FIRST_CLIENT, writeEdits, type EditPlan, type Edits } from './edits.ts'
import { openReader, type Reader } from './reader.ts'
import { framesBetween } from './socket.ts'
import { copyOf, documentOf, textOf, updatesOf } from './text.ts'
import { until } from './until.ts'
import { workOf } from './work.ts'

/** A share of the edits of the automerge-paper trace (259,778) deletes; so do these, at random places. */
export const historyOf = (count: number): EditPlan => ({
  client: FIRST_CLIENT,
  count,
  run: 1,
  deletions: 0.3,
  seed: 7,
})

export interface LoadPlan {
  readonly document: string
  readonly edits: number
}

/** Writes a history, edit by edit, through the server; resolves when a reader has all of it. */
export async function load(endpoint: Endpoint, plan: LoadPlan): Promise<{ readonly ms: number }> {
  const began = performance.now()
  const edits = writeEdits(historyOf(plan.edits))
  const { reader, writer } = await openPair(endpoint, plan.document)
  await send(endpoint, plan.document, edits, 0, plan.edits, 512, reader, writer)
  return { ms: performance.now() - began }
}

async function openPair(endpoint: Endpoint, document: string): Promise<{ reader: Reader; writer: Client }> {
  const reader = await openReader(endpoint, document, { writers: 1 })
  const writer = await openClient(endpoint, { document })
  await writer.synced
  return { reader, writer }
}

/** Sends edits `from` up to `to`, some in flight; deletions are taken for seen with the insertion before them. */
async function send(
  endpoint: Endpoint,
  document: string,
  edits: Edits,
  from: number,
  to: number,
  inFlight: number,
  reader: Reader,
  writer: Client,
): Promise<void> {
  const frames = editFrames(endpoint.dialect, document, edits)
  let sent = from
  while (sent < to) {
    const next = Math.min(to, sent + inFlight)
    writer.write(framesBetween(frames, sent, next))
    sent = next
    const due = edits.clocks[Math.max(0, sent - inFlight)] ?? 0
    if ((reader.seen[0] ?? 0) < due)
      await until('a history is loaded', 120_000, () => (reader.seen[0] ?? 0) >= due)
  }
  const all = edits.clocks[to - 1] ?? 0
  await until('a history is loaded', 120_000, () => (reader.seen[0] ?? 0) >= all)
}

export interface OpenPlan {
  readonly document: string
  /** The history that must be there. */
  readonly edits: number
}

export interface OpenResult {
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

export interface EditCostPlan {
  readonly document: string
  /** Edits before those that are measured: at random places, or all of them one text, typed at its end. */
  readonly before: number
  readonly places: 'random' | 'end'
  readonly edits: number
}

export interface EditCostResult {
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
  let wake = (): void => {}
  const reader = await openReader(endpoint, plan.document, { writers: 1, news: () => wake() })
  const writer = await openClient(endpoint, { document: plan.document })
  await writer.synced
  if (plan.places === 'random')
    await send(endpoint, plan.document, edits, 0, plan.before, 512, reader, writer)
  else {
    writer.write(
      updateFrame(
        endpoint.dialect,
        plan.document,
        Y.encodeStateAsUpdate(documentOf(updatesOf(edits, plan.before))),
      ),
    )
    await until('a long text is loaded', 60_000, () => reader.seen[0] === plan.before)
  }
  const frames = editFrames(endpoint.dialect, plan.document, edits)
  const trips = new Float64Array(plan.edits)
  let work = 0
  for (let edit = plan.before; edit < all; edit++) {
    if (edit === plan.before + warmUp) work = workOf(endpoint.pid)
    const began = performance.now()
    const seen = new Promise<void>((resolve) => (wake = resolve))
    writer.write(framesBetween(frames, edit, edit + 1))
    await seen
    if (edit >= plan.before + warmUp) trips[edit - plan.before - warmUp] = performance.now() - began
  }
  work = workOf(endpoint.pid) - work
  trips.sort()
  return { work: (work / plan.edits) * 1000, trip: (trips[plan.edits >> 1] ?? NaN) * 1000 }
}
