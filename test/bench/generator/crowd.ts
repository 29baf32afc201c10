// Many connections that do nothing, for as long as the bench weighs the server.
import { openClient, updateFrame, type Client, type Endpoint } from './client.ts'
import { FIRST_CLIENT, TEXT } from './edits.ts'
import type { Line } from './main.ts'
import * as Y from 'yjs'

export interface CrowdPlan {
  readonly documents: number
  /** Connections to each document. */
  readonly each: number
  /** Characters that each document gets; 0 leaves it as it is. */
  readonly characters: number
  /** Whether a connection is closed again before the next one is made. */
  readonly leaves: boolean
}

/** Connects all, syncs all, says that it is ready, and holds on until it is told to stop. */
export async function crowd(
  endpoint: Endpoint,
  plan: CrowdPlan,
  line: Line,
): Promise<{ readonly ms: number }> {
  const began = performance.now()
  const text = textUpdate(plan.characters)
  const held: Client[] = []
  let next = 0
  async function connectSome(): Promise<void> {
    while (next < plan.documents * plan.each) {
      const number = next++
      const document = `crowd-${Math.floor(number / plan.each)}`
      const client = await openClient(endpoint, { document })
      await client.synced
      if (plan.characters > 0 && number % plan.each === 0)
        client.write(updateFrame(endpoint.dialect, document, text))
      if (plan.leaves) client.close()
      else held.push(client)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, connectSome))
  const ms = performance.now() - began
  line.ready()
  await line.stopped
  for (const client of held) client.close()
  return { ms }
}

/** Connections being made at a time: fewer than a server's backlog. */
const AT_ONCE = 32

function textUpdate(characters: number): Uint8Array {
  const document = new Y.Doc()
  document.clientID = FIRST_CLIENT
  document
    .getText(TEXT)
    .insert(
      0,
      'a small world has a little text in it. '.repeat(Math.ceil(characters / 39)).slice(0, characters),
    )
  return Y.encodeStateAsUpdate(document)
}
