// What the owner of a world erases is in no byte of a draft of it that another node keeps, once that node
// hears of it; what people wrote in the draft stays. Two real nodes: ada's drafts are at A, and bob's world
// is at B.
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { told } from '../../accounts.ts'
import { found } from '../../fault/past/world-deeds.ts'
import { endNodes, makeWorld, open, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit, type Editor } from '../../unit/drafts/editor.ts'

let a: PeerNode
let b: PeerNode

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
}, 60_000)
afterAll(() => endNodes(a, b))

/** Edits a world, and waits until somebody else reads that. */
async function change(node: PeerNode, world: string, work: (editor: Editor) => void): Promise<void> {
  await using editor = await edit(node.server, world, node.admin)
  work(editor)
  await until('it is stored', async () => {
    await using other = await edit(node.server, world, node.admin)
    return Y.equalSnapshots(Y.snapshot(editor.scene), Y.snapshot(other.scene))
  })
}

async function draftOf(world: string, title: string): Promise<string> {
  const made = await a.admin.ask('POST', `/api/worlds/${world}/drafts`, { title })
  return DraftMade.parse(await told(made)).address
}

const review = async (draft: string): Promise<DraftReview> =>
  DraftReview.parse(await told(await a.admin.ask('GET', `/api/worlds/${draft}/review`)))

/** A world of bob's with a lamp, and what ada's node calls it. */
async function garden(title: string, page: string, kind: string): Promise<Record<'there' | 'here', string>> {
  const there = await makeWorld(b.admin, title)
  await open(b.admin, there, 'see')
  await change(b, there, (bob) => bob.put('lamp', page, [['kind', kind]]))
  const here = there.replace('/', `@${b.name}/`)
  await using ada = await edit(a.server, here, a.admin)
  await until('the copy has it', () => ada.page('lamp') === page)
  return { there, here }
}

/** Takes a word out of the lamp's page, and all that was deleted out of the world's past. */
async function erase(world: string, word: string): Promise<void> {
  await change(b, world, (bob) => {
    const text = bob.text('lamp')
    text.delete(text.toJSON().indexOf(word), word.length)
  })
  const asked = { before: Date.now() + 60_000 }
  const answer = await told(await b.admin.ask('POST', `/api/worlds/${world}/erase`, asked))
  expect(answer).toMatchObject({ erased: expect.any(Number) })
}

it(
  '[HI42] drafts of a copy that begins anew follow it, and so do drafts of these',
  { timeout: 180_000 },
  async () => {
    const { there, here } = await garden('Herbs', 'mayonnaise It shines.', 'parsley')
    const draft = await draftOf(here, 'Night')
    await change(a, draft, (ada) => {
      ada.text('lamp').insert(ada.page('lamp').length, ' At night.')
      ada.put('moon', 'Round.')
      ada.thing('lamp').set('kind', 'mine')
    })
    // Both changed a value: what it was before is noted with the draft.
    await change(b, there, (bob) => bob.thing('lamp').set('kind', 'yours'))
    await until('the copy has it', async () => (await review(draft)).isBehind)
    await told(await a.admin.ask('POST', `/api/worlds/${draft}/update`, {}))
    expect((await review(draft)).conflicts).toMatchObject([{ key: 'kind', parent: 'yours', draft: 'mine' }])
    const child = await draftOf(draft, 'Late')
    await change(a, child, (ada) => ada.text('lamp').insert(0, 'Later '))
    expect(found(a.server.data, ['mayonnaise', 'parsley'])).toEqual(['mayonnaise', 'parsley'])

    // Somebody is in the copy: its node hears of it at once.
    await using inCopy = await edit(a.server, here, a.admin)
    await erase(there, 'mayonnaise ')
    await until(
      'the words are gone',
      () => found(a.server.data, ['mayonnaise', 'parsley']).length === 0,
      60_000,
    )
    await inCopy[Symbol.asyncDispose]()

    await using inDraft = await edit(a.server, draft, a.admin)
    expect([inDraft.page('lamp'), inDraft.page('moon')]).toEqual(['It shines. At night.', 'Round.'])
    await using inChild = await edit(a.server, child, a.admin)
    expect([inChild.page('lamp'), inChild.page('moon')]).toEqual(['Later It shines. At night.', 'Round.'])
    const { isBehind, things, conflicts } = await review(draft)
    expect(isBehind).toBe(false)
    expect(things.map(({ kind }) => kind).toSorted()).toEqual(['added', 'changed'])
    expect(conflicts).toMatchObject([{ key: 'kind', parent: 'yours', draft: 'mine' }])
    expect((await review(child)).things.map(({ text }) => text.map((spot) => spot.in))).toEqual([['Later ']])
    const offered = await a.admin.ask('POST', `/api/worlds/${draft}/offer`, {})
    expect(await told(offered)).toMatchObject({ offer: { state: 'open' } })
  },
)

it('[HI42] a node that was away hears of it at the next review', { timeout: 180_000 }, async () => {
  const { there, here } = await garden('Roots', 'horseradish It shines.', 'lamp')
  const draft = await draftOf(here, 'Day')
  await change(a, draft, (ada) => ada.text('lamp').insert(ada.page('lamp').length, ' By day.'))
  await a.server.stop()
  await erase(there, 'horseradish ')
  a = await startAgain(a)
  expect(found(a.server.data, ['horseradish'])).toEqual(['horseradish'])
  await until(
    'the words are gone',
    async () => {
      await a.admin.ask('GET', `/api/worlds/${draft}/review`)
      return found(a.server.data, ['horseradish']).length === 0
    },
    60_000,
  )
  await using inDraft = await edit(a.server, draft, a.admin)
  expect(inDraft.page('lamp')).toBe('It shines. By day.')
  expect((await review(draft)).things).toMatchObject([{ kind: 'changed', text: [{ in: ' By day.' }] }])
})
