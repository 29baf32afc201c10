// A right that is taken away in mid-session is gone, in whichever way it ends. Nothing more is written with
// it, nothing more is told, and a person who comes again learns no more than a stranger. How soon it is gone
// is told by rights.test.ts, with a clock of its own.
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { CLOSE, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { OfferedWorlds } from '../../../shared/wire/api/sharing-bodies.ts'
import { parseAvatar, type Avatar } from '../../../shared/world/avatar.ts'
import { liveAvatars } from '../../../shared/world/live/live-document.ts'
import { mapIn } from '../../../shared/world/scene/scene.ts'
import { PASSWORD, serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { Tab } from '../../unit/owner/visitors.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { DOCUMENTS, KINDS, Seat, writing } from './world-socket.ts'
import { IS_HARD } from '../../hard.ts'

const LIMIT_MS = 60_000

let node: AccountsNode
let olga: Somebody
/** Whose account goes on. */
let regular: Somebody
let number = 0
let ends = 0

beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  regular = await node.signUp('bob')
}, LIMIT_MS)
afterAll(async () => {
  console.log(
    `rights taken away in ${ends} ways with a real account: nothing written after, all told no more`,
  )
  await node[Symbol.asyncDispose]()
})

interface At {
  readonly world: string
  readonly id: string
  readonly bob: Somebody
}

const share = (world: string, path: string) => `/api/worlds/${world}/${path}`

async function begin(bob?: Somebody): Promise<At> {
  const made = await told(await olga.ask('POST', '/api/worlds', { title: `Garden ${++number}` }))
  const { address, id } = made as { address: string; id: string }
  return { world: address, id, bob: bob ?? (await node.signUp(`bob-${number}`)) }
}

const give = async ({ world, bob }: At, right: string): Promise<void> => {
  await told(await olga.ask('PUT', share(world, `sharing/people/${bob.account}`), { right }))
}
const openTo = async ({ world }: At, to: object): Promise<void> => {
  await told(await olga.ask('PATCH', share(world, 'sharing'), to))
}
const link = async ({ world, bob }: At, until: number | null): Promise<string> => {
  const made = await told(await olga.ask('POST', share(world, 'sharing/links'), { right: 'edit', until }))
  const { id, secret } = made as { id: string; secret: string }
  await told(await bob.ask('POST', share(world, 'link'), { secret }))
  return id
}

interface Ending {
  readonly let: (at: At) => Promise<unknown>
  readonly end: (at: At, given: unknown) => Promise<unknown>
  /** With which code they are sent out; CLOSE.right unless given. */
  readonly code?: number
  readonly asGuest?: true
}

/**
 * The time of the link that ends by itself, in ms from when it is made: longer than it takes to sit down with
 * it.
 */
const LINK_MS = 4_000

const ENDINGS: Readonly<Record<string, Ending>> = {
  'a right given otherwise': { let: (at) => give(at, 'edit'), end: (at) => give(at, 'none') },
  'a link revoked': {
    let: (at) => link(at, null),
    end: async ({ world }, id) => told(await olga.ask('DELETE', share(world, `sharing/links/${String(id)}`))),
  },
  'the end of a link': {
    let: async (at) => {
      const until = Date.now() + LINK_MS
      await link(at, until)
      return until
    },
    end: (_, until) => pause(Math.max(0, Number(until) - Date.now())),
  },
  'a world closed to the public': {
    let: (at) => openTo(at, { public: 'edit' }),
    end: (at) => openTo(at, { public: 'none' }),
    asGuest: true,
  },
  'a world closed to everyone': {
    let: (at) => openTo(at, { everyone: 'edit' }),
    end: (at) => openTo(at, { everyone: 'none' }),
  },
  'a ban': {
    let: (at) => openTo(at, { public: 'edit' }),
    end: async ({ world, bob }) =>
      told(await olga.ask('PUT', share(world, `people/${bob.account}/ban`), { until: null })),
  },
  'a ban of a guest': {
    let: (at) => openTo(at, { public: 'edit' }),
    end: async ({ world, bob }) =>
      told(await olga.ask('PUT', share(world, `people/${bob.account}/ban`), { until: null })),
    asGuest: true,
  },
  'being sent out': {
    let: (at) => give(at, 'own'),
    end: async ({ world, bob }) => told(await olga.ask('POST', share(world, `people/${bob.account}/kick`))),
  },
  'an account suspended': {
    let: (at) => give(at, 'edit'),
    end: async ({ bob }) =>
      told(await node.admin.ask('PATCH', `/api/admin/accounts/${bob.account}`, { isSuspended: true })),
    code: CLOSE.signIn,
  },
  'signing out': {
    let: (at) => give(at, 'edit'),
    end: async ({ bob }) => told(await bob.ask('DELETE', '/api/session')),
    code: CLOSE.signIn,
  },
  'a session ended from elsewhere': {
    let: (at) => give(at, 'edit'),
    end: async ({ bob }) => told(await (await node.signIn(bob.account)).ask('DELETE', '/api/sessions')),
    code: CLOSE.signIn,
  },
  'an account deleted': {
    let: (at) => give(at, 'edit'),
    end: async ({ bob }) =>
      told(await bob.ask('DELETE', '/api/account', { password: PASSWORD, worlds: 'bin' })),
    code: CLOSE.signIn,
  },
  'guests shut out': {
    let: (at) => give(at, 'edit'),
    end: async () => told(await node.admin.ask('PATCH', '/api/admin/settings', { guests: false })),
    code: CLOSE.signIn,
    asGuest: true,
  },
}

const ENDINGS_IN_TURN = Object.entries(ENDINGS).map(([name, ending], nth) => [name, ending, nth] as const)

const insert = (doc: Y.Doc): void => doc.getText('text').insert(0, 'late')

/** The world on the disk, as its owner reads it. */
async function sceneOf(world: string): Promise<string> {
  const answer = await olga.ask('GET', share(world, 'scene'))
  return Buffer.from(await answer.arrayBuffer()).toString('base64')
}

describe('[S14] [T3] is gone:', () => {
  it.each(ENDINGS_IN_TURN)('%s', { timeout: LIMIT_MS }, async (_, ending, nth) => {
    const at = await begin(
      ending.asGuest ? await node.guest('Gus') : ending.code === undefined ? regular : undefined,
    )
    const given = await ending.let(at)
    const { world, bob } = at
    // Each document by one kind of client, in turn; in the hard run by both.
    const places = DOCUMENTS.flatMap((document, at) =>
      KINDS.filter((_, kind) => IS_HARD || (nth + at + kind) % KINDS.length === 0).map((kind) => ({
        document,
        kind,
      })),
    )
    const seats = await Promise.all(
      places.map((place) => Seat.take({ wsUrl: node.server.wsUrl, world, ...place }, bob.cookie)),
    )
    expect(seats.map(({ isOver }) => isOver)).toEqual(seats.map(() => false))
    const before = await sceneOf(world)

    await ending.end(at, given)
    ends++
    for (const seat of seats.filter(({ document }) => document === '')) {
      if (!seat.isOver) seat.client.send(syncFrame('update', writing(seat.doc, insert)))
    }
    await until('everybody is sent out', () => seats.every(({ isOver }) => isOver))
    expect(await sceneOf(world)).toBe(before)
    // A stock client whose frame came first is told so for that; the others are told why they are sent out.
    const { code = CLOSE.right } = ending
    for (const { client, document, kind } of seats) {
      const isRefused = document === '' && kind === 'stock'
      expect(isRefused ? [code, CLOSE.right] : [code]).toContain(client.closed?.code)
      expect(client.closed?.reason).not.toBe('')
    }
    const again = await Seat.take(
      { wsUrl: node.server.wsUrl, world, document: '', kind: 'inkland' },
      bob.cookie,
    )
    expect([again.client.closed?.code, again.client.frames]).toEqual([CLOSE.right, []])
    if (ending.asGuest) await node.admin.ask('PATCH', '/api/admin/settings', { guests: true })
  })

  it(
    'a right that becomes less refuses what it no longer covers, and goes on for the rest',
    { timeout: LIMIT_MS },
    async () => {
      const at = await begin()
      await give(at, 'edit')
      const place = { wsUrl: node.server.wsUrl, world: at.world, document: '' } as const
      const ours = await Seat.take({ ...place, kind: 'inkland' }, at.bob.cookie)
      const stock = await Seat.take({ ...place, kind: 'stock' }, at.bob.cookie)
      await give(at, 'see')
      const before = await sceneOf(at.world)
      for (const seat of [ours, stock]) {
        seat.client.send(syncFrame('update', writing(seat.doc, insert)))
        await seat.settled()
      }
      expect([ours.refusal, stock.refusal]).toEqual(['right', CLOSE.right])
      expect(await sceneOf(at.world)).toBe(before)
      const olgas = await Seat.take({ ...place, kind: 'inkland' }, olga.cookie)
      olgas.client.send(
        syncFrame(
          'update',
          writing(olgas.doc, (doc) => doc.getText('text').insert(0, 'news')),
        ),
      )
      await until('who may see is told what is new', () => ours.doc.getText('text').toJSON().includes('news'))
      ours.close()
      olgas.close()
    },
  )

  it(
    'a world given away is its new owner’s: who owned it follows, and may edit it and no more',
    { timeout: LIMIT_MS },
    async () => {
      const at = await begin()
      const place = { wsUrl: node.server.wsUrl, document: '', kind: 'inkland' } as const
      const seat = await Seat.take({ ...place, world: at.world }, olga.cookie)
      await told(await olga.ask('POST', share(at.world, 'sharing/owner'), { account: at.bob.account }))
      const { offers } = OfferedWorlds.parse(await told(await at.bob.ask('GET', '/api/offers')))
      const given = await told(await at.bob.ask('POST', `/api/offers/${offers[0]?.id}`))
      const moved = given as { address: string }
      expect(moved.address).toBe(`${at.bob.account}/${at.world.split('/')[1]}`)
      expect(await seat.client.gone()).toEqual({
        code: CLOSE.moved,
        reason: `This world has moved to ${moved.address}.`,
      })
      const answers = await Promise.all([
        olga.ask('GET', share(moved.address, 'sharing')),
        olga.ask('DELETE', `/api/worlds/${moved.address}`),
        at.bob.ask('GET', share(moved.address, 'sharing')),
      ])
      expect(answers.map(({ status }) => status)).toEqual([403, 403, 200])
      const again = await Seat.take({ ...place, world: moved.address }, olga.cookie)
      again.client.send(syncFrame('update', writing(again.doc, insert)))
      await until('it is saved', () => again.client.saved === 1)
      again.close()
    },
  )
})

describe('[T5] who may no longer act', () => {
  const avatarOf = (live: Y.Doc, { body }: Tab): Avatar | null => parseAvatar(mapIn(liveAvatars(live), body))

  it.each([
    ['see', (at: At): Promise<void> => give(at, 'see')],
    ['none', (at: At): Promise<void> => give(at, 'none')],
    [
      'a kick',
      async ({ world, bob }: At): Promise<void> =>
        void (await olga.ask('POST', share(world, `people/${bob.account}/kick`))),
    ],
  ] as const)('(%s) stands in the world no more', { timeout: LIMIT_MS }, async (_, end) => {
    const at = await begin()
    await give(at, 'act')
    const live = `${node.server.wsUrl}/sync/${at.world}/live?inkland=1`
    const tab = await Tab.on(await RawClient.open(live, { cookie: at.bob.cookie }), `tab-${number}`)
    expect(await tab.ask({ verb: 'visit' })).toMatchObject({ ok: true })
    expect(await tab.ask({ verb: 'walk', direction: 'right' })).toMatchObject({ ok: true })
    const watching = await Seat.take(
      { wsUrl: node.server.wsUrl, world: at.world, document: '/live', kind: 'stock' },
      olga.cookie,
    )
    expect(avatarOf(watching.doc, tab)).toMatchObject({ isAway: false })
    await end(at)
    await until('they are away', () => avatarOf(watching.doc, tab)?.isAway !== false)
    watching.close()
    tab.close()
  })
})
