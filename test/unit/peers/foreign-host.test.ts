// A host that sends anything: it is judged like any stranger, and touches nothing but the copy of its own
// world.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import * as Y from 'yjs'
import { WebSocket, WebSocketServer } from 'ws'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DocumentFollower } from '../../../server/peers/copies/document-follower.ts'
import { identityAt } from '../../../server/peers/lines/copy-ids.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import type { HeldDocuments } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { DEPTH_MAX } from '../../../shared/json/plain-json.ts'
import { parseClientFrame, syncFrame, worldFrame } from '../../../shared/wire/frames/sync-frames.ts'
import {
  HOST,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  parseAnyAddress,
  parseNodeName,
} from '../../../shared/world/address.ts'
import { ROOTS_MAX } from '../../../shared/world/limits.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { startNode, type TestNode } from '../sync/node.ts'
import { until } from '../sync/until.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const there = parseNodeName('house.example')!
const identity = identityAt(there, 'square', 'line')!

let node: TestNode
let world: WorldRecord
let own: WorldRecord
let held: HeldDocuments
let host: WebSocketServer
let follow: DocumentFollower
/** The follower's requests, frame by frame. */
let asked: string[]
let refused: unknown
/** The host's answer once somebody has asked for its state. */
let answers: (ws: WebSocket) => void

async function make(address: string, ids: Pick<WorldRecord, 'id' | 'line'>): Promise<WorldRecord> {
  const root = makeArtifactId(random)
  const scene = firstScene((doc) => initScene(doc, { root, title: address, name: '', text: '' }), {
    member: HOST,
    at: 1,
    random,
  })
  const made = await node.store.create({
    ...ids,
    address: parseAnyAddress(address)!,
    title: address,
    at: 1,
    scene,
  })
  return made!
}

beforeEach(async () => {
  node = await startNode({ makeMissing: false })
  world = await make('bob@house.example/square', identity)
  own = await make('ada/garden', { id: makeWorldId(random), line: makeLineId(random) })
  held = await node.sync.hold(world)
  host = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(host, 'listening')
  asked = []
  refused = null
  answers = () => undefined
  host.on('connection', (ws) => {
    ws.send(worldFrame('square', 'line'))
    ws.on('message', (data: Buffer) => {
      const frame = parseClientFrame(data)
      asked.push(frame?.type ?? 'nonsense')
      if (frame?.type === 'step1') answers(ws)
    })
  })
})

afterEach(async () => {
  follow.stop()
  held.release()
  for (const client of host.clients) client.terminate()
  host.close()
  await node.stop()
})

function start(): void {
  const { port } = host.address() as AddressInfo
  follow = new DocumentFollower({
    document: held.scene,
    clock: systemClock,
    random,
    open: () => Promise.resolve(new WebSocket(`ws://127.0.0.1:${port}`)),
    events: {
      meet: (id, line) => identityAt(there, id, line)?.line === identity.line,
      arrived: () => undefined,
      lost: () => undefined,
      ended: () => undefined,
      refused: (error) => (refused = error),
    },
  })
}

const rowsOf = async ({ key }: WorldRecord) =>
  (await node.store.log({ world: key, kind: 'scene' }, 0, 100)).length

const made = (how: (doc: Y.Doc) => void): Uint8Array => {
  const doc = new Y.Doc()
  how(doc)
  return Y.encodeStateAsUpdate(doc)
}

function nested(depth: number): Uint8Array {
  return made((doc) => {
    let map = doc.getMap('artifacts')
    for (let level = 0; level < depth; level++) {
      const inner = new Y.Map()
      map.set('in', inner)
      map = inner
    }
  })
}

const EVIL: Readonly<Record<string, () => Uint8Array>> = {
  'an update that is no update': () => Uint8Array.of(9, 9, 9, 9),
  'types nested deeper than anything may be': () => nested(DEPTH_MAX + 2),
  'documents inside the document': () => made((doc) => doc.getMap('artifacts').set('doc', new Y.Doc())),
  'more root types than there may be': () =>
    made((doc) => {
      for (let root = 0; root <= ROOTS_MAX; root++) doc.getMap(`root${root}`).set('a', 1)
    }),
}

it.each(Object.entries(EVIL))('[N27] takes in nothing of %s, and follows no more', async (_what, evil) => {
  const before = [await rowsOf(world), await rowsOf(own)]
  answers = (ws) => ws.send(syncFrame('update', evil()))
  start()
  await until(() => refused !== null, 'it is refused')
  expect([await rowsOf(world), await rowsOf(own)]).toEqual(before)
  // The copy is as it was, and people who may can write it.
  await held.scene.append(
    made((doc) => doc.getMap('meta').set('title', 'Square')),
    HOST,
  )
  expect(await rowsOf(world)).toBe((before[0] ?? 0) + 1)
})

it('[N27] frames that nobody can read end the line, and the next one goes on', async () => {
  let times = 0
  answers = (ws) =>
    ws.send(
      (times += 1) === 1
        ? Buffer.from([255, 255, 255])
        : syncFrame(
            'step2',
            made((doc) => doc.getMap('meta').set('title', 'Square')),
          ),
    )
  start()
  await until(async () => (await rowsOf(world)) === 2, 'the second line brought it')
})

it('[N27] what rests on something that is missing is asked for again, and then taken', async () => {
  const doc = new Y.Doc()
  doc.getMap('meta').set('note', 'one')
  const before = Y.encodeStateVector(doc)
  doc.getMap('meta').set('note', 'two')
  let times = 0
  answers = (ws) => {
    const isFirst = (times += 1) === 1
    ws.send(syncFrame(isFirst ? 'update' : 'step2', Y.encodeStateAsUpdate(doc, isFirst ? before : undefined)))
  }
  start()
  await until(async () => (await rowsOf(world)) === 2, 'it is whole')
  const copy = new Y.Doc()
  for (const update of held.scene.updates()) Y.applyUpdate(copy, update)
  expect(copy.getMap('meta').get('note')).toBe('two')
  expect(refused).toBe(null)
})

it('[N27] a host that says it is another world changes nothing here', async () => {
  host.removeAllListeners('connection')
  host.on('connection', (ws) => {
    ws.send(worldFrame(own.id, own.line))
    ws.send(
      syncFrame(
        'update',
        made((doc) => doc.getMap('meta').set('title', 'taken')),
      ),
    )
    ws.on('message', () => asked.push('something'))
  })
  start()
  await until(() => host.clients.size === 0, 'the line is left')
  expect(asked).toEqual([])
  expect([await rowsOf(world), await rowsOf(own)]).toEqual([1, 1])
})
