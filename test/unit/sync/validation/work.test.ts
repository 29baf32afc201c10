// Frames and documents by the work that they are.
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'
import { CONFLICTS } from '../../../../server/sync/validation/work-bounds.ts'
import { trialsHere, type Trials } from '../../../../server/sync/validation/trial-runner.ts'
import { WorkFault } from '../../../../server/workers/work-fault.ts'
import { ANONYMOUS } from '../../../../shared/world/address.ts'
import { CLOSE, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { lettersUpdate, putBefore, twoWhoPutBefore } from '../../../attack/work/updates.ts'
import { RawClient } from '../client.ts'
import { startNode, type TestNode } from '../node.ts'
import { turnClock } from '../../time/turn-clock.ts'
import { until } from '../until.ts'

let node: TestNode
const providers: WebsocketProvider[] = []

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  await node.stop()
})

const EMPTY_VECTOR = Uint8Array.of(0)
const gardenUrl = (query = ''): string => `${node.url}/ada/garden?inkland=1${query}`
const enter = async (query = ''): Promise<RawClient> => {
  const client = await RawClient.open(gardenUrl(query))
  client.send(syncFrame('step1', EMPTY_VECTOR))
  await until(() => client.of('step2').length > 0, 'it is answered')
  return client
}

/** The state of a client that heard the same as another one. */
function stateOf(client: RawClient): Y.Doc {
  const doc = new Y.Doc()
  for (const frame of client.frames) {
    if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(doc, frame.bytes)
  }
  return doc
}

/** Many things written by one client, as one update. */
function manyThings(count: number): { doc: Y.Doc; update: Uint8Array } {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (let at = 0; at < count; at++) doc.getMap('things').set(`${at}`, new Y.Map([['name', `${at}`]]))
  })
  return { doc, update: Y.encodeStateAsUpdate(doc) }
}

describe('[S18] a large frame', () => {
  it('is taken in pieces, counts as one, and others hear all of it', async () => {
    node = await startNode()
    const bob = await enter()
    const ada = await enter()
    const { update } = manyThings(3_000)
    ada.send(syncFrame('update', update))
    await until(() => ada.saved === 1, 'it is saved')
    await until(() => stateOf(bob).getMap('things').size === 3_000, 'Bob has all of it')
    expect(bob.of('update').length).toBeGreaterThan(10)
    expect(ada.of('update')).toEqual([])
    const [world] = await node.store.worlds('here')
    const rows = await node.store.log({ world: world!.key, kind: 'scene' }, 0, 1_000)
    expect(rows.length).toBeGreaterThan(10)
  })

  it('that was taken by half is finished when it comes again', async () => {
    node = await startNode()
    const { doc, update } = manyThings(2_000)
    const ada = await enter()
    ada.send(syncFrame('update', update))
    await until(() => node.sync.stats().savedUpdates > 1, 'some of it is saved')
    ada.socket.terminate()
    const again = await enter()
    again.send(syncFrame('step2', Y.encodeStateAsUpdate(doc)))
    await until(() => again.saved === 1, 'it is saved')
    const bob = await enter()
    expect(stateOf(bob).getMap('things').size).toBe(2_000)
  })

  it('that cannot be read in the time it may take is refused, and one that has to wait too long comes again', async () => {
    let fault: WorkFault['code'] = 'slow'
    const trials: Trials = { ...trialsHere(), cut: () => Promise.reject(new WorkFault(fault, 'a test')) }
    node = await startNode({ trials })
    const { update } = manyThings(1_000)
    const ada = await enter()
    ada.send(syncFrame('update', update))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    expect(ada.of('refused')[0]).toMatchObject({ frame: 1, code: 'bound' })
    fault = 'busy'
    ada.send(syncFrame('update', update))
    expect((await ada.gone()).code).toBe(CLOSE.disk)
  })
})

describe('[S17] what takes much work', () => {
  it('is done some at a time, while others go on', async () => {
    node = await startNode({ clock: turnClock(5) })
    const ada = await enter()
    const bob = await enter('&member=m-bob')
    // More than somebody has at once: the rest takes two seconds of that clock.
    const letters = Math.ceil(1.1 * Math.sqrt(CONFLICTS.atOnce))
    const [first, second] = twoWhoPutBefore(letters, [5, 9])
    ada.send(syncFrame('update', first!), syncFrame('update', second!))
    await until(() => ada.saved === 1, 'the first is saved')
    const words = new Y.Doc()
    words.getText('words').insert(0, 'meanwhile')
    bob.send(syncFrame('update', Y.encodeStateAsUpdate(words)))
    await until(() => bob.saved === 1, 'Bob is saved')
    expect(ada.saved).toBe(1)
    await until(() => ada.saved === 2, 'the second is saved')
    expect(stateOf(await enter()).getText('t').length).toBe(2 * letters)
  })

  it('is refused where it cannot be divided; [L4] where it is stored, it is put aside, and the world opens without it', async () => {
    const store = createMemoryStore()
    node = await startNode({ store })
    const ada = await enter()
    const doc = new Y.Doc()
    const list = new Y.Array<number>()
    doc.getMap('map').set('list', list)
    doc.transact(() => {
      for (let at = 0; at < 70_000; at++) list.insert(0, [at])
    })
    ada.send(syncFrame('update', Y.encodeStateAsUpdate(doc)))
    await until(() => ada.saved === 1, 'the list is saved')
    const before = Y.encodeStateVector(doc)
    doc.getMap('map').delete('list')
    const bytes = Y.encodeStateAsUpdate(doc, before)
    ada.send(syncFrame('update', bytes))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    expect(ada.of('refused')[0]?.text).toContain('smaller steps')
    const [world] = await store.worlds('here')
    const key = { world: world!.key, kind: 'scene' } as const
    await node.sync.close(world!.key, CLOSE.goingAway, '')
    // As a node wrote it that did not ask for the work yet.
    const [sequence] = await store.append([{ document: key, bytes, member: ANONYMOUS, at: 1, claims: [] }])
    // The document breaks under Bob as soon as it is read: by his words, or before he is answered where the
    // node asks him first what he has. It is opened anew, without that row.
    const bob = await RawClient.open(gardenUrl())
    const words = lettersUpdate('t', new Map([[7, putBefore(7, 1)]]))
    bob.send(syncFrame('step1', EMPTY_VECTOR), syncFrame('update', words))
    await until(() => bob.closed !== null, 'it is opened anew')
    const again = await enter()
    again.send(syncFrame('update', words))
    await until(() => again.saved === 1, 'it can be written')
    const rows = await store.log(key, 0, 10_000)
    expect(rows.filter(({ quarantined }) => quarantined).map((row) => row.sequence)).toEqual([sequence])
  })
})

describe('[S19] what is too much for a document is refused', () => {
  const refusedWith = async (update: Uint8Array): Promise<string> => {
    node = await startNode()
    const ada = await enter()
    ada.send(syncFrame('update', update))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    expect(ada.of('refused')[0]?.code).toBe('bound')
    return ada.of('refused')[0]!.text
  }

  it('a page of more than a million characters, in one piece or many', async () => {
    const doc = new Y.Doc()
    const page = doc.getText('page')
    doc.transact(() => {
      for (let at = 0; at < 11; at++) page.insert(0, 'x'.repeat(100_000))
    })
    expect(await refusedWith(Y.encodeStateAsUpdate(doc))).toContain('1000000 characters')
  })

  it('more than fifteen thousand things', async () => {
    const doc = new Y.Doc()
    doc.transact(() => {
      for (let at = 0; at < 15_001; at++) doc.getMap('artifacts').set(`${at}`, 0)
    })
    expect(await refusedWith(Y.encodeStateAsUpdate(doc))).toContain('15000 things')
  })

  it('a value that holds more than a hundred thousand others', async () => {
    const doc = new Y.Doc()
    doc.getMap('map').set(
      'many',
      Array.from({ length: 100_001 }, () => null),
    )
    expect(await refusedWith(Y.encodeStateAsUpdate(doc))).toContain('100000 others')
  })

  it('more than 350,000 items', async () => {
    // Eight plain values are as much as one item, and a letter of JSON as much as five values.
    const values = (count: number): Uint8Array => {
      const doc = new Y.Doc()
      doc.transact(() => {
        for (let at = 0; at < count; at++) doc.getText('page').insertEmbed(0, { letters: 'x'.repeat(19_950) })
      })
      return Y.encodeStateAsUpdate(doc)
    }
    node = await startNode()
    const ada = await enter()
    ada.send(syncFrame('update', values(26)))
    await until(() => ada.saved === 1, 'what it holds is saved')
    ada.send(syncFrame('update', values(4)))
    await until(() => ada.of('refused').length === 1, 'more is refused')
    expect(ada.of('refused')[0]?.text).toContain('350000 pieces')
  })
})

describe('[S20] who may only look', () => {
  it('sends no large frame', async () => {
    node = await startNode({ rightOf: () => 'see' })
    const ada = await enter()
    ada.send(syncFrame('update', new Uint8Array(4_000_000)))
    expect((await ada.gone()).code).toBe(CLOSE.right)
  })
})

describe('[S21] readers of a large document', () => {
  it('are sent the same pieces, whatever they have, and a stock client has all of it', async () => {
    node = await startNode()
    const ada = await enter()
    const { doc, update } = manyThings(12_000)
    ada.send(syncFrame('update', update))
    await until(() => ada.saved === 1, 'it is saved')
    const [world] = await node.store.worlds('here')
    await node.sync.close(world!.key, CLOSE.goingAway, '')
    const bob = await enter()
    expect(stateOf(bob).getMap('things').size).toBe(12_000)
    const cy = await RawClient.open(`${node.url}/ada/garden?inkland=1`)
    cy.send(syncFrame('step1', Y.encodeStateVector(new Map([[doc.clientID, 20_000]]))))
    await until(() => cy.of('step2').length > 0, 'Cy is answered')
    const dee = await RawClient.open(`${node.url}/ada/garden?inkland=1`)
    dee.send(syncFrame('step1', Y.encodeStateVector(new Map([[doc.clientID, 24_000]]))))
    await until(() => dee.of('step2').length > 0, 'Dee is answered')
    const piecesOf = (client: RawClient): string[] =>
      client.of('update').map(({ bytes }) => Buffer.from(bytes).toString('base64'))
    expect(piecesOf(cy).length).toBeGreaterThan(piecesOf(dee).length)
    expect(piecesOf(cy)).toEqual(expect.arrayContaining(piecesOf(dee)))
    const stock = new WebsocketProvider(node.url, 'ada/garden', new Y.Doc(), {
      disableBc: true,
      WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    })
    providers.push(stock)
    await until(() => stock.synced, 'it is synced')
    expect(stock.doc.getMap('things').size).toBe(12_000)
  })
})
