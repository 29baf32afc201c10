// Worlds that nobody asked for, and more worlds than an account may have: an account that gives away, brings,
// copies, takes over and makes many at once, against a node that counts all worlds that somebody owns,
// however they got them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OfferedWorlds, Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import { ARCHIVE_TYPE, SCENE_TYPE, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'

const WORLDS_MAX = 5

let node: AccountsNode
/** The worlds that a test is about are Mallory's. */
let mallory: Somebody
let number = 0

beforeAll(async () => {
  node = await serveAccounts()
  mallory = await node.signUp('mallory')
})
afterAll(() => node[Symbol.asyncDispose]())

/** Somebody who has no world yet. */
const newcomer = (): Promise<Somebody> => node.signUp(`person-${++number}`)

async function world(by = mallory): Promise<WorldSummary> {
  return WorldSummary.parse(await told(await by.ask('POST', '/api/worlds', { title: `World ${++number}` })))
}

const share = (address: string, below = 'sharing'): string => `/api/worlds/${address}/${below}`
const offersTo = async (who: Somebody) =>
  OfferedWorlds.parse(await told(await who.ask('GET', '/api/offers'))).offers
const offer = (address: string, to: Somebody, by = mallory): Promise<Response> =>
  by.ask('POST', share(address, 'sharing/owner'), { account: to.account })
const listed = async (who: Somebody) =>
  WorldList.parse(await told(await who.ask('GET', '/api/worlds'))).worlds
const owned = async (who: Somebody): Promise<string[]> =>
  (await listed(who)).filter(({ right }) => right === 'own').map(({ id }) => id)

describe('[T8] a world that is given away', () => {
  it('is nobody’s who did not say yes: they may look at it, and it counts for who has it', async () => {
    const bob = await newcomer()
    const made = await world()
    const sharing = Sharing.parse(await told(await offer(made.address, bob)))
    expect([sharing.owner?.account, sharing.offered]).toMatchObject([
      'mallory',
      { account: bob.account, isDeclined: false },
    ])
    expect(await offersTo(bob)).toMatchObject([
      { id: made.id, address: made.address, from: { account: 'mallory' } },
    ])
    expect(await owned(bob)).toEqual([])
    expect(await owned(mallory)).toContain(made.id)
    const may = async () =>
      ((await told(await bob.ask('GET', share(made.address, 'right')))) as { right: string }).right
    expect(await may()).toBe('see')
    await told(await mallory.ask('DELETE', share(made.address, 'sharing/owner')))
    expect([await may(), await offersTo(bob)]).toEqual(['none', []])
    expect((await bob.ask('POST', `/api/offers/${made.id}`)).status).toBe(404)
  })

  it('is theirs once they say yes, once, and its former owner’s to write in', async () => {
    const bob = await newcomer()
    const made = await world()
    await told(await offer(made.address, bob))
    const answers = await Promise.all([1, 2, 3].map(() => bob.ask('POST', `/api/offers/${made.id}`)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    const passed = (await listed(bob)).find(({ id }) => id === made.id)
    expect(passed).toMatchObject({ right: 'own', address: `${bob.account}/${made.address.split('/')[1]}` })
    const before = (await listed(mallory)).find(({ id }) => id === made.id)
    expect(before).toMatchObject({ right: 'edit', owner: { account: bob.account } })
    expect(await offersTo(bob)).toEqual([])
  })

  it('gets another word where they have a world of that name', async () => {
    const bob = await newcomer()
    const made = await world()
    const word = made.address.split('/')[1]
    await told(await bob.ask('POST', '/api/worlds', { title: 'Same', address: `${bob.account}/${word}` }))
    await told(await offer(made.address, bob))
    const passed = await told(await bob.ask('POST', `/api/offers/${made.id}`))
    expect(passed).toMatchObject({ address: `${bob.account}/${word}-2` })
  })

  it('is refused, which its owner is told', async () => {
    const bob = await newcomer()
    const made = await world()
    await told(await offer(made.address, bob))
    expect((await bob.ask('DELETE', `/api/offers/${made.id}`)).status).toBe(204)
    expect(await offersTo(bob)).toEqual([])
    expect((await bob.ask('POST', `/api/offers/${made.id}`)).status).toBe(404)
    const { offered } = Sharing.parse(await told(await mallory.ask('GET', share(made.address))))
    expect(offered).toMatchObject({ account: bob.account, isDeclined: true })
  })

  it('is answered by nobody else, and is offered no more once it is another’s, or in the bin', async () => {
    const [bob, eve, guest] = [await newcomer(), await newcomer(), await node.guest('Gus')]
    const made = await world()
    await told(await offer(made.address, bob))
    for (const who of [eve, guest, mallory, node.admin]) {
      const statuses = await Promise.all([
        who.ask('POST', `/api/offers/${made.id}`),
        who.ask('DELETE', `/api/offers/${made.id}`),
      ])
      expect(statuses.map(({ status }) => status >= 400)).toEqual([true, true])
    }
    await told(await mallory.ask('DELETE', `/api/worlds/${made.address}`))
    expect([await offersTo(bob), (await bob.ask('POST', `/api/offers/${made.id}`)).status]).toEqual([[], 404])
    await told(await mallory.ask('POST', `/api/bin/${made.id}/restore`))
    expect(await offersTo(bob)).toHaveLength(1)
    await told(await node.admin.ask('POST', `/api/admin/worlds/${made.id}/take`))
    expect([await offersTo(bob), (await bob.ask('POST', `/api/offers/${made.id}`)).status]).toEqual([[], 404])
    // An offer to somebody else ends the earlier offer.
    const other = await world()
    await told(await offer(other.address, bob))
    await told(await offer(other.address, eve))
    expect([(await offersTo(bob)).length, (await offersTo(eve)).length]).toEqual([0, 1])
  })

  it('is offered so often and no more', async () => {
    const [rude, bob] = [await newcomer(), await newcomer()]
    const made = await world(rude)
    const statuses: number[] = []
    for (let time = 0; time < 31; time++) statuses.push((await offer(made.address, bob, rude)).status)
    expect([statuses.slice(0, 30).every((status) => status === 200), statuses[30]]).toEqual([true, 429])
  })
})

describe('[T7] who has as many worlds as one may have', () => {
  /**
   * By every way to one world more, asked by somebody who is given the file and the scene of a world of
   * theirs.
   */
  const WAYS: readonly (readonly [how: string, ask: (at: At) => Promise<Response>])[] = [
    ['make', ({ who }) => who.ask('POST', '/api/worlds', { title: 'One more' })],
    ['import a file', ({ who, file }) => send(who, file, ARCHIVE_TYPE)],
    ['make a copy', ({ who, scene }) => send(who, scene, SCENE_TYPE)],
    ['say yes to', ({ who, offered }) => who.ask('POST', `/api/offers/${offered}`)],
    ['take over', ({ who, others }) => who.ask('POST', `/api/admin/worlds/${others}/take`)],
  ]

  interface At {
    readonly who: Somebody
    readonly file: Uint8Array<ArrayBuffer>
    readonly scene: Uint8Array<ArrayBuffer>
    /** The ids of a world that they are offered, and of another one. */
    readonly offered: string
    readonly others: string
  }

  const send = (who: Somebody, bytes: Uint8Array<ArrayBuffer>, type: string): Promise<Response> =>
    fetch(new URL('/api/worlds/import', node.url), {
      method: 'POST',
      headers: { cookie: who.cookie, 'content-type': type },
      body: bytes,
    })

  const bytesOf = async (answer: Response) => new Uint8Array(await answer.arrayBuffer())

  async function begin(most: number): Promise<At> {
    const who = await newcomer()
    await told(await node.admin.ask('PATCH', `/api/admin/accounts/${who.account}`, { isAdmin: true }))
    const first = await world(who)
    const file = await bytesOf(await who.ask('GET', share(first.address, 'export')))
    const scene = await bytesOf(await who.ask('GET', share(first.address, 'scene')))
    const [offered, others] = [await world(), await world()]
    await told(await offer(offered.address, who))
    // A world in the bin is one of theirs.
    const second = await world(who)
    await told(await who.ask('DELETE', `/api/worlds/${second.address}`))
    for (let count = 2; count < most; count++) await world(who)
    return { who, file, scene, offered: offered.id, others: others.id }
  }

  const bound = (worlds: number): Promise<unknown> =>
    node.admin.ask('PATCH', '/api/admin/settings', { worldsPerAccount: worlds }).then(told)

  it('gets none more, by whatever way, and is told so in words', async () => {
    const at = await begin(WORLDS_MAX)
    await bound(WORLDS_MAX)
    try {
      for (const [how, ask] of WAYS) {
        const answer = await ask(at)
        expect([how, answer.status, await answer.text()]).toEqual([
          how,
          409,
          expect.stringContaining(`You have ${WORLDS_MAX} worlds`),
        ])
      }
      // Taking one out of the bin adds no world. Ending one removes one, and then there is room for the
      // offered one.
      const bin = WorldList.parse(await told(await at.who.ask('GET', '/api/bin'))).worlds
      const own = bin.find(({ address }) => address.startsWith(at.who.account))
      await told(await at.who.ask('POST', `/api/bin/${own?.id}/restore`))
      expect(await owned(at.who)).toHaveLength(WORLDS_MAX)
      await told(await at.who.ask('DELETE', `/api/worlds/${own?.address}`))
      await told(await at.who.ask('DELETE', `/api/bin/${own?.id}`))
      await told(await at.who.ask('POST', `/api/offers/${at.offered}`))
      expect(await owned(at.who)).toHaveLength(WORLDS_MAX)
    } finally {
      await bound(500)
    }
  })

  it('gets no more by asking many times at once', async () => {
    const at = await begin(2)
    await bound(WORLDS_MAX)
    try {
      const answers = await Promise.all(
        Array.from({ length: 4 }, () => WAYS.map(([, ask]) => ask(at))).flat(),
      )
      expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0)
      // Beside these one is in the bin.
      expect((await owned(at.who)).length).toBeLessThanOrEqual(WORLDS_MAX - 1)
    } finally {
      await bound(500)
    }
  })
})
