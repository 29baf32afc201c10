// The command line knows where the pictures of a node are: in a bucket, where it moves them to, and back.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { runServer, startServer, temporaryFolder, until, type RunningServer } from '../../process.ts'
import { BUCKET, startS3Server, type S3Server } from '../../support/s3/s3-server.ts'
import { png } from '../../unit/assets/made.ts'
import { inklandWith } from '../../unit/cli/inkland.ts'

const CLI = fileURLToPath(new URL('../../../server/cli.ts', import.meta.url))

let s3: S3Server
beforeAll(async () => {
  s3 = await startS3Server()
})
afterAll(() => s3[Symbol.asyncDispose]())

const bytes = png(7, 7)
const id = idOf(bytes)

/** A folder of Markdown whose page shows a picture. */
function pageWithPicture(): string {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'Garden.md'), '# Garden\n\n![[leaf.png]]\n')
  writeFileSync(join(folder, 'leaf.png'), bytes)
  return folder
}

const objects = (prefix: string): string[] =>
  globSync(join(s3.directory, BUCKET, prefix, 'pictures', `*_object`))

async function isShown({ url }: RunningServer): Promise<boolean> {
  const answer = await fetch(`${url}/assets/${id}`)
  return answer.status === 200 && idOf(Buffer.from(await answer.arrayBuffer())) === id
}

/** Starts a node, and looks whether it shows the picture. */
async function showsWith(data: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  await using node = await startServer({ data, env })
  const isThere = await isShown(node)
  await node.stop()
  return isThere
}

const picturesIn = (folder: string): Buffer[] =>
  globSync(join(folder, '**', '*.png')).map((path) => readFileSync(path))

test('[I15] import, export, doctor, backup, restore and take know that pictures are in a bucket', async () => {
  const [data, beside] = [temporaryFolder(), temporaryFolder()]
  const env = s3.environment('commands')
  const run = async (given: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => {
    const { code, out, errors } = await inklandWith(given, ...args)
    return `${code} ${out}${errors}`
  }
  expect(await run({}, 'import', pageWithPicture(), 'ada/garden', '--data', data)).toMatch(/^0 /)
  {
    await using node = await startServer({ data, env })
    expect(await isShown(node)).toBe(true)
    expect(objects('commands')).toHaveLength(1)

    const out = join(beside, 'saved')
    expect(await run(env, 'export', 'ada/garden', '--data', data, '--out', out)).toMatch(/^0 Saved/)
    expect(picturesIn(out)).toEqual([bytes])
    const alone = await run({}, 'export', 'ada/garden', '--data', data, '--out', join(beside, 'none'))
    expect(alone).toMatch(
      /^1 The pictures of this node are in the bucket .*commands: name that one in INKLAND_PICTURES/,
    )
    const elsewhere = await run(
      s3.environment('no'),
      'export',
      'ada/garden',
      '--data',
      data,
      '--out',
      join(beside, 'no'),
    )
    expect(elsewhere).toMatch(/^1 The pictures of this node are in the bucket .*commands/)

    expect(await run(env, 'doctor', '--data', data)).toMatch(
      /well +1 pictures are in the bucket .*commands, each as long/,
    )
    expect(await run({}, 'doctor', '--data', data)).toMatch(
      /^0 [^]*note +The pictures are in the bucket .*not looked at/,
    )
    await node.stop()
  }
  const backups = join(beside, 'backups')
  expect(await run({}, 'backup', backups, '--data', data)).toMatch(
    /^0 Saved [^]*Pictures are not in it: .*bucket .*commands/,
  )
  const [backup = ''] = globSync(join(backups, '*'))
  expect(await run({}, 'take', backup, 'ada/garden', '--out', join(beside, 'a.world'))).toMatch(
    /^0 [^]*Pictures are not in that backup/,
  )
  expect(await run(env, 'take', backup, 'ada/garden', '--out', join(beside, 'b.world'))).toMatch(
    /^0 ada\/garden is in \S+b\.world, as it was in that backup\.\n$/,
  )
  const length = (name: string): number => readFileSync(join(beside, name)).length
  expect(length('b.world')).toBeGreaterThan(length('a.world'))

  const restored = join(beside, 'restored')
  expect(await run({}, 'restore', backup, '--data', restored)).toMatch(
    /^0 1 world goes back [^]*\nRestored [^]*Its pictures are in the bucket .*commands/,
  )
  const refused = runServer(['--data', restored], { env })
  expect((await refused.exit).code).toBe(1)
  expect(refused.log()).toMatch(/^The bucket .*commands has the pictures of another node/)
  for (const path of globSync(join(s3.directory, BUCKET, 'commands', 'pictures'))) {
    mkdirSync(join(s3.directory, BUCKET, 'copied', 'pictures'), { recursive: true })
    for (const file of globSync(join(path, '*'))) {
      writeFileSync(file.replace('/commands/', '/copied/'), readFileSync(file))
    }
  }
  expect(await showsWith(restored, s3.environment('copied'))).toBe(true)

  const [object = ''] = objects('commands')
  writeFileSync(object, bytes.subarray(1))
  expect(await run(env, 'doctor', '--data', data)).toMatch(
    /^1 [^]*TROUBLE +The picture \w+ is damaged in the bucket/,
  )
  rmSync(object)
  expect(await run(env, 'doctor', '--data', data)).toMatch(
    /^1 [^]*TROUBLE +The picture \w+ is missing in the bucket/,
  )
})

test('[I16] pictures are moved into a bucket, into another one, and back, compared', async () => {
  const data = temporaryFolder()
  const [one, two] = [s3.environment('one'), s3.environment('two')]
  const move = async (given: NodeJS.ProcessEnv, ...args: string[]): Promise<string> => {
    const { code, out, errors } = await inklandWith(given, 'move', '--data', data, ...args)
    return `${code} ${out}${errors}`
  }
  const to = (env: Readonly<Record<string, string>>): string[] => [
    '--pictures-to',
    env['INKLAND_PICTURES'] ?? '',
  ]
  const { INKLAND_PICTURES: _none, ...key } = one
  expect(await inklandWith({}, 'import', pageWithPicture(), 'ada/garden', '--data', data)).toMatchObject({
    code: 0,
  })

  expect(await move({}, ...to(one))).toMatch(/^2 --pictures needs the key/)
  expect(await move(key, '--pictures-to', 'here')).toMatch(/^1 The pictures are in the data folder already/)
  expect(await move(key, ...to(one))).toMatch(
    /^0 Moved 1 pictures from the data folder into the bucket .*one\.\nCompared all/,
  )
  expect(await showsWith(data, one)).toBe(true)
  expect(globSync(join(data, 'assets', '*', '*'))).toEqual([])

  expect(await move(key, ...to(two))).toMatch(
    /^1 The pictures of this node are in the bucket .*one: name that/,
  )
  // Half a picture arrives nowhere: nothing was moved.
  const [object = ''] = objects('one')
  writeFileSync(object, bytes.subarray(0, 20))
  expect(await move(one, ...to(two))).toMatch(/^1 The picture \w+ is damaged.*Nothing was moved/)
  writeFileSync(object, bytes)

  await s3.fail({ kind: 'refuses', status: 507, code: 'XMinioStorageFull' })
  expect(await move(one, ...to(two))).toMatch(
    /^1 The store of pictures at .* is full: make room there\. Nothing was moved/,
  )
  await s3.fail(null)
  expect(await move(one, ...to(two))).toMatch(
    /^0 Moved 1 pictures from the bucket .*one into the bucket .*two[^]*is kept as it was/,
  )
  expect(await showsWith(data, two)).toBe(true)
  expect(objects('one')).toHaveLength(1)

  expect(await move(two, '--pictures-to', 'here')).toMatch(
    /^0 Moved 1 pictures from the bucket .*two into the data folder/,
  )
  expect(await showsWith(data, {})).toBe(true)
  // A bucket that was left takes its own node back.
  expect(await showsWith(data, one)).toBe(true)
  expect(objects('one')).toHaveLength(1)
})

test('[I16] a move of pictures that is killed has moved nothing, and is done when it is asked for again', async () => {
  const data = temporaryFolder()
  const env = s3.environment('halfway')
  const all = Array.from({ length: 40 }, (_, at) => png(20 + at, 5))
  {
    await using node = await startServer({ data })
    for (const picture of all) {
      const sent = await fetch(`${node.url}/api/worlds/inkland/welcome/assets`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: new Uint8Array(picture),
      })
      expect(sent.status).toBe(201)
    }
    await node.stop()
  }
  const { INKLAND_PICTURES: target = '', ...key } = env
  const move = ['move', '--data', data, '--pictures-to', target]
  const child = spawn(process.execPath, [CLI, ...move], {
    env: { ...process.env, ...key },
    stdio: 'ignore',
  })
  const ended = once(child, 'exit')
  await until('some are there', () => objects('halfway').length >= 3, 30_000)
  child.kill('SIGKILL')
  await ended
  const shown = async (node: RunningServer): Promise<number[]> =>
    Promise.all(all.map(async (picture) => (await fetch(`${node.url}/assets/${idOf(picture)}`)).status))
  {
    await using node = await startServer({ data })
    expect(new Set(await shown(node))).toEqual(new Set([200]))
    await node.stop()
  }
  const done = await inklandWith(key, ...move)
  expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/^Moved 40 pictures/) as unknown })
  await using node = await startServer({ data, env })
  expect(new Set(await shown(node))).toEqual(new Set([200]))
})
