import { expect, it } from 'vitest'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { startAccounts } from '../../accounts.ts'
import { api, ask } from '../../fault/past/deed.ts'
import { SceneWriter } from '../../fault/past/scene-writer.ts'

it('[Y13] a draft of which more changed than a review can list is reviewed all the same', async () => {
  await using node = await startAccounts()
  await ask(node, 'POST', '/api/worlds', { title: 'Garden', address: 'ada/garden' })
  const made = DraftMade.parse(await ask(node, 'POST', `${api('ada/garden')}/drafts`, { title: 'Draft' }))
  {
    await using writer = await SceneWriter.open(node, made.address)
    for (let page = 0; page < 30; page++) {
      writer.put(`page-${page}`, 'word '.repeat(20_000))
      await writer.allSaved()
    }
  }
  const review = DraftReview.parse(await ask(node, 'GET', `${api(made.address)}/review`))
  expect(review.isCut).toBe(true)
  expect(review.things.length).toBeGreaterThan(15)
  expect(review.things.length).toBeLessThan(30)
  expect(review.things[0]?.text[0]?.in).toHaveLength(100_000)
  expect(review.things.every((thing) => thing.kind === 'added')).toBe(true)
})
