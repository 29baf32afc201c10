// Drivers on a real node: they come into a world, meet, talk, carry things, and survive that the node is
// killed.
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect, type ConnectOptions, type Driver } from '../../../shared/driver/connect.ts'
import { parseAddress } from '../../../shared/world/address.ts'
import { createArtifact } from '../../../shared/world/edits/place-edits.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { parseServerFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { createView } from '../../../shared/world/view/world-view.ts'
import { PASSWORD, serveAccounts } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { startServer, temporaryFolder, until, type ServingNode } from '../../process.ts'
import { openStock } from '../sync/stock.ts'
import { id } from '../world/made.ts'
import { IS_HARD } from '../../hard.ts'

const WORLD = 'ada/garden'
const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const OK = { ok: true, why: null }

/** An open node for all tests that need none of their own; each test has a world there. */
let server: ServingNode
beforeAll(async () => {
  server = await serve()
})
afterAll(() => server[Symbol.asyncDispose]())

async function enter(
  { url }: ServingNode,
  name: string,
  more: Partial<ConnectOptions> = {},
): Promise<Driver> {
  const driver = await connect({
    server: url,
    world: WORLD,
    name,
    platform: globalThis,
    WebSocket,
    ...more,
  })
  expect(await driver.visit()).toEqual(OK)
  return driver
}

interface Prop {
  readonly name: string
  readonly x: number
  readonly y: number
  readonly portal?: string
  readonly text?: string
}

/** Puts things onto the floor of a world, as anybody's editor does. */
async function furnish({ wsUrl }: ServingNode, world: string, props: readonly Prop[]): Promise<void> {
  const editor = openStock(`${wsUrl}/sync`, world)
  await until('the scene is here', () => editor.synced)
  const view = createView(editor.doc, null)
  for (const { name, x, y, portal, text = '' } of props) {
    const place = { host: view.root ?? id('root'), x, y }
    const properties = portal === undefined ? {} : { portal: parseAddress(portal) }
    const look = { width: 40, height: 40 }
    const made = createArtifact({ view, origin: null }, { id: id(name), name, text, place, look, properties })
    expect(made.ok).toBe(true)
  }
  const reader = openStock(`${wsUrl}/sync`, world)
  const seen = createView(reader.doc, null)
  await until('it is stored', () => props.every(({ name }) => seen.artifact(id(name)) !== null))
  for (const provider of [editor, reader]) {
    provider.destroy()
    provider.awareness.destroy()
  }
}

describe('what programs have for one person alone', () => {
  const CODE = `on('use', async ({ subject }) => {
    const drink = await ask(subject, 'Tea or coffee?', ['Tea', 'Coffee'])
    memoryOf(subject).drinks = (memoryOf(subject).drinks ?? 0) + 1
    await text(host).showTo(subject, 'drink', 'only for ' + subject.name)
    if (drink !== null) say(subject.name + ' takes ' + drink)
  })`

  test('[B16] a driver answers a question; [B15] what it is shown comes again to each connection, and is in no document', async () => {
    const world = 'ada/tearoom'
    await furnish(server, world, [{ name: 'waiter', x: 430, y: 120, text: `\`\`\`js\n${CODE}\n\`\`\`` }])
    const bot = await enter(server, 'Dot', { world })
    const editor = openStock(`${server.wsUrl}/sync`, world)
    await until('the scene is here', () => editor.synced)
    const root = createView(editor.doc, null).root
    textOf(editor.doc, root ?? id('root'))?.insert(0, '#drink nothing yet\n')
    const heard: string[] = []
    bot.on('hear', ({ words }) => heard.push(words))
    bot.on('question', (question) => {
      expect(question).toMatchObject({ thing: 'waiter', words: 'Tea or coffee?' })
      void bot.answer(question, 'Tea')
    })
    await until('it is used', async () => (await bot.use('waiter')).ok)
    await until('it is said', () => heard.includes('Dot takes Tea'))

    const again = new WebSocket(`${server.wsUrl}/sync/${world}/live?inkland=1`, {
      headers: { cookie: bot.session },
    })
    const told: string[] = []
    again.on('message', (data) => {
      const frame = Buffer.isBuffer(data) ? parseServerFrame(new Uint8Array(data)) : null
      if (frame?.type === 'event') told.push(frame.json)
    })
    await until('it is shown again', () => told.some((json) => json.includes('only for Dot')))
    const other = await enter(server, 'Eve', { world })
    expect(JSON.stringify([other.view.live?.toJSON(), other.view.scene.toJSON()])).not.toContain(
      'only for Dot',
    )
    expect(other.view.live?.toJSON()).toMatchObject({
      live: { now: { memory: { waiter: { [`person:${bot.me?.id}`]: { drinks: 1 } } } } },
    })
    editor.destroy()
    editor.awareness.destroy()
    for (const one of [again, bot, other]) one.close()
  })
})

test('two drivers meet, talk within earshot, whisper, and one carries a chair into a chest and out again', async () => {
  await furnish(server, WORLD, [
    { name: 'chair', x: 430, y: 300 },
    { name: 'chest', x: 700, y: 300 },
  ])
  const ada = await enter(server, 'Ada')
  const told: string[] = []
  ada.on('arrive', ({ name }) => told.push(`${name} comes`))
  ada.on('hear', ({ person, words, voice }) => told.push(`${person} ${voice}s ${words}`))
  const bob = await enter(server, 'Bob')
  const whispers: string[] = []
  bob.on('whisper', ({ person, words }) => whispers.push(`${person}: ${words}`))
  await until('Bob is seen', () => ada.find('Bob'))
  expect(await bob.say('Hello.')).toEqual(OK)
  expect(await ada.whisper('Bob', 'Welcome.')).toEqual(OK)
  await until('Bob is whispered to', () => whispers.length > 0)
  expect(await bob.walkTo({ x: 100, y: 900 })).toEqual(OK)
  await bob.say('Nobody hears me.')
  await bob.shout('And now?')
  await until('a shout is heard', () => told.length > 2)
  expect([told, whispers]).toEqual([
    ['Bob comes', 'Bob says Hello.', 'Bob shouts And now?'],
    ['Ada: Welcome.'],
  ])

  expect(await ada.walkTo('chair')).toEqual(OK)
  expect(await ada.pickUp('chair')).toEqual(OK)
  expect(ada.held.map(({ name }) => name)).toEqual(['chair'])
  expect(await ada.walkTo('chest')).toEqual(OK)
  expect(await ada.enter('chest')).toEqual(OK)
  expect(await ada.putDown()).toEqual(OK)
  expect(await ada.leave()).toEqual(OK)
  expect(ada.held).toEqual([])
  await until('Bob sees it', () => bob.find('chair')?.host === id('chest'))
  expect(ada.me?.host).toBe(bob.me?.host)
  expect(await bob.pickUp('chair')).toMatchObject({ ok: false })
  for (const driver of [ada, bob]) driver.close()
})

test('a driver goes through a portal with what it holds, and comes back to where it was', async () => {
  const yard = 'ada/yard'
  await furnish(server, 'ada/attic', [{ name: 'box', x: 300, y: 300 }])
  await furnish(server, yard, [
    { name: 'gate', x: 600, y: 96, portal: 'ada/attic' },
    { name: 'ball', x: 500, y: 96 },
  ])
  const ada = await enter(server, 'Ada', { world: yard })
  const worlds: string[] = []
  ada.on('world', (world) => worlds.push(world))
  expect(await ada.walkTo('ball')).toEqual(OK)
  expect(await ada.pickUp('ball')).toEqual(OK)
  expect(await ada.walkTo('gate')).toEqual(OK)
  expect(await ada.enter('gate')).toEqual(OK)
  expect([ada.world, ada.held.map(({ name }) => name)]).toEqual(['ada/attic', ['ball']])
  expect(await ada.putDown()).toEqual(OK)
  expect(await ada.leave()).toEqual(OK)
  expect([ada.world, ada.find('ball')]).toEqual([yard, null])
  expect(worlds).toEqual(['ada/attic', yard])
  ada.close()
})

test.runIf(IS_HARD)(
  'a driver goes on after its node was killed: where it was, with the same body, each act done once',
  async () => {
    const data = temporaryFolder()
    const args = ['--port', '0']
    const first = await startServer({ data, args })
    const ada = await enter(first, 'Ada')
    await ada.walk({ x: 800, y: 600 })
    const body = ada.me?.id
    await first.kill()
    const said = ada.say('Am I still here?')
    await using second = await startServer({ data, args: ['--port', String(first.port)] })
    expect(await said).toEqual(OK)
    await ada.standing()
    await until('the walk goes on', () => ada.me?.walk === null)
    const { x, y } = ada.me?.place ?? {}
    expect({ body: ada.me?.id, x, y }).toEqual({ body, x: 800, y: 600 })
    const again = await enter(second, 'Ada', { session: ada.session })
    expect(again.me?.id).toBe(body)
    for (const driver of [ada, again]) driver.close()
  },
)

test('the WebSocket that Node has does as well as the one of the package ws', async () => {
  // Its types are those of browsers, which send no headers.
  const name: string = 'WebSocket'
  const NodeSocket: ConnectOptions['WebSocket'] = Reflect.get(globalThis, name)
  const ada = await enter(server, 'Ada', { world: 'ada/hall', WebSocket: NodeSocket })
  expect(await ada.say('Hello.')).toEqual(OK)
  expect(ada.me?.name).toBe('Ada')
  ada.close()
})

test('who cannot come in is told why', async () => {
  const options = { world: WORLD, name: 'Ada', platform: globalThis, WebSocket }
  await expect(connect({ ...options, server: 'http://127.0.0.1:1' })).rejects.toThrow(
    'There is no answer from',
  )
  await expect(connect({ ...options, server: server.url, name: ' ' })).rejects.toThrow('Give a name')
  await expect(connect({ ...options, server: server.url, world: 'garden' })).rejects.toThrow(
    'not the address of a world',
  )
})

test.runIf(IS_HARD)(
  'in a node with accounts a driver is an account, or a guest where the world lets one in',
  async () => {
    await using node = await serveAccounts()
    await node.signUp('bob')
    expect((await node.admin.ask('POST', '/api/worlds', { title: 'Garden', address: WORLD })).ok).toBe(true)
    const options = { world: WORLD, server: node.url, platform: globalThis, WebSocket }
    await expect(connect({ ...options, name: 'bob', password: 'not that one' })).rejects.toThrow(
      /name|password/,
    )
    await expect(connect({ ...options, name: 'bob', password: PASSWORD })).rejects.toThrow(/not open/)
    const shared = await node.admin.ask('PATCH', `/api/worlds/${WORLD}/sharing`, {
      everyone: 'act',
      public: 'see',
    })
    expect(shared.ok).toBe(true)
    const bob = await connect({ ...options, name: 'bob', password: PASSWORD })
    expect(await bob.visit()).toMatchObject({ ok: true })
    const guest = await connect({ ...options, name: 'Gus' })
    expect(await guest.visit()).toMatchObject({ ok: false, why: expect.stringContaining('not act') })
    guest.close()
    bob.close()
  },
)

/** Runs a program until it prints `says`, and `meanwhile` then. */
async function running(
  [command, args, cwd]: readonly [string, readonly string[], string],
  says: string,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const program = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let output = ''
    program.stdout.on('data', (chunk) => (output += String(chunk)))
    await until(`it says ${says}`, () => output.includes(says))
    await meanwhile()
  } finally {
    program.kill('SIGKILL')
  }
}

/** A folder with nothing in it, in which somebody runs what the README says. */
function emptyFolder(...commands: readonly (readonly string[])[]): string {
  const folder = temporaryFolder()
  for (const args of [['init', '-y'], ['install', ROOT], ...commands]) {
    const { status, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
      cwd: folder,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${stderr}`)
  }
  return folder
}

/** The Node that a folder runs its programs with. */
const NODES = [
  { name: 'Node 24', commands: [], node: process.execPath },
  // Fetched from the registry.
  ...(IS_HARD
    ? [{ name: 'Node 22', commands: [['install', 'node@22']], node: 'node_modules/.bin/node' }]
    : []),
]

describe.each(NODES)('in an empty folder, with $name,', ({ name, commands, node }) => {
  let folder: string
  beforeAll(() => {
    folder = emptyFolder(...commands)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.runIf(IS_HARD)(
    'the program of the README does what it says, as the same guest each time',
    async () => {
      const [, shown] =
        /```js\n(import \{ startBot \}.*?)```/su.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? []
      if (shown === undefined) throw new Error('the README shows no program')
      const world = `ada/readme-${name.toLowerCase().replace(' ', '-')}`
      await furnish(server, world, [{ name: 'lamp', x: 600, y: 300 }])
      const program = shown.replace('ada/garden', world).replace('http://127.0.0.1:7070', server.url)
      writeFileSync(join(folder, 'greeter.mjs'), `${program}console.log('done')\n`)
      const ada = await enter(server, 'Ada', { world })
      const heard: string[] = []
      ada.on('hear', ({ words }) => heard.push(words))
      const holder = () => {
        const host = ada.view.artifact(id('lamp'))?.host
        return host === undefined || host === null || host === 'limbo' ? null : ada.view.artifact(host)
      }
      const held: unknown[] = []
      for (let start = 1; start <= 2; start++) {
        await running([node, ['greeter.mjs'], folder], 'done', async () => {
          await until('the lamp is held', () => holder()?.name === 'Greeter')
          held.push(holder()?.id)
          await ada.say(`Hello ${start}.`)
          await until('Ada is answered', () => heard.includes(`Ada, you said: Hello ${start}.`))
        })
      }
      expect(held[0]).toBe(held[1])
      expect(statSync(join(folder, '.inkland-bots.json')).mode & 0o077).toBe(0)
      ada.close()
    },
  )

  test.runIf(IS_HARD)('the greeter of the docs greets who comes near, and tells the time', async () => {
    const porch = `ada/porch-${name.toLowerCase().replace(' ', '-')}`
    cpSync(join(ROOT, 'docs/greeter.ts'), join(folder, 'greeter.mts'))
    const heard: string[] = []
    await running(
      [node, ['greeter.mts', server.url, porch], folder],
      `I am Greeter, and I am in ${porch}.`,
      async () => {
        const ada = await enter(server, 'Ada', { world: porch })
        ada.on('hear', ({ person, words }) => heard.push(`${person}: ${words}`))
        await until('Ada is greeted', () => heard.includes('Greeter: Hello, Ada.'))
        await ada.say('What time is it?')
        await until('the time is told', () => heard.some((words) => words.startsWith('Greeter: Ada, it is ')))
        ada.close()
      },
    )
  })
})
