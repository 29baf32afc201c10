// A draft that is begun while its world is erased from, and the other way round: one waits for the other, so
// that no draft has what was erased, nor rests on a line that is gone.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { Store } from '../../../server/storage/store.ts'
import { logPages } from '../../../server/history/row-pages.ts'
import { DraftMade, MergeMade } from '../../../shared/wire/api/draft-bodies.ts'
import { Erased, HistoryAnswer } from '../../../shared/wire/api/history-bodies.ts'
import { syncFrame } from '../../../shared/wire/frames/sync-frames.ts'
import { artifactMap, artifactMaps, textOf } from '../../../shared/world/scene/scene.ts'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import { until } from '../../process.ts'
import { ask } from '../http/ask.ts'
import { serveInside } from '../http/inside.ts'
import { RawClient } from '../sync/client.ts'
import { id } from '../world/made.ts'

const SECRET = 'asafoetida'

/** A store that waits with the next call of a kind until it is let go. */
function holding(inner: Store) {
  let held: { readonly isHeld: (call: string, args: readonly unknown[]) => boolean } | null = null
  let reached = Promise.withResolvers<void>()
  let released = Promise.withResolvers<void>()
  const store = new Proxy(inner, {
    get(target, call) {
      const value: unknown = Reflect.get(target, call)
      if (typeof value !== 'function') return value
      return async (...args: readonly unknown[]): Promise<unknown> => {
        if (held?.isHeld(String(call), args) === true) {
          held = null
          reached.resolve()
          await released.promise
        }
        return Reflect.apply(value, target, args)
      }
    },
  })
  return {
    store,
    hold(isHeld: (call: string, args: readonly unknown[]) => boolean): Promise<void> {
      held = { isHeld }
      reached = Promise.withResolvers()
      released = Promise.withResolvers()
      return reached.promise
    },
    release: () => released.resolve(),
  }
}

/** A node with two worlds that have a page, from which a word was deleted. */
async function begun() {
  const held = holding(createMemoryStore())
  const { store } = held
  const node = await serveInside({ store, records: store })
  const { cookie } = await ask(node.url, 'POST /api/me', { body: { name: 'Ada' } })
  const call = (what: string, body?: unknown) =>
    ask(node.url, what, { headers: { cookie }, ...(body !== undefined && { body }) })
  let withWord = 0
  for (const world of ['ada/garden', 'ada/cellar']) {
    const revisionNow = async () =>
      (await call(`GET /api/worlds/${world}/history`)).read(HistoryAnswer).revision
    const headers = { cookie, origin: node.url }
    const client = await RawClient.open(`${node.url.replace('http', 'ws')}/sync/${world}?inkland=1`, headers)
    client.send(syncFrame('step1', Uint8Array.of(0)))
    await until('it is there', () => client.of('step2').length > 0)
    const scene = new Y.Doc()
    for (const frame of client.frames) if (frame.type === 'step2') Y.applyUpdate(scene, frame.bytes)
    let sent = 0
    scene.on('update', (bytes: Uint8Array) => {
      sent += 1
      client.send(syncFrame('update', bytes))
    })
    const saved = (what: string) => until(what, () => client.saved === sent)
    const place = { host: scene.getMap('meta').get('root'), x: 100, y: 100, facing: 'down' }
    scene.transact(() =>
      artifactMaps(scene).set(id('lamp'), artifactMap([['place', place]], `Shines ${SECRET}`)),
    )
    await saved('the word is saved')
    withWord = await revisionNow()
    textOf(scene, id('lamp'))?.delete(6, SECRET.length + 1)
    await saved('it is deleted')
    client.close()
  }
  return { node, held, store, call, withWord }
}

type Begun = Awaited<ReturnType<typeof begun>>

const erase = ({ call }: Begun, world: string) =>
  call(`POST /api/worlds/${world}/erase`, { before: Date.now() + 1 })
const draft = ({ call }: Begun, world: string, revision?: number) =>
  call(`POST /api/worlds/${world}/drafts`, { title: 'Night', ...(revision !== undefined && { revision }) })

/** The worlds in whose logs a word is. */
async function worldsWith({ store }: Begun, word: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const { key, address } of await store.worlds('here'))
    for (const kind of ['scene', 'live'] as const)
      for await (const page of logPages(store, { world: key, kind }, { after: 0, upTo: Infinity }))
        if (page.some(({ bytes }) => Buffer.from(bytes).includes(word))) found.push(`${address} ${kind}`)
  return found.toSorted()
}

/** It follows its world, and what is written in it can be merged: it rests on the line that there is. */
async function expectMergeable(begun: Begun, address: string): Promise<void> {
  const merged = await begun.call(`POST /api/worlds/${address}/merge`, {})
  expect(merged.read(MergeMade).conflicts).toEqual([])
}

test('[HI40] a draft that is begun while its world is erased from begins once that is done, without what was erased', async () => {
  const begins = await begun()
  await using _node = begins.node
  const { held, withWord } = begins
  expect(await worldsWith(begins, SECRET)).toEqual(['ada/cellar scene', 'ada/garden scene'])
  const isErasing = held.hold((call) => call === 'stage')
  const erased = erase(begins, 'ada/garden')
  await isErasing
  const isMade = { now: false }
  const made = draft(begins, 'ada/garden', withWord).finally(() => (isMade.now = true))
  // A draft of another world takes as long, and is asked for later.
  const other = await draft(begins, 'ada/cellar', withWord)
  expect(await worldsWith(begins, SECRET)).toContain(`${other.read(DraftMade).address} scene`)
  expect(isMade.now).toBe(false)
  held.release()
  expect((await erased).read(Erased).erased).toBe(SECRET.length + 1)
  const { address } = (await made).read(DraftMade)
  expect((await worldsWith(begins, SECRET)).filter((each) => !each.includes('cellar'))).toEqual([])
  await expectMergeable(begins, address)
})

test('[HI40] a world is erased from once a draft that is being begun is there, and that follows it', async () => {
  const begins = await begun()
  await using _node = begins.node
  const { held } = begins
  const isBegun = held.hold((call, args) => call === 'pin' && String(args[2]).startsWith('draft:'))
  const made = draft(begins, 'ada/garden')
  await isBegun
  const isErased = { now: false }
  const erased = erase(begins, 'ada/garden').finally(() => (isErased.now = true))
  await erase(begins, 'ada/cellar')
  expect(isErased.now).toBe(false)
  held.release()
  const { address } = (await made).read(DraftMade)
  expect((await erased).read(Erased).erased).toBe(SECRET.length + 1)
  expect(await worldsWith(begins, SECRET)).toEqual([])
  await expectMergeable(begins, address)
})
