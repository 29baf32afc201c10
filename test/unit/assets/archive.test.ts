// A world as one file carries its pictures along; without any it is as it was before there were pictures.
import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { createMemoryFiles } from '../../support/memory-picture-files.ts'
import { cleanHere, idOf } from '../../../server/assets/cleaned-picture.ts'
import { createPictures } from '../../../server/assets/node-pictures.ts'
import { QuotaRefusal } from '../../../server/assets/picture-quota.ts'
import { exportWorld, importWorld, type FileJob } from '../../../server/storage/archive/world-file.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { initScene } from '../../../shared/world/scene/scene.ts'
import { firstScene } from '../../../server/sync/rooms/first-scene.ts'
import { cleanPicture } from '../../../shared/pictures/clean-picture.ts'
import {
  makeArtifactId,
  makeLineId,
  makeMemberId,
  makeWorldId,
  parseAddress,
} from '../../../shared/world/address.ts'
import { judgeFile } from '../../../server/sync/file-import/world-file-check.ts'
import { temporaryFolder } from '../../process.ts'
import { gif, png, svg } from './made.ts'

const random = (bytes: number): Uint8Array => randomBytes(bytes)
const ada = makeMemberId(random)
const ALL = [png(4, 4), gif(), svg('<rect width="5" height="5"/>')]

async function makeNode(pictureBytesPerWorld = 1_000_000) {
  const store = createMemoryStore()
  const files = createMemoryFiles()
  const settings = { now: () => ({ pictureBytesPerWorld, pictureBytesPerAccount: 1_000_000 }) }
  const pictures = await createPictures({
    store,
    files,
    clean: cleanHere,
    clock: Date,
    settings,
    onUnreadable: () => undefined,
  })
  return { store, files, pictures }
}

async function makeWorld({ store }: Awaited<ReturnType<typeof makeNode>>) {
  const address = parseAddress('ada/garden')
  if (address === null) throw new Error('that is an address')
  const root = makeArtifactId(random)
  const scene = firstScene((doc) => initScene(doc, { root, title: 'Garden', name: 'Garden', text: '' }), {
    member: ada,
    at: 1,
    random,
  })
  const ids = { id: makeWorldId(random), line: makeLineId(random) }
  const world = await store.create({ ...ids, address, title: 'Garden', at: 1, scene })
  if (world === null) throw new Error('the world was not made')
  return world
}

const options = () => {
  const address = parseAddress('bob/there')
  if (address === null) throw new Error('that is an address')
  const judge = (job: FileJob) => Promise.resolve(judgeFile(job))
  return { address, at: Date.now(), random, folder: temporaryFolder(), judge }
}

async function carry(from: Awaited<ReturnType<typeof makeNode>>, to: Awaited<ReturnType<typeof makeNode>>) {
  const world = await makeWorld(from)
  for (const bytes of ALL) await from.pictures.keep(world, ada, bytes)
  const arrival = to.pictures.arrive(ada)
  const file = exportWorld(from.store, world, { pictures: from.pictures.archived(world.id) })
  const imported = await importWorld(to.store, file, {
    ...options(),
    onPicture: (bytes) => arrival.add(bytes),
  })
  await arrival.settle(imported)
  return imported
}

test('pictures come along, byte by byte, and are held by the world that was made', async () => {
  const [from, to] = [await makeNode(), await makeNode()]
  const imported = await carry(from, to)
  const ids = ALL.map((bytes) => idOf(cleanPicture(bytes).bytes))
  expect([...to.pictures.heldBy(imported.id).keys()]).toEqual(ids)
  for (const [index, id] of ids.entries()) {
    const open = await to.files.open(id)
    expect(
      Buffer.compare(
        await buffer(open?.stream ?? Readable.from([])),
        cleanPicture(ALL[index] ?? Buffer.alloc(0)).bytes,
      ),
    ).toBe(0)
  }
})

test('a world whose pictures do not fit is not made', async () => {
  const [from, to] = [await makeNode(), await makeNode(100)]
  await expect(carry(from, to)).rejects.toThrow(QuotaRefusal)
  expect(await to.store.worlds('here')).toEqual([])
  expect(to.pictures.total).toEqual({ pictures: 0, bytes: 0 })
})

test('a file with pictures is of a format that older programs say they do not know; one without is as before', async () => {
  const node = await makeNode()
  const world = await makeWorld(node)
  const formatOf = async (): Promise<number | undefined> =>
    gunzipSync(
      await buffer(exportWorld(node.store, world, { pictures: node.pictures.archived(world.id) })),
    )[8]
  expect(await formatOf()).toBe(1)
  await node.pictures.keep(world, ada, png(4, 4))
  expect(await formatOf()).toBe(2)
})

test('what is no picture is left out of a file that somebody made up', async () => {
  const node = await makeNode()
  const world = await makeWorld(node)
  const arrival = node.pictures.arrive(ada)
  await arrival.add(Buffer.from('<script>alert(1)</script>'))
  await arrival.settle(world)
  expect(node.pictures.total.pictures).toBe(0)
})
