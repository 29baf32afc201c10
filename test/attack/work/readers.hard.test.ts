// Readers without an account, of worlds that are open to the public, one of them large: whatever they say
// they have, and whatever they send, they are sent the same bytes, and take little memory by themselves.
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { expectInTime } from './bounds.ts'
import { startStage, type Stage } from './watched-node.ts'

const READERS = 200
const SENDERS = 60
const ASKERS = 150
const WORLD_BYTES = 8_000_000
const MORE_BYTES = 100_000_000
const LIMIT_MS = 120_000

let viewport: Stage
let world: string
/** One that is just not large. */
let middling: string
/** The clients that wrote in the world, and how far. */
const clocks = new Map<number, number>()

beforeAll(async () => {
  viewport = await startStage({ isGrownUp: false })
  world = await written(20)
  middling = await written(2)
}, LIMIT_MS)

afterAll(() => viewport[Symbol.asyncDispose]())

/** A world in which so many people wrote things and short pages. */
async function written(people: number): Promise<string> {
  const made = await viewport.world()
  const line = await viewport.line(made)
  for (let person = 0; person < people; person++) {
    const doc = new Y.Doc()
    doc.transact(() => {
      for (let at = 0; at < 900; at++) {
        const page = new Y.Text('a page of some words '.repeat(18))
        doc.getMap('artifacts').set(`p${person}-${at}`, new Y.Map<unknown>([['text', page]]))
      }
    })
    await line.update(Y.encodeStateAsUpdate(doc))
    if (people > 2) clocks.set(doc.clientID, Y.getState(doc.store, doc.clientID))
  }
  line.leave()
  await told(await viewport.mallory.ask('PATCH', `/api/worlds/${made}/sharing`, { public: 'see' }))
  return made
}

/** Sockets that come to a world without a session, and say nothing yet. */
async function strangers(count: number, world: string): Promise<WebSocket[]> {
  const sockets = Array.from({ length: count }, (_, at) => {
    const headers = { 'x-forwarded-for': `203.0.113.${at % 250}` }
    return new WebSocket(`${viewport.node.server.wsUrl}/sync/${world}`, { headers, perMessageDeflate: false })
  })
  for (const socket of sockets) socket.on('error', () => undefined)
  await until('all are open', () => sockets.every(({ readyState }) => readyState === WebSocket.OPEN), 30_000)
  return sockets
}

it('[S21] who each say that they have another half of it', { timeout: LIMIT_MS }, async () => {
  const random = seededRandom(1)
  let heard = 0
  const seen = await viewport.seenDuring(async () => {
    const sockets = await strangers(READERS, world)
    for (const socket of sockets) {
      const half = new Map([...clocks].map(([client, clock]) => [client, random.below(clock)]))
      socket.on('message', (data: Buffer) => (heard += data.length))
      socket.send(syncFrame('step1', Y.encodeStateVector(half)))
    }
    // Each lacks most of it: in every piece there is somebody of whom they have less.
    await until('all were answered', () => heard > (READERS * WORLD_BYTES) / 4, 90_000)
    for (const socket of sockets) socket.terminate()
  })
  console.info(
    `${READERS} readers of ${(WORLD_BYTES / 1e6).toFixed(0)} MB with state vectors of their own: ${(seen.grown / 1e6).toFixed(0)} MB more memory, answered after ${seen.netMs.toFixed(0)} ms at most`,
  )
  expect(seen.grown).toBeLessThan(MORE_BYTES)
  expectInTime(seen.netMs)
})

it('[S21] who ask for all of a middling one again and again', { timeout: LIMIT_MS }, async () => {
  let asked = 0
  const seen = await viewport.seenDuring(async () => {
    const sockets = await strangers(ASKERS, middling)
    for (const [at, socket] of sockets.entries()) {
      // Each says that they have something that nobody else has.
      const ask = (): void => {
        asked += 1
        socket.send(
          syncFrame('step1', Y.encodeStateVector(new Map(asked % 2 === 0 ? [] : [[at + 1, asked]]))),
        )
      }
      socket.on('message', (data: Buffer) => data.length > 100_000 && ask())
      ask()
    }
    await until('all were answered', () => asked > ASKERS * 4, 90_000)
    for (const socket of sockets) socket.terminate()
  })
  console.info(
    `${ASKERS} who ask for a middling world again and again: ${(seen.grown / 1e6).toFixed(0)} MB more memory, others answered after ${seen.netMs.toFixed(0)} ms at most`,
  )
  expect(seen.grown).toBeLessThan(MORE_BYTES)
  expectInTime(seen.netMs)
})

it('[S20] who begin frames of 30 MB and do not end them', { timeout: LIMIT_MS }, async () => {
  const seen = await viewport.seenDuring(async () => {
    const sockets = await strangers(SENDERS, world)
    for (const socket of sockets) socket.send(syncFrame('step1', Uint8Array.of(0)))
    // One frame that is never whole.
    const part = new Uint8Array(256 * 1024)
    for (let sent = 0; sent < 30_000_000; sent += part.length) {
      for (const socket of sockets) {
        if (socket.readyState === WebSocket.OPEN) socket.send(part, { fin: false })
      }
      await turn()
    }
    await until(
      'all are closed',
      () => sockets.every(({ readyState }) => readyState === WebSocket.CLOSED),
      60_000,
    )
  })
  expect(seen.grown).toBeLessThan(MORE_BYTES)
  expectInTime(seen.netMs)
})
