// Making room: somebody wrote from many tabs and all of it was deleted. Afterwards only what stands counts,
// and address, links, history and drafts are what they were.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { DraftMade, DraftReview } from '../../../shared/wire/api/draft-bodies.ts'
import {
  AuthorsAnswer,
  ChangesAnswer,
  HistoryAnswer,
  RoomMade,
} from '../../../shared/wire/api/history-bodies.ts'
import { WorldSummary } from '../../../shared/wire/api/world-bodies.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { VersionsAnswer } from '../../../shared/wire/api/version-bodies.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { SceneWriter, changed, seen } from '../../fault/past/scene-writer.ts'
import { furnish } from '../../fault/past/deed.ts'
import { RENEWAL_MARK, writeEmptyStruct } from '../../../shared/yjs/empty-struct.ts'
import { isRenewal } from '../../../shared/yjs/renewed-state.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'
import { textOf } from '../../../shared/world/scene/scene.ts'
import { id } from '../../unit/world/made.ts'
import { leaveNothing } from './many-writers.ts'

const GARDEN = 'ada/garden'
const API = `/api/worlds/${GARDEN}`
const WRITERS = 300

describe('[HI44] room is made', () => {
  let node: AccountsNode
  let eve: Somebody
  let draft = ''
  /** The scene as a tab had it before. */
  let held = new Y.Doc()
  /** The revision before anybody wrote and deleted much. */
  let early = 0

  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> =>
    told(await node.admin.ask(method, path, body))
  const revision = async (): Promise<number> =>
    HistoryAnswer.parse(await ask('GET', `${API}/history?limit=1`)).revision
  const room = async (isTrial: boolean): Promise<RoomMade> =>
    RoomMade.parse(await ask('POST', `${API}/room`, { isTrial }))
  const read = (world: string): Promise<Record<string, string>> =>
    seen(node, world, (writer) =>
      Object.fromEntries(['t0', 't1', 't2', 'talk'].map((name) => [name, writer.words(name).join(' ')])),
    )

  beforeAll(async () => {
    node = await serveAccounts()
    await ask('POST', '/api/worlds', { title: 'Garden', address: GARDEN })
    eve = await node.signUp('eve')
    await ask('PUT', `${API}/sharing/people/eve`, { right: 'edit' })
    await changed(node, GARDEN, furnish)
    await changed(node, GARDEN, (writer) => writer.write('t0', 'gone'))
    early = await revision()
    await changed({ ...node, admin: eve }, GARDEN, (writer) => writer.write('t1', 'hers'))
    draft = DraftMade.parse(await ask('POST', `${API}/drafts`, { title: 'Next' })).address
    await changed(node, draft, (writer) => {
      writer.write('t1', 'drafted')
      writer.set('t2', 'speed', 7)
      // It stands beside a word that goes.
      writer.write('t0', 'beside')
    })
    await changed({ ...node, admin: eve }, GARDEN, (writer) => writer.cut('t0', 'gone'))
    await changed(node, GARDEN, (writer) => writer.set('t1', 'mood', 'bad'))
    await changed(node, GARDEN, (writer) => leaveNothing(writer.scene, 't1', WRITERS))
    await changed(node, GARDEN, (writer) => writer.set('t1', 'mood', undefined))
  })
  afterAll(() => node[Symbol.asyncDispose]())

  it('is counted first, in a trial that changes nothing', async () => {
    const before = await read(GARDEN)
    const { before: had, after } = await room(true)
    expect(had.writers).toBeGreaterThan(WRITERS)
    expect(after.writers).toBeLessThan(12)
    expect(after.pieces).toBeLessThan(had.pieces - WRITERS)
    expect(await room(true)).toEqual({ before: had, after })
    expect(await read(GARDEN)).toEqual(before)
  })

  it('leaves what stands, its revisions and authors; open tabs are sent to the new line, where all write on', async () => {
    const before = await read(GARDEN)
    const end = await revision()
    await using open = await SceneWriter.open(node, GARDEN)
    held = open.scene
    const { line } = open
    const { before: had, after } = await room(false)
    await until(() => open.isOut, 'the tab is sent out')
    expect(await read(GARDEN)).toEqual(before)
    await using again = await SceneWriter.open(node, GARDEN)
    expect(again.line).not.toBe(line)
    // What is sent to a device is that state, with two marks.
    expect(again.scene.store.clients.size).toBe(after.writers + 2)
    expect(had.writers - after.writers).toBeGreaterThan(WRITERS - 2)
    const authors = AuthorsAnswer.parse(
      await ask('GET', `${API}/history/${await revision()}/authors?thing=${id('t1')}`),
    )
    expect(authors.text.map(({ author }) => author?.account)).toEqual(['ada', 'eve'])
    await changed({ ...node, admin: eve }, GARDEN, (writer) => writer.write('t1', 'after'))
    await changed(node, GARDEN, (writer) => writer.set('t1', 'mood', 'good'))
    expect((await read(GARDEN))['t1']).toBe(`${before['t1']} after`)
    expect(await revision()).toBe(end + 3)
    // It has nothing to give a second time.
    expect((await room(true)).before.writers).toBeLessThan(12)
  })

  it('lets nobody write under an id of before', async () => {
    // Somebody who knows nothing of lines, and still holds what was there, is not let write it again.
    const stock = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/${GARDEN}`, {
      cookie: node.admin.cookie,
      origin: node.url,
    })
    stock.send(syncFrame('step1', Y.encodeStateVector(held)))
    expect((await stock.gone()).code).toBe(4409)
    const ours = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/${GARDEN}?inkland=1`, {
      cookie: node.admin.cookie,
      origin: node.url,
    })
    ours.send(syncFrame('step1', Uint8Array.of(0)))
    const sendAs = (client: number, words: string): void => {
      const old = new Y.Doc()
      Y.applyUpdate(old, Y.encodeStateAsUpdate(held))
      old.clientID = client
      old.on('update', (update: Uint8Array) => ours.send(syncFrame('update', update)))
      textOf(old, id('t2'))?.insert(0, words)
    }
    sendAs(77, 'once more')
    await until(() => ours.saved === 1, 'it writes under a new id')
    const known = [...held.store.clients.keys()].find((client) => client < 2 ** 32)
    sendAs(known ?? 0, 'again')
    await until(() => ours.of('refused').length > 0, 'it is refused')
    expect(ours.of('refused')[0]?.code).toBe('identity')
    // A change that says that it holds the scene anew is a change like any other.
    const forged = new Y.Doc()
    Y.applyUpdate(forged, Y.encodeStateAsUpdate(held))
    forged.on('update', (update: Uint8Array) => {
      const row = Y.mergeUpdates([writeEmptyStruct(RENEWAL_MARK), update])
      expect(isRenewal(row)).toBe(true)
      ours.send(syncFrame('update', row))
    })
    forged.clientID = 78
    textOf(forged, id('t2'))?.insert(0, 'forged')
    await until(() => ours.saved + ours.of('refused').length === 3, 'it is saved or refused')
    const end = await node.admin.ask('GET', `${API}/history/${await revision()}`)
    const scene = new Y.Doc()
    Y.applyUpdate(scene, new Uint8Array(await end.arrayBuffer()))
    expect(textOf(scene, id('t1'))?.toJSON()).toBe('It is hers after')
    ours.close()
    await changed(node, GARDEN, (writer) =>
      textOf(writer.scene, id('t2'))?.delete(0, 'forgedonce more'.length),
    )
  })

  it('keeps the history of before: states, changes across it, versions, restoring', async () => {
    const now = await revision()
    const changes = ChangesAnswer.parse(await ask('GET', `${API}/changes?from=${early}&to=${now}`))
    expect(changes.things.find((thing) => thing.id === id('t1'))?.values).toEqual([
      expect.objectContaining({ key: 'mood', to: 'good' }),
    ])
    const { sessions } = HistoryAnswer.parse(await ask('GET', `${API}/history?limit=100`))
    expect(sessions.map(({ note }) => note?.kind).filter(Boolean)).toEqual(['renewal'])
    expect(sessions.find(({ note }) => note?.kind === 'renewal')).toMatchObject({
      letters: [0, 0],
      things: [],
    })
    await ask('POST', `${API}/versions`, { name: 'Early', revision: early })
    const { versions } = VersionsAnswer.parse(await ask('GET', `${API}/versions`))
    expect(versions.map(({ name }) => name)).toContain('Early')
    const answer = await node.admin.ask('GET', `${API}/history/${early}`)
    const past = new Y.Doc()
    Y.applyUpdate(past, new Uint8Array(await answer.arrayBuffer()))
    expect(textOf(past, id('t0'))?.toJSON()).toContain('gone')
    await ask('POST', `${API}/restore`, { revision: early, things: [id('t0')] })
    expect((await read(GARDEN))['t0']).toContain('gone')
    await ask('POST', `${API}/restore`, { revision: now, things: [id('t0')] })
  })

  it('lets edits of before be taken back: what was written goes, what was deleted comes back', async () => {
    expect((await read(GARDEN))['t1']).toContain('hers after')
    await ask('POST', `${API}/revert`, { account: 'eve', since: 0 })
    const { t0, t1 } = await read(GARDEN)
    expect([t0, t1]).toEqual(['It is gone', 'It is'])
  })

  it('lets a draft of before be reviewed, merged and taken back', async () => {
    const review = DraftReview.parse(await ask('GET', `/api/worlds/${draft}/review`))
    expect(review.things.map((thing) => thing.id).toSorted()).toEqual(['t0', 't1', 't2'].map(id))
    const { merge } = (await ask('POST', `/api/worlds/${draft}/merge`, {})) as { merge: string }
    const merged = await read(GARDEN)
    expect(merged['t1']).toContain('drafted')
    expect(merged['t0']).toContain('beside')
    await changed(node, draft, (writer) => writer.write('t1', 'more'))
    await ask('POST', `/api/worlds/${draft}/merge`, {})
    expect((await read(GARDEN))['t1']).toContain('more')
    await ask('POST', `${API}/revert`, { merge })
    expect((await read(GARDEN))['t1']).not.toContain('drafted')
    expect((await read(draft))['t1']).toContain('drafted')
  })

  it('goes along in the file of the world, with all revisions', async () => {
    const before = await read(GARDEN)
    const body = new Uint8Array(await (await node.admin.ask('GET', `${API}/export`)).arrayBuffer())
    const sent = await fetch(`${node.url}/api/worlds/import?address=ada/other`, {
      method: 'POST',
      headers: {
        cookie: node.admin.cookie,
        origin: node.url,
        'content-type': 'application/vnd.inkland.world',
      },
      body,
    })
    const { address } = WorldSummary.parse(await told(sent))
    expect(await read(address)).toEqual(before)
    const imported = HistoryAnswer.parse(await ask('GET', `/api/worlds/${address}/history?limit=1`))
    expect(imported.revision).toBe(await revision())
    const left = RoomMade.parse(await ask('POST', `/api/worlds/${address}/room`, { isTrial: true }))
    expect(left.before.writers).toBeLessThan(20)
    // The letters that come back there are those of before.
    await ask('POST', `/api/worlds/${address}/restore`, { revision: early, things: [id('t0')] })
    expect((await read(address))['t0']).toBe('It is gone')
  })

  it('still lets everything that is deleted be erased, of before as well', async () => {
    const everything = { before: Date.now() + 60_000 }
    const { erased } = (await ask('POST', `${API}/erase`, { ...everything, isTrial: true })) as {
      erased: number
    }
    expect(erased).toBeGreaterThan(WRITERS)
    const before = await read(GARDEN)
    await ask('POST', `${API}/erase`, everything)
    expect(await read(GARDEN)).toEqual(before)
    expect(await ask('POST', `${API}/erase`, { ...everything, isTrial: true })).toMatchObject({ erased: 0 })
    expect((await room(true)).before.writers).toBeLessThan(20)
  })

  it('is the owner’s alone, and not for drafts', async () => {
    expect((await eve.ask('POST', `${API}/room`, {})).status).toBe(403)
    const refused = await node.admin.ask('POST', `/api/worlds/${draft}/room`, {})
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('This is a draft.')])
  })
})
