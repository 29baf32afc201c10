// The promises of every place that keeps pictures.
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PictureFiles } from '../../../server/storage/picture-files.ts'
import { openFolderFiles } from '../../../server/assets/picture-folder.ts'
import { parseDatabaseAddress } from '../../../server/storage/postgres/connection/database-address.ts'
import { readPictures } from '../../../server/storage/postgres/postgres-store.ts'
import { emptiedDatabase } from '../../support/postgres/emptied-database.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { createMemoryFiles } from '../../support/memory-picture-files.ts'
import { bucketFiles } from '../../support/s3/shared-s3-server.ts'
import { bringPictures } from '../../../server/assets/picture-moving.ts'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { temporaryFolder } from '../../process.ts'
import { png } from './made.ts'

const KINDS: readonly (readonly [string, () => Promise<PictureFiles>])[] = [
  ['a folder', () => openFolderFiles(temporaryFolder())],
  ['memory', async () => createMemoryFiles()],
  ...(hasPostgres ? [['PostgreSQL', () => databaseFiles()] as const] : []),
  ['a bucket', async () => (await bucketFiles()).files],
]

const one = png(2, 2)
const id = idOf(one)

async function read(files: PictureFiles): Promise<Buffer | null> {
  const open = await files.open(id)
  return open && buffer(open.stream)
}

async function names(files: PictureFiles): Promise<string[]> {
  const all: string[] = []
  for await (const { id: name } of files.list()) all.push(name)
  return all.sort()
}

/** Pictures in an emptied database, which they leave when the test is over. */
async function databaseFiles(): Promise<PictureFiles> {
  const database = await emptiedDatabase()
  const files = readPictures(parseDatabaseAddress(database.url))
  onTestFinished(async () => {
    await files.close()
    await database[Symbol.asyncDispose]()
  })
  return files
}

describe.each(KINDS)('pictures in %s', (_kind, make) => {
  test('are read as they were put', async () => {
    const files = await make()
    expect(await read(files)).toBeNull()
    await files.put(id, one)
    expect(Buffer.compare((await read(files)) ?? Buffer.alloc(0), one)).toBe(0)
    const open = await files.open(id)
    expect(open?.bytes).toBe(one.length)
    open?.stream.destroy()
  })

  test('are kept once, however often they are put, also at the same time', async () => {
    const files = await make()
    await Promise.all([files.put(id, one), files.put(id, one), files.put(id, one)])
    expect(await names(files)).toEqual([id])
  })

  test('are listed, with when they were put, and are gone when they are removed', async () => {
    const files = await make()
    const other = png(3, 3)
    await files.put(id, one)
    await files.put(idOf(other), other)
    expect(await names(files)).toEqual([id, idOf(other)].sort())
    for await (const { at } of files.list()) expect(Math.abs(Date.now() - at)).toBeLessThan(60_000)
    await files.remove(id)
    await files.remove(id)
    expect(await names(files)).toEqual([idOf(other)])
    expect(await read(files)).toBeNull()
  })
})

test('only the owner of the folder can read them, and nothing is left beside them', async () => {
  const data = temporaryFolder()
  await (await openFolderFiles(data)).put(id, one)
  const folder = join(data, 'assets', id.slice(0, 2))
  expect(readdirSync(folder)).toEqual([id])
  expect(statSync(join(folder, id)).mode & 0o777).toBe(0o600)
  expect(statSync(join(data, 'assets')).mode & 0o777).toBe(0o700)
})

test('what a crash left half written is put aside, and a file that was cut off is written anew', async () => {
  const data = temporaryFolder()
  const folder = join(data, 'assets', id.slice(0, 2))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${id}.abc.part`), one.subarray(0, 5))
  writeFileSync(join(folder, id), one.subarray(0, 5))
  const files = await openFolderFiles(data)
  expect(readdirSync(folder)).toEqual([id])
  await files.put(id, one)
  expect(Buffer.compare((await read(files)) ?? Buffer.alloc(0), one)).toBe(0)
})

test('pictures that go to another place are there whole, and no longer here; cut off, it goes on', async () => {
  const [from, to] = [createMemoryFiles(), createMemoryFiles()]
  const pictures = [png(2, 2), png(3, 3), png(4, 4)]
  for (const bytes of pictures) await from.put(idOf(bytes), bytes)
  let left = 1
  const cut = {
    ...to,
    put: (...args: Parameters<typeof to.put>) =>
      left-- > 0 ? to.put(...args) : Promise.reject(new Error('cut off')),
  }
  const log = { info: () => undefined }
  const named = (files: PictureFiles) => ({ files, name: 'a place' })
  await expect(bringPictures(named(from), named(cut), log)).rejects.toThrow('cut off')
  expect([await names(from), await names(to)].map(({ length }) => length)).toEqual([2, 1])
  await bringPictures(named(from), named(to), log)
  expect(await names(from)).toEqual([])
  expect(await names(to)).toEqual(pictures.map(idOf).sort())
  expect(Buffer.compare((await read(to)) ?? Buffer.alloc(0), one)).toBe(0)
})
