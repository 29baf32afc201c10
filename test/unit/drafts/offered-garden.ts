// Offers over two real nodes, as their tests ask for them: ada's draft is at A, and the garden that it is a
// draft of at B, where bob lives.
import { expect } from 'vitest'
import * as Y from 'yjs'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { OfferList, OfferOfDraft } from '../../../shared/wire/api/draft-offer-bodies.ts'
import { told, type Somebody } from '../../accounts.ts'
import { makeWorld, open, type ServedPair } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit } from './editor.ts'
import { nextGarden } from './shared-pair.ts'

type Offer = NonNullable<OfferOfDraft['offer']>

/** What is offered, and where. */
export type OfferedGarden = Awaited<ReturnType<typeof begun>>

/**
 * Bob's garden with a lamp, which everybody may see, and a draft of it by ada at her node, where she wrote.
 */
export async function begun({ a, b }: ServedPair) {
  const { title, word } = nextGarden()
  const world = `bob/${word}`
  await makeWorld(b.admin, title)
  await open(b.admin, world, 'see')
  const bob = await edit(b.server, world, b.admin)
  bob.put('lamp', 'It shines.', [['passable', false]])
  const garden = `bob@${b.name}/${word}`
  const seen = await edit(a.server, garden, a.admin)
  await until('the copy has it', () => seen.page('lamp') === 'It shines.')
  await seen[Symbol.asyncDispose]()
  const path = `/api/worlds/${garden}/drafts`
  const { address } = DraftMade.parse(await told(await a.admin.ask('POST', path, { title: 'Night' })))
  expect(address).toBe(`ada/${word}-draft`)
  const begun = {
    a,
    b,
    bob,
    word,
    draft: address,
    atA: `/api/worlds/${address}`,
    atB: `/api/worlds/${world}`,
  }
  await write(begun, (scene) => {
    scene.text('lamp').insert(0, 'At night ')
    scene.put('moon', 'Round.')
    scene.thing('lamp').set('passable', true)
  })
  return begun
}

/** Ada writes in her draft. */
export async function write(
  { a, draft }: Pick<OfferedGarden, 'a' | 'draft'>,
  how: (scene: Awaited<ReturnType<typeof edit>>) => void,
): Promise<void> {
  await using writing = await edit(a.server, draft, a.admin)
  await using reading = await edit(a.server, draft, a.admin)
  how(writing)
  const clocks = (scene: Y.Doc): string => Y.encodeStateVector(scene).join()
  await until('it is stored', () => clocks(reading.scene) === clocks(writing.scene))
}

/** By ada, unless somebody else asks. */
export const offerOf = async ({ a, atA }: OfferedGarden, who: Somebody = a.admin): Promise<Offer | null> =>
  OfferOfDraft.parse(await told(await who.ask('GET', `${atA}/offer`))).offer
/** Likewise. A node that is busy with other tests may take longer than nodes wait for each other. */
export const offer = async (
  { a, atA }: OfferedGarden,
  words = '',
  who: Somebody = a.admin,
): Promise<Offer | null> => {
  const offered = await until('the other node answers in time', async () => {
    const { offer } = OfferOfDraft.parse(await told(await who.ask('POST', `${atA}/offer`, { words })))
    return offer?.said.includes('takes longer than') === true ? null : { offer }
  })
  return offered.offer
}
/** As bob sees them. */
export const offersTo = async (
  { b, atB }: OfferedGarden,
  who: Somebody = b.admin,
): Promise<OfferList['offers']> => OfferList.parse(await told(await who.ask('GET', `${atB}/offers`))).offers
export const reviewOf = async (who: Somebody, address: string): Promise<DraftReview> =>
  DraftReview.parse(await told(await who.ask('GET', `/api/worlds/${address}/review`)))
