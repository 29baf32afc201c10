// A thing that changes hands between two real nodes goes with its pictures and the name of the person who
// brought it. People see their things on the way, lent to them, and lent by them; each of these comes back
// when they want it.
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../../server/storage/sqlite/sqlite-store.ts'
import type { Driver } from '../../../shared/driver/driver.ts'
import { pictureUrlPath, pictureSprite, type PictureId } from '../../../shared/world/picture-id.ts'
import { StoredPicture } from '../../../shared/wire/api/picture-bodies.ts'
import { MyThings } from '../../../shared/wire/peers/transfer-bodies.ts'
import type { Artifact } from '../../../shared/world/artifact.ts'
import { broughtFromOf } from '../../../shared/world/live/brought-from.ts'
import { linkOf } from '../../../shared/world/live/live-document.ts'
import { PASSWORD, told, type Somebody } from '../../accounts.ts'
import { endNodes, makeWorld, startAgain, startLastingPair, type PeerNode } from '../../peers.ts'
import { untilWithin } from '../../process.ts'
import { png } from '../../unit/assets/made.ts'
import { furnishBoth, LAMP_AND_VASE, makeBoth, ROOM, SQUARE, squareOf } from './room-and-square.ts'
import { drive, tabIn } from './travellers.ts'

const OK = { ok: true, why: null }
const LIMIT_MS = 120_000
const PATIENCE_MS = 30_000
/** The longest that anybody waits for an answer, with room for a busy machine. */
const ANSWERED_MS = 12_000
const small = { width: 24, height: 24 }

const until = untilWithin(PATIENCE_MS)

let a: PeerNode
let b: PeerNode
let ada: Driver
let bob: Driver
let square: string
/** On the album's page, on the coin in it, and one that the world of the album never had. */
let painted: PictureId
let coin: PictureId
let secret: PictureId
let large: PictureId

beforeAll(async () => {
  ;({ a, b } = await startLastingPair())
  square = squareOf(b)
  await makeBoth({ a, b })
  await makeWorld(a.admin, 'Cellar')
  painted = await keep(a, ROOM, png(30, 20))
  coin = await keep(a, ROOM, png(8, 8))
  secret = await keep(a, 'ada/cellar', png(9, 9))
  large = await keep(a, ROOM, png(600, 600, { shade: 90 }))
  const album = {
    name: 'album',
    x: 464,
    y: 96,
    look: { ...small, sprite: pictureSprite(coin) },
    text: `![a field](${pictureUrlPath(painted)}) ![not mine to show](${pictureUrlPath(secret)})`,
  }
  const poster = { name: 'poster', x: 500, y: 96, look: small, text: `![wide](${pictureUrlPath(large)})` }
  const cup = { name: 'cup', x: 600, y: 140, look: small, properties: { takeable: true } }
  await furnishBoth({ a, b }, { inRoom: [album, poster], onSquare: [...LAMP_AND_VASE, cup] })
  bob = await drive(b, b.admin, SQUARE)
  ada = await drive(a, a.admin, ROOM)
  expect(await ada.visit(ROOM)).toEqual(OK)
}, LIMIT_MS)

afterAll(async () => {
  for (const driver of [ada, bob]) driver?.close()
  await endNodes(a, b)
})

async function keep({ url, admin }: PeerNode, world: string, bytes: Uint8Array): Promise<PictureId> {
  const headers = { 'content-type': 'application/octet-stream', cookie: admin.cookie }
  const sent = await fetch(`${url}/api/worlds/${world}/assets`, {
    method: 'POST',
    headers,
    body: Buffer.from(bytes),
  })
  return StoredPicture.parse(await sent.json()).id
}

const statusOf = async ({ url, admin }: PeerNode, picture: PictureId): Promise<number> =>
  (await fetch(`${url}${pictureUrlPath(picture)}`, { headers: { cookie: admin.cookie } })).status

const listOf = async (somebody: Somebody): Promise<MyThings> =>
  MyThings.parse(await told(await somebody.ask('GET', '/api/me/transfers')))

const named = ({ view }: Driver, name: string): readonly Artifact[] =>
  [...view.artifacts()].filter((thing) => thing.name === name && thing.avatar === null)
const heldNames = (of: Driver): readonly string[] => of.held.map(({ name }) => name)
const came = ({ view }: Driver, name: string) => {
  const [thing] = named({ view } as Driver, name)
  return thing === undefined ? null : broughtFromOf(view.scene, view.live, thing.id)
}

async function goOut(): Promise<void> {
  if (ada.world !== ROOM) expect(await ada.visit(ROOM)).toEqual(OK)
  await until('the portal leads there', async () => (await ada.enter('out')).ok)
  await until('she is there', () => ada.world === square && ada.me !== null)
}

async function goHome(): Promise<void> {
  expect(await ada.leave()).toEqual(OK)
  await until('she is back', () => ada.world === ROOM && ada.me !== null)
}

async function carryOff(thing: string): Promise<void> {
  await goOut()
  expect(await ada.walkTo(thing)).toEqual(OK)
  expect(await ada.pickUp(thing)).toEqual(OK)
  await goHome()
  await until(`she holds the ${thing}`, () => heldNames(ada).includes(thing))
}

async function takeThere(thing: string): Promise<void> {
  if (ada.world !== ROOM) expect(await ada.visit(ROOM)).toEqual(OK)
  expect(await ada.walkTo(thing)).toEqual(OK)
  expect(await ada.pickUp(thing)).toEqual(OK)
  await goOut()
  await until('it is in her hand there', () => heldNames(ada).includes(thing))
}

describe('what goes along with a thing', { timeout: LIMIT_MS }, () => {
  test('[N66] pictures that it names, of the world that it leaves, and no others; [N67] who brought it', async () => {
    expect(await statusOf(b, painted)).toBe(404)
    const before = Date.now()
    await takeThere('album')
    // A person's own thing says so while it is only drawn there.
    const [shown] = named(ada, 'album')
    expect(shown && ada.view.live && linkOf(ada.view.live, shown.id)).toMatch(new RegExp(`^${a.name}/`))
    expect(await ada.putDown('album')).toEqual(OK)
    await until('its pictures are there', async () => (await statusOf(b, painted)) === 200)
    await until('what it looks like, too', async () => (await statusOf(b, coin)) === 200)
    const answer = await fetch(`${b.url}${pictureUrlPath(painted)}`, { headers: { cookie: b.admin.cookie } })
    expect(Buffer.from(await answer.arrayBuffer())).toEqual(
      Buffer.from(
        await (
          await fetch(`${a.url}${pictureUrlPath(painted)}`, { headers: { cookie: a.admin.cookie } })
        ).arrayBuffer(),
      ),
    )
    // The cellar never was in it: naming a picture gives it to nobody.
    expect(await statusOf(a, secret)).toBe(200)
    expect(await statusOf(b, secret)).toBe(404)
    const brought = await until('bob sees who brought it', () => came(bob, 'album'))
    expect(brought?.from).toBe(`ada@${a.name}`)
    expect(brought?.at).toBeGreaterThanOrEqual(before)
    await goHome()
  })

  test('[N66] a picture that is too much for the new owner stays behind: the thing is there, and who put it down is told', async () => {
    await told(await b.admin.ask('PATCH', '/api/admin/settings', { pictureBytesPerAccount: 300 }))
    await takeThere('poster')
    const tab = await tabIn(a, a.admin, square, 'a-tab-of-ada')
    expect(await ada.putDown('poster')).toEqual(OK)
    await until('it stands there', () => named(bob, 'poster')[0]?.host === bob.view.root)
    await until('she is told', () =>
      tab
        .events('notice')
        .some(({ words }) => words.startsWith('A picture from poster did not arrive. Your pictures take')),
    )
    tab.client.close()
    expect(await statusOf(b, large)).toBe(404)
    await told(await b.admin.ask('PATCH', '/api/admin/settings', { pictureBytesPerAccount: 500_000_000 }))
    await goHome()
  })

  test('[N63] what is lent is listed on both sides, and who holds it gives it back', async () => {
    await carryOff('lamp')
    const { lent, things } = await until('it is listed', async () => {
      const list = await listOf(a.admin)
      return list.lent.length > 0 && list
    })
    expect(things).toEqual([])
    expect(lent).toMatchObject([
      { node: b.name, name: 'lamp', of: `bob@${b.name}`, isAskedFor: false, isAsleep: false },
    ])
    expect(came(ada, 'lamp')?.from).toBe(`bob@${b.name}`)
    expect((await listOf(b.admin)).out).toMatchObject([
      { name: 'lamp', holder: `ada@${a.name}`, world: 'bob/square', isOnItsWay: false },
    ])
    const path = `/api/me/lent/${b.name}/${lent[0]?.id}/back`
    expect((await a.ask('POST', path, {})).status).toBe(401)
    expect((await a.admin.ask('POST', path, {})).status).toBe(204)
    await until('it is not in her hand', () => !heldNames(ada).includes('lamp'))
    await until('it stands where it was', () => named(bob, 'lamp')[0]?.host === bob.view.root)
    expect([(await listOf(a.admin)).lent, (await listOf(b.admin)).out]).toEqual([[], []])
    expect((await a.admin.ask('POST', path, {})).status).toBe(404)
  })

  test('[N63] what is called back is gone from the hand at once, and who held it is told', async () => {
    await carryOff('lamp')
    const tab = await tabIn(a, a.admin, ROOM, 'another-tab-of-ada')
    const [loan] = (await listOf(b.admin)).out
    expect((await b.admin.ask('POST', `/api/worlds/bob/square/loans/${loan?.id}/back`, {})).status).toBe(204)
    await until('it is not in her hand', () => !heldNames(ada).includes('lamp'))
    await until('nor among what she is lent', async () => (await listOf(a.admin)).lent.length === 0)
    await until('she is told', () =>
      tab.events('notice').some(({ words }) => words.startsWith(`“lamp” of ${b.name} was called back.`)),
    )
    tab.client.close()
    await until('it stands where it was', () => named(bob, 'lamp')[0]?.host === bob.view.root)
  })

  test('[N64] while that node sleeps, what is lent says so, and is not given back; [N28] what is asked there is answered; [W8] it is among her data', async () => {
    await carryOff('vase')
    bob.close()
    await b.server.kill()
    const asleep = await until('it is known to sleep', async () => {
      const [vase] = (await listOf(a.admin)).lent
      return vase?.isAsleep === true && vase
    })
    // Requests in its worlds are answered all the same, at once.
    const tab = await tabIn(a, a.admin, square, 'asks-who-sleeps')
    const since = performance.now()
    expect(await tab.ask({ verb: 'shout', words: 'hello' })).toMatchObject({
      ok: false,
      why: expect.stringContaining('asleep') as unknown,
    })
    expect(performance.now() - since).toBeLessThan(ANSWERED_MS)
    tab.client.close()
    const zip = await a.admin.ask('GET', '/api/account/data')
    const files = unzipSync(new Uint8Array(await zip.arrayBuffer()))
    expect(JSON.parse(strFromU8(files['account.json'] ?? new Uint8Array()))).toMatchObject({
      worldsOfOtherNodes: [{ address: square, title: 'Square', right: 'act' }],
      lentToYou: [{ name: 'vase', by: `bob@${b.name}` }],
    })
    const back = await a.admin.ask('POST', `/api/me/lent/${b.name}/${asleep.id}/back`, {})
    expect(back.status).toBe(409)
    expect(await back.json()).toMatchObject({ text: `${b.name} is asleep. Give it back when it is awake.` })
    expect(heldNames(ada)).toContain('vase')
    b = await startAgain(b)
    bob = await drive(b, b.admin, 'bob/square')
    await until('it is put down', async () => (await ada.putDown('vase')).ok)
    await until('it stands here', () => named(ada, 'vase')[0]?.host === ada.view.root)
    expect(came(ada, 'vase')?.from).toBe(`bob@${b.name}`)
    expect((await listOf(a.admin)).lent).toEqual([])
  })

  test('[N63] [W6] who leaves for good holds nothing any more on a node that slept meanwhile: not what it lent, nor what is in their hand there', async () => {
    const eve = await a.signUp('eve')
    const there = await drive(a, eve, square)
    expect(await there.visit(square)).toEqual(OK)
    expect(await there.walkTo('lamp')).toEqual(OK)
    expect(await there.pickUp('lamp')).toEqual(OK)
    await carryOff('cup')
    for (const driver of [bob, there]) driver.close()
    await b.server.kill()
    for (const person of [eve, a.admin]) {
      const left = await person.ask('DELETE', '/api/account', { password: PASSWORD, worlds: 'bin' })
      expect(left.status).toBe(204)
    }
    await a.server.kill()
    ;[a, b] = await Promise.all([startAgain(a), startAgain(b)])
    bob = await drive(b, b.admin, SQUARE)
    for (const thing of ['lamp', 'cup'])
      await until(`the ${thing} stands there`, () => named(bob, thing)[0]?.host === bob.view.root)
    expect((await listOf(b.admin)).out).toEqual([])
    // Nothing is kept of where they were, either.
    await a.server.stop()
    const store = await openSqliteStore({ folder: a.server.data })
    for (const kind of ['hands-abroad', 'lent-to', 'left-unheard', 'abroad', 'foreign-right', 'met'])
      expect([kind, await store.records(kind)]).toEqual([kind, []])
    await store.close()
  })
})
