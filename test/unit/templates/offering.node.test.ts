// A world is offered as a template, shown by an admin, copied by somebody who may not see it, and taken back.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { connect } from '../../../shared/driver/connect.ts'
import { isCodeHeld } from '../../../shared/behavior/held-code.ts'
import { DraftMade } from '../../../shared/wire/api/draft-bodies.ts'
import { AdminTemplates, TemplateList, TemplateOffer } from '../../../shared/wire/api/template-bodies.ts'
import { StoredPicture } from '../../../shared/wire/api/picture-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { FIRST_REVISION } from '../../../shared/history/revision.ts'
import { makeLineId, makeMemberId, makeWorldId } from '../../../shared/world/address.ts'
import { idOf } from '../../../server/assets/cleaned-picture.ts'
import { createRecordTables } from '../../../server/records/record-tables.ts'
import type { WorldKey } from '../../../server/contracts/world-record.ts'
import {
  openTemplateOffers,
  TEMPLATES_EACH_MAX,
  TEMPLATES_MAX,
} from '../../../server/templates/template-offers.ts'
import { picturesNamedIn } from '../../../shared/world/picture-id.ts'
import { metaMap } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { until } from '../../process.ts'
import { seededRandom } from '../../simulation/random.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { edit } from '../drafts/editor.ts'
import { png } from '../assets/made.ts'
import { id } from '../world/made.ts'

let node: AccountsNode
let olga: Somebody
let bob: Somebody

beforeAll(async () => {
  node = await serveAccounts()
  olga = await node.signUp('olga')
  bob = await node.signUp('bob')
})
afterAll(() => node[Symbol.asyncDispose]())

const make = async (who: Somebody, body: object): Promise<WorldSummary> =>
  WorldSummary.parse(await told(await who.ask('POST', '/api/worlds', body)))
const offer = (who: Somebody, world: string, method = 'PUT'): Promise<Response> =>
  who.ask(method, `/api/worlds/${world}/template`)
const stateOf = async (who: Somebody, world: string): Promise<TemplateOffer> =>
  TemplateOffer.parse(await told(await who.ask('GET', `/api/worlds/${world}/template`)))
const show = (name: string, isShown: boolean): Promise<Response> =>
  node.admin.ask('PATCH', `/api/admin/templates/${encodeURIComponent(name)}`, { isShown })
const listed = async (who: Somebody) =>
  TemplateList.parse(await told(await who.ask('GET', '/api/templates'))).templates
const sceneOf = async (who: Somebody, world: string): Promise<string> =>
  Buffer.from(await (await who.ask('GET', `/api/worlds/${world}/scene`)).arrayBuffer()).toString('latin1')

test('[TP5] [TP6] [TP7] [TP8] an offered world is copied once an admin shows it, without its past', async () => {
  const { address, id: world } = await make(olga, { title: 'The workshop' })
  await using editor = await edit(node.server, address, olga)
  editor.put('lamp', 'Kept words.\n\n```js\nsay("hello")\n```\n')
  editor.text('lamp').insert(0, 'a-secret-of-olga ')
  editor.text('lamp').delete(0, 'a-secret-of-olga '.length)
  editor.put('letter', 'put-away-by-olga', [['place', { host: 'limbo', x: 0, y: 0, facing: 'down' }]])
  await until('it is stored', async () => (await sceneOf(olga, address)).includes('put-away-by-olga'))
  const name = `world:${world}`
  const begin = { title: 'Bob’s workshop', template: name }

  // Not offered: for nobody.
  expect((await olga.ask('POST', '/api/worlds', begin)).status).toBe(404)
  expect((await offer(bob, address)).status).toBe(404)
  // Offered and not shown: for its owner and the admin.
  expect(TemplateOffer.parse(await told(await offer(olga, address)))).toEqual({
    state: 'offered',
    hasChanged: false,
  })
  expect((await listed(bob)).map((one) => one.name)).not.toContain(name)
  expect((await bob.ask('POST', '/api/worlds', begin)).status).toBe(404)
  expect((await bob.ask('GET', `/api/worlds/${address}/miniature`)).status).toBe(404)
  expect((await node.admin.ask('POST', '/api/worlds', { ...begin, title: 'A trial' })).status).toBe(201)
  // What is written from now on is not in it, until she offers it again: then an admin decides again.
  editor.text('lamp').insert(0, 'later-words ')
  await until('it is stored', async () => (await sceneOf(olga, address)).includes('later-words'))
  expect(await stateOf(olga, address)).toEqual({ state: 'offered', hasChanged: true })
  // Shown.
  const all = AdminTemplates.parse(await told(await show(name, true))).templates
  expect(all.find((one) => one.name === name)).toMatchObject({ by: 'Olga', isShown: true })
  expect((await listed(bob)).find((one) => one.name === name)).toMatchObject({
    title: 'The workshop',
    by: 'Olga',
  })
  const copy = await make(bob, begin)
  expect(copy).toMatchObject({ title: 'Bob’s workshop' })
  const bytes = await sceneOf(bob, copy.address)
  expect(bytes).toContain('Kept words.')
  expect(bytes).not.toContain('a-secret-of-olga')
  expect(bytes).not.toContain('put-away-by-olga')
  expect(bytes).not.toContain('later-words')
  await using mine = await edit(node.server, copy.address, bob)
  expect(metaMap(mine.scene).get('title')).toBe('Bob’s workshop')
  expect(isCodeHeld(mine.scene, id('lamp'))).toBe(true)
  const awake = await make(bob, { ...begin, title: 'Awake', runsCode: true })
  await using running = await edit(node.server, awake.address, bob)
  expect(isCodeHeld(running.scene, id('lamp'))).toBe(false)
  // What Olga writes from now on is hers alone.
  expect((await bob.ask('GET', `/api/worlds/${address}`)).status).not.toBe(200)

  await told(await offer(olga, address))
  expect(await stateOf(olga, address)).toEqual({ state: 'offered', hasChanged: false })
  expect((await bob.ask('POST', '/api/worlds', begin)).status).toBe(404)
  await told(await show(name, true))
  expect(await sceneOf(bob, (await make(bob, { ...begin, title: 'Newer' })).address)).toContain('later-words')

  // In the bin, and taken back.
  await told(await olga.ask('DELETE', `/api/worlds/${address}`))
  expect((await listed(bob)).map((one) => one.name)).not.toContain(name)
  const refused = await bob.ask('POST', '/api/worlds', begin)
  expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'missing' }])
  await told(await olga.ask('POST', `/api/bin/${world}/restore`))
  expect((await listed(bob)).map((one) => one.name)).toContain(name)
  expect(TemplateOffer.parse(await told(await offer(olga, address, 'DELETE')))).toEqual({
    state: 'none',
    hasChanged: false,
  })
  expect((await bob.ask('POST', '/api/worlds', begin)).status).toBe(404)
  expect((await show(name, true)).status).toBe(404)
})

test('[TP5] homes, drafts and worlds that are too large are refused in words', async () => {
  const { address, id: world } = await make(olga, { title: 'Small at first' })
  // Whoever was in a world has a home.
  const olgaThere = { server: node.url, world: address, name: 'olga', password: olga.password }
  const driver = await connect({ ...olgaThere, platform: globalThis, WebSocket })
  expect(await driver.visit()).toMatchObject({ ok: true })
  driver.close()
  const draft = DraftMade.parse(
    await told(await olga.ask('POST', `/api/worlds/${address}/drafts`, { title: 'A try' })),
  )
  await using editor = await edit(node.server, address, olga)
  for (let page = 0; page < 12; page += 1) editor.put(`page-${page}`, `${page} `.repeat(60_000))
  await until('it is stored', async () => (await sceneOf(olga, address)).includes('11 11 '))
  const refusals = await Promise.all(
    ['olga/home', draft.address, address].map(async (one) => {
      const refused = await offer(olga, one)
      return [refused.status, await refused.json()]
    }),
  )
  expect(refusals).toMatchObject([
    [409, { code: 'home', text: expect.stringContaining('home') }],
    [409, { code: 'draft', text: expect.stringContaining('Offer the world') }],
    [409, { code: 'bound', text: expect.stringContaining('1 MB') }],
  ])
  expect((await listed(node.admin)).map((one) => one.name)).not.toContain(`world:${world}`)
})

test('[TP5] there is no room for the 101st offer, nor for somebody’s 21st; a new one of the same world, or after another ended, has some', async () => {
  const tables = createRecordTables({ store: createMemoryStore(), onUnreadable: () => expect.unreachable() })
  const offers = await openTemplateOffers(tables, () => null)
  const { bytes: random } = seededRandom(23)
  const worlds = Array.from({ length: TEMPLATES_MAX + 1 }, (_, n) => ({
    key: (n + 1) as WorldKey,
    id: makeWorldId(random),
    line: makeLineId(random),
    owner: null,
  }))
  const offerIt = (world: (typeof worlds)[number] | undefined, owner = makeMemberId(random)) =>
    world && offers.offer(world, { owner, at: 1, revision: FIRST_REVISION })
  const [first] = worlds
  const last = worlds.pop()
  const eager = makeMemberId(random)
  for (const world of worlds.slice(0, TEMPLATES_EACH_MAX)) expect(await offerIt(world, eager)).toBe(true)
  expect([offers.whyNoRoom(eager), await offerIt(last, eager)]).toEqual(['theirs', false])
  for (const world of worlds.slice(TEMPLATES_EACH_MAX)) expect(await offerIt(world)).toBe(true)
  expect([offers.whyNoRoom(null), await offerIt(last), await offerIt(first, eager)]).toEqual([
    'all',
    false,
    true,
  ])
  expect(first && (await offers.end(first))).toBe(true)
  expect([offers.whyNoRoom(null), await offerIt(last)]).toEqual([null, true])
})

test('[TP6] an admin hides a template that comes with the node; nobody else can', async () => {
  expect((await bob.ask('PATCH', '/api/admin/templates/garden', { isShown: false })).status).toBe(403)
  await told(await show('garden', false))
  expect((await listed(bob)).map(({ name }) => name)).not.toContain('garden')
  expect((await bob.ask('POST', '/api/worlds', { title: 'A garden', template: 'garden' })).status).toBe(404)
  await told(await show('garden', true))
  await make(bob, { title: 'A garden', template: 'garden' })
})

const LAMP = new Uint8Array(png(8, 8))

test('[I1] pictures of templates are for everybody who can begin a world as one', async () => {
  const ownPictures = (await listed(bob)).flatMap((one) => picturesNamedIn(JSON.stringify(one.miniature)))
  expect(ownPictures.length).toBeGreaterThan(0)
  for (const picture of ownPictures) {
    const shown = await bob.ask('GET', `/assets/${picture}`)
    expect([shown.status, idOf(new Uint8Array(await shown.arrayBuffer()))]).toEqual([200, picture])
  }
  const { address, id: world } = await make(olga, { title: 'The gallery' })
  const sent = await fetch(`${node.url}/api/worlds/${address}/assets`, {
    method: 'POST',
    headers: { cookie: olga.cookie, 'content-type': 'application/octet-stream' },
    body: LAMP,
  })
  const { id: lamp } = StoredPicture.parse(await told(sent))
  const asked = async (): Promise<number> => (await bob.ask('GET', `/assets/${lamp}`)).status
  expect(await asked()).toBe(404)
  await told(await offer(olga, address))
  expect(await asked()).toBe(404)
  await told(await show(`world:${world}`, true))
  expect(await asked()).toBe(200)
  await told(await offer(olga, address, 'DELETE'))
  expect(await asked()).toBe(404)
})
