// As much as a server takes: writers keep a number of updates in flight, readers count what arrives.
import { editFrames, inTurns, openClient, processesOf, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, writeEdits, type Edits } from '../edits.ts'
import { compare, openReader, type Reader } from '../reader.ts'
import { framesBetween, type Frames, type RawSocket } from '../socket.ts'
import { pause, until } from '../until.ts'
import { measureWork } from '../work.ts'

export interface FloodPlan {
  readonly documents: number
  /** Per document. */
  readonly writers: number
  readonly readers: number
  /** Updates that each writer has in flight: sent, and not yet seen by the reader that connected last. */
  readonly inFlight: number
  /** Edits that each writer can make at most. */
  readonly edits: number
  readonly warmUpMs: number
  readonly measureMs: number
}

interface FloodResult {
  /** Per second: updates that the last reader of each document got. */
  readonly updates: number
  /** Per second: updates that all readers together got. */
  readonly delivered: number
  /** Work of the server per update, in microseconds. */
  readonly workPerUpdate: number
  /** Shares of the time: near 1 for the generator means that it is the generator that was measured. */
  readonly serverBusy: number
  readonly generatorBusy: number
  readonly othersBusy: number
}

interface Writer {
  readonly socket: RawSocket
  readonly edits: Edits
  readonly frames: Frames
  sent: number
}

interface Room {
  readonly writers: readonly Writer[]
  readonly readers: Reader[]
}

interface Count {
  delivered: number
  updates: number
  stopped: boolean
}

/** Floods, measures, lets everything arrive, and compares a reader's document with the written text. */
export async function flood(endpoint: Endpoint, plan: FloodPlan): Promise<FloodResult> {
  const count: Count = { delivered: 0, updates: 0, stopped: false }
  const rooms: Room[] = []
  const edits = Array.from({ length: plan.writers }, (_, writer) =>
    writeEdits({ client: FIRST_CLIENT + writer, count: plan.edits, run: 40, deletions: 0, seed: 1 + writer }),
  )
  const next = inTurns(endpoint)
  for (let i = 0; i < plan.documents; i++) {
    rooms.push(await openRoom(next, `flood-${i}`, plan, edits, i === 0, count))
  }
  for (const { writers } of rooms) for (const writer of writers) topUp(writer, 0, plan.inFlight)

  await pause(plan.warmUpMs)
  const before = { ...count }
  const spent = measureWork(...processesOf(endpoint))
  await pause(plan.measureMs)
  const { ms, serverMs, ...busy } = spent()
  const updates = count.updates - before.updates
  const delivered = count.delivered - before.delivered
  count.stopped = true

  await settle(rooms)
  return {
    updates: (updates / ms) * 1000,
    delivered: (delivered / ms) * 1000,
    workPerUpdate: (serverMs / updates) * 1000,
    ...busy,
  }
}

async function openRoom(
  next: () => Endpoint,
  document: string,
  plan: FloodPlan,
  edits: readonly Edits[],
  keeps: boolean,
  count: Count,
): Promise<Room> {
  const writers: Writer[] = []
  const readers: Reader[] = []
  for (let i = 0; i < plan.readers; i++) {
    const last = i === plan.readers - 1
    const reader = await openReader(next(), document, {
      writers: plan.writers,
      keeps: keeps && last,
      news(advance, seen) {
        count.delivered += advance
        if (!last) return
        count.updates += advance
        if (!count.stopped) writers.forEach((writer, i) => topUp(writer, seen[i] ?? 0, plan.inFlight))
      },
    })
    readers.push(reader)
  }
  for (const own of edits) {
    const endpoint = next()
    const frames = editFrames(endpoint.dialect, document, own)
    const socket = await openClient(endpoint, { document })
    await socket.synced
    writers.push({ socket, edits: own, frames, sent: 0 })
  }
  return { writers, readers }
}

function topUp(writer: Writer, seen: number, inFlight: number): void {
  const to = Math.min(seen + inFlight, writer.frames.ends.length)
  if (to <= writer.sent) return
  writer.socket.write(framesBetween(writer.frames, writer.sent, to))
  writer.sent = to
}

async function settle(rooms: readonly Room[]): Promise<void> {
  await until('every reader gets every update', 60_000, () =>
    rooms.every(({ writers, readers }) =>
      readers.every(({ seen }) => writers.every((writer, i) => seen[i] === writer.sent)),
    ),
  )
  for (const { writers, readers } of rooms) {
    for (const writer of writers) {
      if (writer.sent === writer.frames.ends.length)
        throw new Error('a writer ran out of edits: measure for less long')
    }
    for (const reader of readers) if (reader.kept) compare(reader, writers)
  }
}
