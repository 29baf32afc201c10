// What cannot be done with the past and with drafts is refused with a sentence that says what to do, and
// nothing is lost by it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { Refusal } from '../../../shared/wire/api/node-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { id } from '../world/made.ts'
import { edit } from './editor.ts'
import { IS_HARD } from '../../hard.ts'

const GARDEN = '/api/worlds/ada/garden'

let node: AccountsNode
let ada: Somebody

beforeAll(async () => {
  node = await serveAccounts()
  ada = node.admin
  await told(await ada.ask('POST', '/api/worlds', { title: 'Garden' }))
  await using editor = await edit(node.server, 'ada/garden', ada)
  editor.put('lamp', 'It shines.')
  editor.thing('lamp').set('speed', 10)
  await until('it is stored', async () => (await lampIn('ada/garden')).includes('It shines.'))
})
afterAll(() => node[Symbol.asyncDispose]())

/** The page of the lamp as the server has it. */
async function lampIn(address: string): Promise<string> {
  await using reader = await edit(node.server, address, ada)
  return reader.page('lamp')
}

/** The status and the sentence of a refusal. */
async function refused(method: string, path: string, body?: unknown): Promise<readonly [number, string]> {
  const answer = await ada.ask(method, path, body)
  return [answer.status, Refusal.parse(await answer.json()).text]
}

async function makeDraft(title: string): Promise<string> {
  return DraftMade.parse(await told(await ada.ask('POST', `${GARDEN}/drafts`, { title }))).address
}

async function writeIn(address: string, words: string): Promise<void> {
  await using editor = await edit(node.server, address, ada)
  editor.text('lamp').insert(0, words)
  await until('it is stored', async () => (await lampIn(address)).includes(words))
}

async function putBack(): Promise<void> {
  const { worlds } = WorldList.parse(await told(await ada.ask('GET', '/api/bin')))
  for (const { id: world } of worlds) await ada.ask('POST', `/api/bin/${world}/restore`)
}

test('[HI18] a revision that does not exist is named nowhere without a sentence', async () => {
  const none = [404, 'This world has no such revision: its history does not go that far.'] as const
  expect(await refused('GET', `${GARDEN}/history/99999`)).toEqual(none)
  expect(await refused('GET', `${GARDEN}/history/99999/authors?thing=lamp`)).toEqual(none)
  expect(await refused('GET', `${GARDEN}/history/steps?from=99999`)).toEqual(none)
  expect(await refused('GET', `${GARDEN}/changes?from=0&to=99999`)).toEqual(none)
  expect(await refused('POST', `${GARDEN}/versions`, { name: 'Never', revision: 99_999 })).toEqual(none)
  expect(await refused('POST', `${GARDEN}/restore`, { revision: 99_999 })).toEqual(none)
  expect(await refused('POST', `${GARDEN}/revert`, { session: { from: 0, to: 99_999 } })).toEqual(none)
  expect(await refused('POST', `${GARDEN}/drafts`, { title: 'Never', revision: 99_999 })).toEqual(none)
})

test('[HI9] the name and the note of a version have their bounds, in words', async () => {
  expect(await refused('POST', `${GARDEN}/versions`, { name: 'n'.repeat(81) })).toEqual([
    400,
    'The name of a version has at most 80 characters.',
  ])
  expect(await refused('POST', `${GARDEN}/versions`, { name: 'n', note: 'n'.repeat(1_001) })).toEqual([
    400,
    'The note on a version has at most 1000 characters.',
  ])
})

test('[Y12] a choice for what is no conflict is refused, and a conflict is still chosen after it', async () => {
  const address = await makeDraft('Choosing')
  {
    await using inDraft = await edit(node.server, address, ada)
    inDraft.thing('lamp').set('speed', 20)
    await using inParent = await edit(node.server, 'ada/garden', ada)
    inParent.thing('lamp').set('speed', 30)
    await until('both are stored', async () => {
      const review = DraftReview.parse(await told(await ada.ask('GET', `/api/worlds/${address}/review`)))
      return review.conflicts.length === 1
    })
  }
  const choose = (key: string) => ({ choices: [{ id: id('lamp'), key, side: 'draft' }] })
  expect(await refused('POST', `/api/worlds/${address}/merge`, choose('name'))).toEqual([
    400,
    'There is no conflict about `name` of lamp. Look at the review again: something changed since.',
  ])
  await told(await ada.ask('POST', `/api/worlds/${address}/merge`, choose('speed')))
  await using after = await edit(node.server, 'ada/garden', ada)
  expect(after.thing('lamp').get('speed')).toBe(20)
})

test('[Y12] nothing is drafted, reviewed or merged in a world in the bin, and all of it is there afterwards', async () => {
  const address = await makeDraft('Waiting')
  await writeIn(address, 'Waiting: ')
  await told(await ada.ask('DELETE', GARDEN))
  const binned = [410, 'That world is in the bin. Restore it first.'] as const
  expect(await refused('POST', `${GARDEN}/drafts`, { title: 'No' })).toEqual(binned)
  const parent = [
    400,
    'The world that this is a draft of is in the bin. Put it back first, then merge.',
  ] as const
  expect(await refused('POST', `/api/worlds/${address}/merge`, {})).toEqual(parent)
  expect(await refused('POST', `/api/worlds/${address}/update`)).toEqual(parent)
  expect(await refused('GET', `/api/worlds/${address}/review`)).toEqual(parent)
  await putBack()
  // The draft itself in the bin.
  await told(await ada.ask('DELETE', `/api/worlds/${address}`))
  expect(await refused('POST', `/api/worlds/${address}/merge`, {})).toEqual(binned)
  await putBack()
  await told(await ada.ask('POST', `/api/worlds/${address}/merge`, {}))
  expect(await lampIn('ada/garden')).toMatch(/^Waiting: /u)
})

test.runIf(IS_HARD)(
  '[Y12] a merge while its parent goes into the bin is done or refused in words, and never half',
  async () => {
    for (let round = 0; round < 6; round += 1) {
      const words = `Round ${round}: `
      const address = await makeDraft(`Round ${round}`)
      await writeIn(address, words)
      const merge = ada.ask('POST', `/api/worlds/${address}/merge`, {})
      // Sooner and later in the merge.
      await new Promise((resolve) => setTimeout(resolve, round * 15))
      const [merged, binned] = await Promise.all([merge, ada.ask('DELETE', GARDEN)])
      expect(binned.status).toBe(204)
      const text = merged.ok ? null : Refusal.parse(await merged.json()).text
      expect([200, 400, 409, 410], text ?? '').toContain(merged.status)
      await putBack()
      const now = await lampIn('ada/garden')
      expect(now.split(words).length - 1).toBe(merged.ok ? 1 : 0)
      if (merged.ok) continue
      expect(text).toMatch(/in the bin\. (Nothing was changed|Put it back first|Restore it first)/u)
      await told(await ada.ask('POST', `/api/worlds/${address}/merge`, {}))
      expect((await lampIn('ada/garden')).split(words).length - 1).toBe(1)
    }
  },
)
