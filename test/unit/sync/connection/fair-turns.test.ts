// Many who ask for the state of a world at once, again and again, are answered one after the other: between
// two turns everybody else is heard.
import * as encoding from 'lib0/encoding'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { NO_MEMBER } from '../../../../server/contracts/request-member.ts'
import { FrameTurn } from '../../../../server/sync/connection/frame-turn.ts'
import { Inbox } from '../../../../server/sync/connection/frame-inbox.ts'
import { UnfinishedFrames } from '../../../../server/sync/connection/unfinished-frames.ts'
import { createSync } from '../../../../server/sync/sync-server.ts'
import { parseServerFrame, syncFrame } from '../../../../shared/wire/frames/sync-frames.ts'
import { seededRandom } from '../../../simulation/random.ts'
import { VirtualTime } from '../../../simulation/time.ts'
import { SimulatedWire } from '../../../simulation/wire.ts'
import { createMemoryStore } from '../../../support/memory-store/memory-store.ts'

/** So many ask. */
const CROWD = 150
/** Whatever is asked takes 5 ms, of a turn of 20. */
const EACH_MS = 5
const TURN_MAX = 6

/** Each look at the clock is 5 ms later, and what is done in one turn is counted. */
class BusyTime extends VirtualTime {
  turn = 0
  #looks = 0

  override monotonic(): number {
    this.#looks += 1
    return this.at + this.#looks * EACH_MS
  }

  override after(ms: number, run: () => void): () => void {
    return super.after(ms, () => {
      this.turn += 1
      run()
    })
  }
}

function encodeVector(clocks: readonly (readonly [client: number, clock: number])[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clocks.length)
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
  }
  return encoding.toUint8Array(encoder)
}

/** The most that fell into one turn. */
function mostOf(turns: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const turn of turns) counts.set(turn, (counts.get(turn) ?? 0) + 1)
  return Math.max(...counts.values())
}

it.each([
  ['who may see the past', true],
  ['who may not', false],
])('[S21] a crowd %s is answered in turns, with the same bytes', async (_, seesPast) => {
  const time = new BusyTime()
  const sync = createSync({
    store: createMemoryStore(),
    clock: time,
    random: seededRandom(1).bytes,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    rightOf: () => 'own',
    seesPast: () => seesPast,
    makeMissing: true,
  })
  const enter = async (): Promise<SimulatedWire> => {
    const wire = new SimulatedWire()
    wire.listener = sync.connect(wire, 'ada/garden', new URLSearchParams(), NO_MEMBER)
    await time.pass(100)
    return wire
  }
  const writer = await enter()
  const doc = new Y.Doc()
  doc.on('update', (update: Uint8Array) => writer.receive(syncFrame('update', update)))
  doc.getText('text').insert(0, 'secret')
  doc.getText('text').delete(0, 6)
  for (let times = 0; times < 5; times++)
    doc.transact(() => {
      for (let n = 0; n < 400; n++) doc.getText('text').insert(0, 'x')
    })
  await time.pass(1_000)
  const crowd = await Promise.all(Array.from({ length: CROWD }, enter))
  const answers: Uint8Array[] = []
  const turns: number[] = []
  for (const wire of crowd) {
    const send = wire.send.bind(wire)
    wire.send = (...frames) => {
      for (const frame of frames) {
        if (parseServerFrame(frame)?.type !== 'step2') continue
        answers.push(frame)
        turns.push(time.turn)
      }
      send(...frames)
    }
  }
  // Each says that they have something else.
  for (const [n, wire] of crowd.entries())
    wire.receive(syncFrame('step1', encodeVector(n === 0 ? [] : [[n % 2 === 0 ? n : doc.clientID, n]])))
  await time.pass(10_000)
  expect(answers.length).toBe(CROWD)
  expect(mostOf(turns)).toBeLessThanOrEqual(TURN_MAX)
  expect(new Set(answers).size).toBe(1)
  if (!seesPast) expect(Buffer.from(answers[0] ?? []).includes('secret')).toBe(false)
  await sync.stop()
})

it('[S21] all who waited for one thing go on in turns', async () => {
  const time = new BusyTime()
  const parts = { turn: new FrameTurn(time), intake: new UnfinishedFrames() }
  const turns: number[] = []
  const inboxes = Array.from(
    { length: CROWD },
    (_, n) => new Inbox(parts, new SimulatedWire(), { by: String(n), noRoom() {}, read() {} }),
  )
  for (const inbox of inboxes) inbox.hold('waiting')
  for (const inbox of inboxes) inbox.again(() => turns.push(time.turn))
  await time.pass(100)
  expect(turns.length).toBe(CROWD)
  expect(mostOf(turns)).toBeLessThanOrEqual(TURN_MAX)
})
