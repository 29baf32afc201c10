// Rooms where a node is several processes: each opens under the lease of its world, and whatever is written
// in it is written under that lease, or not at all.
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'
import { Leases } from '../../../../server/owner/leases/world-leases.ts'
import { StaleLease, type Append, type Store } from '../../../../server/storage/store.ts'
import { inFrontOf } from '../../../../server/storage/store-proxy.ts'
import { CLOSE } from '../../../../shared/wire/frames/sync-frames.ts'
import { ANONYMOUS, BEHAVIOR } from '../../../../shared/world/address.ts'
import { systemClock } from '../../../../server/time/server-clock.ts'
import { ada, expelNamed, makeWorld } from '../../../contract/made.ts'
import { createSharedMemory } from '../../../support/memory-store/memory-store.ts'
import { CODE, startHome, storedLive, Visitor } from '../../owner/home.ts'
import { countedIn } from '../../owner/stand-in.ts'
import { startNode } from '../node.ts'
import { openStock } from '../stock.ts'
import { turnClock } from '../../time/turn-clock.ts'
import { until } from '../until.ts'

/** A store that takes no append without an epoch, and keeps what it was asked to append. */
function fenced(store: Store): { readonly store: Store; readonly appended: Append[] } {
  const appended: Append[] = []
  const followed: Partial<Store> = {
    append(updates, passages, records) {
      for (const update of updates) {
        if (update.epoch === undefined) throw new Error(`an append to ${update.document.kind} has no epoch`)
        appended.push(update)
      }
      return store.append(updates, passages, records)
    },
  }
  return { store: inFrontOf(store, followed), appended }
}

/** A process of a node whose store several share. */
async function startProcess(store: Store, holder: string, clock = turnClock(20)) {
  const leases = new Leases({ store, clock, holder })
  const node = await startNode({ store, leases })
  onTestFinished(async () => {
    await node.stop()
    await leases.stop()
  })
  return { ...node, leases }
}

const write = (doc: Y.Doc, key: string): void => void doc.getMap('people').set(key, 1)

it('[O9] all that is written in a world carries the epoch of its lease, whoever writes it', async () => {
  const { store, appended } = fenced(createSharedMemory()())
  const leases = new Leases({ store, clock: systemClock, holder: 'one' })
  const home = await startHome({ store, owner: { leases }, sync: { leases } })
  const visitor = await Visitor.enter(home.url)
  visitor.page.insert(0, CODE)
  await until(() => visitor.counted.beats > 2, 'it lives')
  const [world] = await store.living()
  const held = await home.sync.hold(world!)
  const doc = new Y.Doc()
  doc.getMap('merged').set('a', 1)
  await held.scene.writeAll([{ update: Y.encodeStateAsUpdate(doc) }], ada)
  held.release()
  visitor.leave()
  const kinds = new Set(appended.map(({ document, member }) => `${document.kind} ${member}`))
  expect([...kinds].sort()).toEqual([`live ${BEHAVIOR}`, 'scene ada', `scene ${ANONYMOUS}`])
  expect(new Set(appended.map(({ epoch }) => epoch))).toEqual(new Set([1]))
  await home.owner.stop()
  expect(countedIn(await storedLive(store)).lives).toBe(1)
  await leases.stop()
  await home.stop()
})

it('[O9] what a process writes that was expelled is not stored; its people come again, and lose nothing', async () => {
  const another = createSharedMemory()
  const [one, two] = [await startProcess(another(), 'one'), await startProcess(another(), 'two')]
  const world = await makeWorld(one.store, 'garden')
  const person = openStock(one.url, 'ada/garden')
  onTestFinished(() => person.destroy())
  await until(() => person.synced, 'somebody is there')
  write(person.doc, 'before')
  await until(
    async () => (await one.store.log({ world: world.key, kind: 'scene' }, 0, 9)).length === 1,
    'saved',
  )
  const closed: (number | undefined)[] = []
  person.on('connection-close', (event) => closed.push(event?.code))
  await expect(two.sync.hold(world)).rejects.toThrow('at another process')

  await expelNamed(two.store, 'one/1')
  const theirs = await two.sync.hold(world)
  write(person.doc, 'late')
  await until(() => closed.length > 0, 'the room of the first is closed')
  expect(closed[0]).toBe(CLOSE.fault)
  const doc = new Y.Doc()
  for (const update of theirs.scene.updates()) Y.applyUpdate(doc, update)
  expect(Object.keys(doc.getMap('people').toJSON())).toEqual(['before'])
  doc.getMap('people').set('theirs', 1)
  await theirs.scene.append(Y.encodeStateAsUpdate(doc), ada)

  theirs.release()
  await two.sync.close(world.key, CLOSE.goingAway, '')
  await until(() => person.doc.getMap('people').has('theirs'), 'the first has it again', 20_000)
  await until(
    async () => (await one.store.log({ world: world.key, kind: 'scene' }, 0, 9)).length === 3,
    'what came too late is stored after what the other wrote',
  )
  expect(Object.keys(person.doc.getMap('people').toJSON()).sort()).toEqual(['before', 'late', 'theirs'])
})

it('[O9] writes from within that come too late are refused, and nothing of them is seen', async () => {
  const another = createSharedMemory()
  const one = await startProcess(another(), 'one')
  const world = await makeWorld(one.store, 'garden')
  const held = await one.sync.hold(world)
  const broken = new Promise((resolve) => held.onBroken(resolve))
  await expelNamed(one.store, 'one/1')
  const doc = new Y.Doc()
  doc.getMap('people').set('late', 1)
  const update = Y.encodeStateAsUpdate(doc)
  await expect(held.scene.append(update, ada)).rejects.toThrow(StaleLease)
  expect(await broken).toBeInstanceOf(StaleLease)
  const again = await one.sync.hold(world)
  onTestFinished(() => again.release())
  expect(again.scene.has(update)).toBe(false)
  await again.scene.append(update, ada)
  expect(await one.store.log({ world: world.key, kind: 'scene' }, 0, 9)).toHaveLength(1)
})

it('[O9] a world whose logs are worked on apart is kept from other processes, until that is done', async () => {
  const another = createSharedMemory()
  const [one, two] = [await startProcess(another(), 'one'), await startProcess(another(), 'two')]
  const world = await makeWorld(one.store, 'garden')
  const goodbye = { code: CLOSE.goingAway, reason: '' }
  const epoch = await one.sync.apart(world.key, null, goodbye, async (under) => {
    await expect(two.sync.hold(world)).rejects.toThrow('at another process')
    return under.epoch
  })
  expect(epoch).toBe(1)
  const held = await two.sync.hold(world)
  held.release()
  await expect(one.sync.apart(world.key, null, goodbye, async () => 0)).rejects.toThrow('at another process')
})
