// Adds to offering.node.test.ts: all ways in which an offer ends, what is taken back more than once and of an
// offer that a newer one replaced, and restarts of both nodes while an offer waits.
import { expect, test } from 'vitest'
import { MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { told } from '../../accounts.ts'
import { startAgain } from '../../peers.ts'
import { until } from '../../process.ts'
import { drafted, ENDS, mergePart, takenBackAfter, takenBackWhole } from './ended-offer.ts'
import { begun, offer, offerOf, offersTo, reviewOf, write } from './offered-garden.ts'
import { pairOfFile } from './shared-pair.ts'

const pair = pairOfFile()

test('[Y19] what the people of a world take back of an offer is in its draft again, and is merged again once', async () => {
  const garden = await begun(await pair())
  const { a, b, bob, draft, atB } = garden
  await offer(garden, 'one')
  const addressNow = async (): Promise<string> => (await offersTo(garden))[0]?.address ?? ''
  const address = await addressNow()
  const mergeIt = async (): Promise<string> => {
    const path = `/api/worlds/${await addressNow()}/merge`
    return MergeMade.parse(await told(await b.admin.ask('POST', path, {}))).merge
  }
  const merge = await mergeIt()
  bob.text('lamp').insert(bob.page('lamp').length, ' Always.')
  const before = await until('the copy has all of it', async () => {
    const now = await drafted(garden)
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

  expect(await drafted(garden)).toEqual(before)
  const { things, conflicts } = await reviewOf(a.admin, draft)
  expect(things.flatMap(({ text }) => text)).toMatchObject([{ in: 'At night ', by: { account: 'ada' } }])
  expect([things.length, conflicts]).toEqual([2, []])
  let last = await mergeIt()
  await until('it is there again', () => bob.page('lamp') === 'At night It shines. Always.')
  expect(await drafted(garden)).toEqual(before)
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
      expect(await drafted(garden)).toEqual(whole)
      expect((await reviewOf(a.admin, draft)).things).toHaveLength(2)
      expect(await offer(garden, 'once more')).toMatchObject({ state: 'open', isBehind: false })
    }
    expect((await reviewOf(b.admin, await addressNow())).things).toHaveLength(2)
    last = await mergeIt()
    await until('all of it is there', () => bob.page('lamp') === words)
    expect(await drafted(garden)).toEqual(whole)
    expect((await reviewOf(a.admin, draft)).things).toEqual([])
  }
  await bob[Symbol.asyncDispose]()
}, 180_000)

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

test('[Y19] what is taken back of an offer that has ended, in any way, is in the draft again', async () => {
  const garden = await begun(await pair())
  for (const [how, follows] of ENDS) await takenBackAfter(garden, how, follows)

  // Somebody else goes on from an offer that was taken back, from no other.
  const { a, bob, atA } = garden
  const before = await drafted(garden)
  const carl = await a.signUp('carl')
  await told(await a.admin.ask('PUT', `${atA}/sharing/people/carl`, { right: 'edit' }))
  await offer(garden, 'by ada')
  const merge = await mergePart(garden)
  expect((await carl.ask('POST', `${atA}/offer`, {})).status).toBe(400)
  expect((await carl.ask('DELETE', `${atA}/offer`)).status).toBe(204)
  expect(await drafted(garden)).toEqual(before)
  expect(await offer(garden, 'by carl', carl)).toMatchObject({ state: 'open', isBehind: false })
  expect(await offersTo(garden)).toMatchObject([{ words: 'by carl', by: { account: `carl@${a.name}` } }])
  await takenBackWhole(garden, { merge, before, when: 'offered by somebody else' })
  await bob[Symbol.asyncDispose]()
}, 180_000)
