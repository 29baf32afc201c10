// The work of the rooms alone: `node test/bench/rooms.ts [fan-out|documents|writers] [TURNS]`. Frames of
// writers go in, and messages to readers come out; the sockets and the disk do nothing. It counts the time
// that this thread ran, so that it says something on a busy machine, too.
import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { NO_MEMBER } from '../../server/contracts/request-member.ts'
import type { Append, Store } from '../../server/storage/store.ts'
import type { Connection } from '../../server/sync/connection/connection.ts'
import type { SyncSocket } from '../../server/sync/socket/sync-socket.ts'
import { createSync } from '../../server/sync/sync-server.ts'
import { systemClock } from '../../server/time/server-clock.ts'
import { syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import { FIRST_CLIENT, updateAt, writeEdits, type Edits } from './generator/edits.ts'

/** As in scenarios/flood.ts. */
const PLANS = {
  'fan-out': { documents: 1, writers: 1, readers: 100, inFlight: 64 },
  documents: { documents: 200, writers: 1, readers: 1, inFlight: 1 },
  writers: { documents: 1, writers: 50, readers: 1, inFlight: 1 },
} as const

interface Writer {
  readonly connection: Connection
  readonly wire: QuietWire
  readonly edits: Edits
  sent: number
}

class QuietWire implements SyncSocket {
  readonly queued = 0
  readonly unfinished = 0
  readonly bytesOut = 0
  bytesIn = 0
  sent = 0
  send(...frames: readonly Uint8Array[]): void {
    for (const { length } of frames) this.sent += length
  }
  afterwards(act: () => void): void {
    act()
  }
  close(_code: number, reason: string): void {
    throw new Error(`a connection was closed: ${reason}`)
  }
  cut(): void {
    throw new Error('a connection was cut')
  }
  ping(): void {}
  pause(): void {}
  resume(): void {}
}

/** A store whose appends are on its disk as soon as they are there. */
function fastStore(): Store {
  const store = createMemoryStore()
  let last = 1_000
  const appendEach = (each: readonly (readonly Append[])[]): Promise<number[]> =>
    Promise.resolve(each.map(({ length }) => (last += length) - length + 1))
  return Object.assign(store, { appendEach, snapshot: () => Promise.resolve() })
}

const name = process.argv[2] ?? 'fan-out'
const turns = Number(process.argv[3] ?? 2_000)
const plan = Object.entries(PLANS).find(([each]) => each === name)?.[1]
if (plan === undefined) throw new Error(`Choose one of ${Object.keys(PLANS).join(', ')}.`)

const sync = createSync({
  store: fastStore(),
  clock: systemClock,
  random: (bytes) => randomBytes(bytes),
  log: pino({ level: 'silent' }),
  rightOf: () => 'own',
  makeMissing: true,
})
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function open(document: number): Promise<{ connection: Connection; wire: QuietWire }> {
  const wire = new QuietWire()
  const connection = sync.connect(wire, `bench/rooms-${document}`, new URLSearchParams(), NO_MEMBER)
  for (let i = 0; i < 20; i++) await turn()
  connection.message(Buffer.from(syncFrame('step1', Uint8Array.of(0))))
  return { connection, wire }
}

const writers: Writer[] = []
for (let document = 0; document < plan.documents; document++) {
  for (let i = 0; i < plan.readers; i++) await open(document)
  for (let i = 0; i < plan.writers; i++) {
    const edits = {
      client: FIRST_CLIENT + i,
      count: turns * plan.inFlight,
      run: 40,
      deletions: 0,
      seed: 1 + i,
    }
    writers.push({ ...(await open(document)), edits: writeEdits(edits), sent: 0 })
  }
}

function ranFor(): number {
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** Sends what is in flight, and waits until all of it is stored and told; how long this thread ran, in us. */
async function sendOnce(): Promise<number> {
  const frames = writers.flatMap((writer) =>
    Array.from({ length: plan?.inFlight ?? 0 }, () => {
      const frame = Buffer.from(syncFrame('update', updateAt(writer.edits, writer.sent++)))
      return { writer, frame }
    }),
  )
  const saved = sync.stats().savedUpdates + frames.length
  const before = ranFor()
  for (const { writer, frame } of frames) {
    writer.wire.bytesIn += frame.length
    writer.connection.message(frame)
  }
  while (sync.stats().savedUpdates < saved) await turn()
  return ranFor() - before
}

// The first half is for the compiler.
for (let i = 0; i < turns / 2; i++) await sendOnce()
let spent = 0
for (let i = 0; i < turns / 2; i++) spent += await sendOnce()
const updates = (turns / 2) * plan.inFlight * writers.length
console.log(`${name}: ${(spent / updates).toFixed(1)} us of work for each of ${updates} updates`)
process.exit(0)
