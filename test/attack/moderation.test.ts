// An owner of a world lets people in and sends them out: over HTTP as the owner, and on the sockets of the
// people concerned.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MyRight, OfferedWorlds, Sharing, type MadeLink } from '../../shared/wire/api/sharing-bodies.ts'
import { KNOCKS_PER_HOUR } from '../../server/http/worlds/knock-routes.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../accounts.ts'
import { until } from '../process.ts'
import { Tab } from '../unit/owner/visitors.ts'
import { RawClient } from '../unit/sync/client.ts'

const LIMIT_MS = 60_000

let node: AccountsNode
let olga: Somebody
let bob: Somebody
let gus: Somebody
let number = 0

beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  bob = await node.signUp('bob')
  gus = await node.guest('Gus')
}, LIMIT_MS)
afterAll(() => node[Symbol.asyncDispose]())

async function world(by = olga): Promise<string> {
  const made = await told(await by.ask('POST', '/api/worlds', { title: `World ${++number}` }))
  return (made as { address: string }).address
}

const path = (at: string, below: string) => `/api/worlds/${at}/${below}`
const sharing = async (at: string): Promise<Sharing> =>
  Sharing.parse(await told(await olga.ask('GET', path(at, 'sharing'))))
const rightOf = async (who: Pick<Somebody, 'ask'>, at: string): Promise<string> =>
  MyRight.parse(await told(await who.ask('GET', path(at, 'right')))).right

async function tabOf(who: Somebody, at: string): Promise<Tab> {
  const url = `${node.server.wsUrl}/sync/${at}/live?inkland=1`
  return Tab.on(await RawClient.open(url, { cookie: who.cookie }), `tab-${++number}`)
}

describe('[T2] sharing', () => {
  it('is told to the owner as it is, people and guests by the names of their accounts', async () => {
    const at = await world()
    expect(await sharing(at)).toMatchObject({
      owner: { account: 'olga', name: 'Olga' },
      people: [],
      everyone: 'none',
      public: 'none',
    })
    await told(await olga.ask('PUT', path(at, 'sharing/people/BOB'), { right: 'edit' }))
    await told(await olga.ask('PUT', path(at, `sharing/people/${gus.account}`), { right: 'act' }))
    await told(await olga.ask('PATCH', path(at, 'sharing'), { everyone: 'see' }))
    expect(await sharing(at)).toMatchObject({
      people: [
        { account: 'bob', name: 'Bob', right: 'edit' },
        { account: gus.account, name: 'Gus', right: 'act' },
      ],
      everyone: 'see',
      public: 'none',
    })
    expect([await rightOf(bob, at), await rightOf(gus, at), await rightOf(node.admin, at)]).toEqual([
      'edit',
      'act',
      'see',
    ])
  })

  it.each([
    ['somebody who is not there', 'PUT', 'sharing/people/nobody-here', { right: 'see' }, 404],
    ['the owner themselves', 'PUT', 'sharing/people/olga', { right: 'see' }, 409],
    ['no right at all', 'PUT', 'sharing/people/bob', { right: 'fly' }, 400],
    ['a world for everyone to own', 'PATCH', 'sharing', { everyone: 'own' }, 400],
    ['a link that is over', 'POST', 'sharing/links', { right: 'see', until: 1 }, 400],
    ['a link that owns', 'POST', 'sharing/links', { right: 'own', until: null }, 400],
    ['a link that is not there', 'DELETE', 'sharing/links/nothing', undefined, 404],
    ['a ban that is over', 'PUT', 'people/bob/ban', { until: 1 }, 400],
    ['sending oneself out', 'POST', 'people/olga/kick', {}, 409],
    ['a knock that nobody made', 'POST', 'sharing/knocks/bob', { right: 'see' }, 404],
    ['giving it to nobody', 'POST', 'sharing/owner', { account: 'nobody-here' }, 404],
    ['giving it to oneself', 'POST', 'sharing/owner', { account: 'olga' }, 409],
  ] as const)('refuses %s in words', async (_, method, below, body, status) => {
    const at = await world()
    const answer = await olga.ask(method, path(at, below), body)
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ text: expect.stringMatching(/\.$/) })
  })

  it('gives guests no world to own', async () => {
    const at = await world()
    for (const [method, below, body] of [
      ['PUT', `sharing/people/${gus.account}`, { right: 'own' }],
      ['POST', 'sharing/owner', { account: gus.account }],
    ] as const) {
      expect((await olga.ask(method, path(at, below), body)).status).toBe(409)
    }
  })
})

describe('[T2] a link', () => {
  it('lets in who has its secret, guests too, is told once, and counts who came', async () => {
    const at = await world()
    const made = await told(
      await olga.ask('POST', path(at, 'sharing/links'), { right: 'act', until: null, label: 'Class' }),
    )
    const { secret, id } = made as MadeLink
    expect(JSON.stringify(await sharing(at))).not.toContain(secret)
    expect((await gus.ask('POST', path(at, 'link'), { secret: `${secret}x` })).status).toBe(404)
    for (const who of [gus, bob, bob]) {
      expect(await told(await who.ask('POST', path(at, 'link'), { secret }))).toEqual({ right: 'act' })
    }
    expect((await sharing(at)).links).toMatchObject([{ id, label: 'Class', right: 'act', people: 2 }])
    const other = await world()
    expect((await gus.ask('POST', path(other, 'link'), { secret })).status).toBe(404)
    expect((await node.ask('POST', path(at, 'link'), { secret })).status).toBe(401)
  })
})

describe('[T6] knocking', () => {
  it('is heard by the owner, who lets in or not', async () => {
    const at = await world()
    for (const who of [bob, gus]) {
      expect((await who.ask('POST', path(at, 'knock'), { words: `I am ${who.name}` })).status).toBe(204)
    }
    await until('the knocks are heard', async () => (await sharing(at)).knocks.length === 2)
    expect((await sharing(at)).knocks).toMatchObject([
      { account: 'bob', name: 'Bob', words: 'I am Bob' },
      { account: gus.account, words: 'I am Gus' },
    ])
    await told(await olga.ask('POST', path(at, 'sharing/knocks/bob'), { right: 'edit' }))
    await told(await olga.ask('POST', path(at, `sharing/knocks/${gus.account}`), { right: 'none' }))
    expect((await sharing(at)).knocks).toEqual([])
    expect([await rightOf(bob, at), await rightOf(gus, at)]).toEqual(['edit', 'none'])
  })

  it(
    'is taken back, and bounded for each person, whether doors are there or not',
    { timeout: LIMIT_MS },
    async () => {
      const at = await world()
      const cy = await node.signUp('cy')
      await cy.ask('POST', path(at, 'knock'))
      await until('the knock is heard', async () => (await sharing(at)).knocks.length === 1)
      await cy.ask('DELETE', path(at, 'knock'))
      await until('it is taken back', async () => (await sharing(at)).knocks.length === 0)
      const statuses: number[] = []
      for (let time = 1; time <= KNOCKS_PER_HOUR; time++) {
        statuses.push((await cy.ask('POST', path('olga/not-there', 'knock'))).status)
      }
      expect(statuses.filter((status) => status === 204)).toHaveLength(KNOCKS_PER_HOUR - 1)
      const last = await cy.ask('POST', path(at, 'knock'))
      expect([last.status, Number(last.headers.get('retry-after')) > 0]).toEqual([429, true])
    },
  )
})

describe('[T6] who owns a world', () => {
  it('has somebody be silent, who can do everything else', { timeout: LIMIT_MS }, async () => {
    const at = await world()
    await told(await olga.ask('PUT', path(at, 'sharing/people/bob'), { right: 'act' }))
    const [bobs, olgas] = [await tabOf(bob, at), await tabOf(olga, at)]
    for (const tab of [bobs, olgas]) expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    expect(await bobs.ask({ verb: 'say', words: 'Hello' })).toMatchObject({ ok: true })
    await told(await olga.ask('PUT', path(at, 'people/bob/mute')))
    for (const action of [
      { verb: 'say', words: 'Still here' },
      { verb: 'shout', words: 'STILL HERE' },
      { verb: 'whisper', words: 'psst', to: olgas.body },
    ] as const) {
      const outcome = await bobs.ask(action)
      expect(outcome).toMatchObject({ ok: false, why: expect.stringContaining('muted') })
    }
    expect(olgas.events('whisper')).toEqual([])
    expect(await bobs.ask({ verb: 'walk', direction: 'down' })).toMatchObject({ ok: true })
    expect((await sharing(at)).muted).toEqual([{ account: 'bob', name: 'Bob' }])
    await told(await olga.ask('DELETE', path(at, 'people/bob/mute')))
    expect(await bobs.ask({ verb: 'say', words: 'Thanks' })).toMatchObject({ ok: true })
    for (const tab of [bobs, olgas]) tab.close()
  })

  it(
    'sends somebody out with words, and keeps them out until they are let in again',
    { timeout: LIMIT_MS },
    async () => {
      const at = await world()
      await told(await olga.ask('PATCH', path(at, 'sharing'), { everyone: 'edit' }))
      const tab = await tabOf(bob, at)
      await told(await olga.ask('POST', path(at, 'people/bob/kick')))
      expect(await tab.client.gone()).toEqual({
        code: 4403,
        reason: 'The owner of this world sent you out for a minute.',
      })
      expect(await rightOf(bob, at)).toBe('none')
      await told(await olga.ask('PUT', path(at, 'people/bob/ban'), { until: null }))
      expect((await sharing(at)).banned).toEqual([{ account: 'bob', name: 'Bob', until: null }])
      await told(await olga.ask('DELETE', path(at, 'people/bob/ban')))
      expect(await rightOf(bob, at)).toBe('edit')
    },
  )

  it('is sent out by nobody, also not by who owns it with them', async () => {
    const at = await world()
    await told(await olga.ask('PUT', path(at, 'sharing/people/bob'), { right: 'own' }))
    for (const [method, what] of [
      ['POST', 'kick'],
      ['PUT', 'ban'],
      ['PUT', 'mute'],
    ] as const) {
      expect((await bob.ask(method, path(at, `people/olga/${what}`), { until: null })).status).toBe(409)
    }
    expect((await bob.ask('POST', path(at, 'sharing/owner'), { account: 'bob' })).status).toBe(403)
    expect(await rightOf(olga, at)).toBe('own')
  })
})

describe('[T8] giving a world away', () => {
  it('leaves homes with their people', { timeout: LIMIT_MS }, async () => {
    const tab = await tabOf(olga, await world())
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    tab.close()
    expect(await rightOf(olga, 'olga/home')).toBe('own')
    expect((await olga.ask('POST', path('olga/home', 'sharing/owner'), { account: 'bob' })).status).toBe(409)
    expect(await rightOf(node.admin, 'olga/home')).toBe('none')
  })
})

it('[T9] each of it is noted for the admins, and no secret is', { timeout: LIMIT_MS }, async () => {
  const at = await world()
  const made = await told(await olga.ask('POST', path(at, 'sharing/links'), { right: 'see', until: null }))
  const { id, secret } = made as MadeLink
  for (const [method, below, body] of [
    ['PUT', 'sharing/people/bob', { right: 'edit' }],
    ['PUT', 'sharing/people/bob', { right: 'none' }],
    ['PATCH', 'sharing', { public: 'see' }],
    ['DELETE', `sharing/links/${id}`, undefined],
    ['POST', 'people/bob/kick', {}],
    ['PUT', 'people/bob/ban', { until: null }],
    ['DELETE', 'people/bob/ban', undefined],
    ['PUT', 'people/bob/mute', {}],
    ['DELETE', 'people/bob/mute', undefined],
    ['POST', 'sharing/owner', { account: 'bob' }],
    ['DELETE', 'sharing/owner', undefined],
    ['POST', 'sharing/owner', { account: 'bob' }],
  ] as const) {
    await told(await olga.ask(method, path(at, below), body))
  }
  const { offers } = OfferedWorlds.parse(await told(await bob.ask('GET', '/api/offers')))
  const offered = offers.find(({ address }) => address === at)?.id
  expect((await bob.ask('DELETE', `/api/offers/${offered}`)).status).toBe(204)
  await told(await olga.ask('POST', path(at, 'sharing/owner'), { account: 'bob' }))
  await told(await bob.ask('POST', `/api/offers/${offered}`))
  const offering = ['offered', 'offerEnded', 'offerDeclined', 'accepted'].map((deed) => `world.${deed}`)
  const noted = [
    'given',
    'taken',
    'opened',
    'linkMade',
    'linkRevoked',
    'sentOut',
    'banned',
    'unbanned',
    'muted',
    'unmuted',
  ].map((deed) => `right.${deed}`)
  const text = await until('all is noted', async () => {
    const deeds = await (await node.admin.ask('GET', '/api/admin/deeds')).text()
    return [...noted, ...offering].every((deed) => deeds.includes(`"${deed}"`)) && deeds
  })
  expect(text).not.toContain(secret)
})
