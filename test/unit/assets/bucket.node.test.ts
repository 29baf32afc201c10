// Pictures in an S3-compatible store: what is sent, how much at once, and how each failure is told.
import { randomBytes } from 'node:crypto'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { makeLineId, makeMemberId, makeWorldId, parseAddress } from '../../../shared/world/address.ts'
import { cleanHere, idOf } from '../../../server/assets/cleaned-picture.ts'
import { createPictures } from '../../../server/assets/node-pictures.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { parseBucketAddress } from '../../../server/storage/bucket/bucket-address.ts'
import { createBucketClient } from '../../../server/storage/bucket/bucket-client.ts'
import { BucketFault } from '../../../server/storage/bucket/bucket-faults.ts'
import { picturesInBucket } from '../../../server/storage/bucket/bucket-pictures.ts'
import { DiskFull } from '../../../server/storage/store.ts'
import type { PictureId } from '../../../shared/world/picture-id.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { until } from '../../process.ts'
import { BUCKET, placeObject } from '../../support/s3/s3-server.ts'
import { bucketFiles } from '../../support/s3/shared-s3-server.ts'
import { png } from './made.ts'
import { IS_HARD } from '../../hard.ts'

const one = png(2, 2)
const id = idOf(one)
const KEY = { id: 'KEY', secret: 'a secret that nothing says' }
const ACCESS = { region: '', key: KEY, isPlainAllowed: false }

const faultOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => new Error('It did not fail.'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  )

test('[I11] an address is https://HOST/BUCKET/PREFIX, without a key, and plain http is for this machine', () => {
  const read = (text: string, but: Partial<typeof ACCESS> = {}) =>
    parseBucketAddress(text, { ...ACCESS, ...but })
  expect(read('https://s3.example:9000/worlds/school/a')).toEqual({
    origin: 'https://s3.example:9000',
    bucket: 'worlds',
    prefix: 'school/a/',
    name: 's3.example:9000/worlds/school/a',
    region: null,
    key: KEY,
  })
  expect(read('https://s3.example/worlds/', { region: 'eu-1' })).toMatchObject({ prefix: '', region: 'eu-1' })
  expect(read('http://127.0.0.1:9000/worlds').origin).toBe('http://127.0.0.1:9000')
  expect(read('http://[::1]:9000/worlds').origin).toBe('http://[::1]:9000')
  expect(read('http://10.0.0.5/worlds', { isPlainAllowed: true }).origin).toBe('http://10.0.0.5')
  for (const [text, why] of [
    ['s3.example/worlds', /takes the address of a bucket/],
    ['ftp://s3.example/worlds', /takes the address of a bucket/],
    ['https://s3.example', /takes the address of a bucket/],
    ['https://s3.example/Worlds', /takes the address of a bucket/],
    ['https://s3.example/worlds/a b', /takes the address of a bucket/],
    ['https://s3.example/worlds?versions', /takes the address of a bucket/],
    ['https://ME:my-secret@s3.example/worlds', /INKLAND_PICTURES_SECRET/],
    ['http://10.0.0.5/worlds', /plain http to this machine alone/],
    ['http://localhost.example/worlds', /plain http to this machine alone/],
  ] as const) {
    expect(() => read(text)).toThrow(why)
    expect(() => read(text)).not.toThrow(/my-secret/)
  }
  expect(() => read('https://s3.example/worlds', { key: { id: 'KEY', secret: '' } })).toThrow(/needs the key/)
})

test('[I11] what a key, a region or a name that is wrong leads to is a sentence, without the secret', async () => {
  const { server } = await bucketFiles()
  const { key } = server.address('')
  for (const [but, why] of [
    [{ key: { ...key, id: 'NOBODY' } }, /refuses the key \(InvalidAccessKeyId\): look whether INKLAND/],
    [{ key: { ...key, secret: 'another-secret' } }, /refuses the key \(SignatureDoesNotMatch\)/],
    [{ region: 'us-east-1' }, /in another region.*INKLAND_PICTURES_REGION/],
    [{ bucket: 'nothing' }, /There is no bucket nothing at 127\.0\.0\.1:\d+: make it/],
  ] as const) {
    const { files } = await bucketFiles(but)
    for (const fault of [await faultOf(files.put(id, one)), await faultOf(files.open(id))]) {
      expect(fault).toBeInstanceOf(BucketFault)
      expect(fault).toMatchObject({
        isForGood: true,
        message: expect.stringMatching(/^[A-Z].*\.$/) as unknown,
      })
      expect(`${fault.message} ${JSON.stringify(fault)}`).not.toMatch(/another-secret|a\/secret/)
    }
    expect((await faultOf(files.open(id))).message).toMatch(why)
  }
})

test('[I12] a picture is kept once the store says so; one that arrives otherwise is refused there', async () => {
  const { server, files, client, prefix } = await bucketFiles()
  const wrong = client.ask({ method: 'PUT', key: `pictures/${id}`, body: png(3, 3), hash: id })
  expect((await faultOf(wrong)).message).toMatch(/XAmzContentSHA256Mismatch/)
  expect(await files.open(id)).toBeNull()
  await files.put(id, one)
  const [path = ''] = globSync(join(server.directory, BUCKET, prefix, 'pictures', `${id}*object`))
  expect(readFileSync(path)).toEqual(one)
  // Half of it, as a store might keep it that is no good one.
  writeFileSync(path, one.subarray(0, 9))
  await files.put(id, one)
  expect(readFileSync(path)).toEqual(one)
})

test('[I12] more pictures than one page of a list has are listed, each once', async () => {
  const { server, client, prefix } = await bucketFiles()
  const [count, page] = IS_HARD ? [2_030, 1_000] : [33, 16]
  const files = picturesInBucket(client, page)
  const all = Array.from({ length: count }, (_, at) => Buffer.from(`picture ${at}`))
  for (const bytes of all) placeObject(server.directory, `${prefix}/pictures/${idOf(bytes)}`, bytes)
  placeObject(server.directory, `${prefix}/pictures/notes.txt`, Buffer.from('by hand'))
  const listed: { readonly id: PictureId; readonly bytes: number }[] = []
  for await (const each of files.list()) listed.push(each)
  expect(listed.map((each) => each.id)).toEqual(all.map(idOf).sort())
  const lengths = new Map(all.map((bytes) => [idOf(bytes), bytes.length]))
  for (const { id, bytes } of listed) expect(bytes).toBe(lengths.get(id))
}, 30_000)

test('[I13] a store that stops for a moment is asked again; one that is away is told so at once', async () => {
  const { server, files } = await bucketFiles()
  await files.put(id, one)
  await server.fail({ kind: 'refuses', status: 503, code: 'SlowDown' })
  const soon = files.open(id)
  await server.fail(null)
  expect(await buffer((await soon)!.stream)).toEqual(one)
  await server.stop()
  const fault = await faultOf(files.put(idOf(png(3, 3)), png(3, 3)))
  expect(fault).toMatchObject({
    isForGood: false,
    message: expect.stringMatching(/cannot be reached \(ECONN/) as unknown,
  })
  // None of them waits: a second each would be longer than this test may take.
  for (let asked = 0; asked < 100; asked += 1)
    expect(await faultOf(files.open(id))).toBeInstanceOf(BucketFault)
  await server.start()
  const found = await until('it answers again', () => files.open(id).catch(() => null))
  expect(await buffer(found.stream)).toEqual(one)
}, 30_000)

test('[I13] a bucket that is full is told so, as a full disk is', async () => {
  const { server, files } = await bucketFiles()
  for (const [status, code] of [
    [507, 'XMinioStorageFull'],
    [403, 'QuotaExceeded'],
  ] as const) {
    await server.fail({ kind: 'refuses', status, code })
    // Of a HEAD there is only the status.
    const fault = await faultOf(files.remove(id))
    expect(fault).toBeInstanceOf(DiskFull)
    expect(fault.message).toMatch(/is full: make room there/)
    await server.fail(null)
  }
})

test('[I13] a picture that breaks off on its way is no picture, and the next one comes', async () => {
  const { server, files } = await bucketFiles()
  const large = randomBytes(600_000)
  await files.put(idOf(large), large)
  await server.fail({ kind: 'cut' })
  const open = await files.open(idOf(large))
  expect(await faultOf(buffer(open!.stream))).toBeInstanceOf(BucketFault)
  await server.fail(null)
  expect(await buffer((await files.open(idOf(large)))!.stream)).toEqual(large)
})

/** A server that keeps count of its requests, and answers when it is told to. */
async function countingServer(): Promise<{ server: Server; most: () => number; answerAll: () => void }> {
  let [now, most, isOpen] = [0, 0, false]
  const waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    request.resume()
    now += 1
    most = Math.max(most, now)
    const answer = (): void => {
      now -= 1
      response.writeHead(404).end()
    }
    if (isOpen) answer()
    else waiting.push(answer)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => server.close().closeAllConnections())
  const answerAll = (): void => {
    isOpen = true
    for (const answer of waiting) answer()
  }
  return { server, most: () => most, answerAll }
}

test('[I13] at most 32 requests are under way, and pictures that nobody reads hold up nobody', async () => {
  const { server, most, answerAll } = await countingServer()
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('It has no port.')
  const address = parseBucketAddress(`http://127.0.0.1:${place.port}/worlds`, ACCESS)
  const files = picturesInBucket(createBucketClient(address, { clock: systemClock, random: randomBytes }))
  const asked = Array.from({ length: 200 }, () => files.open(id))
  await until('32 ask', () => most() === 32)
  answerAll()
  expect(await Promise.all(asked)).toEqual(Array(200).fill(null))
  expect(most()).toBe(32)

  const { files: stored } = await bucketFiles()
  const large = randomBytes(500_000)
  await stored.put(idOf(large), large)
  const unread = await Promise.all(Array.from({ length: 31 }, () => stored.open(idOf(large))))
  expect(await buffer((await stored.open(idOf(large)))!.stream)).toEqual(large)
  for (const open of unread) open!.stream.destroy()
  await Promise.all(Array.from({ length: 8 }, async () => buffer((await stored.open(idOf(large)))!.stream)))
}, 30_000)

test('[I13] a store that takes a connection and says nothing is given up', async () => {
  const { server } = await countingServer()
  const place = server.address()
  if (place === null || typeof place === 'string') throw new Error('It has no port.')
  connect(place.port, '127.0.0.1').destroy()
  const address = parseBucketAddress(`http://127.0.0.1:${place.port}/worlds`, ACCESS)
  // Forty times as fast.
  const clock = { ...systemClock, after: (ms: number, run: () => void) => systemClock.after(ms / 40, run) }
  const files = picturesInBucket(createBucketClient(address, { clock, random: randomBytes }))
  expect((await faultOf(files.open(id))).message).toMatch(/cannot be reached \(it does not answer in time\)/)
}, 30_000)

test('[I7] pictures that no world needs any more go from a bucket, too, and so do those that nothing names', async () => {
  const { files } = await bucketFiles()
  const store = createMemoryStore()
  const pictures = await createPictures({
    store,
    files,
    clean: cleanHere,
    clock: Date,
    onUnreadable: () => undefined,
  })
  const [by, address] = [makeMemberId(randomBytes), parseAddress('ada/garden')]
  const world =
    address &&
    (await store.create({
      id: makeWorldId(randomBytes),
      line: makeLineId(randomBytes),
      address,
      title: 'Garden',
      at: 1,
      scene: [{ bytes: new Uint8Array([0, 0]), member: by, at: 1, claims: [] }],
    }))
  if (!world) throw new Error('The world was not made.')
  const kept = await pictures.keep(world, by, png(4, 4))
  const stray = idOf(png(5, 5))
  await files.put(stray, png(5, 5))
  await pictures.sweep(Date.now() - 60_000)
  expect(await files.open(stray)).not.toBeNull()
  await pictures.sweep(Date.now() + 60_000)
  expect(await files.open(stray)).toBeNull()
  expect(await files.open(kept.id)).not.toBeNull()
  await pictures.release(world.id)
  expect(await files.open(kept.id)).toBeNull()
})
