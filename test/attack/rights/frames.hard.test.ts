// Rights hold on the sockets of a node with accounts: a person of each standing, in both documents, with both
// kinds of client, sends what a client can send. rights.test.ts sends every frame with every right, past a
// real node.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { atLeast } from '../../../shared/world/rights.ts'
import { askPresenceFrame, CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { startAccounts, told, type AccountsNode } from '../../accounts.ts'
import { DOCUMENTS, KINDS, Seat, writing } from './world-socket.ts'
import { meetPeople, type People, type Person } from '../routes/people.ts'

/** How long all of it may take on a busy machine, in ms. */
const ALL_MS = 180_000

interface Deed {
  readonly name: string
  /** It would change the document. */
  readonly writes: boolean
  readonly frame: (base: Y.Doc) => Uint8Array
}

/** The title, while it is there, and the text that was inserted after that. */
function deletes(doc: Y.Doc): void {
  if (doc.getMap('meta').has('title')) doc.getMap('meta').delete('title')
  else if (doc.getText('text').length > 0) doc.getText('text').delete(0, 1)
}

const insert = (doc: Y.Doc): void => doc.getText('text').insert(0, 'new')
const DEEDS: readonly Deed[] = [
  { name: 'an empty step 2', writes: false, frame: () => syncFrame('step2', Uint8Array.of(0, 0)) },
  { name: 'what is there', writes: false, frame: (base) => syncFrame('step2', Y.encodeStateAsUpdate(base)) },
  { name: 'presence', writes: false, frame: presence },
  { name: 'a question for presence', writes: false, frame: askPresenceFrame },
  { name: 'an update', writes: true, frame: (base) => syncFrame('update', writing(base, insert)) },
  { name: 'a step 2', writes: true, frame: (base) => syncFrame('step2', writing(base, insert)) },
  {
    name: 'a deletion',
    writes: true,
    frame: (base) => syncFrame('update', writing(base, deletes)),
  },
]

function presence(): Uint8Array {
  const awareness = new Awareness(new Y.Doc())
  awareness.setLocalState({ user: { name: 'Mallory' } })
  const update = encodeAwarenessUpdate(awareness, [awareness.clientID])
  awareness.destroy()
  return presenceFrame(update)
}

let node: AccountsNode
let people: People

beforeAll(async () => {
  node = await startAccounts()
  people = await meetPeople(node)
}, ALL_MS)
afterAll(() => node[Symbol.asyncDispose]())

/** The world on the disk, as its owner reads it. */
async function sceneOf(world: string): Promise<string> {
  const answer = await people.olga.ask('GET', `/api/worlds/${world}/scene`)
  return Buffer.from(await answer.arrayBuffer()).toString('base64')
}

it(
  '[S7] [T3] every frame, by everybody, in both documents, with one kind of client after the other',
  { timeout: ALL_MS },
  async () => {
    let tries = 0
    let accepted = 0
    const failed: string[] = []
    for (const person of people.all) {
      const title = `Garden of ${person.what}`
      const made = (await told(await people.olga.ask('POST', '/api/worlds', { title }))) as {
        address: string
      }
      const world = made.address
      await person.letIn(world)
      for (const document of DOCUMENTS) {
        for (const kind of KINDS) {
          for (const deed of DEEDS) {
            tries++
            const note = `${deed.name} by ${person.what} with a ${kind} client to ${document || 'the scene'}`
            const before = await sceneOf(world)
            const base = new Y.Doc()
            Y.applyUpdate(base, Buffer.from(before, 'base64'))
            const seat = await Seat.take({ wsUrl: node.server.wsUrl, world, document, kind }, person.cookie)
            const isIn = !seat.isOver
            if (isIn) seat.client.send(deed.frame(document === '' ? base : seat.doc))
            await seat.settled()
            const changed = (await sceneOf(world)) !== before
            if (changed) accepted++
            failed.push(
              ...judge(person, { deed, document, kind, seat, changed }).map((why) => `${note}: ${why}`),
            )
            seat.close()
          }
        }
      }
    }
    console.log(
      `rights: ${tries} frames by ${people.all.length} people, ${accepted} changed something, each with the right to`,
    )
    expect(failed).toEqual([])
  },
)

interface Done {
  readonly deed: Deed
  readonly document: string
  readonly kind: string
  readonly seat: Seat
  readonly changed: boolean
}

/** The deviations from the rule. */
function judge({ right }: Person, { deed, document, kind, seat, changed }: Done): string[] {
  const wrong: string[] = []
  const mayWrite = document === '' && atLeast(right, 'edit')
  if (!atLeast(right, 'see')) {
    if (seat.client.closed?.code !== CLOSE.right) wrong.push(`closed with ${seat.client.closed?.code}`)
    if (seat.client.frames.length > 0) wrong.push('something was told')
    if (changed) wrong.push('something was changed')
    return wrong
  }
  // In the empty live document nothing can be deleted: such a frame says nothing.
  const isWrite = deed.writes && !(document === '/live' && deed.name === 'a deletion')
  const refused = isWrite && !mayWrite ? (kind === 'stock' ? CLOSE.right : 'right') : null
  if (seat.refusal !== refused) wrong.push(`${seat.refusal} instead of ${refused}`)
  if (changed !== (isWrite && mayWrite)) wrong.push(changed ? 'something was changed' : 'nothing was changed')
  return wrong
}
