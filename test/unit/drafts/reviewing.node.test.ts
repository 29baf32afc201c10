// Asking for a review of a draft over a real node: who may ask, who answers, what the owner of the world may
// do meanwhile, and that nothing else that happens to the draft forgets it.
import { expect, test } from 'vitest'
import { DraftList, DraftMade, DraftOf, REVIEWS_OF_ONE_MAX } from '../../../shared/wire/api/draft-bodies.ts'
import { MyRight, Sharing } from '../../../shared/wire/api/sharing-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { edit } from './editor.ts'
import { emptiedNode } from './emptied-node.ts'

const GARDEN = '/api/worlds/ada/garden'

const emptied = emptiedNode()

const json = async (answer: Promise<Response>): Promise<unknown> => told(await answer)

/** Ada's garden, which bob and eve may edit, and bob's draft of it, which eve may edit, too. */
async function garden(node: AccountsNode) {
  await json(node.admin.ask('POST', '/api/worlds', { title: 'Garden' }))
  const [bob, eve] = [await node.signUp('bob'), await node.signUp('eve')]
  for (const name of ['bob', 'eve'])
    await json(node.admin.ask('PUT', `${GARDEN}/sharing/people/${name}`, { right: 'edit' }))
  const draft = await draftBy(bob, 'Night')
  await json(bob.ask('PUT', `${draft}/sharing/people/eve`, { right: 'edit' }))
  return { ada: node.admin, bob, eve, draft }
}

const draftBy = async (who: Somebody, title: string): Promise<string> => {
  const { address } = DraftMade.parse(await json(who.ask('POST', `${GARDEN}/drafts`, { title })))
  return `/api/worlds/${address}`
}

const statusOf = async (answer: Promise<Response>): Promise<number> => (await answer).status
const ask = (who: Somebody, draft: string) => who.ask('POST', `${draft}/review/ask`)
const end = (who: Somebody, draft: string, words?: string) =>
  who.ask('DELETE', `${draft}/review/ask`, words === undefined ? undefined : { words })
const rightOf = async (who: Somebody, draft: string): Promise<string> =>
  MyRight.parse(await json(who.ask('GET', `${draft}/right`))).right
const tellsOf = async (who: Somebody, draft: string): Promise<DraftOf['draft']> =>
  DraftOf.parse(await json(who.ask('GET', `${draft}/draft`))).draft

/** Since when the lists say that it is asked for, in the world and at home; undefined: not in that list. */
async function listedFor(who: Somebody): Promise<readonly boolean[]> {
  const { drafts } = DraftList.parse(await json(who.ask('GET', `${GARDEN}/drafts`)))
  const { worlds } = WorldList.parse(await json(who.ask('GET', '/api/worlds')))
  return [drafts, worlds.flatMap(({ draft }) => draft ?? [])].map((list) =>
    list.some(({ reviewAskedAt }) => reviewAskedAt !== undefined),
  )
}

test('[Y24] the maker of a draft alone asks its world’s owner to review it, who may edit it then, until that is taken back', async () => {
  const { ada, bob, eve, draft } = await garden(emptied())
  expect(await tellsOf(bob, draft)).toMatchObject({ reviewer: { account: 'ada' }, mayAnswer: false })
  // An editor who did not make it cannot ask; the owner of the world does not even see it.
  expect(await tellsOf(eve, draft)).toMatchObject({ mayAnswer: true })
  expect(await tellsOf(eve, draft)).not.toHaveProperty('reviewer')
  expect(await statusOf(ask(eve, draft))).toBe(403)
  expect(await statusOf(ask(ada, draft))).toBe(404)
  expect(await listedFor(ada)).toEqual([false, false])
  expect(await statusOf(end(bob, draft))).toBe(404)

  expect(await statusOf(ask(bob, draft))).toBe(204)
  expect(await rightOf(ada, draft)).toBe('edit')
  expect(await listedFor(ada)).toEqual([true, true])
  const { review, mayAnswer } = (await tellsOf(ada, draft)) ?? {}
  expect(review).toMatchObject({ isChanged: false, answer: null })
  expect(mayAnswer).toBe(true)
  {
    await using inDraft = await edit(emptied().server, draft.slice('/api/worlds/'.length), bob)
    inDraft.put('moon', 'Round.')
    await until('it is changed', async () => (await tellsOf(ada, draft))?.review?.isChanged === true)
  }

  expect(await statusOf(end(bob, draft))).toBe(204)
  expect(await rightOf(ada, draft)).toBe('none')
  expect(await listedFor(ada)).toEqual([false, false])
  expect(await tellsOf(bob, draft)).not.toHaveProperty('review')
})

test('[Y24] taking it back gives the owner what they had before, and leaves what they were given otherwise', async () => {
  const { ada, bob, draft } = await garden(emptied())
  const share = (right: string) => json(bob.ask('PUT', `${draft}/sharing/people/ada`, { right }))
  await share('see')
  await json(ask(bob, draft).then(() => bob.ask('GET', `${draft}/draft`)))
  expect(await rightOf(ada, draft)).toBe('edit')
  await end(bob, draft)
  expect(await rightOf(ada, draft)).toBe('see')
  // Who could edit it anyway still can.
  await share('edit')
  await ask(bob, draft)
  await end(bob, draft)
  const { people } = Sharing.parse(await json(bob.ask('GET', `${draft}/sharing`)))
  expect(people).toEqual(expect.arrayContaining([expect.objectContaining({ account: 'ada', right: 'edit' })]))
})

test('[Y24] who could merge a draft says with a word that they looked at it; a merge of all of it answers, too', async () => {
  const node = emptied()
  const { ada, bob, eve, draft } = await garden(node)
  const guest = await node.guest('Gil')
  await json(bob.ask('PUT', `${draft}/sharing/people/${guest.account}`, { right: 'edit' }))
  await ask(bob, draft)
  // A guest who may edit the draft, and not its world.
  expect(await statusOf(ask(guest, draft))).toBe(403)
  expect(await statusOf(end(guest, draft, 'No.'))).toBe(403)
  expect(await tellsOf(guest, draft)).toMatchObject({ mayAnswer: false })
  expect(await statusOf(end(ada, draft, 'x'.repeat(301)))).toBe(400)
  expect(await statusOf(end(ada, draft, 'Next spring.'))).toBe(204)
  const answer = { by: { account: 'ada', name: 'Ada' }, words: 'Next spring.' }
  expect(await tellsOf(bob, draft)).toMatchObject({ review: { answer } })
  expect(await listedFor(ada)).toEqual([false, false])
  expect(await rightOf(ada, draft)).toBe('edit')
  expect(await statusOf(end(eve, draft))).toBe(404)

  await ask(bob, draft)
  expect((await tellsOf(bob, draft))?.review).toMatchObject({ answer: null })
  const merge = (take?: readonly string[]) => json(eve.ask('POST', `${draft}/merge`, take ? { take } : {}))
  {
    await using inDraft = await edit(node.server, draft.slice('/api/worlds/'.length), bob)
    inDraft.put('moon', 'Round.')
    inDraft.put('star', 'Far.')
    await until('it is changed', async () => (await tellsOf(bob, draft))?.review?.isChanged === true)
  }
  await merge(['moon'])
  expect(await tellsOf(bob, draft)).toMatchObject({ review: { isChanged: true, answer: null } })
  await merge()
  expect(await tellsOf(bob, draft)).not.toHaveProperty('review')
})

test('[Y24] a draft that follows its world is still asked about, and not when that was taken back', async () => {
  const { bob, draft } = await garden(emptied())
  await ask(bob, draft)
  await json(bob.ask('POST', `${draft}/update`, {}))
  expect((await tellsOf(bob, draft))?.review).toMatchObject({ isChanged: false, answer: null })
  await end(bob, draft)
  await json(bob.ask('POST', `${draft}/update`, {}))
  expect(await tellsOf(bob, draft)).not.toHaveProperty('review')
})

test('[Y24] one person asks for ten reviews at most, all at once, too; whoever may merge it themselves asks nobody', async () => {
  const { ada, bob, draft } = await garden(emptied())
  const drafts = [draft]
  for (let n = 0; n < REVIEWS_OF_ONE_MAX; n += 1) drafts.push(await draftBy(bob, `Night ${n}`))
  const answers = await Promise.all(drafts.map((each) => ask(bob, each)))
  const refused = answers.filter(({ status }) => status !== 204)
  expect(refused.map(({ status }) => status)).toEqual([409])
  expect(await refused[0]?.json()).toMatchObject({ code: 'bound', text: expect.stringMatching(/10 reviews/) })
  const adas = await draftBy(ada, 'Mine')
  expect(await tellsOf(ada, adas)).not.toHaveProperty('reviewer')
  expect(await statusOf(ask(ada, adas))).toBe(409)
  expect(await statusOf(ask(ada, GARDEN))).toBe(400)
})
