// Erasing: what was deleted is in no byte of the data folder afterwards, and the world is as it was but for
// it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { found } from '../../fault/past/world-deeds.ts'
import { temporaryFolder } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { until } from '../../unit/sync/until.ts'

const SECRETS = ['mayonnaise', 'horseradish', 'tarragon'] as const
const GARDEN = '/api/worlds/ada/garden'

/** Which of the secrets stand anywhere in the files of a folder. */
const secretsIn = (folder: string): string[] => found(folder, SECRETS)

/** Somebody who writes in the garden, update by update. */
async function writer(node: AccountsNode, who: Somebody) {
  const client = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/ada/garden?inkland=1`, {
    cookie: who.cookie,
    origin: node.url,
  })
  client.send(syncFrame('step1', Uint8Array.of(0)))
  await until(() => client.of('step2').length > 0, 'the world is there')
  const doc = new Y.Doc()
  for (const frame of client.frames)
    if (frame.type === 'update' || frame.type === 'step2') Y.applyUpdate(doc, frame.bytes)
  const { root } = metaOf(doc)
  const text = root === null ? null : textOf(doc, root)
  if (text === null) throw new Error('the garden has no page')
  let sent = 0
  doc.on('update', (bytes: Uint8Array) => {
    sent += 1
    client.send(syncFrame('update', bytes))
  })
  return {
    text,
    line: () => client.of('world').at(-1)?.line,
    stop: async () => {
      await until(() => client.saved === sent, 'it is saved')
      client.close()
    },
  }
}

/** Words that come and go; some text stays. */
async function write(node: AccountsNode, who: Somebody, secret: string): Promise<void> {
  const { text, stop } = await writer(node, who)
  text.insert(0, `${secret} in a row. `)
  text.insert(text.length, `${who.account} was here. `)
  for (const letter of secret) text.insert(3, letter)
  text.delete(0, `${secret} in a row. `.length + secret.length)
  await stop()
}

async function pageOf(
  node: AccountsNode,
): Promise<{ readonly page: string; readonly line: string | undefined }> {
  const { text, line, stop } = await writer(node, node.admin)
  await stop()
  return { page: text.toJSON(), line: line() }
}

describe('[HI40] what is erased', () => {
  const data = temporaryFolder()
  let node: AccountsNode

  beforeAll(async () => {
    node = await serveAccounts({ data })
    await told(await node.admin.ask('POST', '/api/worlds', { title: 'Garden', address: 'ada/garden' }))
    const eve = await node.signUp('eve')
    await told(await node.admin.ask('PUT', `${GARDEN}/sharing/people/eve`, { right: 'edit' }))
    await write(node, eve, SECRETS[0])
    await write(node, node.admin, SECRETS[1])
    await told(await eve.ask('POST', `${GARDEN}/drafts`, { title: `More ${SECRETS[0]}` }))
    await told(await node.admin.ask('GET', `${GARDEN}/history`))
  })
  afterAll(() => node[Symbol.asyncDispose]())

  it('is counted first, in a trial that changes nothing', async () => {
    const before = await pageOf(node)
    const told1 = await told(
      await node.admin.ask('POST', `${GARDEN}/erase`, { account: 'eve', isTrial: true }),
    )
    expect(told1).toEqual({ erased: expect.any(Number), backups: 'kept' })
    expect((told1 as { erased: number }).erased).toBeGreaterThan(SECRETS[0].length)
    expect(await pageOf(node)).toEqual(before)
    expect(secretsIn(data)).toEqual(SECRETS.slice(0, 2))
  })

  it('is in no byte of the data folder, of one person, and of a time; the world goes on, on a new line', async () => {
    const before = await pageOf(node)
    await told(await node.admin.ask('POST', `${GARDEN}/erase`, { account: 'eve' }))
    expect(secretsIn(data)).toEqual([SECRETS[1]])
    const after = await pageOf(node)
    expect(after.page).toBe(before.page)
    expect(after.line).not.toBe(before.line)
    await write(node, node.admin, SECRETS[2])
    const history = (await told(await node.admin.ask('GET', `${GARDEN}/history`))) as { revision: number }
    await told(await node.admin.ask('POST', `${GARDEN}/erase`, { before: Date.now() + 60_000 }))
    expect(secretsIn(data)).toEqual([])
    const again = (await told(await node.admin.ask('GET', `${GARDEN}/history`))) as { revision: number }
    expect(again.revision).toBe(history.revision)
    expect((await pageOf(node)).page).toContain('ada was here. ')
  })

  it('is not counted again afterwards, by a trial, by an erasure, or by taking edits back', async () => {
    const before = await pageOf(node)
    const everything = { before: Date.now() + 60_000 }
    const ask = async (path: string, body: object) => told(await node.admin.ask('POST', path, body))
    expect(await ask(`${GARDEN}/erase`, { ...everything, isTrial: true })).toMatchObject({ erased: 0 })
    expect(await ask(`${GARDEN}/erase`, { account: 'eve', isTrial: true })).toMatchObject({ erased: 0 })
    expect(await ask(`${GARDEN}/erase`, everything)).toMatchObject({ erased: 0 })
    expect(await pageOf(node)).toEqual(before)
    // All that is left of Eve is what she wrote and nobody deleted; her deletions bring nothing back.
    expect(await ask(`${GARDEN}/revert`, { account: 'eve', since: 0, isTrial: true })).toMatchObject({
      letters: 'eve was here. '.length,
    })
    await write(node, node.admin, SECRETS[0])
    const { erased } = (await ask(`${GARDEN}/erase`, { ...everything, isTrial: true })) as { erased: number }
    expect(erased).toBe(2 * SECRETS[0].length + ' in a row. '.length)
  })

  it('is said well: one of both, by the owner alone', async () => {
    const eve = await node.signIn('eve')
    expect((await eve.ask('POST', `${GARDEN}/erase`, { before: 1 })).status).toBe(403)
    for (const body of [{}, { before: 1, account: 'eve' }, { before: 'x' }])
      expect((await node.admin.ask('POST', `${GARDEN}/erase`, body)).status).toBe(400)
    expect((await node.admin.ask('POST', `${GARDEN}/erase`, { account: 'no body' })).status).toBe(404)
  })
})
