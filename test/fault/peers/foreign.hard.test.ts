// Worlds of another node over two real ones: seeing, editing, asking, and edits that a host refuses.
import * as Y from 'yjs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actionFrame, parseEvent, parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import { CLOSE, presenceFrame, syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { readEntries, writeEntries } from '../../../server/sync/presence/presence-entries.ts'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { StoredPicture } from '../../../shared/wire/api/picture-bodies.ts'
import { ForeignPlaceBody, WorldCopies } from '../../../shared/wire/api/foreign-place-bodies.ts'
import { ARCHIVE_TYPE, Authors, WorldList, WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { artifactMap, artifactMaps } from '../../../shared/world/scene/scene.ts'
import { told } from '../../accounts.ts'
import { until } from '../../process.ts'
import { give, makeWorld, startPair, type Pair } from '../../peers.ts'
import { id } from '../../unit/world/made.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { Visitor } from './visitor.ts'

let pair: Pair

beforeAll(async () => {
  pair = await startPair()
}, 60_000)
afterAll(() => pair[Symbol.asyncDispose]())

/** A world of bob's that ada has a right in, by its name on each node. */
async function square(
  right: 'see' | 'act' | 'edit',
  title: string,
): Promise<{ there: string; here: string }> {
  const { a, b } = pair
  const there = await makeWorld(b.admin, title)
  await give(b.admin, there, `ada@${a.name}`, right)
  const [account = '', world = ''] = there.split('/')
  return { there, here: `${account}@${b.name}/${world}` }
}

const adas = (world: string) => Visitor.open(pair.a.server.wsUrl, world, pair.a.admin)
const bobs = (world: string) => Visitor.open(pair.b.server.wsUrl, world, pair.b.admin)

/** The page of the lamp; an empty text while there is none. */
function pageOf(doc: Y.Doc): Y.Text {
  const lamp = artifactMaps(doc).get(id('lamp'))
  const text = lamp instanceof Y.Map ? lamp.get('text') : null
  return text instanceof Y.Text ? text : new Y.Text()
}

/** The presence of one tab. */
function tabPresence(client: number): Uint8Array {
  return presenceFrame(writeEntries([{ id: client, clock: 1, state: JSON.stringify({ user: {} }) }]))
}

const isShownIn = (bytes: Uint8Array, client: number): boolean =>
  (readEntries(bytes) ?? []).some(({ id }) => id === client)

/** Whether an update has anything of a client. */
const hasClient = (bytes: Uint8Array, client: number): boolean =>
  Y.decodeStateVector(Y.encodeStateVectorFromUpdate(bytes)).has(client)

describe('a world of another node', () => {
  it('[N22] is fetched, followed and edited through one’s own node', async () => {
    const { there, here } = await square('edit', 'Square')
    const [bob, ada] = [await bobs(there), await adas(here)]
    expect(ada.isClosedForGood).toBe(false)
    bob.write('hello ')
    await until('ada sees what bob wrote', () => ada.text === 'hello ')
    ada.write('bob')
    await until('bob sees what ada wrote', () => bob.text === 'hello bob')
    await until('her node has saved it', () => ada.isSaved)
    bob.close()
    ada.close()
  }, 60_000)

  it('[N23] is told to be closed alike where it is not open and where it is not there', async () => {
    const { a, b } = pair
    const hidden = await makeWorld(b.admin, 'Hidden')
    const address = hidden.replace('/', `@${b.name}/`)
    const [one, other] = [await adas(address), await adas(`bob@${b.name}/nowhere`)]
    expect(one.closings.map(({ code }) => code)).toEqual([CLOSE.right])
    expect(other.closings).toEqual(one.closings)
    expect(a.server.log()).not.toContain('could not be opened')
  }, 60_000)

  it('[N26] what somebody may not write there comes back to them as a copy, and is seen by nobody else', async () => {
    const { there, here } = await square('edit', 'Refusing')
    const [bob, ada] = [await bobs(there), await adas(here)]
    ada.write('first ')
    await until('bob has it', () => bob.text === 'first ')
    await give(pair.b.admin, there, `ada@${pair.a.name}`, 'see')
    const line = ada.line
    // Before her node has heard of it, or after: one refuses, the other undoes.
    ada.write('second')
    await until('she is told', () => ada.undone.length > 0 || ada.refused !== null, 20_000)
    if (ada.undone.length > 0) {
      const mine = new Y.Doc()
      Y.applyUpdate(mine, ada.undone[0]?.mine ?? new Uint8Array())
      expect(mine.getText('words').toJSON()).toBe('first second')
      expect(ada.line).not.toBe(line)
      await until('she goes on from what bob has', () => ada.text === 'first ')
    }
    expect(bob.text).toBe('first ')
    bob.close()
    ada.close()
  }, 60_000)

  it('[S5] the id under which somebody of another node is seen is theirs at the host; one that is not is no loss', async () => {
    const { there, here } = await square('edit', 'Robbing')
    const { a, b } = pair
    const open = (node: typeof a, world: string) =>
      RawClient.open(`${node.server.wsUrl}/sync/${world}?inkland=1`, { cookie: node.admin.cookie })
    const [ada, bob] = [await open(a, here), await open(b, there)]
    const under = (client: number, words: string) => {
      const doc = new Y.Doc()
      doc.clientID = client
      doc.getText('words').insert(0, words)
      return syncFrame('update', Y.encodeStateAsUpdate(doc))
    }
    const [shown, unseen] = [4001, 4002]
    ada.send(syncFrame('step1', Uint8Array.of(0)), tabPresence(shown))
    await until('bob is shown her', () => bob.of('presence').some(({ bytes }) => isShownIn(bytes, shown)))
    ada.close()
    bob.send(syncFrame('step1', Uint8Array.of(0)), under(shown, 'bob wrote this'))
    await until('he is refused', () => bob.of('refused').some(({ code }) => code === 'identity'))
    bob.send(under(unseen, 'bob wrote this, and more'))
    await until('it is saved', () => bob.saved > 0 || bob.of('update').length > 0)
    const back = await open(a, here)
    back.send(syncFrame('step1', Uint8Array.of(0)))
    await until('her node has it', () =>
      [...back.of('step2'), ...back.of('update')].some(({ bytes }) => hasClient(bytes, unseen)),
    )
    back.send(under(shown, 'hers'), under(unseen, 'lost'))
    await until('it is told', () => back.saved === 1 && back.of('refused').length === 1)
    expect(back.of('refused')).toMatchObject([{ frame: 2, code: 'identity' }])
    await until('bob has hers', () => bob.of('update').some(({ bytes }) => hasClient(bytes, shown)))
    bob.close()
    back.close()
  }, 60_000)

  it('[N23] what somebody writes is not refused by a right that was given back since', async () => {
    const { there, here } = await square('see', 'Forgiving')
    const before = await adas(here)
    before.close()
    await give(pair.b.admin, there, `ada@${pair.a.name}`, 'edit')
    const [bob, ada] = [await bobs(there), new Visitor(pair.a.server.wsUrl, here, pair.a.admin)]
    // It goes as soon as the world is there, which her own node has: it has not heard yet.
    ada.write('mine')
    await until('bob has it', () => bob.text === 'mine' || ada.refused !== null)
    expect(ada.refused).toBe(null)
    await give(pair.b.admin, there, `ada@${pair.a.name}`, 'see')
    await until('what she may not is refused', () => {
      ada.write('!')
      return ada.refused?.code === 'right' || ada.undone.length > 0
    })
    bob.close()
    ada.close()
  }, 60_000)

  it('[N28] asks its owner, and tells who one is there and what one may', async () => {
    const { here } = await square('act', 'Acting')
    const { a, b } = pair
    const tab = await RawClient.open(`${a.server.wsUrl}/sync/${here}/live?inkland=1`, {
      cookie: a.admin.cookie,
    })
    const events = () => tab.of('event').flatMap(({ json }) => parseEvent(json) ?? [])
    await until('she is told who she is there', () => events().some((event) => event.type === 'you'), 20_000)
    const you = events().find((event) => event.type === 'you')
    expect(you).toMatchObject({ right: 'act', account: 'ada' })
    await until('she is told that it is awake', () =>
      events().some((event) => event.type === 'host' && event.state === 'awake' && event.node === b.name),
    )
    tab.send(actionFrame(1, { session: 'tab', action: { verb: 'shout', words: 'hello' } }))
    await until('there is an outcome', () => tab.of('outcome').length > 0, 20_000)
    expect(parseOutcome(tab.of('outcome')[0]?.json ?? '')).not.toBe(null)
    tab.close()
  }, 60_000)

  it('[N29] what only its host can answer is asked there, as whoever asks here', async () => {
    const { a, b } = pair
    const { there, here } = await square('edit', 'Asked')
    const ada = await adas(here)
    ada.write('mine')
    const bob = await bobs(there)
    await until('bob has it', () => bob.text === 'mine')
    const query = `?clients=${ada.doc.clientID}`
    const written = Authors.parse(await told(await a.admin.ask('GET', `/api/worlds/${here}/authors${query}`)))
    expect(written.authors).toEqual([{ client: ada.doc.clientID, who: 'you', name: 'Ada' }])
    expect(await told(await a.admin.ask('GET', `/api/worlds/${here}/right`))).toEqual({ right: 'edit' })
    expect((await a.admin.ask('GET', `/api/worlds/${here}/sharing`)).status).toBe(403)
    const guest = await a.guest('Gast')
    expect((await guest.ask('GET', `/api/worlds/${here}/authors${query}`)).status).toBe(404)
    const listed = WorldList.parse(await told(await a.admin.ask('GET', '/api/worlds'))).worlds
    expect(listed.find(({ address }) => address === here)).toMatchObject({
      right: 'edit',
      host: { node: b.name, state: 'awake' },
    })
    const place = ForeignPlaceBody.parse(await told(await a.admin.ask('GET', `/api/peers/place/${here}`)))
    expect(place).toMatchObject({ state: 'awake', title: 'Asked', right: 'edit', fetching: null })
    const theirs = WorldList.parse(await told(await guest.ask('GET', '/api/worlds'))).worlds
    expect(theirs.map(({ address }) => address)).not.toContain(here)
    ada.close()
    bob.close()
    await until('she is off the list when she wishes', async () => {
      const { status } = await a.admin.ask('DELETE', `/api/peers/place/${here}`)
      return status === 204
    })
    const after = WorldList.parse(await told(await a.admin.ask('GET', '/api/worlds'))).worlds
    expect(after.map(({ address }) => address)).not.toContain(here)
  }, 60_000)

  it('[HI14] [HI7] its history is narrowed to the people of one node, and what they wrote is taken back', async () => {
    const { a, b } = pair
    const { there, here } = await square('edit', 'From two nodes')
    const [bob, ada] = [await bobs(there), await adas(here)]
    bob.doc.transact(() => artifactMaps(bob.doc).set(id('lamp'), artifactMap([['name', 'Lamp']], '')))
    pageOf(bob.doc).insert(0, 'ours ')
    await until('ada has it', () => pageOf(ada.doc).toJSON() === 'ours ')
    pageOf(ada.doc).insert(5, 'and mine')
    await until('bob has it', () => pageOf(bob.doc).toJSON() === 'ours and mine')
    const writers = async (node: string): Promise<(string | undefined)[]> => {
      const path = `/api/worlds/${there}/history?author=node:${node}`
      const { sessions } = HistoryAnswer.parse(await told(await b.admin.ask('GET', path)))
      return sessions.flatMap(({ authors }) => authors.map(({ account }) => account))
    }
    expect(await until('her rows are counted', async () => (await writers(a.name)).at(0))).toBe(
      `ada@${a.name}`,
    )
    expect(await writers(b.name)).toEqual(['bob'])
    expect(await writers('nobody.example')).toEqual([])

    const revert = { author: { kind: 'node', id: a.name }, since: 0 }
    await told(await b.admin.ask('POST', `/api/worlds/${there}/revert`, revert))
    await until(
      'only what the people of the other node wrote is gone',
      () => pageOf(bob.doc).toJSON() === 'ours ',
    )
    ada.close()
    bob.close()
  }, 60_000)

  it('[N29] is given as a file from the copy, to who may have it, with what waits', async () => {
    const { a } = pair
    const { here } = await square('edit', 'Filed')
    const { here: shown } = await square('see', 'Shown')
    const ada = await adas(here)
    ada.write('kept ')
    await until('it is saved', () => ada.isSaved)
    const scene = await a.admin.ask('GET', `/api/worlds/${here}/scene`)
    expect(scene.status).toBe(200)
    const read = new Y.Doc()
    Y.applyUpdate(read, new Uint8Array(await scene.arrayBuffer()))
    expect(read.getText('words').toJSON()).toBe('kept ')
    const address = await until('the host has it, and it is in the file', async () => {
      const answer = await a.admin.ask('GET', `/api/worlds/${here}/export`)
      expect(answer.headers.get('content-disposition')).toMatch(
        /filename="?bob-127\.0\.0\.1-\d+-filed\.inkland/,
      )
      const made = await fetch(`${a.url}/api/worlds/import`, {
        method: 'POST',
        body: await answer.arrayBuffer(),
        headers: { cookie: a.admin.cookie, 'content-type': ARCHIVE_TYPE, origin: a.url },
      })
      const world = WorldSummary.parse(await told(made)).address
      const own = await Visitor.open(a.server.wsUrl, world, a.admin)
      own.close()
      return own.text === 'kept ' ? world : null
    })
    expect(address).toMatch(/^ada\/filed/)

    // A person who may only look has no history; a person without that right has nothing.
    expect((await a.admin.ask('GET', `/api/worlds/${shown}/scene`)).status).toBe(200)
    expect((await a.admin.ask('GET', `/api/worlds/${shown}/export`)).status).toBe(403)
    const guest = await a.guest('Gast')
    expect((await guest.ask('GET', `/api/worlds/${here}/scene`)).status).toBe(404)
    ada.close()
  }, 60_000)

  it('[N31] an admin drops a copy that nobody needs, and no other', async () => {
    const { a } = pair
    const { here } = await square('edit', 'Dropped')
    const ada = await adas(here)
    const copies = async (): Promise<WorldCopies['copies']> =>
      WorldCopies.parse(await told(await a.admin.ask('GET', '/api/admin/copies'))).copies
    const drop = async (): Promise<number> =>
      (await a.admin.ask('DELETE', `/api/admin/copies/${here}`)).status
    expect((await copies()).find(({ address }) => address === here)).toMatchObject({ needed: 'used' })
    expect(await drop()).toBe(409)
    const guest = await a.guest('Gast')
    expect((await guest.ask('DELETE', `/api/admin/copies/${here}`)).status).toBe(403)
    ada.close()
    await until('it is dropped once nobody is there', async () => (await drop()) === 204)
    expect((await copies()).map(({ address }) => address)).not.toContain(here)
    const again = await adas(here)
    expect(again.isClosedForGood).toBe(false)
    again.close()
  }, 60_000)

  it('[N30] its pictures are fetched once, by whoever is there, and by nobody else', async () => {
    const { a, b } = pair
    const { there, here } = await square('see', 'Gallery')
    const sent = await fetch(`${b.url}/api/worlds/${there}/assets`, {
      method: 'POST',
      body: DOT,
      headers: { cookie: b.admin.cookie, 'content-type': 'application/octet-stream', origin: b.url },
    })
    const { id } = StoredPicture.parse(await told(sent))
    const guest = await a.guest('Gast')
    const ada = await adas(here)
    expect((await guest.ask('GET', `/assets/${id}`)).status).toBe(404)
    expect((await a.admin.ask('GET', `/assets/${id}`)).status).toBe(200)
    expect((await guest.ask('GET', `/assets/${id}`)).status).toBe(404)
    ada.close()
  }, 60_000)

  it('[N24] that is another one there is fetched anew, and what waited is kept as a copy', async () => {
    const { a, b } = pair
    const { there, here } = await square('edit', 'Replaced')
    const ada = await adas(here)
    ada.write('old')
    const bob = await bobs(there)
    await until('bob has it', () => bob.text === 'old')
    bob.close()
    const before = ada.line
    const [{ id } = { id: '' }] = WorldList.parse(
      await told(await b.admin.ask('GET', '/api/worlds')),
    ).worlds.filter(({ address }) => address === there)
    await b.admin.ask('DELETE', `/api/worlds/${there}`)
    await until('ada is told', () => ada.isClosedForGood)
    expect((await b.admin.ask('DELETE', `/api/bin/${id}`)).status).toBe(204)
    expect(await makeWorld(b.admin, 'Replaced')).toBe(there)
    await give(b.admin, there, `ada@${a.name}`, 'edit')
    const again = await until(
      'she sees the new one',
      async () => {
        const visitor = await adas(here)
        if (visitor.line !== before && visitor.line !== null && visitor.text === '') return visitor
        visitor.close()
        return null
      },
      30_000,
    )
    again.write('new')
    const there2 = await bobs(there)
    await until('and bob what she writes in it', () => there2.text === 'new', 20_000)
    ada.close()
    again.close()
    there2.close()
  }, 90_000)
})

const DOT = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)
