// The past of a world is for those who may look back: the public is sent no deleted word by any way
// of a real node. unit/sync/rooms/state-alone.test.ts has the rule.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { nodeOf, startAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { startServer, temporaryFolder } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'

const SECRET = 'mayonnaise'

/** The updates that a client was sent. */
const stateIn = (client: RawClient): Uint8Array[] =>
  client.frames.flatMap((frame) => (frame.type === 'update' || frame.type === 'step2' ? [frame.bytes] : []))

describe('[HI30] a word that was deleted, in a world that everybody may see', () => {
  const data = temporaryFolder()
  let node: AccountsNode

  const socket = (path: string, cookie = ''): Promise<RawClient> =>
    RawClient.open(`${node.url.replace('http', 'ws')}/sync/${path}`, { cookie, origin: node.url })

  async function bytesFor(path: string, cookie = ''): Promise<Buffer> {
    const client = await socket(path, cookie)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => client.of('step2').length > 0, 'the state is there')
    client.close()
    return Buffer.concat(stateIn(client))
  }

  beforeAll(async () => {
    const before = await startAccounts({ data })
    node = before
    await told(await before.admin.ask('POST', '/api/worlds', { title: 'Garden', address: 'ada/garden' }))
    await told(await before.admin.ask('PATCH', '/api/worlds/ada/garden/sharing', { public: 'see' }))
    const writer = await socket('ada/garden?inkland=1', before.admin.cookie)
    writer.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => writer.of('step2').length > 0, 'the world is there')
    const doc = new Y.Doc()
    for (const bytes of stateIn(writer)) Y.applyUpdate(doc, bytes)
    const frames: Uint8Array[] = []
    doc.on('update', (bytes: Uint8Array) => frames.push(syncFrame('update', bytes)))
    const { root } = metaOf(doc)
    const text = root === null ? null : textOf(doc, root)
    if (text === null) throw new Error('the world has no page')
    text.insert(0, SECRET)
    text.delete(0, SECRET.length)
    text.insert(0, 'Roses')
    writer.send(...frames)
    await until(() => writer.saved === frames.length, 'it is saved')
    writer.close()
    await before.server[Symbol.asyncDispose]()
    node = nodeOf(await startServer({ data, access: 'accounts' }), before.admin)
    node = nodeOf(node.server, await node.signIn('ada'))
  })
  afterAll(() => node[Symbol.asyncDispose]())

  it('is in no byte that anybody is sent who may not edit, by socket or by HTTP', async () => {
    const bytes = await bytesFor('ada/garden')
    expect([bytes.includes('Roses'), bytes.includes(SECRET)]).toEqual([true, false])
    const scene = await fetch(`${node.url}/api/worlds/ada/garden/scene`)
    const body = Buffer.from(await scene.arrayBuffer())
    expect([scene.status, body.includes('Roses'), body.includes(SECRET)]).toEqual([200, true, false])
    for (const path of ['export', 'history', 'history/0', 'history/steps?from=0', 'changes?from=0&to=1']) {
      const answer = await fetch(`${node.url}/api/worlds/ada/garden/${path}`)
      expect(answer.status, path).toBeGreaterThanOrEqual(401)
      expect((await answer.text()).includes(SECRET), path).toBe(false)
    }
  })

  it('is sent to those who may look back, once the owner lets them; nobody else may', async () => {
    const eve = await node.signUp('eve')
    const settings = '/api/worlds/ada/garden/history/settings'
    expect(await told(await eve.ask('GET', settings))).toEqual({ lookBack: 'nothing' })
    expect((await eve.ask('PUT', settings, { lookBack: 'everything' })).status).toBe(403)
    expect((await node.admin.ask('PUT', settings, { lookBack: 'yes' })).status).toBe(400)
    expect((await bytesFor('ada/garden', eve.cookie)).includes(SECRET)).toBe(false)
    await told(await node.admin.ask('PUT', settings, { lookBack: 'since' }))
    expect((await bytesFor('ada/garden', eve.cookie)).includes(SECRET)).toBe(false)
    await told(await node.admin.ask('PUT', settings, { lookBack: 'everything' }))
    expect(await told(await eve.ask('GET', settings))).toEqual({ lookBack: 'everything' })
    expect((await eve.ask('GET', '/api/worlds/ada/garden/history')).status).toBe(200)
    expect((await bytesFor('ada/garden', node.admin.cookie)).includes('Roses')).toBe(true)
  })
})

describe('[HI19] with `since` each person looks back to when they could first look', () => {
  const WORLD = '/api/worlds/ada/shed'
  let node: AccountsNode
  let bob: Somebody
  let carol: Somebody
  /** The world's revision before all, and when Bob and when Carol could look. */
  const at = { first: 0, bob: 0, carol: 0 }

  const revision = async (): Promise<number> =>
    HistoryAnswer.parse(await told(await node.admin.ask('GET', `${WORLD}/history`))).revision

  beforeAll(async () => {
    node = await startAccounts()
    bob = await node.signUp('bob')
    carol = await node.signUp('carol')
    const { admin } = node
    await told(await admin.ask('POST', '/api/worlds', { title: 'Shed', address: 'ada/shed' }))
    await told(await admin.ask('PUT', `${WORLD}/history/settings`, { lookBack: 'since' }))
    const writer = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/ada/shed?inkland=1`, {
      cookie: admin.cookie,
      origin: node.url,
    })
    writer.send(syncFrame('step1', Uint8Array.of(0)))
    await until(() => writer.of('step2').length > 0, 'the world is there')
    const doc = new Y.Doc()
    for (const bytes of stateIn(writer)) Y.applyUpdate(doc, bytes)
    const { root } = metaOf(doc)
    const text = root === null ? null : textOf(doc, root)
    if (text === null) throw new Error('the world has no page')
    /** Writes a word and deletes it; answers the revision then. */
    async function writeAndDelete(word: string): Promise<number> {
      const frames: Uint8Array[] = []
      const take = (bytes: Uint8Array): void => void frames.push(syncFrame('update', bytes))
      const saved = writer.saved
      doc.on('update', take)
      text?.insert(0, word)
      text?.delete(0, word.length)
      text?.insert(0, '.')
      doc.off('update', take)
      for (const [index, frame] of frames.entries()) {
        writer.send(frame)
        await until(() => writer.saved === saved + index + 1, 'it is saved')
      }
      return revision()
    }
    at.first = await revision()
    at.bob = await writeAndDelete('nobody-saw')
    await told(await admin.ask('PUT', `${WORLD}/sharing/people/bob`, { right: 'see' }))
    at.carol = await writeAndDelete('bob-saw')
    await told(await admin.ask('PATCH', `${WORLD}/sharing`, { everyone: 'see' }))
    await writeAndDelete('carol-saw')
    writer.close()
  })
  afterAll(() => node[Symbol.asyncDispose]())

  const everyRoute = (from: number, to: number): string[] => [
    `history?from=${from}`,
    `history/${from}`,
    `history/${to}`,
    `history/steps?from=${from}&to=${to}`,
    `changes?from=${from}&to=${to}`,
  ]

  /** What each route answers, as bytes, where it answers. */
  async function answers(
    who: Somebody,
    from: number,
    to: number,
  ): Promise<(readonly [string, number, string])[]> {
    return Promise.all(
      everyRoute(from, to).map(async (path) => {
        const answer = await who.ask('GET', `${WORLD}/${path}`)
        return [path, answer.status, Buffer.from(await answer.arrayBuffer()).toString('latin1')] as const
      }),
    )
  }

  it('by every route that shows the past: no word of before is in any answer', async () => {
    const end = await revision()
    for (const [who, since, seen, unseen] of [
      [bob, at.bob, ['bob-saw', 'carol-saw'], ['nobody-saw']],
      [carol, at.carol, ['carol-saw'], ['nobody-saw', 'bob-saw']],
    ] as const) {
      const open = await answers(who, since, end)
      expect(open.map(([, status]) => status)).toEqual(open.map(() => 200))
      const all = open.map(([, , body]) => body).join('')
      for (const word of seen) expect(all.includes(word), word).toBe(true)
      const shut = await answers(who, at.first, end)
      // Sessions begin later then; all else is refused.
      expect(shut.map(([, status]) => status)).toEqual([200, 403, 200, 403, 403])
      for (const [path, , body] of [...open, ...shut])
        for (const word of unseen) expect(body.includes(word), `${path} ${word}`).toBe(false)
      const { since: first } = HistoryAnswer.parse(await told(await who.ask('GET', `${WORLD}/history`)))
      expect(first?.revision).toBe(since)
    }
  })

  it('and over sync nobody of them is sent what was deleted', async () => {
    for (const who of [bob, carol]) {
      const client = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/ada/shed`, {
        cookie: who.cookie,
        origin: node.url,
      })
      client.send(syncFrame('step1', Uint8Array.of(0)))
      await until(() => client.of('step2').length > 0, 'the state is there')
      client.close()
      const bytes = Buffer.concat(stateIn(client)).toString('latin1')
      for (const word of ['nobody-saw', 'bob-saw', 'carol-saw'])
        expect(bytes.includes(word), word).toBe(false)
    }
  })
})
