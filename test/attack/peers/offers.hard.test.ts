// What a hostile node can send as an offer: every one of them is refused in a sentence, holds up nobody, and
// leaves nothing behind. What is taken is in nobody's name but that of people of that node, and runs nothing.
import { toBase64UrlEncoded } from 'lib0/buffer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { Call, Called } from '../../../server/peers/known/peer-client.ts'
import { OFFERS_PER_HOUR } from '../../../server/http/peers/offered-draft-routes.ts'
import { DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import { OfferList } from '../../../shared/wire/api/draft-offer-bodies.ts'
import { OFFER_BYTES_MAX, OFFER_ROWS_MAX } from '../../../shared/wire/peers/draft-offer-bodies.ts'
import type { MemberId } from '../../../shared/world/address.ts'
import type { IdRange } from '../../../shared/yjs/id-ranges.ts'
import { encodeSection, textContent, type NewItem } from '../../../shared/yjs/tree/new-items.ts'
import { writeUpdate } from '../../../shared/yjs/update-writer.ts'
import { ask, told } from '../../accounts.ts'
import { makeWorld, open, pathTo, startLone, startPeer, type LoneNode, type PeerNode } from '../../peers.ts'
import { until } from '../../process.ts'
import { edit, type Editor } from '../../unit/drafts/editor.ts'
import { id as thing } from '../../unit/world/made.ts'
import { artifactMaps } from '../../../shared/world/scene/scene.ts'
import { IS_HARD } from '../../hard.ts'

const encodeItems = (
  client: number,
  clock: number,
  items: readonly NewItem[],
  deleted: readonly IdRange[],
): Uint8Array => writeUpdate([encodeSection(client, clock, items)], deleted)

const CLIENT = 77
const CODE = '```js\nevery(0.1, () => { memory.n = (memory.n ?? 0) + 1 })\n```\n'

let b: PeerNode
let far: LoneNode
let bob: Editor
let people = 0

beforeAll(async () => {
  ;[b, far] = await Promise.all([startPeer('bob'), startLone()])
  await makeWorld(b.admin, 'Garden')
  await makeWorld(b.admin, 'Cellar')
  await open(b.admin, 'bob/garden', 'see')
  bob = await edit(b.server, 'bob/garden', b.admin)
  bob.put('lamp', 'It shines.')
  const seen = await edit(b.server, 'bob/garden', b.admin)
  await until('it is stored', () => seen.page('lamp') === 'It shines.')
  await seen[Symbol.asyncDispose]()
})
afterAll(async () => {
  await bob[Symbol.asyncDispose]()
  await far[Symbol.asyncDispose]()
  await b[Symbol.asyncDispose]()
})

/** Somebody new of the other node: bounds are each person's. */
const somebody = (): MemberId => far.person(`mallory${++people}`)

function asks(method: Call['method'], offer: string, as: MemberId, body?: unknown): Promise<Called> {
  const path = pathTo(`/api/peers/offers/${offer}`)
  return far.peers.caller.call(b.name, { method, path, as, ...(body !== undefined && { body }) })
}

/** What somebody wrote in a copy of the garden, under a client of their own. */
function written(how: (editor: Y.Doc) => void, client = CLIENT): Uint8Array {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(bob.scene))
  copy.clientID = client
  copy.transact(() => how(copy))
  return Y.encodeStateAsUpdate(copy, Y.encodeStateVector(bob.scene))
}

const lampOf = (scene: Y.Doc): Y.Text => {
  const text = artifactMaps(scene).get(thing('lamp'))
  const page = text instanceof Y.Map ? text.get('text') : null
  if (!(page instanceof Y.Text)) throw new Error('there is no lamp')
  return page
}
const GOOD = (): Uint8Array => written((scene) => lampOf(scene).insert(0, 'Oh. '))

interface Row {
  readonly update: Uint8Array
  readonly by?: string | null
  readonly at?: number
}

const offerOf = (rows: readonly Row[], more: Readonly<Record<string, unknown>> = {}) => ({
  to: 'bob/garden',
  title: 'Night',
  words: '',
  base: toBase64UrlEncoded(Y.encodeStateVector(bob.scene)),
  round: 0,
  rows: rows.map(({ update, by = null, at = 1 }) => ({ update: toBase64UrlEncoded(update), by, at })),
  open: [],
  ...more,
})

const ID = 'offer-of-mallory-1'
const offers = async (): Promise<OfferList['offers']> =>
  OfferList.parse(await told(await b.admin.ask('GET', '/api/worlds/bob/garden/offers'))).offers

/** Longest that the node did not answer meanwhile, in ms. */
async function heldUp(work: () => Promise<unknown>): Promise<number> {
  const state = { isOver: false }
  let longest = 0
  const watch = (async () => {
    while (!state.isOver) {
      const at = performance.now()
      // A connection may be closed between two requests, under load.
      await ask(b.server.url, 'GET', '/api/me').catch(() => undefined)
      longest = Math.max(longest, performance.now() - at)
    }
  })()
  await work()
  state.isOver = true
  await watch
  return longest
}

const many = (length: number): Uint8Array[] =>
  Array.from({ length }, (_, n) => encodeItems(CLIENT, n, [inRoot(n)], []))
const inRoot = (n: number) => ({
  left: null,
  right: null,
  parent: 'extra',
  key: null,
  content: textContent(`${n % 10}`),
})
const costly = (): Uint8Array =>
  encodeItems(
    CLIENT,
    0,
    Array.from({ length: 9_900 }, (_, n) => inRoot(n)),
    [],
  )
const deleting = (client: number, clock: number): Uint8Array =>
  encodeItems(CLIENT, 0, [inRoot(0)], [{ client, clock, length: 5 }])
const withDocument = (): Uint8Array => written((scene) => void scene.getMap('meta').set('inner', new Y.Doc()))

describe('[Y21] what is refused', () => {
  it.each<[string, () => unknown, number, RegExp]>([
    ['no body', () => ({}), 400, /missing or of the wrong kind/],
    ['bytes that are no update', () => offerOf([{ update: Uint8Array.of(9, 9, 9) }]), 400, /cannot be read/],
    [
      'text that is no bytes',
      () => ({ ...offerOf([]), rows: [{ update: '<>', by: null, at: 1 }] }),
      400,
      /wrong kind/,
    ],
    ['nothing', () => offerOf([]), 400, /./],
    [
      'an account of this node as author',
      () => offerOf([{ update: GOOD(), by: `bob@${b.name}` }]),
      400,
      /people of the node that offers/,
    ],
    ['a time before all times', () => offerOf([{ update: GOOD(), at: -1 }]), 400, /./],
    [
      'a client of somebody here',
      () => offerOf([{ update: written((scene) => lampOf(scene).insert(0, 'I'), bob.scene.clientID) }]),
      400,
      /cannot be read/,
    ],
    [
      'rows of two clients',
      () => offerOf([{ update: GOOD() }, { update: encodeItems(78, 0, [inRoot(0)], []) }]),
      400,
      /cannot be read/,
    ],
    ['a gap', () => offerOf([{ update: encodeItems(CLIENT, 5, [inRoot(0)], []) }]), 400, /cannot be read/],
    [
      'what rests on nothing',
      () =>
        offerOf([{ update: encodeItems(CLIENT, 0, [{ ...inRoot(0), left: { client: 5, clock: 5 } }], []) }]),
      400,
      /cannot be read/,
    ],
    ['deletions of what is not there', () => offerOf([{ update: deleting(5, 5) }]), 400, /cannot be read/],
    ['a document in the document', () => offerOf([{ update: withDocument() }]), 400, /cannot be read/],
    [
      'a base that never was',
      () =>
        offerOf([{ update: GOOD() }], { base: toBase64UrlEncoded(Y.encodeStateVector(new Map([[5, 5]]))) }),
      400,
      /Update it from the world/,
    ],
    [
      'a base that is no clocks',
      () => offerOf([{ update: GOOD() }], { base: '____' }),
      400,
      /Update it from the world/,
    ],
    [
      'more merges than there were',
      () => offerOf([{ update: GOOD() }], { round: 3 }),
      400,
      /merged or taken back/,
    ],
    ['too many rows', () => offerOf(many(OFFER_ROWS_MAX + 1).map((update) => ({ update }))), 400, /./],
    [
      'too many bytes',
      () =>
        offerOf(
          ['a', 'b'].map((_, n) => ({
            update: encodeItems(
              CLIENT,
              n * OFFER_BYTES_MAX,
              [{ ...inRoot(0), content: textContent('x'.repeat(OFFER_BYTES_MAX - 100)) }],
              [],
            ),
          })),
        ),
      400,
      /cannot be read/,
    ],
    [
      'a world that is not shown',
      () => offerOf([{ update: GOOD() }], { to: 'bob/cellar' }),
      404,
      /no such world/,
    ],
    ['no world', () => offerOf([{ update: GOOD() }], { to: 'bob/nowhere' }), 404, /no such world/],
  ])('%s', async (_what, body, status, words) => {
    const answer = await asks('PUT', ID, somebody(), body())
    expect(answer.status).toBe(status)
    expect(answer.body).toMatchObject({ text: expect.stringMatching(words) })
    expect(await offers()).toEqual([])
  })

  it('somebody who offers again and again', async () => {
    const mallory = somebody()
    for (let n = 0; n < OFFERS_PER_HOUR; n++) expect((await asks('PUT', ID, mallory, {})).status).toBe(400)
    expect((await asks('PUT', ID, mallory, {})).status).toBe(429)
  })

  it('who is sent out, and what is not signed', async () => {
    const mallory = somebody()
    await asks('PUT', ID, mallory, offerOf([{ update: GOOD() }]))
    const account = (await offers())[0]?.by?.account ?? ''
    expect(account).toBe(`mallory${people}@${far.name}`)
    expect((await asks('DELETE', ID, mallory)).status).toBe(204)
    await told(await b.admin.ask('PUT', `/api/worlds/bob/garden/people/${account}/ban`, { until: null }))
    expect((await asks('PUT', ID, mallory, offerOf([{ update: GOOD() }]))).status).toBe(404)
    expect((await ask(b.server.url, 'PUT', `/api/peers/offers/${ID}`, {})).status).toBe(401)
  })
})

describe('[Y21] what is taken', () => {
  it.runIf(IS_HARD)(
    'holds up nobody, at the most that the bounds let in: ten thousand letters at one place',
    async () => {
      const mallory = somebody()
      const longest = await heldUp(async () => {
        expect((await asks('PUT', ID, mallory, offerOf([{ update: costly() }]))).status).toBe(200)
        const address = (await offers())[0]?.address ?? ''
        expect((await b.admin.ask('GET', `/api/worlds/${address}/review`)).status).toBe(200)
        expect((await b.admin.ask('POST', `/api/worlds/${address}/decline`)).status).toBe(204)
      })
      expect(longest).toBeLessThan(1_000)
      expect((await asks('GET', ID, mallory)).body).toMatchObject({ state: 'declined' })
    },
    60_000,
  )

  it('is by people of that node alone, once, and nobody else’s to take back', async () => {
    const mallory = somebody()
    const body = offerOf([{ update: GOOD(), by: 'bob', at: Date.now() + 1e9 }])
    expect((await asks('PUT', ID, mallory, body)).status).toBe(200)
    expect((await asks('PUT', ID, mallory, body)).status).toBe(200)
    const eve = somebody()
    expect((await asks('GET', ID, eve)).status).toBe(404)
    expect((await asks('DELETE', ID, eve)).status).toBe(204)
    const all = await offers()
    expect(all).toHaveLength(1)
    const address = all[0]?.address ?? ''
    const path = `/api/worlds/${address}`
    const review = DraftReview.parse(await told(await b.admin.ask('GET', `${path}/review`)))
    expect(review.things[0]?.text).toMatchObject([{ in: 'Oh. ', by: { account: `bob@${far.name}` } }])
    expect((await asks('DELETE', ID, mallory)).status).toBe(204)
    expect(await offers()).toEqual([])
    expect((await b.admin.ask('GET', `${path}/draft`)).status).toBe(404)
  })

  it('runs nothing, takes no edits, and goes when the world is erased from', async () => {
    const mallory = somebody()
    const update = written((scene) => lampOf(scene).insert(0, CODE))
    expect((await asks('PUT', ID, mallory, offerOf([{ update }]))).status).toBe(200)
    const address = (await offers())[0]?.address ?? ''
    await using inOffer = await edit(b.server, address, b.admin)
    expect(inOffer.page('lamp')).toBe(`${CODE}It shines.`)
    inOffer.text('lamp').insert(0, 'Bob was here. ')
    await using again = await edit(b.server, address, b.admin)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(again.page('lamp')).toBe(`${CODE}It shines.`)
    expect(again.memory('lamp')).toEqual({})
    const erased = await b.admin.ask('POST', '/api/worlds/bob/garden/erase', { before: Date.now() })
    expect(erased.status).toBe(200)
    expect(await offers()).toEqual([])
    expect((await asks('GET', ID, mallory)).status).toBe(404)
  })
})
