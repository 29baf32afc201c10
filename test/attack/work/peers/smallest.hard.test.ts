// Adds to unit/sync/connection: the smallest messages that a connection knows, as many as anybody can send in
// 20 s who reads nothing, to a real node. What waits is counted by messages and not by bytes alone, so its
// memory rises by a known bound; on the connections of people, and in both directions between nodes.
import { request } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  askPresenceFrame,
  FRAME,
  numberedFrame,
  savedFrame,
  syncFrame,
} from '../../../../shared/wire/frames/sync-frames.ts'
import { parseNodeName } from '../../../../shared/world/address.ts'
import { give, pathTo } from '../../../peers.ts'
import { expectInTime } from '../bounds.ts'
import { message } from './hostile.ts'
import { startPeerStage, type PeerStage } from './visiting-node.ts'

const LASTS_MS = 20_000
const LIMIT_MS = 180_000
/**
 * How much memory the node may take for all these connections together, in bytes: ten of each message that
 * comes, and what waits to be collected.
 */
const GROWN_BYTES = 250_000_000
/** Connections at once: each sends one kind. */
const LINES = 24
/** One that was refused is tried again after so long, in ms. */
const AGAIN_MS = 500
const PACKET = 64 * 1024

/** As small as each kind can be; an empty one stands for a ping. */
const SMALLEST: readonly Uint8Array[] = [
  new Uint8Array(),
  askPresenceFrame(),
  syncFrame('step1', Uint8Array.of(0)),
  syncFrame('update', Uint8Array.of(0, 0)),
  Uint8Array.of(FRAME.presence, 1, 0),
  numberedFrame('action', 1, '{}'),
  savedFrame(1),
  Uint8Array.of(FRAME.delta + 1),
]

let stage: PeerStage

beforeAll(async () => {
  stage = await startPeerStage()
}, LIMIT_MS)

afterAll(() => stage[Symbol.asyncDispose]())

interface Packet {
  readonly bytes: Buffer
  /** Of messages. */
  readonly count: number
}

/** A packet full of messages of one kind: as a server sends them, or masked by zeros, as a client may. */
function packetOf(line: number, by: 'server' | 'client'): Packet {
  const frame = SMALLEST[line % SMALLEST.length] ?? new Uint8Array()
  const plain = frame.length === 0 ? Buffer.of(0x89, 0) : message(frame)
  const masked = Buffer.concat([plain.subarray(0, 2), Buffer.alloc(4), plain.subarray(2)])
  masked[1] = 0x80 | frame.length
  const one = by === 'server' ? plain : masked
  const count = Math.floor(PACKET / one.length)
  return { bytes: Buffer.concat(Array.from({ length: count }, () => one)), count }
}

/** Writes a packet again and again, as fast as it is taken, until it is cut; answers how often. */
function pour(duplex: Duplex, packet: Buffer): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  let times = 0
  const more = (): void => {
    while (!duplex.destroyed) {
      times += 1
      if (!duplex.write(packet)) return
    }
  }
  duplex.on('error', () => undefined).on('drain', more)
  duplex.once('close', () => resolve(times))
  duplex.pause()
  more()
  return promise
}

/** Floods so many connections; one that is cut comes again. Answers how many messages were sent. */
async function flood(open: () => Promise<Duplex>): Promise<number> {
  const all = new Set<Duplex>()
  const ends = performance.now() + LASTS_MS
  let sent = 0
  async function line(number: number): Promise<void> {
    const packet = packetOf(number, 'client')
    while (performance.now() < ends) {
      const duplex = await open().catch(() => null)
      if (duplex === null) {
        await pause(AGAIN_MS)
        continue
      }
      if (performance.now() >= ends) return void duplex.destroy()
      all.add(duplex)
      sent += packet.count * (await pour(duplex, packet.bytes))
      all.delete(duplex)
    }
  }
  const lines = Promise.all(Array.from({ length: LINES }, (_, number) => line(number)))
  await pause(LASTS_MS)
  for (const duplex of all) duplex.destroy()
  await lines
  return sent
}

/** Somebody's connection, as the bytes below it. */
function connect(path: string): Promise<Duplex> {
  const { promise, resolve, reject } = Promise.withResolvers<Duplex>()
  const headers = {
    cookie: stage.ours.mallory.cookie,
    'x-forwarded-for': '203.0.113.9',
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  }
  const asked = request(`${stage.ours.node.url}/sync/${path}/live?inkland=1`, { headers })
  asked.once('upgrade', (_, duplex) => resolve(duplex))
  asked.once('response', (response) => reject(new Error(`${response.statusCode}`))).once('error', reject)
  asked.end()
  return promise
}

/** Some worlds of the other node are open here: two lines for the copy of each, and two for the person. */
async function visits(): Promise<{ readonly places: readonly string[]; readonly leave: () => void }> {
  const places = Array.from({ length: LINES / 4 }, () => stage.place())
  const tabs = await Promise.all(places.map((place) => stage.visit(place)))
  await Promise.all(tabs.map((tab) => stage.settled(tab)))
  return {
    places,
    leave() {
      for (const tab of tabs) tab.leave()
      stage.host.cut()
    },
  }
}

async function measure(whose: string, attack: () => Promise<number>): Promise<void> {
  let sent = 0
  const seen = await stage.ours.seenDuring(async () => void (sent = await attack()))
  console.info(
    `${sent} smallest messages of ${whose} in ${LASTS_MS / 1000} s: ${(seen.grown / 1e6).toFixed(1)} MB more memory, others answered after ${seen.netMs.toFixed(0)} ms at most`,
  )
  expect(seen.grown).toBeLessThan(GROWN_BYTES)
  expectInTime(seen.netMs)
}

describe('[S20] the smallest messages, of somebody who reads nothing', () => {
  it('a person', { timeout: LIMIT_MS }, async () => {
    await measure('a person', () => flood(() => connect(stage.open)))
  })

  it('a linked node', { timeout: LIMIT_MS }, async () => {
    const { lone, name } = stage.host
    const us = parseNodeName(`127.0.0.1:${stage.ours.node.server.port}`)
    if (us === null) throw new Error('a port makes a name')
    const eve = lone.person('eve')
    await give(stage.ours.mallory, stage.open, `eve@${name}`, 'act')
    const path = pathTo(`/sync/${stage.open}/live?inkland=1&bare=1`)
    await measure('a linked node', () =>
      flood(async () => {
        const socket = await lone.peers.caller.socket(us, path, eve)
        socket.on('error', () => undefined)
        // The stock client shows nobody the bytes below its messages.
        return Reflect.get(socket, '_socket') as Duplex
      }),
    )
  })

  it('a host, to whom this node has lines', { timeout: LIMIT_MS }, async () => {
    await measure('a host', async () => {
      const { leave } = await visits()
      let sent = 0
      const lines = [...stage.host.lines].map(async (line, number) => {
        const { bytes, count } = packetOf(number, 'server')
        line.deafen()
        while (line.isOpen) {
          await line.pour(bytes, 1)
          sent += count
        }
      })
      await pause(LASTS_MS)
      leave()
      await Promise.all(lines)
      return sent
    })
  })

  it('a person, for a host that reads nothing', { timeout: LIMIT_MS }, async () => {
    await measure('a person for a host', async () => {
      const { places, leave } = await visits()
      for (const line of stage.host.lines) line.deafen()
      let next = 0
      const sent = await flood(() => connect(places[(next += 1) % places.length] ?? ''))
      leave()
      return sent
    })
  })
})
