// Somebody types and somebody else sees it, until the server is gone.
import { editFrames, openClient, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, writeEdits } from '../edits.ts'
import type { Line } from '../main.ts'
import { openReader } from '../reader.ts'
import { framesBetween } from '../socket.ts'
import { pause } from '../until.ts'

interface TypingPlan {
  readonly document: string
  readonly updatesPerSecond: number
}

/**
 * Types until the connection ends; `seen` is how many edits the other one had then. Ready when typing begins.
 */
export async function typing(
  endpoint: Endpoint,
  plan: TypingPlan,
  line: Line,
): Promise<{ readonly seen: number }> {
  const most = plan.updatesPerSecond * 120
  const edits = writeEdits({ client: FIRST_CLIENT, count: most, run: 40, deletions: 0, seed: 1 })
  const frames = editFrames(endpoint.dialect, plan.document, edits)
  const gone = new AbortController()
  const reader = await openReader(endpoint, plan.document, { writers: 1, closed: () => gone.abort() })
  const writer = await openClient(endpoint, { document: plan.document })
  await writer.synced
  line.ready()
  const began = performance.now()
  for (let sent = 0; !gone.signal.aborted && sent < most;) {
    const due = Math.min(most, Math.ceil(((performance.now() - began) / 1000) * plan.updatesPerSecond))
    if (due > sent) writer.write(framesBetween(frames, sent, due))
    sent = due
    await pause(5)
  }
  return { seen: reader.seen[0] ?? 0 }
}

/** How many of a typist's edits a server has. */
export async function typed(
  endpoint: Endpoint,
  plan: { readonly document: string },
): Promise<{ readonly stored: number }> {
  const reader = await openReader(endpoint, plan.document, { writers: 1 })
  return { stored: reader.seen[0] ?? 0 }
}
