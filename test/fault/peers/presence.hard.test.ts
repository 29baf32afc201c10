// People who write in a world together, over two real nodes: each is seen by the others, wherever they are,
// under no name but their own, and no longer than the connection between the nodes holds.
import * as encoding from 'lib0/encoding'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import type { Somebody } from '../../accounts.ts'
import { endNodes, makeWorld, open, startAgain, startPair, type PeerNode } from '../../peers.ts'
import { temporaryFolder, until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { Looker } from './looker.ts'

let a: PeerNode
let b: PeerNode
let carl: Somebody
const lookers: Looker[] = []

beforeAll(async () => {
  ;({ a, b } = await startPair({ b: { data: temporaryFolder() } }))
  carl = await a.guest('Carl')
  await makeWorld(b.admin, 'Square')
  await open(b.admin, 'bob/square', 'edit')
}, 60_000)
afterAll(async () => {
  for (const looker of lookers) looker.close()
  await endNodes(a, b)
})

function look(node: PeerNode, who: Somebody, name: string): Looker {
  const world = node === b ? 'bob/square' : `bob@${b.name}/square`
  const looker = new Looker(node.server.wsUrl, world, who, name)
  lookers.push(looker)
  return looker
}

const see = (what: string, by: readonly Looker[], names: readonly string[]): Promise<unknown> =>
  until(
    what,
    () => by.every((looker) => JSON.stringify(looker.names) === JSON.stringify(names.toSorted())),
    30_000,
  )

it('[N32] people of both nodes see each other, with each of their tabs, and nobody is shown as somebody else', async () => {
  const bob = look(b, b.admin, 'Bob')
  const ada = look(a, a.admin, 'Ada')
  const other = look(a, a.admin, 'Ada again')
  const guest = look(a, carl, 'Carl')
  const all = [bob, ada, other, guest]
  await see('all see all', all, ['Bob', 'Ada', 'Ada again', 'Carl'])
  const shown = (looker: Looker, of: Looker): unknown =>
    looker.presence.getStates().get(of.id)?.['user']?.name
  // Of two tabs of hers, the one that says another name is shown by that of her session.
  expect(shown(bob, other)).toBe(shown(bob, ada))
  expect(shown(bob, other)).not.toBe('Ada again')

  ada.say('cursor', { anchor: 1, head: 5 })
  bob.say('selected', ['lamp'])
  const said = (looker: Looker, of: Looker): Readonly<Record<string, unknown>> | undefined =>
    looker.presence.getStates().get(of.id)
  await until('bob and carl see where she writes', () =>
    [bob, guest].every((looker) => said(looker, ada)?.['cursor'] !== undefined),
  )
  await until('she sees what bob selected', () => said(ada, bob)?.['selected'] !== undefined)

  // Carl says to be bob, and that ada left, and somebody says to be bob first of all; then carl something of
  // his own.
  guest.send(word(bob.id, 1000, { user: { name: 'Mallory' } }))
  guest.send(word(ada.id, 1000, null))
  const forger = await RawClient.open(`${a.server.wsUrl}/sync/bob@${b.name}/square?inkland=1`, {
    cookie: (await a.guest('Mallory')).cookie,
  })
  forger.send(syncFrame('step2', Uint8Array.of(0, 0)))
  forger.send(presenceFrame(word(bob.id, 1000, { user: { name: 'Mallory' } })))
  guest.say('cursor', { anchor: 2, head: 2 })
  await until('the others see what carl says of himself', () =>
    [bob, ada, other].every((looker) => said(looker, guest)?.['cursor'] !== undefined),
  )
  for (const looker of [bob, ada, other]) expect(looker.names).toEqual(['Ada', 'Ada again', 'Bob', 'Carl'])

  forger.close()

  other.close()
  await see('a tab that is closed is gone', [bob, ada, guest], ['Bob', 'Ada', 'Carl'])

  // The host is gone: its presence is not known any more; it comes back, and everybody is where they were.
  await b.server.kill()
  await see('bob is not shown while nobody knows', [ada], ['Ada'])
  b = await startAgain(b)
  await see('all see all again', [bob, ada, guest], ['Bob', 'Ada', 'Carl'])
}, 120_000)

function word(id: number, clock: number, state: unknown): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, id)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, JSON.stringify(state))
  return encoding.toUint8Array(encoder)
}
