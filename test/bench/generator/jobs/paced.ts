// A steady pace far from what a server can take: how long an update is on its way, from writer to reader.
import { editFrames, inTurns, openClient, processesOf, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, writeEdits } from '../edits.ts'
import { compare, openReader, type Reader } from '../reader.ts'
import { framesBetween } from '../socket.ts'
import { until } from '../until.ts'
import { measureWork, workOf } from '../work.ts'

interface PacedPlan {
  readonly document: string
  readonly readers: number
  readonly updatesPerSecond: number
  /** Clients come to all processes of the server in turn, and the work of all counts; else to one of them. */
  readonly isSpread?: boolean
  readonly warmUpMs: number
  readonly measureMs: number
}

interface PacedResult {
  /** From when an update was due to when a reader had it, in ms, over all updates and readers. */
  readonly p50: number
  readonly p99: number
  /** Work of the server per update, in microseconds. */
  readonly workPerUpdate: number
  /** Work of the process that leads, where that is another one. */
  readonly leaderPerUpdate?: number
  /** Shares of the time: 1 is one core. */
  readonly serverBusy: number
  /** The share of the machine that other programs used meanwhile. */
  readonly othersBusy: number
}

export async function paced(endpoint: Endpoint, plan: PacedPlan): Promise<PacedResult> {
  const { document } = plan
  const gapMs = 1000 / plan.updatesPerSecond
  const first = Math.ceil(plan.warmUpMs / gapMs)
  const count = first + Math.ceil(plan.measureMs / gapMs)
  const edits = writeEdits({ client: FIRST_CLIENT, count, run: 40, deletions: 0, seed: 1 })
  const frames = editFrames(endpoint.dialect, document, edits)
  const latencies = new Float64Array((count - first) * plan.readers)
  let measured = 0
  let began = 0

  const next = plan.isSpread === true ? inTurns(endpoint) : () => endpoint
  const counted = plan.isSpread === true ? processesOf(endpoint) : [endpoint.pid]
  const [leader] = plan.isSpread === true ? [] : endpoint.others
  // Whoever comes first has the world opened where they come in.
  if (leader) await (await openClient({ ...endpoint, port: leader.port }, { document })).synced
  const readers: Reader[] = []
  for (let i = 0; i < plan.readers; i++) {
    const reader = await openReader(next(), document, {
      writers: 1,
      keeps: i === 0,
      news(advance, seen) {
        const now = performance.now()
        const clock = seen[0] ?? 0
        for (let edit = Math.max(first, clock - advance); edit < clock; edit++) {
          latencies[measured++] = now - (began + edit * gapMs)
        }
      },
    })
    readers.push(reader)
  }
  const writer = await openClient(next(), { document })
  await writer.synced

  began = performance.now() + 50
  const ofLeader = (): number => (leader === undefined ? 0 : workOf(leader.pid))
  let [spent, leaderBefore] = [measureWork(...counted), ofLeader()]
  for (let edit = 0; edit < count; edit++) {
    await dueAt(began + edit * gapMs)
    if (edit === first) [spent, leaderBefore] = [measureWork(...counted), ofLeader()]
    writer.write(framesBetween(frames, edit, edit + 1))
  }
  await until('every reader gets every update', 60_000, () => readers.every(({ seen }) => seen[0] === count))
  const { serverMs, serverBusy, othersBusy } = spent()
  const perUpdate = 1000 / (count - first)
  const leaderPerUpdate = (ofLeader() - leaderBefore) * perUpdate
  const [sample] = readers
  if (sample) compare(sample, [{ edits, sent: count }])
  latencies.sort()
  return {
    p50: latencies[Math.floor(measured * 0.5)] ?? NaN,
    p99: latencies[Math.floor(measured * 0.99)] ?? NaN,
    workPerUpdate: serverMs * perUpdate,
    ...(leader !== undefined && { leaderPerUpdate }),
    serverBusy,
    othersBusy,
  }
}

/** Waits without a timer: those are late by up to a millisecond, and this process has its core for itself. */
async function dueAt(time: number): Promise<void> {
  while (performance.now() < time) await new Promise((resolve) => setImmediate(resolve))
}
