// Offers over two real nodes: ada's draft is at A, and the garden that it is a draft of at B, where bob
// lives.
import { expect, test } from 'vitest'
import { DraftList, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { told } from '../../accounts.ts'
import { startAgain } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit } from './editor.ts'
import { begun, offer, offerOf, offersTo, reviewOf, write } from './offered-garden.ts'
import { pairOfFile } from './shared-pair.ts'

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

  // Offered again, merged, and taken back: then the offer is open again.
  expect(await offer(garden)).toMatchObject({ state: 'open' })
  const again = (await offersTo(garden))[0]?.address ?? ''
  const { merge } = MergeMade.parse(await told(await b.admin.ask('POST', `/api/worlds/${again}/merge`, {})))
  await until('it is there', () => bob.page('lamp').startsWith('Look: At'))
  await told(await b.admin.ask('POST', `${atB}/revert`, { merge }))
  await until('it is gone', () => bob.page('lamp') === 'At night It shines. Always.')
  expect((await offersTo(garden)).map((each) => each.address)).toEqual([again])
  await told(await b.admin.ask('POST', `/api/worlds/${again}/merge`, {}))
  await until('it is there again', () => bob.page('lamp') === 'Look: At night It shines. Always.')
  await told(await a.admin.ask('POST', `${atA}/update`, {}))
  expect((await reviewOf(a.admin, draft)).things).toEqual([])
  await bob[Symbol.asyncDispose]()
}, 180_000)

test('[Y19] what the people of a world take back of an offer is in its draft again, and is merged again once', async () => {
  const garden = await begun(await pair())
  const { a, b, bob, draft, atA, atB } = garden
  await offer(garden, 'one')
  const addressNow = async (): Promise<string> => (await offersTo(garden))[0]?.address ?? ''
  const address = await addressNow()
  const mergeIt = async (): Promise<string> => {
    const path = `/api/worlds/${await addressNow()}/merge`
    return MergeMade.parse(await told(await b.admin.ask('POST', path, {}))).merge
  }
  const drafted = async () => {
    await told(await a.admin.ask('POST', `${atA}/update`, {}))
    await using ada = await edit(a.server, draft, a.admin)
    const [lamp, moon] = [ada.thing('lamp'), ada.thing('moon')]
    return [ada.page('lamp'), lamp.get('passable'), ada.page('moon'), moon.get('place')]
  }
  const merge = await mergeIt()
  bob.text('lamp').insert(bob.page('lamp').length, ' Always.')
  const before = await until('the copy has all of it', async () => {
    const now = await drafted()
    return now[0] === 'At night It shines. Always.' ? now : null
  })
  await told(await b.admin.ask('POST', `${atB}/revert`, { merge }))
  await until('it is gone', () => bob.page('lamp') === 'It shines. Always.')
  // Nobody writes in the offer meanwhile, by no route.
  for (const [what, body] of [
    ['restore', { revision: 1 }],
    ['drafts', { title: 'Mine' }],
  ] as const)
    expect(await (await b.admin.ask('POST', `/api/worlds/${address}/${what}`, body)).json()).toMatchObject({
      code: 'right',
      text: expect.stringMatching(/nobody writes in it\. Merge what is good, or decline it\.$/),
    })

  expect(await drafted()).toEqual(before)
  const { things, conflicts } = await reviewOf(a.admin, draft)
  expect(things.flatMap(({ text }) => text)).toMatchObject([{ in: 'At night ', by: { account: 'ada' } }])
  expect([things.length, conflicts]).toEqual([2, []])
  let last = await mergeIt()
  await until('it is there again', () => bob.page('lamp') === 'At night It shines. Always.')
  expect(await drafted()).toEqual(before)
  expect((await reviewOf(a.admin, draft)).things).toEqual([])

  // So is what they take back of an offer after a newer one replaced it: merged again where it is now, and
  // after the draft has followed and was offered once more.
  let words = 'At night It shines. Always.'
  for (const isFollowed of [false, true]) {
    await write(garden, (scene) => scene.text('lamp').insert(0, 'Look: '))
    expect(await offer(garden, 'newer')).toMatchObject({ state: 'open', isBehind: false, isReverted: false })
    await told(await b.admin.ask('POST', `${atB}/revert`, { merge: last }))
    await until('it is gone', () => bob.page('lamp') === 'It shines. Always.')
    words = `Look: ${words}`
    const whole = [words, ...before.slice(1)]
    if (isFollowed) {
      await until('ada hears of it', async () => (await offerOf(garden))?.isBehind === true)
      expect(await drafted()).toEqual(whole)
      expect((await reviewOf(a.admin, draft)).things).toHaveLength(2)
      expect(await offer(garden, 'once more')).toMatchObject({ state: 'open', isBehind: false })
    }
    expect((await reviewOf(b.admin, await addressNow())).things).toHaveLength(2)
    last = await mergeIt()
    await until('all of it is there', () => bob.page('lamp') === words)
    expect(await drafted()).toEqual(whole)
    expect((await reviewOf(a.admin, draft)).things).toEqual([])
  }
  await bob[Symbol.asyncDispose]()
}, 180_000)

test('[Y20] conflicts are choices, an offer is declined with a word, and a newer one replaces the one before', async () => {
  const garden = await begun(await pair())
  const { a, b, bob, atA } = garden
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
  expect(conflicts).toMatchObject([{ key: 'name', parent: 'Lantern', draft: 'Moonlight' }])
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
}, 120_000)

test('[Y19] an offer waits for a node that is away, as it was offered, over restarts of both', async () => {
  const garden = await begun(await pair())
  const { a, b, bob, atA } = garden
  await bob[Symbol.asyncDispose]()
  await b.server.stop()
  expect(await offer(garden, 'for later')).toMatchObject({ state: 'waiting' })
  await write(garden, (scene) => scene.put('later', 'Not offered.'))
  const update = await a.admin.ask('POST', `${atA}/update`, {})
  expect(await update.json()).toMatchObject({ text: expect.stringMatching(/waits to be offered/) })
  await a.server.stop()
  await using awake = await startAgain(b)
  await using here = await startAgain(a)
  const [come] = await until(
    'it arrives',
    async () => {
      const all = await offersTo(garden, awake.admin)
      return all.length > 0 ? all : null
    },
    90_000,
  )
  expect(come?.words).toBe('for later')
  const { things } = await reviewOf(awake.admin, come?.address ?? '')
  expect(things).toHaveLength(2)
  expect(await offerOf(garden, here.admin)).toMatchObject({ state: 'open' })
}, 180_000)
