// The interface of history and drafts that programs of others rely on, route by route, over a real node: the
// names of all fields, the kinds of their values, who may ask, and what it does. It is read as plain JSON, so
// that a field which gets another name is noticed here. There may be more fields, but none of these may go.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { artifactMaps, textOf } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, type AccountsNode, type Somebody } from '../../accounts.ts'
import { give, open } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit, type Editor } from '../drafts/editor.ts'
import { id } from '../world/made.ts'

const GARDEN = '/api/worlds/ada/garden'
const REVISION = expect.any(Number)
const TIME = expect.any(Number)
const TEXT = expect.any(String)

let node: AccountsNode
let editor: Somebody
let viewer: Somebody
/**
 * The garden's revisions: with a lamp; with its page changed and a moth; with the moth away and the lamp
 * moved.
 */
let [first, second, third] = [0, 0, 0]

/** Asks, and reads what comes as JSON of no known shape. */
async function ask(method: string, path: string, body?: unknown, who = node.admin): Promise<unknown> {
  const answer = await who.ask(method, path, body)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  return text === '' ? null : (JSON.parse(text) as unknown)
}

const numberIn = (answer: unknown, field: string): number => {
  const value: unknown =
    typeof answer === 'object' && answer !== null
      ? (Object.entries(answer).find(([key]) => key === field) ?? [])[1]
      : 0
  if (typeof value !== 'number') throw new Error(`no number ${field} in ${JSON.stringify(answer)}`)
  return value
}
const textIn = (answer: unknown, field: string): string => {
  const value: unknown =
    typeof answer === 'object' && answer !== null
      ? (Object.entries(answer).find(([key]) => key === field) ?? [])[1]
      : 0
  if (typeof value !== 'string') throw new Error(`no text ${field} in ${JSON.stringify(answer)}`)
  return value
}
const revisionNow = async (world = GARDEN): Promise<number> =>
  numberIn(await ask('GET', `${world}/history?limit=1`), 'revision')

/** Edits a world, and answers its revision once that is stored. */
async function changed(
  world: string,
  work: (editor: Editor) => void,
  who: Somebody = node.admin,
): Promise<number> {
  const before = await revisionNow(`/api/worlds/${world}`)
  await using editor = await edit(node.server, world, who)
  work(editor)
  for (;;) {
    const now = await revisionNow(`/api/worlds/${world}`)
    if (now > before) return now
  }
}

const ADA: unknown = expect.objectContaining({
  kind: 'person',
  name: 'Ada',
  account: 'ada',
  body: TEXT,
  color: expect.stringMatching(/^#[0-9a-f]{6}$/),
})

beforeAll(async () => {
  node = await serveAccounts()
  editor = await node.signUp('bob')
  viewer = await node.signUp('eve')
  await ask('POST', '/api/worlds', { title: 'Garden', address: 'ada/garden' })
  await give(node.admin, 'ada/garden', 'bob', 'edit')
  await give(node.admin, 'ada/garden', 'eve', 'see')
  first = await changed('ada/garden', (ada) =>
    ada.scene.transact(() => {
      ada.put('lamp', 'It shines.')
      lookOf(ada).set('sprite', 'lamp')
    }),
  )
  second = await changed('ada/garden', (ada) =>
    ada.scene.transact(() => {
      ada.text('lamp').delete(3, 6)
      ada.text('lamp').insert(3, 'glows')
      ada.put('moth')
    }),
  )
  third = await changed('ada/garden', (ada) =>
    ada.scene.transact(() => {
      artifactMaps(ada.scene).delete(id('moth'))
      ada.thing('lamp').set('place', { ...placeOf(ada), x: 300 })
    }),
  )
})
afterAll(() => node[Symbol.asyncDispose]())

const placeOf = (ada: Editor): object => {
  const place = ada.thing('lamp').get('place')
  return typeof place === 'object' && place !== null ? place : {}
}

function lookOf(ada: Editor): Y.Map<unknown> {
  const look = ada.thing('lamp').get('look')
  if (look instanceof Y.Map) return look
  throw new Error('the lamp has no look')
}

describe('[HI14] GET …/history', () => {
  it('lists sessions, newest first', async () => {
    const answer = await ask('GET', `${GARDEN}/history?from=0&to=${third}&limit=10`)
    expect(answer).toMatchObject({ revision: third })
    const { sessions } = answer as { sessions: unknown[] }
    expect(sessions[0]).toMatchObject({
      from: REVISION,
      to: third,
      firstAt: TIME,
      lastAt: TIME,
      authors: expect.arrayContaining([ADA]),
      letters: [15, 6],
      things: expect.arrayContaining(['lamp', 'moth']),
    })
  })

  it('of a stretch has what is in that', async () => {
    const answer = await ask('GET', `${GARDEN}/history?from=${first}&to=${second}`)
    expect(answer).toMatchObject({ sessions: [{ from: first, to: second, letters: [5, 6] }] })
  })
})

describe('[HI15] GET …/history/REVISION', () => {
  it('is the scene at that revision, as one Yjs update', async () => {
    const answer = await node.admin.ask('GET', `${GARDEN}/history/${first}`)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream'])
    const scene = new Y.Doc()
    Y.applyUpdate(scene, new Uint8Array(await answer.arrayBuffer()))
    expect(textOf(scene, id('lamp'))?.toJSON()).toBe('It shines.')
  })

  it('is of the current line unless another one is said, which is refused once it is gone', async () => {
    const line = textIn(await ask('GET', `${GARDEN}/history`), 'line')
    expect((await node.admin.ask('GET', `${GARDEN}/history/${first}?line=${line}`)).status).toBe(200)
    const other = await node.admin.ask('GET', `${GARDEN}/history/${first}?line=another`)
    expect([other.status, await other.json()]).toEqual([404, { code: 'missing', text: TEXT }])
  })
})

describe('[HI16] GET …/changes', () => {
  it('tells of each thing what became of it, in values and in text', async () => {
    const answer = await ask('GET', `${GARDEN}/changes?from=${first}&to=${third}`)
    const { things } = answer as { things: unknown[] }
    expect(things).toEqual([
      {
        id: 'lamp',
        kind: 'moved',
        values: [
          {
            key: 'place',
            from: expect.objectContaining({ x: 100 }),
            to: expect.objectContaining({ x: 300 }),
            by: ADA,
          },
        ],
        text: expect.any(Array),
      },
    ])
    const spots = (things[0] as { text: { at: number; in?: string; out?: string }[] }).text
    expect(spots.length).toBeGreaterThan(0)
    for (const spot of spots) {
      expect(spot).toMatchObject({ at: expect.any(Number), by: ADA })
      expect(Object.keys(spot).filter((key) => !['at', 'in', 'out', 'by'].includes(key))).toEqual([])
    }
    // Characters of the text of `from`: done from the end on, they give the text of `to`.
    let text = 'It shines.'
    for (const { at, in: added = '', out = '' } of spots.toSorted((one, other) => other.at - one.at))
      text = text.slice(0, at) + added + text.slice(at + out.length)
    expect(text).toBe('It glows.')
  })

  it.each([
    ['added', () => [first, second], 'moth'],
    ['removed', () => [second, third], 'moth'],
    ['moved', () => [second, third], 'lamp'],
    ['changed', () => [first, second], 'lamp'],
    ['restored', () => [third, second], 'moth'],
  ])('says that a thing was %s', async (kind, stretch, thing) => {
    let [from = 0, to = 0] = stretch()
    if (kind === 'restored') {
      const before = await revisionNow()
      await ask('POST', `${GARDEN}/restore`, { revision: second, things: [thing] })
      ;[from, to] = [before, await revisionNow()]
    }
    const answer = await ask('GET', `${GARDEN}/changes?from=${from}&to=${to}`)
    const { things } = answer as { things: { id: string; kind: string }[] }
    // What was deleted whole is made anew: a thing of that id comes again.
    const expected = kind === 'restored' ? expect.stringMatching(/^(added|restored)$/) : kind
    expect(things.find((each) => each.id === thing)).toMatchObject({ kind: expected })
  })

  it('names the world `world`, and a nested key `look.sprite`', async () => {
    const before = await revisionNow()
    const after = await changed('ada/garden', (ada) =>
      ada.scene.transact(() => {
        lookOf(ada).set('sprite', 'lantern')
        ada.scene.getMap('meta').set('title', 'Park')
      }),
    )
    const { things } = (await ask('GET', `${GARDEN}/changes?from=${before}&to=${after}`)) as {
      things: { id: string; kind: string; values: unknown[] }[]
    }
    expect(things.find((each) => each.id === 'lamp')).toMatchObject({
      kind: 'changed',
      values: [{ key: 'look.sprite', from: 'lamp', to: 'lantern' }],
    })
    expect(things.find((each) => each.id === 'world')).toMatchObject({
      kind: 'changed',
      values: [{ key: 'title', from: 'Garden', to: 'Park' }],
    })
  })
})

describe('[HI5] …/versions', () => {
  it('are made of the present or of a revision, listed, and deleted', async () => {
    const made = await ask('POST', `${GARDEN}/versions`, {
      name: 'Early',
      note: 'Before it',
      revision: first,
    })
    expect(made).toMatchObject({ id: TEXT, name: 'Early', note: 'Before it', revision: first, at: TIME })
    expect(await ask('POST', `${GARDEN}/versions`, { name: 'Now' })).toMatchObject({ revision: REVISION })
    const list = (await ask('GET', `${GARDEN}/versions`)) as { versions: unknown[] }
    expect(list.versions).toContainEqual(made)
    const removed = await node.admin.ask('DELETE', `${GARDEN}/versions/${textIn(made, 'id')}`)
    expect(removed.status).toBe(204)
    const after = (await ask('GET', `${GARDEN}/versions`)) as { versions: unknown[] }
    expect(after.versions).not.toContainEqual(made)
  })
})

describe('[HI6] POST …/restore', () => {
  it('brings some things back, or everything', async () => {
    await changed('ada/garden', (ada) => ada.text('lamp').insert(0, 'Ha! '))
    await ask('POST', `${GARDEN}/restore`, { revision: second, things: ['lamp'] })
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    expect(seen.page('lamp')).toBe('It glows.')
    const now = await ask('POST', `${GARDEN}/restore`, { revision: first })
    expect(now).toMatchObject({ revision: await revisionNow() })
    await using again = await edit(node.server, 'ada/garden', node.admin)
    expect(again.page('lamp')).toBe('It shines.')
  })
})

describe('[HI7] POST …/revert', () => {
  const written = (): Promise<number> =>
    changed('ada/garden', (ada) => ada.text('lamp').insert(ada.page('lamp').length, ' Oh.'))

  it.each([
    ['an account since a time', () => ({ account: 'ada' })],
    ['an author since a time', () => ({ author: { kind: 'person', id: 'ada' } })],
  ])('takes back what is of %s; first as a trial', async (_, who) => {
    const since = Date.now()
    const after = await written()
    const trial = await ask('POST', `${GARDEN}/revert`, { ...who(), since, isTrial: true })
    expect(trial).toMatchObject({ changed: 1, removed: 0, restored: 0, letters: 4 })
    expect(await revisionNow()).toBe(after)
    expect(await ask('POST', `${GARDEN}/revert`, { ...who(), since })).toMatchObject({
      changed: 1,
      letters: 4,
    })
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    expect(seen.page('lamp')).toBe('It shines.')
  })

  it('takes a session back; first as a trial', async () => {
    const from = await revisionNow()
    const to = await written()
    const session = { from, to }
    expect(await ask('POST', `${GARDEN}/revert`, { session, isTrial: true })).toMatchObject({ letters: 4 })
    expect(await ask('POST', `${GARDEN}/revert`, { session })).toMatchObject({ letters: 4 })
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    expect(seen.page('lamp')).toBe('It shines.')
  })

  it('takes back what one author wrote in a session, and undone, exactly that stands again', async () => {
    const add = (words: string, who: Somebody): Promise<number> =>
      changed('ada/garden', (one) => one.text('lamp').insert(one.page('lamp').length, words), who)
    const from = await revisionNow()
    await add(' Bob was here.', editor)
    await add(' Ada, too.', node.admin)
    const to = await add(' And Bob.', editor)
    const session = { from, to }
    const author = { kind: 'person', id: 'bob' }
    const done = await ask('POST', `${GARDEN}/revert`, { session, author })
    expect(done).toMatchObject({ changed: 1, letters: 23, id: TEXT })
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    expect(seen.page('lamp')).toBe('It shines. Ada, too.')
    await add(' Later.', node.admin)
    const undone = await ask('POST', `${GARDEN}/revert`, { revert: textIn(done, 'id') })
    expect(undone).toMatchObject({ changed: 1, letters: 23 })
    const whole = 'It shines. Bob was here. Ada, too. And Bob. Later.'
    await until('it stands again', () => seen.page('lamp') === whole)
    expect((await node.admin.ask('POST', `${GARDEN}/revert`, { revert: 'unknown' })).status).toBe(404)
    await ask('POST', `${GARDEN}/revert`, { session: { from, to: await revisionNow() } })
  })
})

describe('[Y12] drafts', () => {
  it('are made, listed, reviewed, updated and merged with choices; a merge is taken back; all at their own address', async () => {
    const made = await ask('POST', `${GARDEN}/drafts`, { title: 'Night' })
    expect(made).toMatchObject({ address: TEXT })
    const address = textIn(made, 'address')
    const draft = `/api/worlds/${address}`
    const { drafts } = (await ask('GET', `${GARDEN}/drafts`)) as { drafts: unknown[] }
    expect(drafts).toContainEqual(expect.objectContaining({ address, title: 'Night' }))
    // An ordinary address: sync, and pages, and the API.
    await changed(address, (ada) => {
      ada.text('lamp').insert(0, 'At night ')
      ada.thing('lamp').set('name', 'Moonlight')
      ada.put('moon', 'Round.')
    })
    expect((await node.admin.ask('GET', `/w/${address}`)).status).toBe(200)
    const base = await revisionNow()
    await changed('ada/garden', (ada) => ada.thing('lamp').set('name', 'Sunlight'))

    const review = await ask('GET', `${draft}/review`)
    expect(review).toMatchObject({ base })
    const { things, conflicts } = review as { things: { id: string }[]; conflicts: unknown[] }
    expect(things.find((each) => each.id === 'lamp')).toMatchObject({
      kind: 'changed',
      values: [{ key: 'name', from: 'lamp', to: 'Moonlight' }],
      text: [{ at: 0, in: 'At night ', by: ADA }],
    })
    expect(things.find((each) => each.id === 'moon')).toMatchObject({ kind: 'added' })
    expect(conflicts).toEqual([
      { id: 'lamp', key: 'name', base: 'lamp', parent: 'Sunlight', draft: 'Moonlight' },
    ])

    expect(await ask('POST', `${draft}/merge`, { take: ['moon'] })).toMatchObject({
      merge: TEXT,
      revision: await revisionNow(),
      conflicts: expect.any(Array),
    })
    await ask('POST', `${draft}/update`)
    const choices = [{ id: 'lamp', key: 'name', side: 'draft' }]
    const merged = await ask('POST', `${draft}/merge`, { choices })
    expect(merged).toMatchObject({ merge: TEXT, revision: await revisionNow(), conflicts: expect.any(Array) })
    {
      await using seen = await edit(node.server, 'ada/garden', node.admin)
      expect([seen.page('lamp'), seen.page('moon'), seen.thing('lamp').get('name')]).toEqual([
        'At night It shines.',
        'Round.',
        'Moonlight',
      ])
    }
    const merge = textIn(merged, 'merge')
    expect(await ask('POST', `${GARDEN}/revert`, { merge, isTrial: true })).toMatchObject({ changed: 1 })
    await ask('POST', `${GARDEN}/revert`, { merge })
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    expect([seen.page('lamp'), seen.thing('lamp').get('name')]).toEqual(['It shines.', 'Sunlight'])
    // Of an older state, too.
    const old = await ask('POST', `${GARDEN}/drafts`, { title: 'Then', revision: first })
    await using then = await edit(node.server, textIn(old, 'address'), node.admin)
    expect(then.page('lamp')).toBe('It shines.')
  })
})

describe('[HI19] rights', () => {
  const READS = ['/history', '/history/1', '/changes?from=0&to=1']
  /** Of people who may edit. */
  const EDITS: readonly (readonly [string, string, unknown?])[] = [
    ['GET', '/versions'],
    ['POST', '/versions', { name: 'Mine' }],
    ['POST', '/restore', { revision: 1 }],
    ['POST', '/drafts', { title: 'Mine' }],
    ['GET', '/drafts'],
  ]
  /** Of owners. */
  const OWNS: readonly (readonly [string, string, unknown?])[] = [
    ['POST', '/revert', { account: 'ada', since: 0, isTrial: true }],
    ['POST', '/erase', { before: 0, isTrial: true }],
    ['PUT', '/publishing', { isOn: true }],
  ]
  const statusOf = async (who: Somebody, [method, path, body]: (typeof OWNS)[number]): Promise<number> =>
    (await who.ask(method, `${GARDEN}${path}`, body)).status

  it('history and changes are for who may see, as far as the world says; the rest is for editors and owners', async () => {
    await ask('PUT', `${GARDEN}/history/settings`, { lookBack: 'everything' })
    for (const who of [viewer, editor, node.admin])
      for (const path of READS) expect(await statusOf(who, ['GET', path]), path).toBe(200)
    for (const step of EDITS) {
      expect(await statusOf(viewer, step), step.join(' ')).toBe(403)
      expect(await statusOf(editor, step), step.join(' ')).toBeLessThan(300)
    }
    for (const step of OWNS) {
      for (const who of [viewer, editor]) expect(await statusOf(who, step), step.join(' ')).toBe(403)
      expect(await statusOf(node.admin, step), step.join(' ')).toBeLessThan(300)
    }
    await ask('PUT', `${GARDEN}/publishing`, { isOn: false })
  })

  it('a draft is merged by who may edit both; nobody else finds it', async () => {
    const made = textIn(await ask('POST', `${GARDEN}/drafts`, { title: 'Ours' }), 'address')
    const draft = `/api/worlds/${made}`
    for (const [method, path] of [
      ['GET', '/review'],
      ['POST', '/update'],
      ['POST', '/merge'],
    ] as const)
      expect(
        (await editor.ask(method, `${draft}${path}`, method === 'GET' ? undefined : {})).status,
        path,
      ).toBe(404)
    await give(node.admin, made, 'eve', 'edit')
    expect((await viewer.ask('GET', `${draft}/review`)).status).toBe(200)
    expect((await viewer.ask('POST', `${draft}/merge`, {})).status).toBe(403)
    await give(node.admin, made, 'bob', 'edit')
    expect((await editor.ask('POST', `${draft}/merge`, {})).status).toBe(200)
    await open(node.admin, 'ada/garden', 'see')
    expect((await node.ask('GET', `${GARDEN}/versions`)).status).toBe(403)
  })
})
