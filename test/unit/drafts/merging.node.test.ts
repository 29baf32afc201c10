// Reviews, updates and merges of drafts over a real node.
import { expect, test } from 'vitest'
import {
  DraftMade,
  DraftOf,
  DraftReview,
  DraftUpdated,
  MergeConflictsAnswer,
  MergeList,
  MergeMade,
} from '../../../shared/wire/api/draft-bodies.ts'
import { CLOSE } from '../../../shared/wire/frames/sync-frames.ts'
import type { AccountsNode, Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { id } from '../world/made.ts'
import { emptiedNode } from './emptied-node.ts'
import { edit, type Editor } from './editor.ts'
import { IS_HARD } from '../../hard.ts'

const GARDEN = '/api/worlds/ada/garden'

const emptied = emptiedNode()

async function json(answer: Promise<Response>): Promise<unknown> {
  const response = await answer
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
  return response.json()
}

async function garden(node: AccountsNode): Promise<Somebody> {
  await json(node.admin.ask('POST', '/api/worlds', { title: 'Garden' }))
  const bob = await node.signUp('bob')
  await json(node.admin.ask('PUT', `${GARDEN}/sharing/people/bob`, { right: 'edit' }))
  return bob
}

/** What somebody wrote is stored once another sees it. */
async function stored(node: AccountsNode, world: string, who: Somebody, by: Editor): Promise<void> {
  await using reader = await edit(node.server, world, who)
  const all = JSON.stringify(by.scene.getMap('artifacts').toJSON())
  await until(
    'it is stored',
    () => JSON.stringify(reader.scene.getMap('artifacts').toJSON()).length === all.length,
  )
}

test('[Y12] a merge writes what a draft changed into its parent, and the draft goes on from there', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  const draft = `/api/worlds/${address}`
  {
    await using inDraft = await edit(node.server, address, bob)
    inDraft.text('lamp').insert(0, 'At night: ')
    inDraft.put('moon', 'Round.')
    inDraft.thing('lamp').set('speed', 50)
    await stored(node, address, bob, inDraft)
  }
  ada.text('lamp').insert(10, ' Brightly.')
  ada.thing('lamp').set('speed', 200)
  await stored(node, 'ada/garden', bob, ada)
  const review = DraftReview.parse(await json(bob.ask('GET', `${draft}/review`)))
  expect(review.isBehind).toBe(true)
  expect(review.things.map((thing) => thing.id).toSorted()).toEqual([id('lamp'), id('moon')].toSorted())
  expect(review.conflicts).toEqual([{ id: id('lamp'), key: 'speed', parent: 200, draft: 50 }])
  const wrong = await bob.ask('POST', `${draft}/merge`, {
    choices: [{ id: id('lamp'), key: 'name', side: 'draft' }],
  })
  expect(wrong.status).toBe(400)
  // The moon alone, then the rest.
  const first = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, { take: [id('moon')] })))
  await until('the moon is there', () => ada.page('moon') === 'Round.')
  expect(ada.page('lamp')).toBe('It shines. Brightly.')
  const choices = [{ id: id('lamp'), key: 'speed', side: 'draft' }]
  const made = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, { choices })))
  await until('the lamp is merged', () => ada.page('lamp') === 'At night: It shines. Brightly.')
  expect(made.revision).toBeGreaterThan(first.revision)
  expect(ada.thing('lamp').get('speed')).toBe(50)
  await using after = await edit(node.server, address, bob)
  expect(after.page('lamp')).toBe('At night: It shines. Brightly.')
  const rest = DraftReview.parse(await json(bob.ask('GET', `${draft}/review`)))
  expect(rest).toMatchObject({ things: [], conflicts: [], isBehind: false })
  const { merges } = MergeList.parse(await json(bob.ask('GET', `${GARDEN}/merges`)))
  expect(merges.map((merge) => merge.id)).toEqual([made.merge, first.merge])
  // Blame in the parent names the draft's author.
  const history = await json(bob.ask('GET', `${GARDEN}/history/${made.revision}/authors?thing=${id('lamp')}`))
  const [bobs, adas] = ['bob', 'ada'].map((account) => ({ length: 10, author: { account } }))
  expect(history).toMatchObject({ text: [bobs, adas, adas] })
})

test('[Y7] words that both replaced are a conflict, whose versions stay apart until somebody chooses', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'On Friday.')
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  const draft = `/api/worlds/${address}`
  {
    await using inDraft = await edit(node.server, address, bob)
    inDraft.text('lamp').delete(3, 3)
    inDraft.text('lamp').insert(3, 'Satur')
    await stored(node, address, bob, inDraft)
  }
  const behind = async () => DraftOf.parse(await json(bob.ask('GET', `${draft}/draft?behind=1`))).draft
  const before = await behind()
  ada.text('lamp').delete(3, 3)
  ada.text('lamp').insert(3, 'Thurs')
  await stored(node, 'ada/garden', bob, ada)
  expect((await behind())?.parentRevision).toBeGreaterThan(before?.parentRevision ?? Infinity)
  const review = async () => DraftReview.parse(await json(bob.ask('GET', `${draft}/review`)))
  const place = { id: id('lamp'), key: 'text', kind: 'text', at: 3 }
  const conflict = { ...place, base: 'Friday', parent: 'Thursday', draft: 'Saturday' }
  expect((await review()).conflicts).toEqual([conflict])
  const { merge } = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, {})))
  expect(ada.page('lamp')).toBe('On Thursday.')
  expect((await review()).conflicts).toEqual([conflict])
  // The list says where it was, and the merge what.
  const list = MergeList.parse(await json(bob.ask('GET', `${GARDEN}/merges`)))
  expect(list).toMatchObject({ merges: [{ id: merge }], next: null })
  expect(list.merges[0]?.conflicts).toEqual([place])
  const of = await json(bob.ask('GET', `${GARDEN}/merges/${merge}`))
  expect(MergeConflictsAnswer.parse(of).conflicts).toEqual([conflict])
  const at = { id: id('lamp'), key: 'text', at: 3 }
  const wrong = await bob.ask('POST', `${draft}/merge`, { choices: [{ ...at, at: 4, side: 'draft' }] })
  expect(wrong.status).toBe(400)
  const choices = [{ ...at, side: 'both' }]
  const made = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, { choices })))
  await until('both are there', () => ada.page('lamp') === 'On Thursday Saturday.')
  expect(await review()).toMatchObject({ things: [], conflicts: [] })
  // Taken back, it is a conflict again.
  await json(node.admin.ask('POST', `${GARDEN}/revert`, { merge: made.merge }))
  await until('it is reverted', () => ada.page('lamp') === 'On Thursday.')
  expect((await review()).conflicts).toMatchObject([{ id: id('lamp'), key: 'text', base: 'Friday' }])
})

test('[Y8] a conflict that stays open says so where its base was too large to be kept', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  ada.thing('lamp').set('story', 'x'.repeat(3_000))
  await stored(node, 'ada/garden', bob, ada)
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  {
    await using inDraft = await edit(node.server, address, bob)
    inDraft.thing('lamp').set('story', 'Dark.')
    await stored(node, address, bob, inDraft)
  }
  ada.thing('lamp').set('story', 'Light.')
  await stored(node, 'ada/garden', bob, ada)
  const draft = `/api/worlds/${address}`
  const { merge } = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, {})))
  const { conflicts } = DraftReview.parse(await json(bob.ask('GET', `${draft}/review`)))
  const open = { id: id('lamp'), key: 'story', parent: 'Light.', draft: 'Dark.', isCut: true }
  expect(conflicts).toEqual([open])
  const of = await json(bob.ask('GET', `${GARDEN}/merges/${merge}`))
  expect(MergeConflictsAnswer.parse(of).conflicts).toEqual([open])
})

test('[Y10] who stays connected while a draft goes on under a new line does not write its words again', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  const draft = `/api/worlds/${address}`
  let page = 'It shines.'
  for (const deed of ['update', 'merge']) {
    // A stock client: it has no notion of lines.
    await using stays = await edit(node.server, address, bob)
    stays.text('lamp').insert(0, `Before the ${deed}. `)
    page = stays.page('lamp')
    await stored(node, address, bob, stays)
    await json(bob.ask('POST', `${draft}/${deed}`, {}))
    // It comes back with its old document, and is sent away.
    await until('it was refused', () => stays.closes.includes(CLOSE.identity))
    await using fresh = await edit(node.server, address, bob)
    expect(fresh.page('lamp')).toBe(page)
  }
  expect(ada.page('lamp')).toBe(page)
})

test('[Y13] an update brings the parent as it is now into a draft, and keeps what the draft changed', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  {
    await using inDraft = await edit(node.server, address, bob)
    inDraft.text('lamp').insert(0, 'Look! ')
    await stored(node, address, bob, inDraft)
  }
  ada.put('tree', 'High.')
  await stored(node, 'ada/garden', bob, ada)
  const updated = DraftUpdated.parse(await json(bob.ask('POST', `/api/worlds/${address}/update`)))
  expect(updated.conflicts).toEqual([])
  await using after = await edit(node.server, address, bob)
  expect(after.page('tree')).toBe('High.')
  expect(after.page('lamp')).toBe('Look! It shines.')
  expect(ada.page('lamp')).toBe('It shines.')
  expect((await bob.ask('POST', `${GARDEN}/update`)).status).toBe(400)
})

test('[Y11] a merge that is reverted is gone from the parent, is in the draft again, and can be merged again', async () => {
  const node = emptied()
  const bob = await garden(node)
  await using ada = await edit(node.server, 'ada/garden', node.admin)
  ada.put('lamp', 'It shines.')
  const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
  const draft = `/api/worlds/${address}`
  {
    await using inDraft = await edit(node.server, address, bob)
    inDraft.text('lamp').delete(0, 3)
    inDraft.text('lamp').insert(0, 'The moon ')
    inDraft.put('moon', 'Round.')
    await stored(node, address, bob, inDraft)
  }
  // A draft of the draft follows it onto its new lines.
  const child = DraftMade.parse(await json(bob.ask('POST', `${draft}/drafts`, { title: 'Deeper' }))).address
  const { merge } = MergeMade.parse(await json(bob.ask('POST', `${draft}/merge`, {})))
  await until('it is merged', () => ada.page('lamp') === 'The moon shines.')
  ada.text('lamp').insert(16, ' Always.')
  await stored(node, 'ada/garden', bob, ada)
  await json(node.admin.ask('POST', `${GARDEN}/revert`, { merge }))
  await until('it is reverted', () => ada.page('lamp') === 'It shines. Always.')
  expect(ada.thing('moon').get('place')).toMatchObject({ host: 'limbo' })
  {
    await using again = await edit(node.server, address, bob)
    expect(again.page('lamp')).toBe('The moon shines. Always.')
    expect(again.thing('moon').get('place')).not.toMatchObject({ host: 'limbo' })
    await using deeper = await edit(node.server, child, bob)
    expect(deeper.page('lamp')).toBe('The moon shines. Always.')
  }
  expect((await node.admin.ask('POST', `${GARDEN}/revert`, { merge })).status).toBe(404)
  await json(bob.ask('POST', `${draft}/merge`, {}))
  await until('it is merged again', () => ada.page('lamp') === 'The moon shines. Always.')
  expect(ada.thing('moon').get('place')).not.toMatchObject({ host: 'limbo' })
})

test.runIf(IS_HARD)(
  '[Y10] a draft that is begun while its world gets another line follows that',
  async () => {
    const node = emptied()
    const bob = await garden(node)
    await using ada = await edit(node.server, 'ada/garden', node.admin)
    ada.put('lamp', 'It shines.')
    const { address } = DraftMade.parse(await json(bob.ask('POST', `${GARDEN}/drafts`, { title: 'Night' })))
    const draft = `/api/worlds/${address}`
    let usualMs = 0
    for (let round = 0; round < 5; round += 1) {
      ada.put(`tree-${round}`, 'High.')
      await stored(node, 'ada/garden', bob, ada)
      const before = performance.now()
      const updating = json(bob.ask('POST', `${draft}/update`)).finally(() => {
        usualMs = performance.now() - before
      })
      // Sooner and later in the update.
      await new Promise((resolve) => setTimeout(resolve, (usualMs * round) / 6))
      const begun = json(bob.ask('POST', `${draft}/drafts`, { title: `Deeper ${round}` }))
      await updating
      const { address: deeper } = DraftMade.parse(await begun)
      const review = await bob.ask('GET', `/api/worlds/${deeper}/review`)
      expect(review.ok ? null : await review.text()).toBeNull()
      await json(bob.ask('POST', `/api/worlds/${deeper}/update`))
      await using seen = await edit(node.server, deeper, bob)
      expect(seen.page(`tree-${round}`)).toBe('High.')
    }
  },
)
