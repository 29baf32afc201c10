// Drafts over a real node: they begin as their parent is, with the same item ids, live by themselves, and are
// seen only by those who were invited.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DraftList, DraftMade, DraftOf, DRAFTS_MAX } from '../../../shared/wire/api/draft-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import type { AccountsNode, Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { emptiedNode } from './emptied-node.ts'
import { edit } from './editor.ts'

const GARDEN = '/api/worlds/ada/garden'

const emptied = emptiedNode()

async function json(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return response.json()
}

/** Ada's garden, which bob may edit, and eve may only see. */
async function garden(node: AccountsNode): Promise<{ readonly bob: Somebody; readonly eve: Somebody }> {
  await json(node.admin.ask('POST', '/api/worlds', { title: 'Garden' }))
  const bob = await node.signUp('bob')
  const eve = await node.signUp('eve')
  await json(node.admin.ask('PUT', `${GARDEN}/sharing/people/bob`, { right: 'edit' }))
  await json(node.admin.ask('PUT', `${GARDEN}/sharing/people/eve`, { right: 'act' }))
  return { bob, eve }
}

async function draftBy(who: Somebody, title: string, revision?: number): Promise<string> {
  const body = { title, ...(revision !== undefined && { revision }) }
  return DraftMade.parse(await json(who.ask('POST', `${GARDEN}/drafts`, body))).address
}

test('[Y1] a draft begins as its parent is, with the same items, and neither hears of the other’s edits', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  ada.text('lamp').delete(0, 3)
  const address = await draftBy(bob, 'Night')
  expect(address).toBe('bob/garden-draft')
  await using inDraft = await edit(node.server, address, bob)
  expect(inDraft.page('lamp')).toBe('shines.')
  const inParent = Y.decodeStateVector(Y.encodeStateVector(ada.scene))
  expect(Y.decodeStateVector(Y.encodeStateVector(inDraft.scene))).toEqual(inParent)
  inDraft.text('lamp').insert(0, 'Nobody ')
  ada.text('lamp').insert(0, 'Ada ')
  await using again = await edit(node.server, address, bob)
  await until('it is stored', () => again.page('lamp') === 'Nobody shines.')
  expect(ada.page('lamp')).toBe('Ada shines.')
  const of = DraftOf.parse(await json(bob.ask('GET', `/api/worlds/${address}/draft`)))
  expect(of.draft).toMatchObject({
    title: 'Night',
    parent: { address: 'ada/garden' },
    by: { account: 'bob' },
  })
  expect(DraftOf.parse(await json(bob.ask('GET', `${GARDEN}/draft`)))).toEqual({ draft: null })
})

test('[Y1] a draft of a past revision begins as the world was then', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  await using seen = await edit(node.server, 'ada/garden', bob)
  await until('it is stored', () => seen.page('lamp') !== '')
  const history = await json(bob.ask('GET', `${GARDEN}/history`))
  const { revision } = history as { revision: number }
  ada.text('lamp').insert(0, 'Once ')
  await until('it is stored', () => seen.page('lamp').startsWith('Once'))
  const address = await draftBy(bob, 'Then', revision)
  await using inDraft = await edit(node.server, address, bob)
  expect(inDraft.page('lamp')).toBe('It shines.')
  const none = await bob.ask('POST', `${GARDEN}/drafts`, { title: 'Never', revision: 1_000_000 })
  expect(none.status).toBe(404)
  expect(await none.json()).toMatchObject({ text: expect.stringMatching(/no such revision/) })
})

test('[Y1] a draft says how many things differ in it, to people who may edit it', async () => {
  const node = emptied()
  const { bob, eve } = await garden(node)
  const address = await draftBy(bob, 'Night')
  await json(bob.ask('PUT', `/api/worlds/${address}/sharing/people/eve`, { right: 'see' }))
  const differs = async (who: Somebody): Promise<number | undefined> =>
    DraftOf.parse(await json(who.ask('GET', `/api/worlds/${address}/draft?differs=1`))).draft?.differs
  expect(await differs(bob)).toBe(0)
  {
    // A stock client that stays brings into the draft's next line what it has of this one.
    await using inDraft = await edit(node.server, address, bob)
    inDraft.put('moon', 'Round.')
    inDraft.put('star')
    await until('both are stored', async () => (await differs(bob)) === 2)
  }
  expect(await differs(eve)).toBeUndefined()
  await json(bob.ask('POST', `/api/worlds/${address}/merge`, { take: ['moon'] }))
  expect(await differs(bob)).toBe(1)
})

test('[Y3] a draft of a past revision runs the code of then, with what programs remember now', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  const codeOf = (words: string): string => `~~~js\nmemory.${words} = (memory.${words} ?? 0) + 1\n~~~\n`
  ada.put('clock', codeOf('then'))
  await until('it ran', () => ada.memory('clock')['then'] === 1)
  const { revision } = (await json(bob.ask('GET', `${GARDEN}/history?limit=1`))) as { revision: number }
  ada.text('clock').insert(codeOf('then').indexOf('then'), 'now')
  ada.text('clock').insert(ada.page('clock').lastIndexOf('then'), 'now')
  await until('its new code ran', () => ada.memory('clock')['nowthen'] === 1)
  const address = await draftBy(bob, 'Then', revision)
  await using inDraft = await edit(node.server, address, bob)
  expect(inDraft.page('clock')).toBe(codeOf('then'))
  await until('the code of then runs in it', () => inDraft.memory('clock')['then'] === 2)
  expect(inDraft.memory('clock')['nowthen']).toBe(1)
  const { draft } = DraftOf.parse(await json(bob.ask('GET', `/api/worlds/${address}/draft`)))
  expect(draft?.isReset).toBe(false)
})

test('[Y3] programs go on in a draft from what they remember, and what they do there stays there', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  const code = "```js\nevery(0.2, () => { memory.n = (memory.n ?? 0) + 1; memory.where ??= 'parent' })\n```\n"
  ada.put('clock', code)
  await until('it counts', () => Number(ada.memory('clock')['n']) >= 2)
  const address = await draftBy(bob, 'Night')
  await using inDraft = await edit(node.server, address, bob)
  const begun = Number(inDraft.memory('clock')['n'])
  expect(begun).toBeGreaterThanOrEqual(2)
  await until('it goes on', () => Number(inDraft.memory('clock')['n']) > begun + 2)
  inDraft.text('clock').insert(code.indexOf('+ 1') + '+ 1'.length, '00')
  await until('other code runs in the draft', () => Number(inDraft.memory('clock')['n']) > 100)
  expect(Number(ada.memory('clock')['n'])).toBeLessThan(100)
})

test('[Y4] a draft is its maker’s: nobody sees it who was not invited, the parent’s owner neither', async () => {
  const node = emptied()
  const { bob, eve } = await garden(node)
  const { admin } = node
  const address = await draftBy(bob, 'Night')
  const path = `/api/worlds/${address}`
  const seenBy = async (who: Somebody): Promise<string[]> =>
    WorldList.parse(await json(who.ask('GET', '/api/worlds'))).worlds.map((world) => world.address)
  const listedTo = async (who: Somebody): Promise<string[]> =>
    DraftList.parse(await json(who.ask('GET', `${GARDEN}/drafts`))).drafts.map((draft) => draft.address)
  expect(await listedTo(bob)).toEqual([address])
  expect(await listedTo(admin)).toEqual([])
  expect(await seenBy(admin)).not.toContain(address)
  for (const who of [admin, eve]) {
    expect((await who.ask('GET', `${path}/draft`)).status).toBe(404)
  }
  expect((await eve.ask('GET', `${GARDEN}/drafts`)).status, 'who may not edit').toBe(403)
  expect((await eve.ask('POST', `${GARDEN}/drafts`, { title: 'Mine' })).status).toBe(403)
  await json(bob.ask('PUT', `${path}/sharing/people/ada`, { right: 'see' }))
  expect(await listedTo(admin)).toEqual([address])
  const list = WorldList.parse(await json(admin.ask('GET', '/api/worlds')))
  expect(list.worlds.find((world) => world.address === address)?.draft).toEqual({
    title: 'Night',
    of: 'ada/garden',
  })
})

test('[Y1] what a draft cannot be made of is refused with a sentence', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  const refused = async (body: unknown): Promise<string> => {
    const answer = await bob.ask('POST', `${GARDEN}/drafts`, body)
    expect(answer.status).toBe(400)
    const { text } = (await answer.json()) as { text: string }
    return text
  }
  expect(await refused({ title: ' ' })).toBe('Give the draft a name.')
  expect(await refused({ title: 'x'.repeat(500) })).toMatch(/at most \d+ characters/)
  expect(await refused({ title: 'x', revision: -1 })).toMatch(/no revision below 0/)
  await node.admin.ask('DELETE', GARDEN)
  expect((await bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })).status).toBe(410)
  expect(DRAFTS_MAX).toBeGreaterThan(0)
})

test('[Y5] comments go with their draft, merges with their world, and both from the disk', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  const kept = async (): Promise<(readonly [string, string])[]> => {
    const database = new DatabaseSync(join(node.server.data, 'inkland.sqlite'), { readOnly: true })
    const rows = database
      .prepare("SELECT kind, value FROM records WHERE kind IN ('draft-comment', 'merge')")
      .all()
    database.close()
    return Promise.resolve(rows.map(({ kind, value }) => [String(kind), String(value)]))
  }
  const remove = async (who: Somebody, world: string): Promise<void> => {
    await who.ask('DELETE', world)
    const { worlds } = WorldList.parse(await json(who.ask('GET', '/api/bin')))
    expect((await who.ask('DELETE', `/api/bin/${worlds[0]?.id ?? ''}`)).status).toBe(204)
  }
  const [first, second] = [await draftBy(bob, 'One'), await draftBy(bob, 'Two')]
  for (const draft of [first, second]) {
    await using inDraft = await edit(node.server, draft, bob)
    inDraft.put(draft === first ? 'moon' : 'sun', 'Round.')
    await until('it is stored', async () => {
      const review = await json(bob.ask('GET', `/api/worlds/${draft}/review`))
      return JSON.stringify(review).includes('Round.')
    })
    const comment = { thing: draft === first ? 'moon' : 'sun', words: `About ${draft}.` }
    await json(bob.ask('POST', `/api/worlds/${draft}/review/comments`, comment))
  }
  await json(bob.ask('POST', `/api/worlds/${first}/merge`, {}))
  expect((await kept()).map(([kind]) => kind).toSorted()).toEqual(['draft-comment', 'draft-comment', 'merge'])
  await remove(bob, `/api/worlds/${first}`)
  expect((await kept()).map(([kind]) => kind).toSorted()).toEqual(['draft-comment', 'merge'])
  expect(JSON.stringify(await kept())).not.toContain(`About ${first}.`)
  await remove(node.admin, GARDEN)
  expect(await kept()).toEqual([])
})

test('[Y5] a draft whose parent is gone for good is a whole world', async () => {
  const node = emptied()
  const { bob } = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  const address = await draftBy(bob, 'Night')
  await node.admin.ask('DELETE', GARDEN)
  const binned = WorldList.parse(await json(node.admin.ask('GET', '/api/bin'))).worlds
  expect((await node.admin.ask('DELETE', `/api/bin/${binned[0]?.id ?? ''}`)).status).toBe(204)
  await using inDraft = await edit(node.server, address, bob)
  expect(inDraft.page('lamp')).toBe('It shines.')
  expect(DraftOf.parse(await json(bob.ask('GET', `/api/worlds/${address}/draft`)))).toEqual({ draft: null })
})
