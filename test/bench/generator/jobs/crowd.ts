// Many connections that do nothing, for as long as the bench weighs the server.
import { openClient, updateFrame, type Client, type Endpoint } from '../client.ts'
import { FIRST_CLIENT, TEXT } from '../edits.ts'
import type { Line } from '../main.ts'
import * as Y from 'yjs'

interface VisitPlan {
  readonly documents: number
  /** Characters that each document gets; with 0 it is left as it is. */
  readonly characters: number
}

export interface CrowdPlan extends VisitPlan {
  /** Connections to each document. */
  readonly each: number
}

/** Connects all, says that it is ready, and holds on until it is told to stop. */
export async function crowd(endpoint: Endpoint, plan: CrowdPlan, line: Line): Promise<void> {
  const held: Client[] = []
  await someAtATime(plan.documents * plan.each, async (number) => {
    const isFirst = number % plan.each === 0
    const characters = isFirst ? plan.characters : 0
    held.push(await enter(endpoint, Math.floor(number / plan.each), characters))
  })
  line.ready()
  await line.stopped
  for (const client of held) client.close()
}

/** Goes once to each document and leaves again. */
export async function visit(endpoint: Endpoint, plan: VisitPlan): Promise<{ readonly ms: number }> {
  const began = performance.now()
  await someAtATime(plan.documents, async (number) => {
    const client = await enter(endpoint, number, plan.characters)
    client.close()
  })
  return { ms: performance.now() - began }
}

async function enter(endpoint: Endpoint, number: number, characters: number): Promise<Client> {
  const document = `crowd-${number}`
  const client = await openClient(endpoint, { document })
  await client.synced
  if (characters > 0) client.write(updateFrame(endpoint.dialect, document, textUpdate(characters)))
  return client
}

async function someAtATime(count: number, run: (number: number) => Promise<void>): Promise<void> {
  let next = 0
  const goOn = async (): Promise<void> => {
    while (next < count) await run(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, goOn))
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
