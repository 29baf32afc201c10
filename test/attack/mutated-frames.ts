// Mutated frames of every type, through a whole connection and room, against a log that is read again and
// compared.
import { pino } from 'pino'
import { expect } from 'vitest'
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { createMemoryStore } from '../support/memory-store/memory-store.ts'
import type { Store } from '../../server/storage/store.ts'
import type { WorldKey } from '../../server/contracts/world-record.ts'
import { createSync, type Sync } from '../../server/sync/sync-server.ts'
import { systemClock } from '../../server/time/server-clock.ts'
import { NO_MEMBER } from '../../server/contracts/request-member.ts'
import { parseAddress } from '../../shared/world/address.ts'
import {
  askPresenceFrame,
  parseServerFrame,
  presenceFrame,
  syncFrame,
} from '../../shared/wire/frames/sync-frames.ts'
import { contentOf } from '../simulation/content.ts'
import { SimulatedWire } from '../simulation/wire.ts'
import { seededRandom } from '../simulation/random.ts'

/**
 * How many frames go into one document before the next one is begun, so that accepted ones do not pile up.
 */
const ROUND = 500

/** Frames as clients send them, of every type, on top of a document that the server has. */
function realFrames(base: Uint8Array): Uint8Array[] {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, base)
  const frames: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => frames.push(syncFrame('update', update)))
  const artifacts = doc.getMap<Y.Map<unknown>>('artifacts')
  const text = doc.getText('text')
  text.insert(0, 'hello wörld 🏠')
  text.insert(3, 'x')
  text.delete(1, 4)
  text.format(0, 4, { bold: true })
  text.insertEmbed(2, { image: 'a.png' })
  doc.transact(() => {
    const page = new Y.Text('a page')
    artifacts.set(
      'a',
      new Y.Map<unknown>([
        ['name', 'lamp'],
        ['text', page],
        ['look', new Y.Map([['width', 3]])],
      ]),
    )
    artifacts
      .get('a')
      ?.set('place', { host: 'root', x: 1, y: -2.5, facing: 'up', was: [null, undefined, true, 7n] })
  })
  artifacts.get('a')?.set('name', 'chair')
  artifacts.delete('a')
  doc.getArray('list').insert(0, [new Uint8Array([1, 2]), new Y.XmlElement('p'), 'a', 1])
  doc.getArray('list').delete(1, 1)
  const awareness = new Awareness(doc)
  awareness.setLocalState({ user: { name: 'Ada' } })
  frames.push(presenceFrame(encodeAwarenessUpdate(awareness, [doc.clientID])), askPresenceFrame())
  awareness.destroy()
  frames.push(syncFrame('step1', Y.encodeStateVector(doc)), syncFrame('step2', Y.encodeStateAsUpdate(doc)))
  return frames
}

type Random = ReturnType<typeof seededRandom>

/**
 * Changes, cuts, doubles or glues bytes, mostly one or two places: far from the original nothing is found any
 * more.
 */
function mutate(frame: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const bytes = frame.slice()
  const at = random.below(bytes.length)
  switch (random.below(8)) {
    case 0:
      return bytes.subarray(0, at)
    case 1:
      return Uint8Array.of(...bytes.subarray(0, at), random.below(256), ...bytes.subarray(at))
    case 2:
      return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + 1))
    case 3:
      return Uint8Array.of(...bytes.subarray(0, at), ...other.subarray(random.below(other.length)))
    case 4:
      bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
      return bytes
    default:
      for (let i = random.below(3); i >= 0; i--) bytes[random.below(bytes.length)] = random.below(256)
      return bytes
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function connect(sync: Sync, world: string): Promise<SimulatedWire> {
  const wire = new SimulatedWire()
  wire.listener = sync.connect(wire, world, new URLSearchParams({ inkland: '1' }), NO_MEMBER)
  while (wire.isPaused && wire.closed === null) await turn()
  wire.receive(syncFrame('step1', Y.encodeStateVector(new Y.Doc())))
  return wire
}

/**
 * Sends a round of frames; a connection that a frame closed is opened again before the next one. `take` has
 * a frame taken in.
 */
async function attackOnce(sync: Sync, world: string, random: Random, take: Take): Promise<void> {
  const frames = realFrames(new Uint8Array([0, 0]))
  let wire = await connect(sync, world)
  for (let sent = 0; sent < ROUND; sent++) {
    const frame = frames[random.below(frames.length)]!
    const isWhole = random.below(20) === 0
    const bad = isWhole ? frame : mutate(frame, frames[random.below(frames.length)]!, random)
    take(() => wire.receive(bad))
    if (wire.closed !== null) wire = await connect(sync, world)
    else if (sent % 10 === 0) await turn()
  }
  wire.cut()
}

/** The state that a new reader is given. */
async function readState(sync: Sync, world: string): Promise<Y.Doc> {
  const reader = await connect(sync, world)
  const state = new Y.Doc()
  for (const frame of reader.sent) {
    const parsed = parseServerFrame(frame)
    if (parsed?.type === 'step2') Y.applyUpdate(state, parsed.bytes)
  }
  reader.cut()
  return state
}

/** The state that the log alone gives. */
async function readLog(store: Store, world: string): Promise<{ key: WorldKey; doc: Y.Doc }> {
  const record = await store.find(parseAddress(world)!)
  const doc = new Y.Doc()
  for (const { bytes } of await store.log({ world: record!.key, kind: 'scene' }, 0, 1e6))
    Y.applyUpdate(doc, bytes)
  return { key: record!.key, doc }
}

type Take = (receive: () => void) => void

/** Sends so many frames from a seed. What was refused has changed nothing, and nothing is broken. */
export async function sendMutatedFrames(
  frames: number,
  seed: number,
  take: Take = (receive) => receive(),
): Promise<{ readonly refusedFrames: number; readonly savedUpdates: number }> {
  const random = seededRandom(seed)
  const store = createMemoryStore()
  const broken: unknown[] = []
  const log = pino({ level: 'silent' })
  log.error = (...args: unknown[]) => void broken.push(args)
  const sync = createSync({
    store,
    clock: systemClock,
    random: random.bytes,
    log,
    rightOf: () => 'own',
    makeMissing: true,
  })
  for (let sent = 0; sent < frames; sent += ROUND) {
    const world = `attack/${sent}`
    await attackOnce(sync, world, random, take)
    const state = await readState(sync, world)
    const { key, doc } = await readLog(store, world)
    const note = `seed ${seed}, ${world}`
    expect(doc.store.pendingStructs, `${note}: the log rests on itself alone`).toBeNull()
    expect(doc.store.pendingDs, `${note}: the log deletes only what it has`).toBeNull()
    // Valid in form, a change can still name neighbours that never stood so. Yjs then orders them as they
    // come: with the right to write one can muddle a text, but not what is in it.
    expect(contentOf(state, 'no order'), `${note}: readers get what the log has`).toBe(
      contentOf(doc, 'no order'),
    )
    await sync.close(key, 4000, 'the round is over')
  }
  expect(broken, `seed ${seed}`).toEqual([])
  const { refusedFrames, savedUpdates, readOnlyRooms } = sync.stats()
  expect(readOnlyRooms).toBe(0)
  expect(refusedFrames).toBeGreaterThan(frames / 100)
  expect(savedUpdates).toBeGreaterThan(frames / 1000)
  await sync.stop()
  return { refusedFrames, savedUpdates }
}
