// [F10] The command line, as processes of their own beside real nodes.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { readCommandRequest } from '../../../server/cli/command-line.ts'
import { SCENE_TYPE, WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { metaOf } from '../../../shared/world/scene/scene.ts'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { pictureUrlPath } from '../../../shared/world/picture-id.ts'
import { png } from '../assets/made.ts'
import { PASSWORD, serveAccounts } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder } from '../../process.ts'
import { inkland, inklandWith } from '../cli/inkland.ts'
import { ask } from '../http/ask.ts'
import { filesIn } from './made.ts'
import { IS_HARD } from '../../hard.ts'

/** A small folder, as somebody writes it by hand. */
function gardenIn(folder: string): string {
  const garden = join(folder, 'garden')
  mkdirSync(join(garden, 'chest'), { recursive: true })
  writeFileSync(join(garden, 'index.md'), '# Garden\n\nSee [the chest](chest.md).\n')
  writeFileSync(join(garden, 'chest.md'), '---\nlook: { sprite: chest }\n---\n# Chest\n')
  writeFileSync(join(garden, 'chest', 'book.md'), 'A thin book.')
  return garden
}

const written = (folder: string) =>
  filesIn(folder)
    .map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

test('[F10] a folder becomes a world and comes out again; saved twice nothing is touched, and what is gone is removed', async () => {
  const here = temporaryFolder()
  const data = join(here, 'data')
  const out = join(here, 'out')
  const made = await inkland('import', gardenIn(here), 'ada/garden', '--data', data)
  expect(made).toMatchObject({ code: 0, errors: '' })
  expect(made.out).toContain('Created ada/garden')
  expect(await inkland('export', 'ada/garden', '--data', data, '--out', out)).toMatchObject({
    code: 0,
    errors: '',
  })
  const first = written(out)
  expect(first.map(([path]) => path)).toEqual(['chest.md', 'chest/book.md', 'index.md'])
  expect(new Map(first).get('index.md')).toContain('See [the chest](chest.md).\n')

  writeFileSync(join(out, 'LICENSE'), 'mine')
  writeFileSync(join(out, 'lost.md'), '---\nid: lost\nname: Lost\nplace: { x: 0, y: 0 }\n---\n')
  const again = await inkland('export', 'ada/garden', '--data', data, '--out', out)
  expect(again.out).toContain('0 written, 1 removed, 3 unchanged')
  expect(written(out)).toEqual([['LICENSE', 'mine'], ...first])

  const page = join(here, 'garden.html')
  const saved = () => inkland('page', 'ada/garden', '--data', data, '--out', page)
  expect(await saved()).toMatchObject({ code: 0, errors: '' })
  expect(readFileSync(page, 'utf8')).toMatch(/<title>Garden<\/title>[^]*A thin book\./)
  expect((await saved()).code).toBe(0)
  writeFileSync(page, 'mine')
  expect((await saved()).errors).toContain('is another file')

  const other = await inkland('export', 'ada/garden', '--data', data, '--out', join(here, 'garden'))
  expect(other.code).toBe(1)
  expect(other.errors).toContain('has other files in it')
})

test.runIf(IS_HARD)(
  '[F21] a folder of more than one world holds is refused before it is made, and can be split',
  async () => {
    const here = temporaryFolder()
    const data = join(here, 'data')
    const vault = join(here, 'vault')
    for (const part of ['notes', 'journal']) {
      mkdirSync(join(vault, part), { recursive: true })
      for (let at = 0; at < 9; at += 1)
        writeFileSync(join(vault, part, `${at}.md`), `# ${part} ${at}\n\n${'words '.repeat(160_000)}`)
    }
    writeFileSync(join(vault, 'index.md'), '# Vault\n')
    const whole = await inkland('import', vault, 'ada/vault', '--data', data)
    expect(whole.code).toBe(1)
    expect(whole.errors).toContain('This has 16.5 MB, and a world holds at most 16 MB.')
    expect(whole.errors).toContain('Its folders: journal (8.3 MB), notes (8.3 MB).')
    expect(whole.errors).toContain('With --split each of its folders becomes a world of its own.')
    const split = await inkland('import', vault, 'ada/vault', '--data', data, '--split')
    expect(split).toMatchObject({ code: 0, errors: '' })
    for (const made of ['ada/vault from', 'ada/vault-notes from', 'ada/vault-journal from'])
      expect(split.out).toContain(`Created ${made}`)
    const out = join(here, 'out')
    expect((await inkland('export', 'ada/vault-notes', '--data', data, '--out', out)).code).toBe(0)
    expect(new Map(written(out)).get('3.md')).toContain('# notes 3')
  },
)

test('[F10] while a node runs, a world is read beside it and given through it', async () => {
  await using server = await serve()
  const here = temporaryFolder()
  const garden = gardenIn(here)
  const welcome = join(here, 'welcome')
  expect(await inkland('export', 'inkland/welcome', '--data', server.data, '--out', welcome)).toMatchObject({
    code: 0,
  })
  expect(readFileSync(join(welcome, 'index.md'), 'utf8')).toContain('# Welcome')

  const shut = await inkland('import', garden, 'ada/garden', '--data', server.data)
  expect(shut).toMatchObject({ code: 1, out: '' })
  expect(shut.errors).toContain('Use --node to say where it listens')
  expect(shut.errors).toContain('--as, if it has accounts')
  expect(await inkland('import', garden, 'ada/garden', '--node', server.url)).toMatchObject({
    code: 0,
    errors: '',
  })
  const { worlds } = (await ask(server.url, 'GET /api/worlds')).read(WorldList)
  expect(worlds.map(({ address, title }) => [address, title])).toContainEqual(['ada/garden', 'Garden'])
  const taken = await inkland('import', garden, 'ada/garden', '--node', server.url)
  expect(taken.errors).toContain('Another world has that address')
  writeFileSync(join(garden, 'chest', 'book.md'), '---\nid: book\nname: [\n---\n')
  const wrong = await inkland('import', garden, 'ada/other', '--node', server.url)
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(wrong.errors).toMatch(/^chest\/book\.md, line 4: .*\nNothing was imported\.\n$/)
  expect((await ask(server.url, 'GET /api/worlds')).text).not.toContain('ada/other')
})

test.runIf(IS_HARD)(
  '[F10] a node with accounts takes a world from one of them, who is signed out again',
  async () => {
    await using node = await serveAccounts()
    const to = ['--node', node.url] as const
    const garden = gardenIn(temporaryFolder())
    writeFileSync(join(garden, 'cat.png'), png(6, 4))
    writeFileSync(join(garden, 'chest.md'), '# Chest\n\n![a cat](cat.png)\n')

    const right = { INKLAND_PASSWORD: PASSWORD }
    const wrong = { INKLAND_PASSWORD: 'not the password' }
    const give = ['import', garden, 'ada/garden'] as const
    const [nobody, asked, guessed, far] = await Promise.all([
      inkland(...give, ...to),
      inkland(...give, ...to, '--as', 'ada'),
      inklandWith(wrong, ...give, ...to, '--as', 'ada'),
      inklandWith(right, ...give, '--node', 'http://example.org', '--as', 'ada'),
    ])
    expect(nobody.errors).toContain('Use --as to say whose world it will be')
    expect(asked.errors).toContain('Set INKLAND_PASSWORD instead')
    expect(guessed.errors).toContain('do not match')
    expect(far.errors).toContain('others could read the password')
    const made = await inklandWith(right, ...give, ...to, '--as', 'ada')
    expect(made).toMatchObject({ code: 0, errors: '' })
    const held = await node.admin.ask('GET', '/api/worlds/ada/garden/assets')
    expect(await held.json()).toMatchObject({ pictures: 1 })
    const sessions = (await (await node.admin.ask('GET', '/api/sessions')).json()) as { sessions: unknown[] }
    expect(sessions.sessions).toHaveLength(1)
  },
)

test.runIf(IS_HARD)('[F10] pictures come along, in and out, into a folder and through a node', async () => {
  const here = temporaryFolder()
  const garden = gardenIn(here)
  const picture = png(6, 4)
  mkdirSync(join(garden, 'Images'))
  writeFileSync(join(garden, 'Images', 'a cat.png'), picture)
  const page = '# Chest\n\n![a cat](Images/a%20cat.png) ![[a cat.png]]\n'
  writeFileSync(join(garden, 'chest.md'), page)
  const data = join(here, 'data')
  expect(await inkland('import', garden, 'ada/garden', '--data', data)).toMatchObject({ code: 0, errors: '' })
  const out = join(here, 'out')
  expect(await inkland('export', 'ada/garden', '--data', data, '--out', out)).toMatchObject({ code: 0 })
  expect(readFileSync(join(out, 'chest.md'), 'utf8')).toMatch(
    /\n---\n# Chest\n\n!\[a cat\]\(Images\/a%20cat\.png\) !\[\[a cat\.png\]\]\n$/,
  )
  expect(Buffer.compare(readFileSync(join(out, 'Images', 'a cat.png')), picture)).toBe(0)

  await using server = await serve()
  expect(await inkland('import', out, 'ada/again', '--node', server.url)).toMatchObject({
    code: 0,
    errors: '',
  })
  const served = await ask(server.url, `GET ${pictureUrlPath(idOf(picture))}`)
  expect(Buffer.compare(served.bytes, picture)).toBe(0)
})

test('[F10] a scene over HTTP is judged before anything is stored, and told whole', async () => {
  await using server = await serve()
  const told = await ask(server.url, 'GET /api/worlds/inkland/welcome/scene')
  const scene = new Y.Doc()
  Y.applyUpdate(scene, told.bytes)
  expect([told.status, told.headers['content-type'], metaOf(scene).title]).toEqual([
    200,
    SCENE_TYPE,
    'Welcome',
  ])
  expect((await ask(server.url, 'GET /api/worlds/ada/nowhere/scene')).status).toBe(404)
  const headers = { 'content-type': SCENE_TYPE }
  for (const body of [Uint8Array.of(1, 2, 3), Uint8Array.of(0, 0), new Uint8Array(0)]) {
    const answer = await ask(server.url, 'POST /api/worlds/import?address=ada/x', { headers, body })
    expect(answer.status).toBe(400)
    expect(answer.refusal().text).toMatch(/cannot be read/)
  }
  expect((await ask(server.url, 'GET /api/worlds')).text).not.toContain('ada/x')
})

test('[F10] what is asked for in other words is told', async () => {
  const sentence = async (...args: string[]): Promise<string> => {
    const wish = await readCommandRequest(args, './data')
    return wish.kind === 'wrong' ? wish.sentence : wish.kind
  }
  expect(await sentence()).toBe('help')
  expect(await sentence('export', '--help')).toBe('help')
  expect(await sentence('export', 'ada/garden')).toBe('run')
  expect(await sentence('export')).toBe('Use export ACCOUNT/WORLD; see --help.')
  expect(await sentence('export', 'garden')).toContain('“garden” is not an address')
  expect(await sentence('import', 'x', 'ada/garden', '--out', 'y')).toBe(
    'import has no option --out; see --help.',
  )
  expect(await sentence('import', 'x', 'ada/garden', '--node', 'y')).toContain('--node takes an address')
  expect(await sentence('export', 'ada/garden', '--what')).toContain('see --help.')
  expect(await sentence('publish')).toContain('“publish” is not a command')
})
