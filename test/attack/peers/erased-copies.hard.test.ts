// What is erased from a world is in no byte of the data folder of another node either, once its copy is
// fetched again: neither what was written there, nor what waits there for the host, nor what the host undid.
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../../simulation/random.ts'
import { told as read } from '../../accounts.ts'
import { found } from '../../fault/past/world-deeds.ts'
import { Visitor } from '../../fault/peers/visitor.ts'
import { endNodes, give, makeWorld, startBehind, startPeer, type PeerNode } from '../../peers.ts'
import { temporaryFolder, until } from '../../process.ts'
import { RawClient } from '../../unit/sync/client.ts'
import { startProxy, type Proxy } from '../../proxy.ts'
import { IS_HARD } from '../../hard.ts'

let a: PeerNode
let b: PeerNode
let proxy: Proxy

beforeAll(async () => {
  proxy = await startProxy(seededRandom(1).fraction)
  ;[a, b] = await Promise.all([
    startPeer('ada', { data: temporaryFolder() }),
    startBehind('bob', proxy, { data: temporaryFolder() }),
  ])
})
afterAll(async () => {
  await endNodes(a, b)
  await proxy[Symbol.asyncDispose]()
})

const adas = (world: string) => Visitor.open(a.server.wsUrl, world, a.admin)
const bobs = (world: string) => Visitor.open(b.server.wsUrl, world, b.admin)

async function square(title: string): Promise<{ there: string; here: string }> {
  const there = await makeWorld(b.admin, title)
  await give(b.admin, there, `ada@${a.name}`, 'edit')
  return { there, here: there.replace('/', `@${b.name}/`) }
}

/** Deletes a word of the scene. */
function cut({ doc }: Visitor, word: string): void {
  const text = doc.getText('words')
  text.delete(text.toJSON().indexOf(word), word.length)
}

async function erase(world: string): Promise<void> {
  const answer = await b.admin.ask('POST', `/api/worlds/${world}/erase`, { before: Date.now() + 60_000 })
  expect(await read(answer)).toMatchObject({ erased: expect.any(Number) })
}

const wordsIn = (state: Uint8Array): string => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, state)
  return doc.getText('words').toJSON()
}

it('[HI42] a copy of the world on another node, once it is fetched again', async () => {
  const words = ['mayonnaise', 'horseradish']
  const { there, here } = await square('Herbs')
  const [bob, ada] = [await bobs(there), await adas(here)]
  bob.write('mayonnaise ')
  await until('ada has it', () => ada.text === 'mayonnaise ')
  ada.write('horseradish stays')
  await until('bob has it', () => bob.text === 'mayonnaise horseradish stays')
  cut(ada, 'horseradish ')
  cut(bob, 'mayonnaise ')
  await until('both have it', () => ada.text === 'stays' && bob.text === 'stays' && ada.isSaved)
  expect(found(a.server.data, words)).toEqual(words)
  const before = ada.line
  await erase(there)
  await until('ada is on the new line', () => ada.line !== before && ada.text === 'stays', 30_000)
  await until('the bytes are gone', () => found(a.server.data, words).length === 0, 20_000)
  ada.write(' and goes on')
  await until('bob has that', () => bob.text === 'stays and goes on', 20_000)
  for (const each of [bob, ada]) each.close()
}, 120_000)

it.runIf(IS_HARD)(
  '[HI42] the logs of people there who wrote meanwhile, which are kept for them as a copy',
  async () => {
    const { there, here } = await square('Spices')
    const [bob, ada] = [await bobs(there), await adas(here)]
    bob.write('tarragon ')
    await until('ada has it', () => ada.text === 'tarragon ')
    // Her node does not hear any more that the word was deleted: what it has shows it still.
    proxy.weather = 'closed'
    proxy.cut()
    ada.write('waiting')
    await until('it waits at her node', () => ada.isSaved)
    cut(bob, 'tarragon ')
    bob.write('later ')
    await until('it is saved', () => bob.isSaved)
    ada.close()
    await erase(there)
    expect(found(a.server.data, ['tarragon'])).toEqual(['tarragon'])
    const after = await adas(here)
    expect(after.text).toBe('tarragon waiting')
    proxy.fair()
    await until('she is given her words', () => after.undone.length > 0, 60_000)
    const [undone] = after.undone
    if (undone === undefined) throw new Error('nothing was undone')
    expect([wordsIn(undone.theirs), wordsIn(undone.mine)]).toEqual([
      'later ',
      expect.stringContaining('waiting'),
    ])
    await until('the bytes are gone', () => found(a.server.data, ['tarragon']).length === 0, 20_000)
    for (const each of [bob, after]) each.close()
  },
  180_000,
)

it.runIf(IS_HARD)(
  '[HI42] what the host undid there before, and no device has taken yet',
  async () => {
    const { there, here } = await square('Roots')
    const [bob, ada] = [await bobs(there), await adas(here)]
    bob.write('galangal ')
    await until('ada has it', () => ada.text === 'galangal ')
    proxy.weather = 'closed'
    proxy.cut()
    ada.write('mine')
    await until('it waits at her node', () => ada.isSaved)
    ada.close()
    await give(b.admin, there, `ada@${a.name}`, 'see')
    const url = `${a.server.wsUrl}/sync/${here}?inkland=1`
    let client = await RawClient.open(url, { cookie: a.admin.cookie })
    /** What a device is told that comes again and again, and never says that it has it. */
    const told = (isIt: (words: string) => boolean) =>
      until(
        'she is told',
        async () => {
          if (client.closed !== null) client = await RawClient.open(url, { cookie: a.admin.cookie })
          return client.of('undone').find(({ theirs }) => isIt(wordsIn(theirs)))
        },
        60_000,
      )
    proxy.fair()
    await told((words) => words === 'galangal ')
    cut(bob, 'galangal ')
    bob.write('later')
    await until('it is saved', () => bob.isSaved)
    await erase(there)
    const undone = await told((words) => words !== 'galangal ')
    expect(wordsIn(undone.theirs)).toBe('later')
    expect(wordsIn(undone.mine)).toContain('mine')
    await until('the bytes are gone', () => found(a.server.data, ['galangal']).length === 0, 30_000)
    client.close()
    bob.close()
  },
  180_000,
)
