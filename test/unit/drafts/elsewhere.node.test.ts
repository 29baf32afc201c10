// Drafts of a world of another node, over two real nodes: ada lives at A, and bob's world is at B.
import { expect, test } from 'vitest'
import { DraftList, DraftMade, DraftOf, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { WorldList } from '../../../shared/wire/api/world-bodies.ts'
import { told, type Somebody } from '../../accounts.ts'
import { endNodes, makeWorld, open, serveAgain } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit } from './editor.ts'
import { id } from '../world/made.ts'
import { nextGarden, pairOfFile } from './shared-pair.ts'
import { IS_HARD } from '../../hard.ts'

const pair = pairOfFile()

/** Bob's garden with a lamp, which everybody may see, and a draft of it by ada at her node. */
async function gardenWithDraft() {
  const { a, b } = await pair()
  const { title, word } = nextGarden()
  const world = `bob/${word}`
  await makeWorld(b.admin, title)
  await open(b.admin, world, 'see')
  const bob = await edit(b.server, world, b.admin)
  bob.put('lamp', 'It shines.')
  const garden = `bob@${b.name}/${word}`
  // She is in it: her node has a copy of it.
  const seen = await edit(a.server, garden, a.admin)
  await until('the copy has it', () => seen.page('lamp') === 'It shines.')
  const path = `/api/worlds/${garden}/drafts`
  const { address } = DraftMade.parse(await told(await a.admin.ask('POST', path, { title: 'Night' })))
  return { a, b, bob, seen, world, garden, path, address }
}

const reviewOf = async (who: Somebody, draft: string): Promise<DraftReview> =>
  DraftReview.parse(await told(await who.ask('GET', `/api/worlds/${draft}/review`)))

test('[Y18] a draft of another node’s world is its maker’s own world, and goes on from what its node has', async () => {
  const { a, b, bob, seen, world, garden, path, address } = await gardenWithDraft()
  expect(address).toBe(`${world.replace('bob', 'ada')}-draft`)
  const draft = `/api/worlds/${address}`
  const of = DraftOf.parse(await told(await a.admin.ask('GET', `${draft}/draft`))).draft
  expect(of).toMatchObject({ title: 'Night', node: b.name, parent: { address: garden } })
  const listed = DraftList.parse(await told(await a.admin.ask('GET', path))).drafts
  expect(listed.map((each) => each.address)).toEqual([address])
  // At home it stands below that world.
  const { worlds } = WorldList.parse(await told(await a.admin.ask('GET', '/api/worlds')))
  expect(worlds.find((each) => each.address === address)?.draft).toEqual({ title: 'Night', of: garden })
  {
    await using ada = await edit(a.server, address, a.admin)
    ada.text('lamp').insert(0, 'At night ')
    ada.put('moon', 'Round.')
    const again = await edit(a.server, address, a.admin)
    await until('it is stored', () => again.page('moon') === 'Round.')
    await again[Symbol.asyncDispose]()
  }
  expect((await reviewOf(a.admin, address)).isBehind).toBe(false)
  bob.text('lamp').insert('It shines.'.length, ' Always.')
  await until('the copy has it', () => seen.page('lamp') === 'It shines. Always.')
  const review = await reviewOf(a.admin, address)
  expect(review.isBehind).toBe(true)
  expect(review.things.map(({ kind }) => kind).toSorted()).toEqual(['added', 'changed'])
  const merged = await a.admin.ask('POST', `${draft}/merge`, {})
  expect(merged.status).toBe(409)
  await seen[Symbol.asyncDispose]()
  bob.text('lamp').insert(0, 'Oh. ')
  const theirs = await edit(b.server, world, b.admin)
  await until('it is stored', () => theirs.page('lamp').startsWith('Oh.'))
  await theirs[Symbol.asyncDispose]()
  await told(await a.admin.ask('POST', `${draft}/update`, {}))
  {
    await using ada = await edit(a.server, address, a.admin)
    // Both wrote at the same place: the draft keeps its own words until somebody chooses.
    expect(ada.page('lamp')).toBe('At night It shines. Always.')
    expect(ada.page('moon')).toBe('Round.')
  }
  expect(await reviewOf(a.admin, address)).toMatchObject({
    isBehind: false,
    conflicts: [{ id: id('lamp'), kind: 'text', base: '', parent: 'Oh. ', draft: 'At night ' }],
  })
  expect(bob.page('lamp')).toBe('Oh. It shines. Always.')
  await bob[Symbol.asyncDispose]()
})

test('[Y18] who may not see the world, or has no account, begins no draft of it; nobody begins one at its node', async () => {
  const { a, b, bob, seen, world, garden, path } = await gardenWithDraft()
  const guest = await a.guest('Gast')
  expect((await guest.ask('POST', path, { title: 'Mine' })).status).toBe(401)
  const past = await a.admin.ask('POST', path, { title: 'Then', revision: 1 })
  expect(past.status).toBe(409)
  await told(await b.admin.ask('PATCH', `/api/worlds/${world}/sharing`, { public: 'none' }))
  await until('its node says so', async () => {
    const again = await a.admin.ask('POST', path, { title: 'Mine' })
    return again.status === 404
  })
  await seen[Symbol.asyncDispose]()
  await bob[Symbol.asyncDispose]()
  expect(garden).toContain('@')
})

test.runIf(IS_HARD)('[Y18] the draft stays when the copy goes, and its node can be away', async () => {
  const { a, b, bob, seen, world, garden, address } = await gardenWithDraft()
  await seen[Symbol.asyncDispose]()
  bob.text('lamp').insert(0, 'Still ')
  const theirs = await edit(b.server, world, b.admin)
  await until('it is stored', () => theirs.page('lamp').startsWith('Still'))
  await theirs[Symbol.asyncDispose]()
  await bob[Symbol.asyncDispose]()
  const left = await a.admin.ask('DELETE', `/api/peers/place/${garden}`, { lose: true })
  expect(left.status).toBe(204)
  await a.server.stop()
  const here = await serveAgain(a)
  const path = `/api/worlds/${address}`
  await b.server.stop()
  const asleep = await here.admin.ask('POST', `${path}/update`, {})
  expect(asleep.status).toBe(503)
  await using inDraft = await edit(here.server, address, here.admin)
  expect(inDraft.page('lamp')).toBe('It shines.')
  const awake = await serveAgain(b)
  await until('its node is met again', async () => (await here.admin.ask('POST', `${path}/update`, {})).ok)
  await using updated = await edit(here.server, address, here.admin)
  expect(updated.page('lamp')).toBe('Still It shines.')
  await endNodes(here, awake)
})
