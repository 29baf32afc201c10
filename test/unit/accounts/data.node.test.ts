// All data about a person, as they get it from a real node.
import { strFromU8, unzipSync } from 'fflate'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ZipWriter } from '../../../server/accounts/data-export/zip-writer.ts'
import { readme } from '../../../server/accounts/data-export/export-readme.ts'
import { GroupDetails } from '../../../shared/wire/api/group-bodies.ts'
import { MadeLink } from '../../../shared/wire/api/sharing-bodies.ts'
import { ARCHIVE_TYPE, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { makeMemberId, parseAddress } from '../../../shared/world/address.ts'
import { invite, PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { named } from './accounts-in-memory.ts'

let node: AccountsNode
let bob: Somebody
let eve: Somebody

beforeAll(async () => {
  node = await serveAccounts()
  bob = await node.signUp('bob')
  eve = await node.signUp('eve')
})
afterAll(() => node[Symbol.asyncDispose]())

async function worldOf(somebody: Somebody, title: string): Promise<string> {
  return WorldSummary.parse(await told(await somebody.ask('POST', '/api/worlds', { title }))).address
}

async function dataOf(somebody: Somebody) {
  const answer = await somebody.ask('GET', '/api/account/data')
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip'])
  const files = unzipSync(new Uint8Array(await answer.arrayBuffer()))
  const text = (path: string) => strFromU8(files[path] ?? new Uint8Array())
  return { files, text, known: JSON.parse(text('account.json')) as Record<string, unknown> }
}

test('[W8] everything of one’s own is in it, and no secret, and nothing of others', async () => {
  const garden = await worldOf(bob, 'Garden')
  const old = await worldOf(bob, 'Old things')
  await told(await bob.ask('DELETE', `/api/worlds/${old}`))
  const orchard = await worldOf(eve, 'Orchard')
  const cellar = await worldOf(eve, 'Cellar')
  await told(await eve.ask('PUT', `/api/worlds/${orchard}/sharing/people/bob`, { right: 'edit' }))
  await told(await bob.ask('PUT', `/api/worlds/${garden}/sharing/people/eve`, { right: 'act' }))
  const link = MadeLink.parse(
    await told(await bob.ask('POST', `/api/worlds/${garden}/sharing/links`, { right: 'see', until: null })),
  )
  const invitation = await invite(bob, { label: 'for my class' })
  const made = await told(await node.admin.ask('POST', '/api/admin/groups', { name: 'Chess club' }))
  const club = GroupDetails.parse(made).id
  await told(await node.admin.ask('PUT', `/api/admin/groups/${club}/members/bob`))
  await told(await bob.ask('PUT', `/api/worlds/${garden}/sharing/groups/${club}`, { right: 'see' }))
  const { codes } = (await told(await bob.ask('POST', '/api/account/codes', { password: PASSWORD }))) as {
    codes: string[]
  }

  const people = [
    { account: 'eve', name: 'Eve' },
    { account: 'carol@far.example', name: 'Carol' },
  ]
  await told(await bob.ask('POST', '/api/me/met', { people }))

  const { worlds } = WorldList.parse(await told(await bob.ask('GET', '/api/worlds')))
  const { id } = worlds.find(({ address }) => address === garden) ?? {}
  await told(await bob.ask('PATCH', '/api/me/order', { do: 'star', world: id }))
  await told(await bob.ask('PATCH', '/api/me/order', { do: 'file', world: id, folder: 'Outside' }))

  const { files, text, known } = await dataOf(bob)
  expect(known).toMatchObject({
    account: { account: 'bob', name: 'Bob', isAdmin: false },
    signIn: { hasPassword: true, recoveryCodesLeft: 10, passkeys: [], elsewhere: [] },
    sessions: [{ from: '127.0.0.1', signedInBy: 'password' }],
    invitations: [{ label: 'for my class', usesLeft: 1 }],
    groups: [{ name: 'Chess club', since: expect.any(String) as unknown }],
    rightsElsewhere: expect.arrayContaining([
      { address: orchard, title: 'Orchard', right: 'edit' },
    ]) as unknown,
    peopleMet: people.map((each) => ({ ...each, metAt: expect.any(String) as unknown })),
    worldsOfOtherNodes: [],
    listOfWorlds: {
      sortedBy: 'changed',
      starred: [garden],
      folders: [{ name: 'Outside', worlds: [garden] }],
    },
    lentToYou: [],
    onTheirWay: [],
    worlds: expect.arrayContaining([
      expect.objectContaining({
        address: garden,
        inTheBinSince: null,
        sharedWith: {
          people: [{ account: 'eve', right: 'act' }],
          groups: [{ group: 'Chess club', right: 'see' }],
          everyone: 'none',
          public: 'none',
          links: [{ label: '', right: 'see', people: 0 }],
        },
      }),
      expect.objectContaining({ address: old, inTheBinSince: expect.any(String) as unknown }),
    ]) as unknown,
  })
  const deeds = known['deeds'] as { what: string; by: string }[]
  expect(deeds.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['invitation.made', 'account.codesMade']),
  )

  const all = Object.entries(files).filter(([path]) => !path.endsWith('.inkland'))
  const everything = all.map(([, bytes]) => strFromU8(bytes)).join('\n')
  const token = bob.cookie.split('=')[1] ?? ''
  for (const secret of [PASSWORD, '$argon2', link.secret, invitation, token, ...codes])
    expect(everything).not.toContain(secret)
  expect(everything).not.toContain(cellar)
  expect(Object.keys(files)).not.toContain('worlds/eve-orchard.inkland')

  expect(Object.keys(files)).toEqual(
    expect.arrayContaining([
      'README.txt',
      'worlds/bob-garden.inkland',
      'worlds/bob-garden/index.md',
      'worlds/bob-old-things.inkland',
    ]),
  )
  expect(text('worlds/bob-garden/index.md')).toContain('Garden')
  expect(text('README.txt')).toContain('Bob (bob)')
})

test('a world in it can be taken in again', async () => {
  const pond = await worldOf(bob, 'Pond')
  const { files } = await dataOf(bob)
  const answer = await fetch(`${node.url}/api/worlds/import?address=bob/pond-again`, {
    method: 'POST',
    headers: { cookie: bob.cookie, 'content-type': ARCHIVE_TYPE },
    body: new Uint8Array(files['worlds/bob-pond.inkland'] ?? new Uint8Array()),
  })
  expect(WorldSummary.parse(await told(answer))).toMatchObject({ address: 'bob/pond-again', title: 'Pond' })
  expect(pond).toBe('bob/pond')
})

test('guests and nobody have none', async () => {
  const guest = await node.guest('Visitor')
  expect((await guest.ask('GET', '/api/account/data')).status).toBe(401)
  expect((await node.ask('GET', '/api/account/data')).status).toBe(401)
})

test('a zip says when it is full, and holds what was written', async () => {
  const zip = new ZipWriter()
  const chunks: Uint8Array[] = []
  async function* pieces() {
    for (const word of ['one ', 'two ', 'three']) {
      await nextTurn()
      yield Buffer.from(word)
    }
  }
  chunks.push(...zip.text('a.txt', 'äöü'))
  for await (const chunk of zip.zipped('b.bin', pieces())) chunks.push(chunk)
  expect(zip.hasRoom).toBe(true)
  chunks.push(...zip.end())
  const files = unzipSync(new Uint8Array(Buffer.concat(chunks)))
  expect(Object.entries(files).map(([path, bytes]) => [path, strFromU8(bytes)])).toEqual([
    ['a.txt', 'äöü'],
    ['b.bin', 'one two three'],
  ])
  zip.bytes = 3 * 1024 ** 3
  expect(zip.hasRoom).toBe(false)
})

test('[W8] what did not fit is named', () => {
  const address = parseAddress('bob/vast')
  if (address === null) throw new Error('no address')
  const account = { id: makeMemberId((bytes) => new Uint8Array(bytes)), account: named('bob'), name: 'Bob' }
  const of = (what: 'world' | 'folder') =>
    readme({ ...account, since: 0, isAdmin: false, isSuspended: false }, 2, [{ address, what }])
  expect(of('world')).toMatch(/These worlds\. Export each one[^]*bob\/vast/)
  expect(of('folder')).toMatch(/The folders of these worlds[^]*bob\/vast/)
})
