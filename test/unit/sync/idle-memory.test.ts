// Rooms that nobody is in are a cache: they count, take so much and no more, and are the first to go.
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import type { Store } from '../../../server/storage/store.ts'
import { MemoryBudget } from '../../../server/sync/document/memory-budget.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import { trialsHere, type Trials } from '../../../server/sync/validation/trial-runner.ts'
import { createSync, type Sync } from '../../../server/sync/sync-server.ts'
import {
  ANONYMOUS,
  makeArtifactId,
  makeLineId,
  makeWorldId,
  parseAddress,
} from '../../../shared/world/address.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { memberNamed, Seat } from '../../attack/table.ts'
import { seededRandom } from '../../simulation/random.ts'
import { VirtualTime } from '../../simulation/time.ts'
import { SimulatedWire } from '../../simulation/wire.ts'

const MB = 1024 * 1024
/** Counts as 20 MB. */
const LETTERS = 2.5 * MB

const { bytes: random } = seededRandom(1)
let open: Sync | null = null

afterEach(() => open?.stop())

async function makeWorld(store: Store, owner: string, letters: number): Promise<WorldRecord> {
  const root = makeArtifactId(random)
  const text = 'A page. '.repeat(letters / 8)
  const made = { member: ANONYMOUS, at: 0, random }
  const scene = firstScene((doc) => initScene(doc, { root, title: 'garden', name: 'garden', text }), made)
  const address = parseAddress(`${owner}/garden`)!
  const ids = { id: makeWorldId(random), line: makeLineId(random), address }
  return (await store.create({ ...ids, title: 'garden', at: 0, scene }))!
}

function oneLetter(): Uint8Array {
  const doc = new Y.Doc()
  doc.getText('page').insert(0, 'a')
  return Y.encodeStateAsUpdate(doc)
}

/** A node of worlds of these people, each with a page of so many letters. */
async function start(
  sizes: Readonly<Record<string, number>>,
  bytesMax: number,
  trials: Trials = trialsHere(),
) {
  const [store, time] = [createMemoryStore(), new VirtualTime()]
  const worlds = new Map<string, WorldRecord>()
  for (const [owner, letters] of Object.entries(sizes))
    worlds.set(owner, await makeWorld(store, owner, letters))
  const memory = new MemoryBudget({ bytesMax, shareMax: Infinity, sharedBy: ({ id }) => id })
  const log = { info: () => {}, warn: () => {}, error: () => {} }
  const sync = createSync({
    store,
    clock: time,
    random,
    log,
    trials,
    memory,
    rightOf: () => 'own',
    makeMissing: false,
  })
  open = sync
  return {
    time,
    sync,
    memory,
    world: (owner: string) => worlds.get(owner)!,
    sit: async (owner: string): Promise<Seat> => {
      const wire = new SimulatedWire()
      const query = new URLSearchParams({ inkland: '1' })
      wire.listener = sync.connect(wire, `${owner}/garden`, query, memberNamed(owner))
      const seat = new Seat(wire, 'inkland')
      await time.pass(5)
      seat.send(syncFrame('step1', Uint8Array.of(0)))
      await time.pass(50)
      return seat
    },
  }
}

it('[S22] rooms that nobody is in take 64 MB together, and the one that was left longest ago goes first', async () => {
  const people = ['ada', 'bob', 'eve', 'kim', 'lea', 'max']
  const { sync, time, sit } = await start(
    Object.fromEntries(people.map((name) => [name, LETTERS])),
    4096 * MB,
  )
  const stays = await sit('ada')
  for (const name of people.slice(1)) {
    const seat = await sit(name)
    seat.leave()
    await time.pass(100)
  }
  // Three of those that were left fit; a room that somebody is in is none of them.
  expect(sync.stats().rooms).toBe(1 + 3)
  expect(stays.refusal).toBeNull()
  await time.pass(31_000)
  expect(sync.stats().rooms).toBe(1)
})

it('[S22] the room that was left last stays for a reload, whatever its size', async () => {
  const { sync, time, sit } = await start({ ada: 10 * MB, bob: 10 * MB }, 4096 * MB)
  for (const name of ['ada', 'bob']) {
    const seat = await sit(name)
    seat.leave()
    await time.pass(100)
    expect(sync.stats().rooms).toBe(1)
  }
})

it('[S22] whoever writes is not held back by rooms that nobody is in', async () => {
  const { sync, time, sit } = await start({ ada: LETTERS, bob: 2 * LETTERS }, 50 * MB)
  const ada = await sit('ada')
  ada.leave()
  await time.pass(100)
  expect(sync.stats().rooms).toBe(1)
  const bob = await sit('bob')
  const { doc } = bob
  let added: Uint8Array | null = null
  doc.on('update', (update: Uint8Array) => (added = update))
  doc.getMap('meta').set('title', 'Hello')
  bob.send(syncFrame('update', added!))
  await time.pass(2_000)
  expect([bob.saved, bob.refusal]).toEqual([1, null])
  expect(sync.stats().rooms).toBe(1)
})

it('[S22] a document that is closed counts as long as it is read', async () => {
  const reading = Promise.withResolvers<void>()
  const trials = trialsHere()
  const slow: Trials = {
    ...trials,
    open: async (...asked) => {
      await reading.promise
      return trials.open(...asked)
    },
  }
  const { sync, time, memory, world, sit } = await start({ ada: LETTERS, bob: 8 }, 15 * MB, slow)
  const ada = await sit('ada')
  // It is not read for a reader alone, but for who writes.
  ada.send(syncFrame('update', oneLetter()))
  await time.pass(50)
  await sync.close(world('ada').key, 4503, '')
  expect(sync.stats().rooms).toBe(0)
  expect(memory.whyShut(world('bob'), 'large')).toContain('no memory')
  reading.resolve()
  await time.pass(50)
  expect(memory.whyShut(world('bob'), 'large')).toBeNull()
})
