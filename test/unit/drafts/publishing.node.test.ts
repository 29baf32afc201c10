// Publishing over a real node: what a world is written in is a draft, everybody sees what was published last,
// and what was published can be taken back.
import { expect, test } from 'vitest'
import { DraftList, DraftOf, MergeList, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { PublishingState, Unpublished } from '../../../shared/wire/api/publishing-bodies.ts'
import { nodeOf, serveAccounts, type AccountsNode, type Somebody } from '../../accounts.ts'
import { serve } from '../../hosted-node.ts'
import { temporaryFolder, until } from '../../process.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import { emptiedNode } from './emptied-node.ts'
import { edit } from './editor.ts'
import { IS_HARD } from '../../hard.ts'

const GARDEN = '/api/worlds/ada/garden'

const emptied = emptiedNode()

async function json(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return response.json()
}

/** Ada's garden, which bob may edit, and anybody may look at; eve has an account. */
async function garden(node: AccountsNode): Promise<{ readonly bob: Somebody; readonly eve: Somebody }> {
  await json(node.admin.ask('POST', '/api/worlds', { title: 'Garden' }))
  const bob = await node.signUp('bob')
  const eve = await node.signUp('eve')
  await json(node.admin.ask('PUT', `${GARDEN}/sharing/people/bob`, { right: 'edit' }))
  await json(node.admin.ask('PATCH', `${GARDEN}/sharing`, { public: 'see' }))
  return { bob, eve }
}

const stateFor = async (who: Somebody): Promise<PublishingState> =>
  PublishingState.parse(await json(who.ask('GET', `${GARDEN}/publishing`)))

async function turn(who: Somebody, isOn: boolean): Promise<PublishingState> {
  return PublishingState.parse(await json(who.ask('PUT', `${GARDEN}/publishing`, { isOn })))
}

const publish = async (who: Somebody): Promise<MergeMade> =>
  MergeMade.parse(await json(who.ask('POST', `${GARDEN}/publish`, {})))

async function merges(node: AccountsNode): Promise<readonly string[]> {
  const list = MergeList.parse(await json(node.admin.ask('GET', `${GARDEN}/merges`)))
  return list.merges.map((merge) => merge.id)
}

async function versions(node: AccountsNode): Promise<number> {
  const list = VersionsAnswer.parse(await json(node.admin.ask('GET', `${GARDEN}/versions`)))
  return list.versions.length
}

test('[Y15] what is written in the draft of a world is there for all once it is published, and gone once that is taken back', async () => {
  const node = emptied()
  const { bob, eve } = await garden(node)
  {
    await using ada = await edit(node.server, 'ada/garden', node.admin)
    ada.put('lamp', 'It shines.')
    await using seen = await edit(node.server, 'ada/garden', eve)
    await until('it is stored', () => seen.page('lamp') === 'It shines.')
  }
  expect(await stateFor(bob)).toEqual({ draft: null, published: null })
  const { draft } = await turn(node.admin, true)
  const address = draft?.address ?? ''
  expect(draft?.title).toBe('Next version')
  // Nobody invited bob to the draft: he may edit the world that is written in it.
  expect(await json(bob.ask('GET', `/api/worlds/${address}/right`))).toEqual({ right: 'edit' })
  expect((await eve.ask('GET', `/api/worlds/${address}/draft`)).status).toBe(404)
  const of = DraftOf.parse(await json(bob.ask('GET', `/api/worlds/${address}/draft`)))
  expect(of.draft).toMatchObject({ isWorking: true })

  {
    await using inDraft = await edit(node.server, address, bob)
    await until('bob has the draft', () => inDraft.page('lamp') !== '')
    inDraft.text('lamp').insert(0, 'At night: ')
    await using again = await edit(node.server, address, node.admin)
    await until('it is stored', () => again.page('lamp') === 'At night: It shines.')
  }
  await using world = await edit(node.server, 'ada/garden', eve)
  await until('eve has the world', () => world.page('lamp') !== '')
  expect(world.page('lamp')).toBe('It shines.')

  const made = await publish(node.admin)
  expect(made.conflicts).toEqual([])
  await until('eve sees it', () => world.page('lamp') === 'At night: It shines.')
  expect((await stateFor(bob)).published).toMatchObject({ revision: made.revision, by: { account: 'ada' } })

  const back = Unpublished.parse(await json(node.admin.ask('POST', `${GARDEN}/unpublish`)))
  expect(back.revision).toBeGreaterThan(made.revision)
  await until('it is as before', () => world.page('lamp') === 'It shines.')
  expect((await stateFor(bob)).published).toBeNull()
  const none = await node.admin.ask('POST', `${GARDEN}/unpublish`)
  expect(await none.json()).toMatchObject({ text: expect.stringMatching(/Nothing was published/) })

  // The draft has its changes again.
  await publish(node.admin)
  await until('eve sees it again', () => world.page('lamp') === 'At night: It shines.')
})

test('[Y15] publishing what differs by nothing is refused in words, and makes no merge and no version', async () => {
  const node = emptied()
  await garden(node)
  {
    await using ada = await edit(node.server, 'ada/garden', node.admin)
    ada.put('lamp', 'It shines.')
    await using seen = await edit(node.server, 'ada/garden', node.admin)
    await until('it is stored', () => seen.page('lamp') === 'It shines.')
  }
  const { draft } = await turn(node.admin, true)
  const address = draft?.address ?? ''
  const nothing = async (): Promise<void> => {
    const before = await versions(node)
    const none = await node.admin.ask('POST', `${GARDEN}/publish`, {})
    expect(none.status).toBe(404)
    expect(await none.json()).toMatchObject({ text: expect.stringMatching(/nothing to publish/) })
    expect(await versions(node)).toBe(before)
  }
  await nothing()
  expect(await merges(node)).toEqual([])
  await using world = await edit(node.server, 'ada/garden', node.admin)
  {
    await using inDraft = await edit(node.server, address, node.admin)
    inDraft.text('lamp').insert(0, 'At night: ')
    await using seen = await edit(node.server, address, node.admin)
    await until('it is stored', () => seen.page('lamp') === 'At night: It shines.')
  }
  const made = await publish(node.admin)
  await nothing()
  expect(await merges(node)).toEqual([made.merge])

  // A merge that wrote nothing was not published: what is taken back is the one before.
  const empty = MergeMade.parse(await json(node.admin.ask('POST', `/api/worlds/${address}/merge`, {})))
  expect(await merges(node)).toEqual([empty.merge, made.merge])
  expect((await stateFor(node.admin)).published).toMatchObject({ revision: made.revision })
  await json(node.admin.ask('POST', `${GARDEN}/unpublish`))
  await until('it is as before', () => world.page('lamp') === 'It shines.')
  expect((await stateFor(node.admin)).published).toBeNull()
})

test.runIf(IS_HARD)('[Y15] who turns publishing on several times at once gets one draft', async () => {
  const node = emptied()
  await garden(node)
  const states = await Promise.all(Array.from({ length: 4 }, () => turn(node.admin, true)))
  const { drafts } = DraftList.parse(await json(node.admin.ask('GET', `${GARDEN}/drafts`)))
  expect(drafts).toHaveLength(1)
  for (const { draft } of states) expect(draft?.address).toBe(drafts[0]?.address)
})

test.runIf(IS_HARD)(
  '[Y15] the history says of a session that it was published, and taken back, by whatever route',
  async () => {
    const node = emptied()
    await garden(node)
    const { draft } = await turn(node.admin, true)
    await using inDraft = await edit(node.server, draft?.address ?? '', node.admin)
    inDraft.put('lamp', 'It shines.')
    await using seen = await edit(node.server, draft?.address ?? '', node.admin)
    await until('it is stored', () => seen.page('lamp') === 'It shines.')
    await using world = await edit(node.server, 'ada/garden', node.admin)

    const first = await publish(node.admin)
    await until('it is there', () => world.page('lamp') === 'It shines.')
    await json(node.admin.ask('POST', `${GARDEN}/unpublish`))
    await until('it is put away', () => JSON.stringify(world.thing('lamp').get('place')).includes('limbo'))
    const second = await publish(node.admin)
    await json(node.admin.ask('POST', `${GARDEN}/revert`, { merge: second.merge }))

    const answer = await json(node.admin.ask('GET', `${GARDEN}/history?limit=100`))
    const notes = HistoryAnswer.parse(answer).sessions.flatMap(({ note }) => note ?? [])
    expect(notes).toEqual([
      { kind: 'unpublish', id: second.merge },
      { kind: 'publish', id: second.merge },
      { kind: 'unpublish', id: first.merge },
      { kind: 'publish', id: first.merge },
    ])
  },
)

test('[Y16] a world that is written in a draft takes no edits, from its owner either, until that is over', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  await using eye = await edit(node.server, 'ada/garden', bob)
  await until('it is stored', () => eye.page('lamp') !== '')
  const { draft } = await turn(node.admin, true)
  for (const who of [bob, node.admin]) {
    await using writer = await edit(node.server, 'ada/garden', who)
    writer.text('lamp').insert(0, `${who.name} `)
    await until('the node refused it', () => writer.closes.includes(CLOSE.right))
  }
  await using later = await edit(node.server, 'ada/garden', node.admin)
  expect(later.page('lamp')).toBe('It shines.')

  // Only who owns the world publishes, by whatever way.
  for (const [method, path, body] of [
    ['POST', `${GARDEN}/publish`, {}],
    ['POST', `${GARDEN}/unpublish`, {}],
    ['PUT', `${GARDEN}/publishing`, { isOn: false }],
    ['POST', `/api/worlds/${draft?.address}/merge`, {}],
    ['POST', `${GARDEN}/restore`, { revision: 0 }],
  ] as const) {
    const answer = await bob.ask(method, path, body)
    expect([method, path, answer.status]).toEqual([method, path, 403])
  }

  expect(await turn(node.admin, false)).toEqual({ draft: null, published: null })
  const off = await node.admin.ask('POST', `${GARDEN}/publish`, {})
  expect(await off.json()).toMatchObject({ text: expect.stringMatching(/not written in a draft/) })
  await using free = await edit(node.server, 'ada/garden', bob)
  free.text('lamp').insert(0, 'Free ')
  await until('it is stored', () => later.page('lamp') === 'Free It shines.')
})

test.runIf(IS_HARD)(
  '[Y17] a world stays written in its draft over a restart, and is written itself once the draft is gone for good',
  async () => {
    const data = temporaryFolder()
    const node = await serveAccounts({ data })
    await garden(node)
    const { draft } = await turn(node.admin, true)
    const nested = await node.admin.ask('PUT', `/api/worlds/${draft?.address}/publishing`, { isOn: true })
    expect(await nested.json()).toMatchObject({ text: expect.stringMatching(/draft itself/) })
    // So is the yard, whose draft is gone for good before the node ends.
    const { address: yard } = WorldSummary.parse(
      await json(node.admin.ask('POST', '/api/worlds', { title: 'Yard' })),
    )
    const inYard = PublishingState.parse(
      await json(node.admin.ask('PUT', `/api/worlds/${yard}/publishing`, { isOn: true })),
    )
    await node.admin.ask('DELETE', `/api/worlds/${inYard.draft?.address}`)
    const { worlds } = WorldList.parse(await json(node.admin.ask('GET', '/api/bin')))
    expect(worlds).toHaveLength(1)
    expect((await node.admin.ask('DELETE', `/api/bin/${worlds[0]?.id}`)).status).toBe(204)
    const none = { draft: null, published: null }
    expect(await json(node.admin.ask('GET', `/api/worlds/${yard}/publishing`))).toEqual(none)
    await node.server.stop()
    expect(await publishingRecords(data)).toBe(2)

    await using again = await serve({ data, access: 'accounts' })
    const then = nodeOf(again, node.admin)
    const admin = await then.signIn('ada')
    const bobThen = await then.signIn('bob')
    expect(await stateFor(bobThen)).toEqual({ draft, published: null })
    expect(await json(bobThen.ask('GET', `/api/worlds/${draft?.address}/right`))).toEqual({ right: 'edit' })
    await admin.ask('DELETE', `/api/worlds/${draft?.address}`)
    expect((await stateFor(bobThen)).draft).toEqual({ title: 'Next version', address: null })
    const binned = await admin.ask('POST', `${GARDEN}/publish`, {})
    expect(await binned.json()).toMatchObject({ text: expect.stringMatching(/in the bin/) })
    expect(await turn(admin, false)).toEqual(none)
    await again.stop()
    // The node that started has forgotten the yard's.
    expect(await publishingRecords(data)).toBe(0)
  },
)

async function publishingRecords(folder: string): Promise<number> {
  const store = await openSqliteStore({ folder })
  try {
    return (await store.records('publishing')).length
  } finally {
    await store.close()
  }
}
