// Which worlds hold which pictures, how much room there is, and when a picture goes.
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { startCollector } from '../../../server/assets/picture-collector.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { copyOfStored } from '../../../server/sync/document/stored-document.ts'
import { trialsHere } from '../../../server/sync/validation/trial-runner.ts'
import { createMemoryFiles } from '../../support/memory-picture-files.ts'
import { cleanHere, idOf } from '../../../server/assets/cleaned-picture.ts'
import { createPictures } from '../../../server/assets/node-pictures.ts'
import { QuotaRefusal } from '../../../server/assets/picture-quota.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { Store } from '../../../server/storage/store.ts'
import type { WorldRecord } from '../../../server/contracts/world-record.ts'
import { cleanPicture } from '../../../shared/pictures/clean-picture.ts'
import { pictureUrlPath, pictureSprite, type PictureId } from '../../../shared/world/picture-id.ts'
import {
  makeArtifactId,
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAddress,
} from '../../../shared/world/address.ts'
import { png } from './made.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const DAY_MS = 24 * 60 * 60_000
const ada = makeMemberId(random)
const bob = makeMemberId(random)
const nobody = (): boolean => false
const everybody = (): boolean => true

const picture = (shade: number): { readonly bytes: Buffer; readonly id: PictureId } => {
  const bytes = png(8, 8, { shade })
  return { bytes, id: idOf(cleanPicture(bytes).bytes) }
}
const one = picture(1)
const two = picture(2)

async function makeNode(rooms?: { world: number; member: number }) {
  const store = createMemoryStore()
  const time = { now: 1_000_000 }
  const clock = { now: () => time.now, after: () => () => undefined }
  const files = createMemoryFiles(clock)
  const open = () =>
    createPictures({
      store,
      files,
      clean: cleanHere,
      clock,
      ...(rooms && {
        settings: {
          now: () => ({ pictureBytesPerWorld: rooms.world, pictureBytesPerAccount: rooms.member }),
        },
      }),
      onUnreadable: () => undefined,
    })
  const pictures = await open()
  const faults: unknown[] = []
  const collect = async (): Promise<void> => {
    const collector = startCollector({
      store,
      pictures,
      read: (stored, by) => copyOfStored(stored, { trials: trialsHere(), clock: systemClock, by }),
      clock,
      onFault: (_world, error) => faults.push(error),
    })
    while (await collector.step());
    collector.stop()
    expect(faults).toEqual([])
  }
  return { store, pictures, time, open, files, collect }
}

let count = 0
async function makeWorld(store: Store, write: (doc: Y.Doc) => void = () => undefined): Promise<WorldRecord> {
  const doc = new Y.Doc()
  doc.getMap('meta').set('format', 1)
  write(doc)
  const address = parseAddress(`ada/world-${(count += 1)}`)
  const world =
    address &&
    (await store.create({
      id: makeWorldId(random),
      line: makeLineId(random),
      address,
      title: 'A world',
      at: 1,
      scene: [{ bytes: Y.encodeStateAsUpdate(doc), member: ada, at: 1, claims: [doc.clientID] }],
    }))
  if (!world) throw new Error('the world was not made')
  return world
}

async function edit(store: Store, world: WorldRecord, write: (doc: Y.Doc) => void): Promise<void> {
  const document = { world: world.key, kind: 'scene' as const }
  const { snapshot, tail } = await store.open(document)
  const doc = new Y.Doc()
  for (const bytes of [...(snapshot ? [snapshot] : []), ...tail.map((row) => row.bytes)])
    Y.applyUpdate(doc, bytes)
  const before = Y.encodeStateVector(doc)
  write(doc)
  const bytes = Y.encodeStateAsUpdate(doc, before)
  await store.append([{ document, bytes, member: ada, at: 2, claims: [doc.clientID] }])
}

const putThing = (doc: Y.Doc, key: string, text: string, sprite = 'box'): void => {
  const thing = new Y.Map<unknown>([
    ['text', new Y.Text(text)],
    ['look', new Y.Map([['sprite', sprite]])],
  ])
  doc.getMap('artifacts').set(key, thing)
}

test('a picture that two worlds hold is kept once, and seen by who may see one of them', async () => {
  const { store, pictures, files } = await makeNode()
  const [first, second] = [await makeWorld(store), await makeWorld(store)]
  await pictures.keep(first, ada, one.bytes)
  await pictures.keep(second, bob, one.bytes)
  expect(pictures.total.pictures).toBe(1)
  expect(await pictures.isSeen(one.id, ({ key }) => key === second.key)).toBe(true)
  expect(await pictures.isSeen(one.id, nobody)).toBe(false)
  await pictures.release(first.id)
  expect(await files.open(one.id)).not.toBeNull()
  await pictures.release(second.id)
  expect(await files.open(one.id)).toBeNull()
  expect(pictures.total).toEqual({ pictures: 0, bytes: 0 })
})

test('what is known is known after a restart, too', async () => {
  const { store, pictures, open } = await makeNode()
  const world = await makeWorld(store)
  await pictures.keep(world, ada, one.bytes)
  const again = await open()
  expect(again.find(one.id)).toEqual(pictures.find(one.id))
  expect([...again.heldBy(world.id)]).toEqual([...pictures.heldBy(world.id)])
  expect(again.usedBy(ada)).toBe(pictures.usedBy(ada))
  expect(again.usedBy(ada)).toBeGreaterThan(0)
})

test('a world takes over only what who asks may see', async () => {
  const { store, pictures } = await makeNode()
  const [first, second] = [await makeWorld(store), await makeWorld(store)]
  await pictures.keep(first, ada, one.bytes)
  expect(await pictures.take(second, bob, [one.id, two.id], nobody)).toEqual([])
  expect(pictures.heldBy(second.id).size).toBe(0)
  expect(await pictures.take(second, bob, [one.id, two.id], ({ key }) => key === first.key)).toEqual([one.id])
  expect([...pictures.heldBy(second.id).keys()]).toEqual([one.id])
  expect(await pictures.take(second, bob, [one.id], nobody)).toEqual([one.id])
})

test('what is carried into another world brings its pictures along, where there is room', async () => {
  const { bytes } = cleanPicture(one.bytes)
  const { store, pictures } = await makeNode({ world: bytes.length + 10, member: 1_000_000 })
  const [from, to, full] = [await makeWorld(store), await makeWorld(store), await makeWorld(store)]
  await pictures.keep(from, ada, one.bytes)
  await pictures.keep(full, bob, two.bytes)
  await pictures.carry(from.id, to, [one.id, two.id])
  expect([...pictures.heldBy(to.id)].map(([id, { by }]) => [id, by])).toEqual([[one.id, ada]])
  await pictures.carry(from.id, full, [one.id])
  expect([...pictures.heldBy(full.id).keys()]).toEqual([two.id])
})

test('a world that is full says how much there is, and keeps nothing more', async () => {
  const { bytes } = cleanPicture(one.bytes)
  const { store, pictures, files } = await makeNode({ world: bytes.length + 10, member: 1_000_000 })
  const [world, other] = [await makeWorld(store), await makeWorld(store)]
  await pictures.keep(world, ada, one.bytes)
  await expect(pictures.keep(world, ada, two.bytes)).rejects.toThrow(QuotaRefusal)
  await expect(pictures.keep(world, ada, two.bytes)).rejects.toThrow(
    /take up 1 kB of 1 kB, and this one needs 1 kB more/,
  )
  expect(await files.open(two.id)).toBeNull()
  // The same one again needs no more room.
  await pictures.keep(world, bob, one.bytes)
  await pictures.keep(other, ada, two.bytes)
  await expect(pictures.take(world, ada, [two.id], everybody)).rejects.toThrow(QuotaRefusal)
})

test('a member who has put in as much as they may can put in no more, in any world', async () => {
  const { bytes } = cleanPicture(one.bytes)
  const { store, pictures } = await makeNode({ world: 1_000_000, member: bytes.length + 10 })
  await pictures.keep(await makeWorld(store), ada, one.bytes)
  const other = await makeWorld(store)
  await expect(pictures.keep(other, ada, two.bytes)).rejects.toThrow(QuotaRefusal)
  await pictures.keep(other, bob, two.bytes)
})

test('what a page or a look names stays; what nothing names goes after 30 days, and no sooner', async () => {
  const { store, pictures, time, collect } = await makeNode()
  const world = await makeWorld(store, (doc) => {
    putThing(doc, makeArtifactId(random), `words ![a cat|200](${pictureUrlPath(one.id)})`)
    putThing(doc, 'b', '', pictureSprite(two.id))
  })
  const third = picture(3)
  for (const { bytes } of [one, two, third]) await pictures.keep(world, ada, bytes)
  await collect()
  time.now += 29 * DAY_MS
  await collect()
  expect(pictures.heldBy(world.id).size).toBe(3)
  time.now += 2 * DAY_MS
  await collect()
  expect([...pictures.heldBy(world.id).keys()]).toEqual([one.id, two.id])
  expect(pictures.find(third.id)).toBeNull()
  time.now += 300 * DAY_MS
  await collect()
  expect(pictures.heldBy(world.id).size).toBe(2)
})

test('a picture that is named again has 30 days anew', async () => {
  const { store, pictures, time, collect } = await makeNode()
  const world = await makeWorld(store)
  await pictures.keep(world, ada, one.bytes)
  await collect()
  time.now += 29 * DAY_MS
  await edit(store, world, (doc) => putThing(doc, 'again', '', pictureSprite(one.id)))
  await collect()
  await edit(store, world, (doc) => doc.getMap('artifacts').delete('again'))
  time.now += 2 * DAY_MS
  await collect()
  time.now += 29 * DAY_MS
  await collect()
  expect(pictures.find(one.id)).not.toBeNull()
  time.now += DAY_MS
  await collect()
  expect(pictures.find(one.id)).toBeNull()
})

test('a picture that is sent again is there, whatever became of its file, and has 30 days anew', async () => {
  const { store, pictures, time, collect, files } = await makeNode()
  const world = await makeWorld(store)
  await pictures.keep(world, ada, one.bytes)
  await collect()
  await files.remove(one.id)
  time.now += 29 * DAY_MS
  await pictures.keep(world, bob, one.bytes)
  expect(await files.open(one.id)).not.toBeNull()
  expect(pictures.heldBy(world.id).get(one.id)).toMatchObject({ by: ada, unusedSince: null })
  time.now += 2 * DAY_MS
  await collect()
  expect(pictures.find(one.id)).not.toBeNull()
})

test('a world in the bin keeps its own, and a destroyed one lets them go', async () => {
  const { store, pictures, time, collect, files } = await makeNode()
  const world = await makeWorld(store)
  await pictures.keep(world, ada, one.bytes)
  await collect()
  await store.bin(world.key, 5)
  time.now += 100 * DAY_MS
  await collect()
  expect(pictures.find(one.id)).not.toBeNull()
  await store.destroy(world.key)
  await collect()
  expect(pictures.find(one.id)).toBeNull()
  expect(await files.open(one.id)).toBeNull()
})

test('a file without a record is removed once no record can be on its way', async () => {
  const { files, time, collect } = await makeNode()
  await files.put(one.id, one.bytes)
  await collect()
  expect(await files.open(one.id)).not.toBeNull()
  time.now += DAY_MS
  await collect()
  expect(await files.open(one.id)).toBeNull()
})

test('[I13] while a file is written slowly, others keep theirs, and what goes elsewhere goes on', async () => {
  const { store, pictures, files } = await makeNode()
  const [world, other] = [await makeWorld(store), await makeWorld(store)]
  await pictures.keep(world, ada, one.bytes)
  const slow = Promise.withResolvers<void>()
  const put = files.put.bind(files)
  files.put = async (id, bytes) => {
    if (id === two.id) await slow.promise
    await put(id, bytes)
  }
  const kept = pictures.keep(world, ada, two.bytes)
  const three = picture(3)
  await pictures.keep(world, bob, three.bytes)
  expect(await pictures.take(other, bob, [one.id], everybody)).toEqual([one.id])
  await pictures.release(world.id)
  expect(pictures.find(three.id)).toBeNull()
  slow.resolve()
  await kept
  expect(await files.open(two.id)).not.toBeNull()
})

test('[I12] a file that somebody is bringing does not go with the world that let go of it', async () => {
  const { store, pictures, files, time } = await makeNode()
  const [world, other] = [await makeWorld(store), await makeWorld(store)]
  await pictures.keep(world, ada, one.bytes)
  const slow = Promise.withResolvers<void>()
  const put = files.put.bind(files)
  files.put = async (id, bytes) => {
    // It is there already.
    await slow.promise
    await put(id, bytes)
  }
  const kept = pictures.keep(other, bob, one.bytes)
  const arrival = pictures.arrive(bob)
  const added = arrival.add(two.bytes)
  const released = pictures.release(world.id)
  slow.resolve()
  await Promise.all([kept, added, released])
  time.now += DAY_MS
  await pictures.sweep(time.now)
  expect(pictures.heldBy(other.id).has(one.id)).toBe(true)
  expect(await files.open(one.id)).not.toBeNull()
  await arrival.settle(other)
  expect(await files.open(two.id)).not.toBeNull()
  await pictures.release(other.id)
  for (const id of [one.id, two.id]) expect(await files.open(id)).toBeNull()
})

test('[I5] a picture for which there is no room leaves no file', async () => {
  const { store, pictures, files } = await makeNode({ world: one.bytes.length + 10, member: 1e9 })
  const world = await makeWorld(store)
  const put = files.put.bind(files)
  const both = Promise.withResolvers<void>()
  let begun = 0
  // Each has room while the other is on its way.
  files.put = async (id, bytes) => {
    if ((begun += 1) === 2) both.resolve()
    await both.promise
    await put(id, bytes)
  }
  const [first, second] = await Promise.allSettled(
    [one, two].map(({ bytes }) => pictures.keep(world, ada, bytes)),
  )
  expect(new Set([first?.status, second?.status])).toEqual(new Set(['fulfilled', 'rejected']))
  const left: PictureId[] = []
  for await (const { id } of files.list()) left.push(id)
  expect(left).toEqual([...pictures.heldBy(world.id).keys()])
})

test('things that are carried into one world again and again hold up no other world', async () => {
  const { store, pictures } = await makeNode()
  const [from, to, bobs] = [await makeWorld(store), await makeWorld(store), await makeWorld(store)]
  await pictures.keep(from, ada, one.bytes)
  const isWriting = Promise.withResolvers<void>()
  const changeRecords = store.changeRecords.bind(store)
  let changed = 0
  store.changeRecords = async (changes) => {
    if ((changed += 1) === 1) await isWriting.promise
    return changeRecords(changes)
  }
  const ended: string[] = []
  const carried = Array.from({ length: 50 }, (_, n) =>
    pictures.carry(from.id, to, [one.id]).then(() => ended.push(`carry ${n}`)),
  )
  const bobsPicture = pictures.carry(from.id, bobs, [one.id]).then(() => ended.push('bob'))
  isWriting.resolve()
  await Promise.all([...carried, bobsPicture])
  // One was under way, and one had its turn before.
  expect(ended.indexOf('bob')).toBeLessThanOrEqual(2)
})
