import * as Y from 'yjs'
import { expect, it } from 'vitest'
import { createMemoryStore } from '../../support/memory-store/memory-store.ts'
import type { ServerClock } from '../../../server/sync/sync-server.ts'
import { systemClock } from '../../../server/time/server-clock.ts'
import { BEAT_MS, LEASE_MS } from '../../../server/owner/leases/process-heartbeat.ts'
import { BEHAVIOR, parseArtifactId } from '../../../shared/world/address.ts'
import { actionFrame, parseEvent, parseOutcome } from '../../../shared/wire/frames/action-frames.ts'
import type { Action } from '../../../shared/play/acts/action.ts'
import { NO_ANSWER } from '../../../shared/world/live/live-state-values.ts'
import { metaOf } from '../../../shared/world/scene/scene.ts'
import { RawClient } from '../sync/client.ts'
import { until } from '../sync/until.ts'
import { turnClock } from '../time/turn-clock.ts'
import { CODE, HeldClock, replacing, startHome, storedLive, Visitor } from './home.ts'
import { countedIn } from './stand-in.ts'
import { processOf } from '../../contract/made.ts'

const root = parseArtifactId('root')!

async function ask(
  client: RawClient,
  sequence: number,
  action: Action,
  session = 'mine',
): Promise<ReturnType<typeof parseOutcome>> {
  const before = client.of('outcome').length
  client.send(actionFrame(sequence, { session, action }))
  await until(() => client.of('outcome').length > before, 'it is answered')
  return parseOutcome(client.of('outcome').at(-1)!.json)
}

it('a page with code lives, and one without costs nothing', async () => {
  const home = await startHome()
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, 'Only words.')
  const other = await Visitor.enter(home.url, 'ada/other')
  other.page.insert(0, CODE)
  await until(() => other.counted.beats > 3, 'the other one lives')
  expect(home.owner.stats()).toMatchObject({ playedWorlds: 1, waitingWorlds: 0 })
  expect(ada.counted.lives).toBe(0)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 3, 'it lives')
  const rows = await home.store.log({ world: (await home.store.living())[0]!.key, kind: 'live' }, 0, 10)
  expect(new Set(rows.map(({ member }) => member))).toEqual(new Set([BEHAVIOR]))
  ada.leave()
  other.leave()
  await home.stop()
  expect(home.plays.every(({ isStopped }) => isStopped)).toBe(true)
})

it('[L37] a world that lives is not taken from another process which has it by now', async () => {
  const store = createMemoryStore()
  const first = await startHome({ store: replacing(store, { close: () => Promise.resolve() }) })
  for (const name of ['garden', 'other']) {
    const ada = await Visitor.enter(first.url, `ada/${name}`)
    ada.page.insert(0, CODE)
    await until(() => ada.counted.beats > 0, 'it lives')
    ada.leave()
  }
  await first.stop()
  const elsewhere = (await store.living()).find(({ title }) => title === 'other')!
  const second = await startHome({
    store,
    owner: { claim: (world) => Promise.resolve(world !== elsewhere.key) },
  })
  await second.owner.begin()
  await until(() => second.owner.stats().playedWorlds > 0, 'one is played')
  expect(second.owner.played().map(({ title }) => title)).toEqual(['garden'])
  // Who asks for it has it played all the same.
  await second.owner.look(elsewhere)
  await until(() => second.owner.stats().playedWorlds === 2, 'both are played')
  await second.stop()
})

it('it lives with nobody there, from the start on, and goes on with what was', async () => {
  const store = createMemoryStore()
  const first = await startHome({ store: replacing(store, { close: () => Promise.resolve() }) })
  const ada = await Visitor.enter(first.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 3, 'it lives')
  ada.leave()
  await first.stop()
  const before = countedIn(await storedLive(store))
  const second = await startHome({ store })
  expect(second.owner.stats().playedWorlds).toBe(0)
  await second.owner.begin()
  await until(async () => countedIn(await storedLive(store)).beats > before.beats + 3, 'it goes on')
  expect(countedIn(await storedLive(store))).toMatchObject({ lives: 2, epoch: 2 })
  await second.stop()
})

it('a world that was edited right before a crash lives after it', async () => {
  const store = createMemoryStore()
  // The first node never looks for code, like one that died before it could.
  const first = await startHome({
    store: replacing(store, { setLiving: () => new Promise(() => {}) }),
    sync: { onLiving: () => {} },
  })
  const ada = await Visitor.enter(first.url)
  ada.page.insert(0, CODE)
  await until(async () => (await store.living()).length === 1, 'it is stored')
  const [world] = await store.living()
  expect(world?.isLiving).not.toBe(true)
  const second = await startHome({ store })
  await second.owner.begin()
  await until(async () => countedIn(await storedLive(store)).beats > 0, 'it lives')
  ada.leave()
  await second.stop()
})

it('[one owner] who was stopped while another took over writes nothing more', async () => {
  const clocks = [new HeldClock(), new HeldClock()]
  const home = await startHome({ owner: { clock: clocks[0]! } })
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 3, 'it lives')
  const [first] = home.plays
  clocks[0]!.hold()
  const held = ada.counted
  const [world] = await home.store.living()
  // To the other one it seems that nothing was heard of the first for a lease.
  const second = home.another({ clock: turnClock(200) })
  await second.owner.look(world!)
  await until(
    () => ada.counted.epoch > held.epoch && ada.counted.beats > held.beats + 3,
    'the other one owns it',
  )
  clocks[0]!.goOn()
  await until(() => first!.isStopped, 'the first one gives up')
  const { beats } = ada.counted
  await until(() => ada.counted.beats > beats + 3, 'the second goes on')
  expect(home.plays).toHaveLength(1)
  expect(home.owner.stats()).toMatchObject({ playedWorlds: 0, waitingWorlds: 1 })
  const rows = await home.store.log({ world: world!.key, kind: 'live' }, 0, 1e6)
  const doc = new Y.Doc()
  let epoch = 0
  for (const { bytes } of rows) {
    Y.applyUpdate(doc, bytes)
    expect(countedIn(doc).epoch).toBeGreaterThanOrEqual(epoch)
    epoch = countedIn(doc).epoch
  }
  ada.leave()
  await home.stop()
})

it('[O1] who waits for another owner looks at least once in a lease, so that a dead one is followed within two', async () => {
  const home = await startHome()
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 0, 'it lives')
  const [world] = await home.store.living()
  const waits: number[] = []
  const hasty: ServerClock = {
    ...systemClock,
    after(ms, run) {
      waits.push(ms)
      return systemClock.after(1, run)
    },
  }
  await home.another({ clock: hasty }).owner.look(world!)
  const tries = (): number[] => waits.filter((ms) => ms !== BEAT_MS)
  await until(() => tries().length > 20, 'it has waited often')
  expect(Math.max(...tries())).toBe(LEASE_MS)
  ada.leave()
  await home.stop()
})

it('an action is done once, whatever is sent twice', async () => {
  const home = await startHome()
  const ada = await RawClient.open(`${home.url}/ada/garden/live?inkland=1&member=ada`)
  const use: Action = { verb: 'use', thing: root }
  expect(await ask(ada, 1, use)).toEqual({ ok: true, why: 'ada' })
  expect(await ask(ada, 1, use)).toEqual({ ok: true, why: 'ada' })
  expect(await ask(ada, 2, use)).toEqual({ ok: true, why: 'ada' })
  expect(countedIn(await storedLive(home.store)).used).toBe(2)
  await home.stop()
})

it('a session is of the member who used it first', async () => {
  const home = await startHome()
  const url = `${home.url}/ada/garden/live?inkland=1`
  const [ada, mallory] = [
    await RawClient.open(`${url}&member=ada`),
    await RawClient.open(`${url}&member=mallory`),
  ]
  expect(await ask(ada, 1, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  expect(await ask(mallory, 2, { verb: 'use', thing: root })).toMatchObject({ ok: false })
  expect(await ask(ada, 2, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  const names = [...(await storedLive(home.store)).getMap('outcomes').keys()]
  expect(names).toHaveLength(1)
  expect(names[0]).not.toContain('mine')
  await home.stop()
})

it('[O3] it is told as unclear whether an action was done that is long on its way to the disk, and asked again it has its outcome', async () => {
  const store = createMemoryStore()
  let disk = Promise.withResolvers<void>()
  disk.resolve()
  const slow = replacing(store, {
    append: async (...rows) => {
      await disk.promise
      return store.append(...rows)
    },
  })
  const home = await startHome({ store: slow, owner: { clock: turnClock(40) } })
  const ada = await RawClient.open(`${home.url}/ada/garden/live?inkland=1`)
  expect(await ask(ada, 1, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  disk = Promise.withResolvers<void>()
  expect(await ask(ada, 2, { verb: 'use', thing: root })).toEqual({ ok: false, why: NO_ANSWER })
  disk.resolve()
  expect(await ask(ada, 2, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  expect(countedIn(await storedLive(store)).used).toBe(2)
  await home.stop()
})

it('a world without code is owned for an action, and let go of after a minute of nothing', async () => {
  const home = await startHome({ owner: { clock: turnClock(100) } })
  const ada = await RawClient.open(`${home.url}/ada/garden/live?inkland=1`)
  expect(await ask(ada, 1, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  expect(home.owner.stats().playedWorlds).toBe(1)
  await until(() => home.plays[0]!.isStopped, 'it is let go of')
  await until(() => home.owner.stats().playedWorlds === 0, 'nothing is left')
  expect(await ask(ada, 2, { verb: 'use', thing: root })).toMatchObject({ ok: true })
  expect(home.plays).toHaveLength(2)
  expect(countedIn(await storedLive(home.store))).toMatchObject({ used: 2, lives: 2, epoch: 2 })
  await home.stop()
})

it('a world whose code is gone is let go of', async () => {
  const home = await startHome({ owner: { clock: turnClock(300) } })
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 0, 'it lives')
  ada.page.delete(0, ada.page.length)
  await until(() => home.owner.stats().playedWorlds === 0, 'it is let go of')
  ada.page.insert(0, CODE)
  await until(() => ada.counted.lives === 2, 'it lives again')
  ada.leave()
  await home.stop()
})

it('a play that breaks is thrown away, and begun anew from the disk', async () => {
  const home = await startHome()
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 0, 'it lives')
  const [first] = home.plays
  first!.options.live.getMap('live').set('used', 99)
  first!.options.onFailed(new Error('a bug'))
  await until(() => ada.counted.lives === 2, 'it lives again')
  await until(() => first!.isStopped, 'the first one is stopped')
  const stopped = countedIn(await storedLive(home.store)).beats
  await until(() => ada.counted.beats > stopped + 3, 'it goes on')
  await expect(first!.options.commit(new Uint8Array())).rejects.toThrow('a bug')
  ada.leave()
  await home.stop()
})

it('a world in the bin is let go of, and lives again when it comes out; a moved one lives on', async () => {
  const home = await startHome()
  const ada = await Visitor.enter(home.url)
  ada.page.insert(0, CODE)
  await until(() => ada.counted.beats > 0, 'it lives')
  ada.leave()
  const [world] = await home.store.living()
  await home.store.bin(world!.key, 1)
  await home.sync.close(world!.key, 4410, 'It is in the bin.')
  await until(
    () => home.owner.stats().playedWorlds + home.owner.stats().waitingWorlds === 0,
    'it is let go of',
  )
  await home.store.bin(world!.key, null)
  await home.owner.look(world!)
  await until(async () => countedIn(await storedLive(home.store)).lives === 2, 'it lives again')
  await home.store.rename(world!.key, (await home.store.worlds('here'))[0]!.address)
  await home.sync.close(world!.key, 4411, 'It has moved.')
  await until(async () => countedIn(await storedLive(home.store)).lives === 3, 'it lives on')
  await home.store.join(processOf('somebody'))
  expect(await home.store.lease(world!.key, processOf('somebody'))).toBeNull()
  await home.stop()
  expect(home.plays).toHaveLength(3)
})

it('code edits a page as its own edit, which everybody sees', async () => {
  const home = await startHome()
  const ada = await Visitor.enter(home.url)
  const { root } = metaOf(ada.scene.doc)
  const client = await RawClient.open(`${home.url}/ada/garden/live?inkland=1`)
  const words = Array.from({ length: 5 }, (_, n) => `+${n}`)
  const asked = words.map((word, n) =>
    actionFrame(n + 1, { session: 'mine', action: { verb: 'say', words: word, on: root! } }),
  )
  client.send(...asked)
  await until(() => client.of('outcome').length === 5, 'all are said')
  await until(() => ada.page.toJSON() === '01234', 'ada sees it')
  const [world] = await home.store.worlds('here')
  const rows = await home.store.log({ world: world!.key, kind: 'scene' }, 0, 100)
  const own = rows.filter(({ member }) => member === BEHAVIOR)
  expect(own.length).toBeLessThan(4)
  const stored = await home.store.open({ world: world!.key, kind: 'scene' })
  expect([...stored.clients.values()].filter((member) => member === BEHAVIOR)).toHaveLength(1)
  expect(home.plays[0]!.options.scene.getMap('artifacts').size).toBe(1)
  ada.leave()
  await home.stop()
})

it('who watches a thing gets its last lines, and new ones as long as they may', async () => {
  let right: 'own' | 'act' = 'own'
  const home = await startHome({ sync: { rightOf: (member) => (member.name === 'bob' ? right : 'own') } })
  const url = `${home.url}/ada/garden/live?inkland=1`
  const [ada, bob] = [await RawClient.open(`${url}&member=ada`), await RawClient.open(`${url}&member=bob`)]
  const visitor = await Visitor.enter(home.url)
  const thing = metaOf(visitor.scene.doc).root!
  const say = (words: string): Action => ({ verb: 'say', words, on: thing })
  for (let n = 1; n <= 3; n++) await ask(ada, n, say(`${n}`))
  const linesOf = (client: RawClient): readonly string[] =>
    client.of('event').flatMap(({ json }) => {
      const event = parseEvent(json)
      return event?.type === 'log' ? event.lines.map(({ text }) => text) : []
    })
  expect(await ask(bob, 1, { verb: 'watch', thing }, 'bob')).toEqual({ ok: true, why: null })
  expect(linesOf(bob)).toEqual(['1', '2', '3'])
  await ask(ada, 4, say('4'))
  await until(() => linesOf(bob).length === 4, 'bob gets the new one')
  expect(linesOf(ada)).toEqual([])
  await ask(bob, 2, { verb: 'unwatch', thing }, 'bob')
  await ask(ada, 5, say('5'))
  await ask(bob, 3, { verb: 'watch', thing }, 'bob')
  expect(linesOf(bob).slice(4)).toEqual(['1', '2', '3', '4', '5'])
  await ask(ada, 6, { verb: 'watch', thing })
  right = 'act'
  await ask(ada, 7, say('6'))
  await until(() => linesOf(ada).includes('6'), 'ada gets it')
  expect(await ask(bob, 4, { verb: 'watch', thing }, 'bob')).toMatchObject({ ok: false })
  right = 'own'
  await ask(ada, 8, say('7'))
  await until(() => linesOf(ada).includes('7'), 'ada gets it')
  expect(linesOf(bob)).not.toContain('6')
  expect(linesOf(bob)).not.toContain('7')
  visitor.leave()
  await home.stop()
})

it('many worlds begin a few at a time, and all of them live', async () => {
  const store = createMemoryStore()
  const home = await startHome({ store })
  const visitors = await Promise.all(
    Array.from({ length: 20 }, (_, n) => Visitor.enter(home.url, `ada/w${n}`)),
  )
  for (const { page } of visitors) page.insert(0, CODE)
  await until(() => visitors.every(({ counted }) => counted.beats > 0), 'all live')
  expect(home.owner.stats()).toMatchObject({ playedWorlds: 20, waitingWorlds: 0 })
  for (const visitor of visitors) visitor.leave()
  await home.owner.stop()
  expect(home.plays.every(({ isStopped }) => isStopped)).toBe(true)
  const stops = await Promise.all(
    visitors.map(async (_, n) => (await storedLive(store, `w${n}`)).getMap('live').get('stops')),
  )
  expect(new Set(stops)).toEqual(new Set([1]))
  await home.stop()
})
