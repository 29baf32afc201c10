// Offers over two real nodes, as their tests ask for them: ada's draft is at A, and the garden that it is a
// draft of at B, where bob lives.
import { expect } from 'vitest'
import * as Y from 'yjs'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { OfferList, OfferOfDraft } from '../../../shared/wire/api/draft-offer-bodies.ts'
import { told, type Somebody } from '../../accounts.ts'
import { makeWorld, open, startLastingPair } from '../../peers.ts'
import { until, type RunningServer } from '../../process.ts'
import { edit } from './editor.ts'

export const GARDEN = '/api/worlds/bob/garden'
export const DRAFT = '/api/worlds/ada/garden-night'

type Offer = NonNullable<OfferOfDraft['offer']>

/**
 * Bob's garden with a lamp, which everybody may see, and a draft of it by ada at her node, where she wrote.
 */
export async function begun() {
  const pair = await startLastingPair()
  const { a, b } = pair
  await makeWorld(b.admin, 'Garden')
  await open(b.admin, 'bob/garden', 'see')
  const bob = await edit(b.server, 'bob/garden', b.admin)
  bob.put('lamp', 'It shines.', [['passable', false]])
  const garden = `bob@${b.name}/garden`
  const seen = await edit(a.server, garden, a.admin)
  await until('the copy has it', () => seen.page('lamp') === 'It shines.')
  await seen[Symbol.asyncDispose]()
  const path = `/api/worlds/${garden}/drafts`
  const made = DraftMade.parse(await told(await a.admin.ask('POST', path, { title: 'Night' })))
  expect(made.address).toBe('ada/garden-night')
  await write(a.server, a.admin, (scene) => {
    scene.text('lamp').insert(0, 'At night ')
    scene.put('moon', 'Round.')
    scene.thing('lamp').set('passable', true)
  })
  return { pair, a, b, bob, garden }
}

export async function write(
  server: RunningServer,
  who: Somebody,
  how: (scene: Awaited<ReturnType<typeof edit>>) => void,
): Promise<void> {
  await using writing = await edit(server, 'ada/garden-night', who)
  await using reading = await edit(server, 'ada/garden-night', who)
  how(writing)
  const clocks = (scene: Y.Doc): string => Y.encodeStateVector(scene).join()
  await until('it is stored', () => clocks(reading.scene) === clocks(writing.scene))
}

export const offerOf = async (who: Somebody): Promise<Offer | null> =>
  OfferOfDraft.parse(await told(await who.ask('GET', `${DRAFT}/offer`))).offer
export const offer = async (who: Somebody, words = ''): Promise<Offer | null> =>
  OfferOfDraft.parse(await told(await who.ask('POST', `${DRAFT}/offer`, { words }))).offer
export const offersTo = async (who: Somebody): Promise<OfferList['offers']> =>
  OfferList.parse(await told(await who.ask('GET', `${GARDEN}/offers`))).offers
export const reviewOf = async (who: Somebody, address: string): Promise<DraftReview> =>
  DraftReview.parse(await told(await who.ask('GET', `/api/worlds/${address}/review`)))
