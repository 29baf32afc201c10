// The words of a world are found by those alone who may see it at that moment, and only as they stand there
// now.
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { FoundPlaces } from '../../../shared/wire/search/found-places.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { metaOf, textOf } from '../../../shared/world/scene/scene.ts'
import { serveAccounts, told, type AccountsNode, type Somebody } from '../../accounts.ts'
import { found } from '../../fault/past/world-deeds.ts'
import { temporaryFolder, until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'

const GARDEN = '/api/worlds/ada/garden'
const SECRETS = ['mayonnaise', 'horseradish'] as const

const data = temporaryFolder()
let node: AccountsNode
let bob: Somebody

beforeAll(async () => {
  node = await serveAccounts({ data })
  bob = await node.signUp('bob')
  await told(await node.admin.ask('POST', '/api/worlds', { title: 'Garden', address: 'ada/garden' }))
  await edit((text) => text.insert(0, SECRETS.join(' ')))
  await until('it is found by who wrote it', async () => (await find(node.admin, SECRETS[0])).length > 0)
}, 60_000)
afterAll(() => node[Symbol.asyncDispose]())

/** Ada changes the page of her garden. */
async function edit(change: (text: Y.Text) => void): Promise<void> {
  const client = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/ada/garden?inkland=1`, {
    cookie: node.admin.cookie,
    origin: node.url,
  })
  client.send(syncFrame('step1', Uint8Array.of(0)))
  await until('the world is there', () => client.of('step2').length > 0)
  const doc = new Y.Doc()
  for (const frame of client.frames)
    if (frame.type === 'update' || frame.type === 'step2') Y.applyUpdate(doc, frame.bytes)
  const { root } = metaOf(doc)
  const text = root === null ? null : textOf(doc, root)
  if (text === null) throw new Error('the garden has no page')
  doc.on('update', (bytes: Uint8Array) => client.send(syncFrame('update', bytes)))
  doc.transact(() => change(text))
  await until('it is saved', () => client.saved === 1)
  client.close()
}

/** Where somebody finds words: the addresses of worlds. */
async function find(who: Pick<Somebody, 'ask'>, words: string): Promise<string[]> {
  const answer = await told(await who.ask('GET', `/api/words?search=${words}`))
  return FoundPlaces.parse(answer).found.map(({ world }) => world.address)
}

it('[X1] nobody finds what they may not see, and everybody what they may', { timeout: 60_000 }, async () => {
  const stranger: Pick<Somebody, 'ask'> = { ask: (...call) => node.ask(...call) }
  const share = (right: string) => node.admin.ask('PUT', `${GARDEN}/sharing/people/bob`, { right })
  expect(await find(bob, SECRETS[0])).toEqual([])
  await told(await share('see'))
  expect(await find(bob, SECRETS[0])).toEqual(['ada/garden'])
  expect(await find(stranger, SECRETS[0])).toEqual([])
  await told(await share('none'))
  expect(await find(bob, SECRETS[0])).toEqual([])
})

it('[X1] what is erased is found no more, and is in no byte', { timeout: 60_000 }, async () => {
  expect(found(data, SECRETS)).toEqual([...SECRETS])
  await edit((text) => text.delete(0, SECRETS[0].length + 1))
  await told(await node.admin.ask('POST', `${GARDEN}/erase`, { before: Date.now() + 60_000 }))
  expect(await find(node.admin, SECRETS[0])).toEqual([])
  expect(found(data, SECRETS)).toEqual([SECRETS[1]])
  await until('the rest is found again', async () => (await find(node.admin, SECRETS[1])).length > 0)
})

it('[X2] a draft is found by its name', { timeout: 60_000 }, async () => {
  await told(await node.admin.ask('POST', `${GARDEN}/drafts`, { title: 'More roses' }))
  const kinds = async (): Promise<readonly (string | null)[]> => {
    const answer = await told(await node.admin.ask('GET', `/api/words?search=${SECRETS[1]}`))
    return FoundPlaces.parse(answer).found.map(({ world }) => world.draft)
  }
  await until('it is read', async () => (await kinds()).length === 2)
  expect(new Set(await kinds())).toEqual(new Set(['More roses', null]))
})
