// Offers over two real nodes: ada's draft is at A, and the garden that it is a draft of at B, where bob
// lives.
import { expect, test } from 'vitest'
import { DraftList, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { edit } from './editor.ts'
import { takenBackAfter } from './ended-offer.ts'
import { begun, offer, offerOf, offersTo, reviewOf, write } from './offered-garden.ts'
import { pairOfFile } from './shared-pair.ts'
import { IS_HARD } from '../../hard.ts'

const pair = pairOfFile()

test('[Y19][Y20] what is offered is reviewed and merged at the other node, in its writer’s name, and the draft follows', async () => {
  const garden = await begun(await pair())
  const { a, b, bob, draft, atA, atB } = garden
  expect(await offer(garden, 'Lights for the night')).toMatchObject({ state: 'open', node: b.name })
  const [come] = await offersTo(garden)
  expect(come).toMatchObject({
    title: 'Night',
    words: 'Lights for the night',
    by: { account: `ada@${a.name}` },
  })
  const address = come?.address ?? ''
  // It is no draft of bob's, and nobody else hears of it.
  expect(DraftList.parse(await told(await b.admin.ask('GET', `${atB}/drafts`))).drafts).toEqual([])
  const eve = await b.signUp(`eve-of-${garden.word}`)
  expect((await eve.ask('GET', `${atB}/offers`)).status).toBe(403)
  expect((await eve.ask('GET', `/api/worlds/${address}/draft`)).status).toBe(404)
  expect((await b.admin.ask('DELETE', `/api/worlds/${address}`)).status).toBe(403)
  const review = await reviewOf(b.admin, address)
  expect(review.things.map(({ kind }) => kind).toSorted()).toEqual(['added', 'changed'])
  expect(review.conflicts).toEqual([])
  const text = review.things.find(({ kind }) => kind === 'changed')?.text
  expect(text).toMatchObject([{ in: 'At night ', by: { account: `ada@${a.name}` } }])

  // The moon alone first, beside what bob writes.
  bob.text('lamp').insert('It shines.'.length, ' Always.')
  const moon = review.things.find(({ kind }) => kind === 'added')?.id
  const parts = { take: [moon] }
  MergeMade.parse(await told(await b.admin.ask('POST', `/api/worlds/${address}/merge`, parts)))
  await until('the moon is there', () => bob.page('moon') === 'Round.')
  expect(bob.page('lamp')).toBe('It shines. Always.')
  expect(
    await until('ada hears of it', async () => {
      const now = await offerOf(garden)
      return now?.state === 'partly' ? now : null
    }),
  ).toMatchObject({ isBehind: true })
  await told(await a.admin.ask('POST', `${atA}/update`, {}))
  {
    await using ada = await edit(a.server, draft, a.admin)
    expect(ada.page('moon')).toBe('Round.')
    expect(ada.page('lamp')).toBe('At night It shines. Always.')
  }
  expect((await reviewOf(a.admin, draft)).things.map(({ id }) => id)).not.toContain(moon)

  // All of the rest, although the draft goes on meanwhile.
  await write(garden, (scene) => scene.text('lamp').insert(0, 'Look: '))
  MergeMade.parse(await told(await b.admin.ask('POST', `/api/worlds/${address}/merge`, {})))
  await until('the words are there', () => bob.page('lamp') === 'At night It shines. Always.')
  expect(bob.thing('lamp').get('passable')).toBe(true)
  expect(await offersTo(garden)).toEqual([])
  const history = HistoryAnswer.parse(await told(await b.admin.ask('GET', `${atB}/history?soon=1`)))
  const authors = history.sessions.flatMap((session) => session.authors.map(({ account }) => account))
  expect(authors).toContain(`ada@${a.name}`)
  await told(await a.admin.ask('POST', `${atA}/update`, {}))
  {
    await using ada = await edit(a.server, draft, a.admin)
    expect(ada.page('lamp')).toBe('Look: At night It shines. Always.')
  }
  const left = await reviewOf(a.admin, draft)
  expect(left.things.map(({ text: words }) => words.map((each) => each.in))).toEqual([['Look: ']])
  expect(await offerOf(garden)).toMatchObject({ state: 'merged', isBehind: false })
  await bob[Symbol.asyncDispose]()
}, 180_000)

test.runIf(IS_HARD)(
  '[Y20] conflicts are choices, an offer is declined with a word, and a newer one replaces the one before',
  async () => {
    const garden = await begun(await pair())
    const { a, b, bob, atA } = garden
    // Words that met while the draft was brought up to its world stay a conflict in the offer.
    bob.text('lamp').insert(0, 'Oh. ')
    await until('the draft follows it', async () => {
      await told(await a.admin.ask('POST', `${atA}/update`, {}))
      return (await reviewOf(a.admin, garden.draft)).conflicts.length > 0
    })
    bob.thing('lamp').set('name', 'Lantern')
    await write(garden, (scene) => scene.thing('lamp').set('name', 'Moonlight'))
    await offer(garden, 'one')
    await write(garden, (scene) => scene.put('star', 'Bright.'))
    await offer(garden, 'two')
    const all = await offersTo(garden)
    expect(all.map(({ words }) => words)).toEqual(['two'])
    const address = all[0]?.address ?? ''
    const { things, conflicts } = await reviewOf(b.admin, address)
    expect(things).toHaveLength(3)
    expect(conflicts).toMatchObject([
      { key: 'name', parent: 'Lantern', draft: 'Moonlight' },
      { key: 'text', kind: 'text', base: '', parent: 'Oh. ', draft: 'At night ' },
    ])
    const said = { thing: conflicts[0]?.id, words: 'Why that name?' }
    await told(await b.admin.ask('POST', `/api/worlds/${address}/review/comments`, said))
    expect((await reviewOf(b.admin, address)).comments).toHaveLength(1)
    expect(
      (await b.admin.ask('POST', `/api/worlds/${address}/decline`, { words: 'Not this year' })).status,
    ).toBe(204)
    expect(await offersTo(garden)).toEqual([])
    expect((await b.admin.ask('GET', `/api/worlds/${address}/draft`)).status).toBe(404)
    await until('ada hears of it', async () => (await offerOf(garden))?.state === 'declined')
    expect(await offerOf(garden)).toMatchObject({ said: 'Not this year' })
    expect(bob.page('star')).toBe('')
    // She may offer it anew, and take it back.
    expect(await offer(garden, 'three')).toMatchObject({ state: 'open' })
    expect((await a.admin.ask('DELETE', `${atA}/offer`)).status).toBe(204)
    expect(await offersTo(garden)).toEqual([])
    expect(await offerOf(garden)).toBeNull()
    await bob[Symbol.asyncDispose]()
  },
  120_000,
)

test.runIf(IS_HARD)('[Y19] what is taken back of an offer that has ended is in the draft again', async () => {
  const garden = await begun(await pair())
  await takenBackAfter(garden, 'declined', 'before')
  await garden.bob[Symbol.asyncDispose]()
})
