// The past of a world is for those who may look back: the public is sent no deleted word by any way.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../shared/wire/frames/sync-frames.ts'
import { metaOf, textOf } from '../../shared/world/scene/scene.ts'
import { nodeOf, startAccounts, told, type AccountsNode } from '../accounts.ts'
import { startServer, temporaryFolder } from '../process.ts'
import { RawClient } from '../unit/sync/client.ts'
import { until } from '../unit/sync/until.ts'

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
