import { afterEach, describe, expect, it } from 'vitest'
import { WebsocketProvider } from 'y-websocket'
import { encodeAwarenessUpdate, Awareness } from 'y-protocols/awareness'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { turnClock } from '../time/turn-clock.ts'
import { RawClient } from './client.ts'
import { startNode, type TestNode } from './node.ts'
import { until } from './until.ts'

const nodes: TestNode[] = []
const providers: WebsocketProvider[] = []

async function node(...args: Parameters<typeof startNode>): Promise<TestNode> {
  const started = await startNode(...args)
  nodes.push(started)
  return started
}

function stock(url: string, world: string, params: Record<string, string> = {}): WebsocketProvider {
  const options = {
    disableBc: true,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    params,
  }
  const provider = new WebsocketProvider(url, world, new Y.Doc(), options)
  providers.push(provider)
  return provider
}

afterEach(async () => {
  for (const provider of providers.splice(0)) provider.destroy()
  for (const started of nodes.splice(0)) await started.stop()
})

/** A document of one client, and the updates it makes. */
function writer(): { doc: Y.Doc; text: Y.Text; updates: Uint8Array[] } {
  const doc = new Y.Doc()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  return { doc, text: doc.getText('text'), updates }
}

const step1 = syncFrame('step1', Y.encodeStateVector(new Y.Doc()))
const update = (bytes: Uint8Array): Uint8Array => syncFrame('update', bytes)

function stateOf(client: RawClient): Y.Doc {
  const doc = new Y.Doc()
  for (const frame of client.frames) {
    if (frame.type === 'step2' || frame.type === 'update') Y.applyUpdate(doc, frame.bytes)
  }
  return doc
}

describe('stock clients', () => {
  it('write one world together, and find it again', async () => {
    const { url } = await node()
    const [ada, bob] = [stock(url, 'ada/garden'), stock(url, 'ada/garden')]
    await until(() => ada.synced && bob.synced, 'both are synced')
    ada.doc.getText('text').insert(0, 'hello')
    await until(() => bob.doc.getText('text').toJSON() === 'hello', 'Bob sees it')
    bob.doc.getText('text').insert(5, ' you')
    await until(() => ada.doc.getText('text').toJSON() === 'hello you', 'Ada sees it')
    const cy = stock(url, 'ada/garden')
    await until(() => cy.doc.getText('text').toJSON() === 'hello you', 'Cy sees all of it')
  })

  it('find the meta and the root artifact of a world that opening it made', async () => {
    const { url } = await node()
    const ada = stock(url, 'ada/new')
    await until(() => ada.synced, 'it is synced')
    const meta = ada.doc.getMap('meta')
    expect(meta.get('format')).toBe(1)
    const root = meta.get('root')
    expect(typeof root).toBe('string')
    expect(ada.doc.getMap('artifacts').has(String(root))).toBe(true)
  })

  it('see who else is here', async () => {
    const { url } = await node()
    const [ada, bob] = [stock(url, 'ada/garden'), stock(url, 'ada/garden')]
    ada.awareness.setLocalStateField('user', { name: 'Ada' })
    await until(
      () => bob.awareness.getStates().get(ada.doc.clientID)?.['user']?.name === 'Somebody',
      'Bob sees Ada',
    )
    ada.destroy()
    await until(() => !bob.awareness.getStates().has(ada.doc.clientID), 'Bob sees her go')
  })

  it('keep the live document readable, and are closed when they write it', async () => {
    const { url } = await node()
    const ada = stock(url, 'ada/garden/live')
    await until(() => ada.synced, 'it is synced')
    const closed = new Promise<number>((resolve) => {
      ada.on('closed' as 'status', (({ code }: { code: number }) => resolve(code)) as never)
    })
    ada.doc.getMap('live').set('now', 1)
    expect(await closed).toBe(CLOSE.right)
  })

  it('that type while reconnecting lose nothing', async () => {
    const { url } = await node()
    const ada = stock(url, 'ada/garden')
    await until(() => ada.synced, 'it is synced')
    ada.disconnect()
    ada.doc.getText('text').insert(0, 'offline ')
    // Typed in the very moment the socket opens: its update goes out before the step 2 that it rests on.
    ada.on('status', ({ status }) => {
      if (status === 'connected') ada.doc.getText('text').insert(8, 'key')
    })
    ada.connect()
    const bob = stock(url, 'ada/garden')
    await until(() => bob.doc.getText('text').toJSON() === 'offline key', 'Bob sees both')
  })
})

describe('saved', () => {
  it('counts step 2 and update frames that are on the disk, no-ops too', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
    const { text, doc, updates } = writer()
    text.insert(0, 'a')
    text.insert(1, 'b')
    ada.send(
      step1,
      syncFrame('step2', Y.encodeStateAsUpdate(new Y.Doc())),
      ...updates.map(update),
      update(updates[0]!),
    )
    await until(() => ada.saved === 4, 'four frames are saved')
    expect(ada.frames[0]).toMatchObject({ type: 'world' })
    ada.send(syncFrame('step2', Y.encodeStateAsUpdate(doc)))
    await until(() => ada.saved === 5, 'the fifth is')
  })

  it('waits at a frame that rests on a missing one until a step 2 healed it', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
    const { text, doc, updates } = writer()
    text.insert(0, 'a')
    text.insert(1, 'b')
    await until(() => ada.of('step1').length === 1, 'the server asks')
    ada.send(step1, update(updates[1]!))
    await until(() => ada.of('step1').length === 2, 'the server asks again')
    const other = writer()
    other.text.insert(0, 'z')
    ada.send(update(other.updates[0]!))
    const bob = await RawClient.open(`${url}/ada/garden`)
    bob.send(step1)
    await until(() => stateOf(bob).getText('text').toJSON() === 'z', 'the whole frame is stored')
    expect(ada.saved).toBe(0)
    ada.send(syncFrame('step2', Y.encodeStateAsUpdate(doc)))
    await until(() => ada.saved === 3, 'all three are saved')
    await until(() => stateOf(bob).getText('text').length === 3, 'Bob sees all')
  })
})

describe('a frame is cut to what it adds', () => {
  it('[S3] whatever it claims that something which is there already rests on', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
    const client = 7
    const type = (...info: readonly number[]): readonly number[] => [...info, 1]
    const inRoot = [0x27, 1, 1, 0x61, 1, 0x6b]
    const onMissing = [0x87, 99, 5]
    const whole = Uint8Array.of(1, 1, client, 0, ...type(...inRoot), 0)
    const forged = Uint8Array.of(1, 2, client, 0, ...type(...onMissing), ...type(0x87, client, 0), 0)
    ada.send(step1, update(whole))
    await until(() => ada.saved === 1, 'it is saved')
    const stock = await RawClient.open(`${url}/ada/garden`)
    stock.send(step1, update(forged))
    await until(() => ada.of('update').length === 1, 'the rest of it is told')
    const bob = await RawClient.open(`${url}/ada/garden`)
    bob.send(step1)
    await until(() => bob.of('step2').length === 1, 'Bob gets all')
    expect(
      stateOf(bob)
        .store.clients.get(client)
        ?.map(({ id }) => id.clock),
    ).toEqual([0, 1])
    expect(stateOf(bob).store.pendingStructs).toBeNull()
  })
})

describe('a frame is refused', () => {
  it('when it continues the client id of another member, and a stock client is closed', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1&member=ada`)
    const { text, updates } = writer()
    text.insert(0, 'a')
    text.insert(1, 'b')
    ada.send(step1, update(updates[0]!))
    await until(() => ada.saved === 1, 'it is saved')
    const bob = await RawClient.open(`${url}/ada/garden?inkland=1&member=bob`)
    bob.send(step1, update(updates[0]!), update(updates[1]!))
    await until(() => bob.of('refused').length === 1, 'it is refused')
    expect(bob.of('refused')[0]).toMatchObject({ frame: 2, code: 'identity' })
    expect(bob.saved).toBe(1)
    const stranger = await RawClient.open(`${url}/ada/garden?member=bob`)
    stranger.send(step1, update(updates[1]!))
    expect(await stranger.gone()).toMatchObject({ code: CLOSE.identity })
  })

  it('when it writes what happens now', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden/live?inkland=1`)
    const { text, updates } = writer()
    text.insert(0, 'a')
    ada.send(step1, syncFrame('step2', Y.encodeStateAsUpdate(new Y.Doc())), update(updates[0]!))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    expect(ada.of('refused')[0]).toMatchObject({ frame: 2, code: 'right' })
    expect(ada.saved).toBe(1)
  })

  it('when a right is not there any more, within a second', async () => {
    let right: 'edit' | 'see' | 'none' = 'edit'
    const clock = turnClock(10)
    const { url } = await node({ rightOf: () => right, clock })
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
    const { text, updates } = writer()
    text.insert(0, 'a')
    text.insert(1, 'b')
    ada.send(step1, update(updates[0]!))
    await until(() => ada.saved === 1, 'it is saved')
    right = 'see'
    ada.send(update(updates[1]!))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    right = 'none'
    const takenAt = clock.now()
    expect(await ada.gone()).toMatchObject({ code: CLOSE.right })
    expect(clock.now() - takenAt).toBeLessThan(1000)
  })

  it('when it nests deeper than a world does', async () => {
    const { url } = await node()
    const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
    const { doc, updates } = writer()
    let map = doc.getMap<unknown>('artifacts')
    doc.transact(() => {
      for (let i = 0; i < 100; i++) {
        const inner = new Y.Map<unknown>()
        map.set('in', inner)
        map = inner
      }
    })
    ada.send(step1, update(updates[0]!))
    await until(() => ada.of('refused').length === 1, 'it is refused')
    expect(ada.of('refused')[0]).toMatchObject({ code: 'bound' })
  })
})

describe('presence', () => {
  it('cannot be said for somebody else, and what is echoed is ignored', async () => {
    const { url } = await node()
    const ada = stock(url, 'ada/garden')
    ada.awareness.setLocalStateField('user', { name: 'Ada' })
    const bob = await RawClient.open(`${url}/ada/garden`)
    await until(() => bob.of('presence').length > 0, 'Bob sees Ada')
    const forged = new Awareness(Object.assign(new Y.Doc(), { clientID: ada.doc.clientID }))
    for (let i = 0; i < 20; i++) forged.setLocalState({ user: { name: 'Mallory' } })
    bob.send(step1, presenceFrame(encodeAwarenessUpdate(forged, [ada.doc.clientID])))
    const own = new Awareness(new Y.Doc())
    own.setLocalState({ user: { name: 'Bob' } })
    bob.send(presenceFrame(encodeAwarenessUpdate(own, [own.clientID])))
    await until(() => ada.awareness.getStates().has(own.clientID), 'Ada sees Bob')
    expect(ada.awareness.getLocalState()?.['user'].name).toBe('Ada')
    const cy = stock(url, 'ada/garden')
    await until(() => cy.awareness.getStates().has(ada.doc.clientID), 'Cy sees Ada')
    expect(cy.awareness.getStates().get(ada.doc.clientID)?.['user'].name).toBe('Somebody')
    forged.destroy()
    own.destroy()
  })
})

describe('a world', () => {
  it('that is in the bin closes with 4410 and is never made by opening', async () => {
    const { url, store } = await node()
    const ada = stock(url, 'ada/garden')
    await until(() => ada.synced, 'it is synced')
    const [world] = await store.worlds('here')
    await store.bin(world!.key, 1)
    const bob = await RawClient.open(`${url}/ada/garden`)
    expect(await bob.gone()).toMatchObject({ code: CLOSE.binned })
    expect(await store.worlds('here')).toHaveLength(0)
  })

  it('is not made where worlds are not free to make, nor under a malformed address', async () => {
    const { url } = await node({ makeMissing: false })
    for (const path of ['ada/garden', 'ada', 'ada/garden/dead', '@/x', 'a%2Fb/c', '%E0%A4%A/x', '']) {
      const client = await RawClient.open(`${url}/${path}`)
      // A well-formed address gets the same answer as a world that is closed to the client.
      const code = path === 'ada/garden' ? CLOSE.right : CLOSE.missing
      expect(await client.gone(), path).toMatchObject({ code })
    }
  })
})

it('[S13] a client that writes without asking first is no stranger', async () => {
  const { url } = await node()
  const ada = await RawClient.open(`${url}/ada/garden?inkland=1`)
  const { text, updates } = writer()
  text.insert(0, 'a')
  ada.send(update(updates[0]!))
  await until(() => ada.saved === 1, 'it is saved')
  const large = writer()
  large.text.insert(0, 'b'.repeat(100_000))
  ada.send(update(large.updates[0]!))
  await until(() => ada.saved === 2, 'a large one is saved too')
})
