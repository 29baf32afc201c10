// Others who type in a page while somebody is measured: each over a connection of their own, with a cursor
// that is seen.
import * as Y from 'yjs'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import { presenceFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { openClient, updateFrame, type Client, type Endpoint } from '../generator/client.ts'
import { packFrames } from '../generator/socket.ts'
import { pause } from '../generator/until.ts'
import { BY_ANOTHER, join, pageIn, type Somebody } from './editor-world.ts'

/** How often each of them presses a key, in ms: as somebody who writes quickly. */
export const KEY_MS = 200
const LETTERS = 'the lamp by the door '

interface Crowd {
  /** Keys that were pressed so far. */
  readonly keys: () => number
  stop(): Promise<void>
}

interface Typist {
  readonly client: Client
  readonly presence: Awareness
  /** Where it writes; the place moves with text that others write before it. */
  at: Y.RelativePosition
}

/** How many people type in a page, evenly over its first `reach` characters, until they are stopped. */
export async function typeInPage(
  endpoint: Endpoint,
  world: string,
  { people, reach }: { readonly people: number; readonly reach: number },
): Promise<Crowd> {
  // One copy for all of them: the measured page shares the machine with them.
  const somebody = await join(endpoint, world)
  const typists = await Promise.all(
    Array.from({ length: people }, (_, number) =>
      arrive(endpoint, world, somebody, Math.floor(((number + 0.5) * reach) / people)),
    ),
  )
  const stopping = new AbortController()
  let keys = 0
  async function typeOn(): Promise<void> {
    for (let turn = 0; !stopping.signal.aborted; turn++) {
      const typist = typists[turn % people]
      if (typist !== undefined)
        press(endpoint, world, somebody, typist, LETTERS[keys++ % LETTERS.length] ?? ' ')
      await pause(KEY_MS / people)
    }
  }
  const typing = typeOn()
  return {
    keys: () => keys,
    async stop() {
      stopping.abort()
      await typing
      for (const { client, presence } of typists) {
        presence.destroy()
        client.close()
      }
      somebody.close()
    },
  }
}

async function arrive(endpoint: Endpoint, world: string, somebody: Somebody, index: number): Promise<Typist> {
  const client = await openClient(endpoint, { document: world })
  await client.synced
  const presence = new Awareness(new Y.Doc())
  presence.setLocalState({ user: { name: `Writer ${index}` } })
  return { client, presence, at: Y.createRelativePositionFromTypeIndex(pageIn(somebody), index) }
}

function press(endpoint: Endpoint, world: string, { scene }: Somebody, typist: Typist, letter: string): void {
  const found = Y.createAbsolutePositionFromRelativePosition(typist.at, scene)
  if (found === null || !(found.type instanceof Y.Text)) throw new Error('a cursor is nowhere')
  const text = found.type
  const { client, presence } = typist
  // Written into the one copy as this one, and sent over this one's connection.
  scene.clientID = presence.clientID
  scene.once('update', (update: Uint8Array) => client.write(updateFrame(endpoint.dialect, world, update)))
  scene.transact(() => text.insert(found.index, letter), BY_ANOTHER)
  typist.at = Y.createRelativePositionFromTypeIndex(text, found.index + 1)
  const cursor = Y.relativePositionToJSON(typist.at)
  presence.setLocalStateField('cursor', { anchor: cursor, head: cursor })
  client.write(packFrames([[presenceFrame(encodeAwarenessUpdate(presence, [presence.clientID]))]]).bytes)
}
