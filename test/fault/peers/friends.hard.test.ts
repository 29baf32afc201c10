// The people whom one met, and their worlds that are open to one, over two real nodes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Friends } from '../../../shared/wire/api/friend-bodies.ts'
import { peersPath } from '../../../shared/wire/peers/peer-path.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import { told, type Somebody } from '../../accounts.ts'
import { temporaryFolder, until } from '../../process.ts'
import {
  endNodes,
  give,
  makeWorld,
  open,
  startAgain,
  startLone,
  startPair,
  type PeerNode,
} from '../../peers.ts'

let a: PeerNode
let b: PeerNode

beforeAll(async () => {
  ;({ a, b } = await startPair({ b: { data: temporaryFolder() } }))
}, 60_000)
afterAll(async () => {
  await endNodes(a, b)
})

async function friendsOf(person: Somebody): Promise<Friends> {
  return Friends.parse(await told(await person.ask('GET', '/api/me/met')))
}

/** Once nothing is asked for any more. */
const settled = (person: Somebody): Promise<Friends> =>
  until('all nodes answered', async () => {
    const friends = await friendsOf(person)
    return friends.isAsking ? null : friends
  })

const meets = async (
  person: Somebody,
  people: readonly { account: string; name: string }[],
): Promise<void> => {
  expect((await person.ask('POST', '/api/me/met', { people })).status).toBe(204)
}

describe('people whom one met', () => {
  it('[N33] their worlds are listed that are open to one, and no others; as they said last while they sleep', async () => {
    const bob = `bob@${b.name}`
    const hidden = await makeWorld(b.admin, 'Hidden')
    const given = await makeWorld(b.admin, 'Given')
    const shown = await makeWorld(b.admin, 'Shown')
    await give(b.admin, given, `ada@${a.name}`, 'edit')
    await open(b.admin, shown, 'see')
    await makeWorld(a.admin, 'Own')
    await meets(a.admin, [
      { account: bob, name: 'Bob' },
      { account: 'ada', name: 'Ada' },
    ])
    expect((await friendsOf(a.admin)).isAsking).toBe(true)
    const expected = [
      { address: `${bob}/given`, title: 'Given', right: 'edit' },
      { address: `${bob}/shown`, title: 'Shown', right: 'see' },
    ]
    const friends = await settled(a.admin)
    expect(hidden).toBe('bob/hidden')
    expect(friends.people).toEqual([
      { account: bob, name: 'Bob', metAt: expect.any(Number), worlds: expected, state: 'awake' },
    ])

    // Another person is told what is open to them, and of nobody whom they did not meet.
    const guest = await a.guest('Gast')
    expect((await settled(guest)).people).toEqual([])
    await meets(guest, [{ account: bob, name: 'Bob' }])
    await friendsOf(guest)
    expect((await settled(guest)).people[0]?.worlds).toEqual(expected.slice(1))

    await b.server.kill()
    await a.admin.ask('GET', `/api/peers/place/${bob}/given`)
    const asleep = await settled(a.admin)
    expect(asleep.people[0]).toMatchObject({ state: 'asleep', worlds: expected })
    b = await startAgain(b)
  }, 60_000)

  it('[N33] who is forgotten is gone with what was known of them, and nobody else', async () => {
    const bob = `bob@${b.name}`
    const cem = 'cem@nowhere.example'
    await meets(a.admin, [
      { account: bob, name: 'Bob' },
      { account: cem, name: 'Cem' },
    ])
    expect((await a.admin.ask('DELETE', `/api/me/met/${encodeURIComponent(bob)}`)).status).toBe(204)
    expect((await friendsOf(a.admin)).people.map(({ account }) => account)).toEqual([cem])
    expect((await a.admin.ask('DELETE', '/api/me/met')).status).toBe(204)
    expect((await friendsOf(a.admin)).people).toEqual([])
    expect(
      (await a.admin.ask('POST', '/api/me/met', { people: [{ account: 'no/name', name: 'x' }] })).status,
    ).toBe(400)
  }, 60_000)

  it('[N33] a node is told what is open to whom it vouches for, page by page', async () => {
    const lone = await startLone()
    for (let n = 0; n < 3; n++) await open(b.admin, await makeWorld(b.admin, `Page ${n}`), 'act')
    const dora = lone.person('dora')
    const ask = async (as: MemberId | null, body: unknown): Promise<{ status: number; body: unknown }> =>
      lone.peers.caller.call(b.name, { method: 'POST', path: peersPath('worlds'), body, ...(as && { as }) })
    const first = await ask(dora, { accounts: ['bob'], after: null })
    expect(first.body).toMatchObject({ hasMore: false })
    const addresses = (body: unknown): string[] =>
      (body as { worlds: { address: string }[] }).worlds.map(({ address }) => address)
    expect(addresses(first.body)).toEqual(['bob/page-0', 'bob/page-1', 'bob/page-2', 'bob/shown'])
    const rest = await ask(dora, { accounts: ['bob'], after: 'bob/page-1' })
    expect(addresses(rest.body)).toEqual(['bob/page-2', 'bob/shown'])
    expect((await ask(null, { accounts: ['bob'], after: null })).status).toBe(401)
    await lone[Symbol.asyncDispose]()
  }, 60_000)
})
