// Offers that end without anything in their place: what was merged of them can still be taken back, and is in
// the draft again then.
import { expect } from 'vitest'
import { MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { id } from '../world/made.ts'
import { edit } from './editor.ts'
import { offer, offerOf, offersTo, reviewOf, type OfferedGarden } from './offered-garden.ts'

/** The draft once it has followed. */
export async function drafted({ a, draft, atA }: OfferedGarden): Promise<readonly unknown[]> {
  await told(await a.admin.ask('POST', `${atA}/update`, {}))
  await using ada = await edit(a.server, draft, a.admin)
  const [lamp, moon] = [ada.thing('lamp'), ada.thing('moon')]
  return [ada.page('lamp'), lamp.get('passable'), ada.page('moon'), moon.get('place')]
}

/** Merges the moon and the lamp's page of what is offered; the rest of the lamp stays in the offer. */
export async function mergePart(garden: OfferedGarden): Promise<string> {
  const { b, bob } = garden
  const address = (await offersTo(garden))[0]?.address ?? ''
  const parts = { take: [id('moon')], pages: [id('lamp')] }
  const { merge } = MergeMade.parse(
    await told(await b.admin.ask('POST', `/api/worlds/${address}/merge`, parts)),
  )
  await until('the words are there', () => bob.page('lamp') === 'At night It shines.')
  return merge
}

async function takeBack({ b, bob, atB }: OfferedGarden, merge: string): Promise<void> {
  await told(await b.admin.ask('POST', `${atB}/revert`, { merge }))
  await until('the words are gone', () => bob.page('lamp') === 'It shines.')
}

/** How an offer ends, and when the draft follows what was merged of it. */
export const ENDS = [
  ['declined', 'never'],
  ['declined', 'before'],
  ['withdrawn', 'before'],
  ['withdrawn', 'after'],
  ['erased', 'before'],
] as const
type How = (typeof ENDS)[number][0]
type Follows = (typeof ENDS)[number][1]

/** Its people decline it, who offered it takes it back, or the world is erased from. */
async function end(garden: OfferedGarden, how: How): Promise<void> {
  const { a, b, atA, atB } = garden
  const address = (await offersTo(garden))[0]?.address ?? ''
  const asked = {
    declined: () => b.admin.ask('POST', `/api/worlds/${address}/decline`, { words: 'Not the rest' }),
    withdrawn: () => a.admin.ask('DELETE', `${atA}/offer`),
    erased: () => b.admin.ask('POST', `${atB}/erase`, { before: Date.now() }),
  }
  const ended = await asked[how]()
  expect([200, 204]).toContain(ended.status)
  expect(await offersTo(garden)).toEqual([])
  if (how === 'withdrawn') expect(await offerOf(garden)).toBeNull()
}

/** A merge is taken back, and nothing of the draft is lost, nor there twice. */
export async function takenBackWhole(
  garden: OfferedGarden,
  {
    merge,
    before,
    when,
  }: { readonly merge: string; readonly before: readonly unknown[]; readonly when: string },
): Promise<void> {
  const { a, draft } = garden
  await takeBack(garden, merge)
  expect(await drafted(garden), when).toEqual(before)
  const { things, conflicts } = await reviewOf(a.admin, draft)
  expect(things, when).toHaveLength(2)
  const letters = things.flatMap(({ text }) => text).map((each) => each.in)
  expect(letters, when).toContain('At night ')
  // Where the draft had not followed the merge, the moon has another place there: it was put away.
  expect(conflicts.filter((each) => each.id !== 'moon' || each.key !== 'place')).toEqual([])
}

/** What was merged of an offer that has ended in this way is taken back. */
export async function takenBackAfter(garden: OfferedGarden, how: How, follows: Follows): Promise<void> {
  const before = await drafted(garden)
  await offer(garden, how)
  const merge = await mergePart(garden)
  if (follows === 'before') expect(await drafted(garden), how).toEqual(before)
  await end(garden, how)
  if (how === 'erased') {
    // Who holds the world as it was before is told to open it again.
    await garden.bob[Symbol.asyncDispose]()
    garden.bob = await edit(garden.b.server, `bob/${garden.word}`, garden.b.admin)
  }
  if (follows === 'after') expect(await drafted(garden), how).toEqual(before)
  await takenBackWhole(garden, { merge, before, when: `${how}, followed ${follows}` })
}
