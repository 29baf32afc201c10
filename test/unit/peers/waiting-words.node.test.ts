// Two people of one node in a world whose host is asleep: each is told what the other wrote that waits for
// it, and it arrives once.
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { HostEvent } from '../../../shared/wire/frames/action-frames.ts'
import { parseEvent } from '../../../shared/wire/frames/action-frames.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { endNodes, give, makeWorld, serveAgain, servePair, type ServedPeer } from '../../peers.ts'
import { until } from '../../process.ts'
import { RawClient } from '../sync/client.ts'
import { Visitor } from '../../fault/peers/visitor.ts'

const LIMIT_MS = 60_000

let a: ServedPeer
let b: ServedPeer

beforeAll(async () => {
  ;({ a, b } = await servePair())
}, LIMIT_MS)
afterAll(() => endNodes(a, b))

test(
  '[N28] what another one of this node wrote is told to who is there, until the host has it, once',
  async () => {
    const carl = await a.signUp('carl')
    const there = await makeWorld(b.admin, 'Square')
    for (const account of ['ada', 'carl']) await give(b.admin, there, `${account}@${a.name}`, 'edit')
    const here = there.replace('/', `@${b.name}/`)
    const ada = await Visitor.open(a.server.wsUrl, here, a.admin)
    const other = await Visitor.open(a.server.wsUrl, here, carl)
    ada.write('Both. ')
    await until('carl has it', () => other.text === 'Both. ')
    const { cookie } = carl
    const tab = await RawClient.open(`${a.server.wsUrl}/sync/${here}/live?inkland=1`, { cookie })
    // A client that reads may stay.
    tab.send(syncFrame('step1', Uint8Array.of(0)))
    const told = (): HostEvent | undefined =>
      tab
        .of('event')
        .flatMap(({ json }) => {
          const event = parseEvent(json)
          return event?.type === 'host' ? [event] : []
        })
        .at(-1)
    await until('he knows how the host is', () => told()?.state === 'awake')
    await b.server.stop()
    ada.write('Soon.')
    // It is in nobody's scene but hers, and fits over what everybody has. What the host did not confirm in
    // time waits, too.
    const over = new Y.Doc()
    Y.applyUpdate(over, Y.encodeStateAsUpdate(other.doc))
    const shown = await until('he is told what she wrote', () => {
      for (const { update } of told()?.others ?? [])
        if (update !== null) Y.applyUpdate(over, Buffer.from(update, 'base64'))
      return over.getText('words').toJSON() === 'Both. Soon.' && told()?.others
    })
    expect(shown).toMatchObject([{ who: 'Ada' }])
    expect(other.text).toBe('Both. ')
    other.write('Mine. ')
    await until('his node has it', () => other.isSaved)
    b = await serveAgain(b)
    const bob = await Visitor.open(b.server.wsUrl, there, b.admin)
    await until('all of it arrived', () => bob.text.length === 'Both. Soon.Mine. '.length)
    await until('both have it', () => ada.text === bob.text && other.text === bob.text)
    expect(['Both. Soon.Mine. ', 'Both. Mine. Soon.']).toContain(bob.text)
    await until('nothing waits', () => told()?.state === 'awake' && told()?.others === undefined)
    for (const each of [ada, other, bob]) each.close()
    tab.close()
  },
  LIMIT_MS,
)
