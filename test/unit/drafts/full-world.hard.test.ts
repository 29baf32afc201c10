// A world that holds as much as a world may takes nothing more, whatever would write it: a merge, a
// publishing, a restore. Each is refused in a sentence, and leaves nothing behind.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DraftMade, DraftReview, MergeList } from '../../../shared/wire/api/draft-bodies.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { startAccounts, type AccountsNode } from '../../accounts.ts'
import { api, ask } from '../../fault/past/deed.ts'
import { SceneWriter } from '../../fault/past/scene-writer.ts'
import { until } from '../sync/until.ts'

const GARDEN = 'ada/garden'
const FULL = {
  code: 'bound',
  text: 'This world is full: it holds 16 MB. Continue in another one. Nothing was changed.',
}

let node: AccountsNode
let draft: string
beforeAll(async () => {
  node = await startAccounts()
  await ask(node, 'POST', '/api/worlds', { title: 'Garden', address: GARDEN })
  {
    await using writer = await SceneWriter.open(node, GARDEN)
    writer.put('page', 'one two')
    await writer.allSaved()
  }
  draft = DraftMade.parse(await ask(node, 'POST', `${api(GARDEN)}/drafts`, { title: 'Draft' })).address
  {
    await using writer = await SceneWriter.open(node, draft)
    writer.write('page', 'three')
    await writer.allSaved()
  }
  await using writer = await SceneWriter.open(node, GARDEN)
  for (let page = 0; writer.refusal === null; page++) {
    writer.put(`long-${page}`, 'word '.repeat(200_000))
    await until(() => writer.saved > page || writer.refusal !== null, 'it is saved or refused', 90_000)
  }
  expect(writer.refusal).toContain('This world is full')
}, 120_000)
afterAll(() => node[Symbol.asyncDispose]())

/** All that a step which was refused must leave as it was. */
async function kept(): Promise<unknown> {
  const { revision } = HistoryAnswer.parse(await ask(node, 'GET', `${api(GARDEN)}/history`))
  const { versions } = VersionsAnswer.parse(await ask(node, 'GET', `${api(GARDEN)}/versions`))
  const { merges } = MergeList.parse(await ask(node, 'GET', `${api(GARDEN)}/merges`))
  const review = DraftReview.parse(await ask(node, 'GET', `${api(draft)}/review`))
  return { revision, versions, merges, review }
}

it('[Y12] [HI6] a merge, whole or in part, or a restore into a world that is full is refused in words, and nothing of it is done', async () => {
  const before = await kept()
  for (const step of [
    () => node.admin.ask('POST', `${api(draft)}/merge`, {}),
    () => node.admin.ask('POST', `${api(draft)}/merge`, { take: ['page'] }),
    () => node.admin.ask('POST', `${api(GARDEN)}/restore`, { revision: 3 }),
  ]) {
    const answer = await step()
    expect({ status: answer.status, ...(await answer.json()) }).toEqual({ status: 413, ...FULL })
  }
  expect(await kept()).toEqual(before)
})
