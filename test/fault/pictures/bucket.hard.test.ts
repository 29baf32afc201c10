// A real node whose pictures are in an S3-compatible store: what it does while that store is away, when the
// node is killed, and whose a bucket is.
import { cpSync, globSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { runServer, startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { hasPostgres } from '../../support/postgres/shared-server.ts'
import { emptiedDatabase } from '../../support/postgres/emptied-database.ts'
import { BUCKET, startS3Server, type S3Server } from '../../support/s3/s3-server.ts'
import { png } from '../../unit/assets/made.ts'
import { freePort } from '../../support/free-port.ts'

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3Server()
})
afterEach(() => s3.start())
afterAll(() => s3[Symbol.asyncDispose]())

type Environment = Readonly<Record<string, string>>

const send = ({ url }: RunningServer, bytes: Buffer): Promise<Response> =>
  fetch(`${url}/api/worlds/inkland/welcome/assets`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: new Uint8Array(bytes),
  })

/** Keeps a picture in the welcome world, and answers its name. */
async function keep(node: RunningServer, bytes: Buffer): Promise<string> {
  const sent = await send(node, bytes)
  expect(sent.status).toBe(201)
  return ((await sent.json()) as { id: string }).id
}

async function shown({ url }: RunningServer, id: string): Promise<string | number> {
  const answer = await fetch(`${url}/assets/${id}`)
  if (answer.status !== 200) return answer.status
  return idOf(Buffer.from(await answer.arrayBuffer())) === id ? 'whole' : 'other bytes'
}

const inBucket = (prefix: string): string[] =>
  globSync(join(s3.directory, BUCKET, prefix, 'pictures', '*_object')).map((path) =>
    path.replace(/^.*\/([0-9a-f]{64}).*$/, '$1'),
  )

const inFolder = (data: string): string[] => globSync(join(data, 'assets', '*', '*'))

/** Why a node does not start, in one sentence. */
async function refusal(data: string, env: Environment, ...args: string[]): Promise<string> {
  const run = runServer(['--data', data, ...args], { env })
  expect(await run.exit).toMatchObject({ code: 1 })
  const lines = run.log().trim().split('\n')
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain(env['INKLAND_PICTURES_SECRET'] ?? 'nothing')
  return lines[0] ?? ''
}

test('[I11] [I14] pictures of the folder go into the bucket at the start, and a start without it is refused', async () => {
  const data = temporaryFolder()
  const env = s3.environment('school/one')
  const pictures: string[] = []
  {
    await using node = await startServer({ data })
    for (const size of [2, 3, 4]) pictures.push(await keep(node, png(size, 2)))
    await node.stop()
  }
  {
    await using node = await startServer({ data, env })
    pictures.push(await keep(node, png(5, 2)))
    for (const id of pictures) expect(await shown(node, id)).toBe('whole')
    expect(inBucket('school/one').sort()).toEqual([...pictures].sort())
    expect(inFolder(data)).toEqual([])
    expect(node.log()).not.toContain(env['INKLAND_PICTURES_SECRET'])
    // The key is in no environment of what it starts.
    const children = childrenOf(node.pid)
    expect(children.length).toBeGreaterThan(0)
    for (const child of children)
      expect(environmentOf(child)).not.toMatch(/INKLAND_PICTURES(?:=|_KEY|_SECRET)/)
    await node.stop()
  }
  expect(await refusal(data, {})).toMatch(
    /^The pictures of this node are in the bucket .*school\/one: name that/,
  )
  expect(await refusal(data, s3.environment('other'))).toMatch(
    /^The pictures of this node are in the bucket .*school\/one/,
  )
  await using again = await startServer({ data, env })
  for (const id of pictures) expect(await shown(again, id)).toBe('whole')
})

function childrenOf(pid: number): string[] {
  return readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statusOf(name).includes(`\nPPid:\t${pid}\n`),
  )
}

/** What the system says of a process, which may have ended. */
function procFile(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

const statusOf = (pid: string): string => procFile(pid, 'status')
const environmentOf = (pid: string): string => procFile(pid, 'environ')

test('[I14] two nodes do not share a bucket: another node, a copy of the folder, an emptied bucket are refused', async () => {
  const [data, copy] = [temporaryFolder(), temporaryFolder()]
  const env = s3.environment('shared')
  {
    await using node = await startServer({ data, env })
    await keep(node, png(2, 2))
    await node.stop()
  }
  expect(await refusal(temporaryFolder(), env)).toMatch(
    /has the pictures of another node: choose another prefix/,
  )
  cpSync(data, copy, { recursive: true })
  expect(await refusal(copy, env)).toMatch(/belongs to another copy of this data folder/)
  // An admin says that the first one is gone.
  for (const path of globSync(join(s3.directory, BUCKET, 'shared', 'inkland-node.json*'))) rmSync(path)
  {
    await using node = await startServer({ data: copy, env })
    expect(await shown(node, idOf(png(2, 2)))).toBe('whole')
    await node.stop()
  }
  expect(await refusal(data, env)).toMatch(/belongs to another copy of this data folder/)
  rmSync(join(s3.directory, BUCKET, 'shared'), { recursive: true })
  expect(await refusal(copy, env)).toMatch(/There are no pictures in .*shared, and this node has some/)
})

test('[I11] a key or an address that is wrong is told at the start, in a sentence', async () => {
  const data = temporaryFolder()
  const env = s3.environment('refused')
  for (const [but, why] of [
    [{ INKLAND_PICTURES_SECRET: 'not-this-one' }, /refuses the key \(SignatureDoesNotMatch\)/],
    [
      { INKLAND_PICTURES: `http://127.0.0.1:${await freePort()}/nobody` },
      /cannot be reached \(ECONNREFUSED\)/,
    ],
  ] as const) {
    expect(await refusal(data, { ...env, ...but })).toMatch(why)
  }
})

test('[I13] a store that is away: pages go on, pictures answer 503 in words, and nothing is lost', async () => {
  const data = temporaryFolder()
  const env = s3.environment('away')
  const kept: string[] = []
  {
    await using node = await startServer({ data, env })
    kept.push(await keep(node, png(2, 2)))
    await s3.stop()
    const began = performance.now()
    const upload = await send(node, png(3, 2))
    const words = {
      code: 'disk',
      text: expect.stringMatching(/^The pictures of this node cannot be reached/) as unknown,
    }
    expect([upload.status, await upload.json()]).toEqual([503, words])
    expect(await shown(node, kept[0]!)).toBe(503)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect((await fetch(`${node.url}/api/worlds`)).status).toBe(200)
    expect((await fetch(`${node.url}/healthz`)).status).toBe(200)
    await until('the log says so', () => node.log().includes('the store of pictures fails'))
    await node.kill()
  }
  // It starts without its store, which it has known before.
  await using node = await startServer({ data, env })
  expect(await shown(node, kept[0]!)).toBe(503)
  await s3.start()
  await until('it is shown again', async () => (await shown(node, kept[0]!)) === 'whole')
  const upload = await until('it is taken', async () => {
    const sent = await send(node, png(3, 2))
    return sent.status === 201 ? sent : null
  })
  kept.push(((await upload.json()) as { id: string }).id)
  for (const id of kept) expect(await shown(node, id)).toBe('whole')
  await s3.fail({ kind: 'refuses', status: 507, code: 'XMinioStorageFull' })
  const full = await send(node, png(4, 2))
  expect([full.status, ((await full.json()) as { code: string }).code]).toEqual([503, 'disk'])
  await s3.fail(null)
})

test('[I12] a node that is killed while pictures are on their way has each whole, or not at all', async () => {
  const data = temporaryFolder()
  const env = s3.environment('killed')
  const all = Array.from({ length: 12 }, (_, at) => png(100 + at, 100))
  const answered: string[] = []
  {
    await using node = await startServer({ data, env })
    const left = [...all]
    const sendOneByOne = async (): Promise<void> => {
      for (let bytes = left.shift(); bytes !== undefined; bytes = left.shift()) {
        const sent = await send(node, bytes).catch(() => null)
        const body =
          sent?.status === 201 ? ((await sent.json().catch(() => null)) as { id: string } | null) : null
        if (body !== null) answered.push(body.id)
      }
    }
    const sending = [sendOneByOne(), sendOneByOne()]
    await until('some are there', () => answered.length >= 3, 40_000)
    await node.kill()
    await Promise.all(sending)
  }
  expect(answered.length).toBeLessThan(all.length)
  await using node = await startServer({ data, env })
  for (const id of answered) expect(await shown(node, id)).toBe('whole')
  for (const bytes of all) expect(['whole', 404]).toContain(await shown(node, idOf(bytes)))
  for (const bytes of all) await keep(node, bytes)
  for (const bytes of all) expect(await shown(node, idOf(bytes))).toBe('whole')
})

test('[I14] pictures that go into the bucket at a start that is killed are all there after the next one', async () => {
  const data = temporaryFolder()
  const env = s3.environment('coming')
  const all = Array.from({ length: 40 }, (_, at) => png(10 + at, 3))
  {
    await using node = await startServer({ data })
    for (const bytes of all) await keep(node, bytes)
    await node.stop()
  }
  const run = runServer(['--data', data], { env })
  await until('some are there', () => inBucket('coming').length >= 5, 30_000)
  run.child.kill('SIGKILL')
  await run.exit
  expect(inFolder(data).length).toBeGreaterThan(0)
  await using node = await startServer({ data, env })
  for (const bytes of all) expect(await shown(node, idOf(bytes))).toBe('whole')
  expect(inFolder(data)).toEqual([])
})

test.skipIf(!hasPostgres)(
  '[I14] pictures of a database go into the bucket, with one process and with several',
  async () => {
    await using database = await emptiedDatabase()
    const [data, other] = [temporaryFolder(), temporaryFolder()]
    const store = { INKLAND_STORE: database.url }
    const env = { ...store, ...s3.environment('together') }
    const kept: string[] = []
    {
      await using node = await startServer({ data, env: store })
      kept.push(await keep(node, png(2, 2)))
      await node.stop()
    }
    const inside = (port: number): string[] => ['--inside', `127.0.0.1:${port}`]
    const [first, second] = [await freePort(), await freePort()]
    await using one = await startServer({ data, env, args: inside(first) })
    await using two = await startServer({ data: other, env, args: inside(second) })
    kept.push(await keep(two, png(3, 2)))
    for (const id of kept) for (const node of [one, two]) expect(await shown(node, id)).toBe('whole')
    expect(inBucket('together')).toHaveLength(2)
    const alone = await refusal(temporaryFolder(), store, ...inside(await freePort()))
    expect(alone).toMatch(/--pictures/)
    await one.stop()
    await until(
      'the other one leads',
      async () => (await send(two, png(4, 2)).catch(() => null))?.status === 201,
      30_000,
    )
    for (const id of [...kept, idOf(png(4, 2))]) expect(await shown(two, id)).toBe('whole')
    await two.stop()
    // Nobody else runs: what is in the database says where pictures are.
    expect(await refusal(temporaryFolder(), store)).toMatch(
      /^The pictures of this node are in the bucket .*together/,
    )
  },
)
