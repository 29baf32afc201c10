// Two people who edited apart, and meet: one at the server, one on a device that comes back.
import * as Y from 'yjs'
import { openClient, stateVectorOf, updateFrame, editFrames, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, writeEdits, type EditPlan } from '../edits.ts'
import { openReader } from '../reader.ts'
import { framesBetween } from '../socket.ts'
import { documentOf, textOf, updatesOf } from '../text.ts'
import { workOf } from '../work.ts'

interface ReconnectPlan {
  /** Edits that both have from before. */
  readonly common: number
  /** Edits that each makes apart. */
  readonly apart: number
}

interface ReconnectResult {
  /** Work of the server from the returner's connecting until both have everything, in ms. */
  readonly workMs: number
  /** How long that took, in ms. */
  readonly ms: number
}

export async function reconnect(endpoint: Endpoint, plan: ReconnectPlan): Promise<ReconnectResult> {
  const document = 'reconnect'
  const base: EditPlan = { client: FIRST_CLIENT, count: plan.common, run: 40, deletions: 0, seed: 1 }
  const apart = { count: plan.apart, run: 1, deletions: 0 }
  const common = writeEdits(base)
  const here = writeEdits({ ...apart, client: FIRST_CLIENT + 1, seed: 2 }, base)
  const away = writeEdits({ ...apart, client: FIRST_CLIENT + 2, seed: 3 }, base)

  const stays = await openReader(endpoint, document, { writers: 3, keeps: true })
  const writer = await openClient(endpoint, { document })
  await writer.synced
  writer.write(updateFrame(endpoint.dialect, document, asOne(updatesOf(common))))
  await stays.when('what both have is there', () => stays.seen[0] === plan.common)
  const frames = editFrames(endpoint.dialect, document, here)
  for (let sent = 0; sent < plan.apart;) {
    const next = Math.min(plan.apart, sent + 100)
    writer.write(framesBetween(frames, sent, next))
    await stays.when('edits are at the server', () => stays.seen[1] === next)
    sent = next
  }

  const clocks = [
    [FIRST_CLIENT, plan.common],
    [FIRST_CLIENT + 2, plan.apart],
  ] as const
  const copy = {
    stateVector: stateVectorOf(new Map(clocks)),
    lacking: asOne(updatesOf(common), updatesOf(away)),
  }
  const work = workOf(endpoint.pid)
  const began = performance.now()
  const returner = await openReader(endpoint, document, { writers: 3, keeps: true, copy })
  await returner.when('the returner has everything', () => returner.seen[1] === plan.apart)
  await stays.when('who stayed has everything', () => stays.seen[2] === plan.apart)
  const ms = performance.now() - began
  const workMs = workOf(endpoint.pid) - work
  const returned = textOf([...updatesOf(common), ...updatesOf(away), ...(returner.kept ?? [])])
  const stayed = textOf(stays.kept ?? [])
  if (returned !== stayed || stayed.length !== plan.common + 2 * plan.apart)
    throw new Error('the two are not equal')
  return { workMs, ms }
}

/** The second list as one update, in a document that has the first; or the only list. */
function asOne(first: readonly Uint8Array[], second?: readonly Uint8Array[]): Uint8Array {
  const document = documentOf(first)
  if (!second) return Y.encodeStateAsUpdate(document)
  const before = Y.encodeStateVector(document)
  for (const update of second) Y.applyUpdate(document, update)
  return Y.encodeStateAsUpdate(document, before)
}
