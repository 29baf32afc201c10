// A thing that is shown in limbo is written there: by the play, after a while, and once.
import * as Y from 'yjs'
import { expect, test } from 'vitest'
import { REPAIR_DELAY_MS } from '../../../shared/play/documents/stale-host-repair.ts'
import { bringBack, moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { repairs } from '../../../shared/world/edits/scene-repairs.ts'
import { artifactMaps, metaMap } from '../../../shared/world/scene/scene.ts'
import { createView, type View } from '../../../shared/world/view/world-view.ts'
import { seededRandom, seedFromEnvironment } from '../../simulation/random.ts'
import { dump, exchange, freshDump, id, ownerOf, raw, reachable } from '../world/made.ts'
import { World } from './world.ts'

/** A world whose play may write into the scene; counts how often it does. */
class Mended extends World {
  mends = 0

  override begin(): Promise<void> {
    return super.begin({
      repairScene: async (edit) => {
        this.mends += 1
        this.scene.transact(() => edit(this.scene), 'owner')
      },
    })
  }

  /** Bypassing the commands, as a stock client can, and as merging does. */
  place(name: string, host: string): void {
    raw(this.scene, name).set('place', { host, x: 3, y: 4, facing: 'up', mark: 'kept' })
  }
}

async function worldOf(...names: readonly string[]): Promise<Mended> {
  const world = new Mended()
  for (const name of names) world.put(name)
  await world.begin()
  return world
}

test('[V4] a circle is written as it is shown, a while after it came, and only once', async () => {
  const world = await worldOf('a', 'b', 'c')
  world.put('in-a', { on: 'a' })
  world.place('a', 'b')
  world.place('b', 'a')
  const shown = world.view.limbo
  await world.pass(REPAIR_DELAY_MS - 100)
  expect(world.mends).toBe(0)
  await world.pass(200)
  expect(world.view.limbo).toEqual(shown)
  expect(raw(world.scene, 'a').get('place')).toEqual({
    host: 'limbo',
    x: 3,
    y: 4,
    facing: 'up',
    mark: 'kept',
    was: { host: 'b', x: 3, y: 4, facing: 'up' },
  })
  expect(raw(world.scene, 'b').get('place')).toMatchObject({ host: 'a' })
  await world.pass(20 * REPAIR_DELAY_MS)
  await world.stop()
  await world.begin()
  await world.pass(20 * REPAIR_DELAY_MS)
  expect(world.mends).toBe(1)
  expect(world.failures).toEqual([])
  world.done(bringBack(world.edit, id('a')))
  expect(world.thing('b').host).toBe('a')
  expect(world.thing('a').host).toBe('root')
})

test('what comes right by itself is left alone', async () => {
  const world = await worldOf('a', 'b')
  world.place('a', 'b')
  world.place('b', 'a')
  world.place('a', 'late')
  artifactMaps(world.scene).set('bare', new Y.Map([['name', 'bare']]))
  expect(world.view.limbo).toEqual(['a', 'bare'])
  await world.pass(REPAIR_DELAY_MS / 2)
  world.put('late')
  world.place('bare', 'root')
  await world.pass(5 * REPAIR_DELAY_MS)
  expect(world.mends).toBe(0)
  expect(world.at('b')).toBe('a 3,4')
})

test('a thing whose host is gone, and one that has no place, wait in limbo; while the world is paused too', async () => {
  const world = await worldOf('box', 'a')
  await world.ask({ verb: 'pause' })
  world.place('a', 'box')
  artifactMaps(world.scene).set('bare', new Y.Map([['name', 'bare']]))
  artifactMaps(world.scene).delete('box')
  await world.pass(2 * REPAIR_DELAY_MS)
  expect(raw(world.scene, 'a').get('place')).toMatchObject({ host: 'limbo', was: { host: 'box' } })
  expect(raw(world.scene, 'bare').get('place')).toMatchObject({ host: 'limbo' })
  expect(world.mends).toBe(1)
})

test('what is live is written in live', async () => {
  const world = await worldOf('a', 'b')
  await world.stop()
  ownerOf({ scene: world.scene, live: world.stored, view: world.view, origin: null }).setField(
    id('a'),
    'place',
    {
      host: id('b'),
      x: 1,
      y: 2,
      facing: 'left',
      was: null,
    },
  )
  world.place('b', 'a')
  expect(repairs(world.view)).toEqual([{ id: 'a', why: 'circle', document: 'live' }])
  const shown = world.view.limbo
  await world.begin()
  await world.pass(2 * REPAIR_DELAY_MS)
  expect(world.mends).toBe(0)
  expect(repairs(world.view)).toEqual([])
  expect(world.view.limbo).toEqual(shown)
  expect(world.thing('a').place).toEqual({
    host: 'limbo',
    x: 1,
    y: 2,
    facing: 'left',
    was: { host: 'b', x: 1, y: 2, facing: 'left' },
  })
  const writes = world.commits.length
  await world.pass(20 * REPAIR_DELAY_MS)
  expect(world.commits.length).toBe(writes)
})

test('a world without its floor, and one of a newer format, are left as they are', async () => {
  const world = await worldOf('a', 'b')
  const root = metaMap(world.scene).get('root')
  metaMap(world.scene).set('root', 'elsewhere')
  artifactMaps(world.scene).delete('b')
  world.place('a', 'b')
  await world.pass(3 * REPAIR_DELAY_MS)
  metaMap(world.scene).set('format', 2)
  metaMap(world.scene).set('root', root)
  await world.pass(3 * REPAIR_DELAY_MS)
  expect(world.mends).toBe(0)
  metaMap(world.scene).set('format', 1)
  await world.pass(3 * REPAIR_DELAY_MS)
  expect(world.mends).toBe(1)
  expect(world.view.limbo).toEqual(['a'])
})

test('a thousand lost things are written a part at a time; a disk that fails ends nothing', async () => {
  const world = new World()
  const updates: number[] = []
  let fails = 1
  world.scene.transact(() => {
    for (let n = 0; n < 1200; n += 1) {
      const place = { host: 'nowhere', x: n, y: 0, facing: 'down' }
      artifactMaps(world.scene).set(
        `t${n}`,
        new Y.Map<unknown>([
          ['name', 'thing'],
          ['place', place],
        ]),
      )
    }
  })
  const repairScene = async (edit: (scene: Y.Doc) => void): Promise<void> => {
    if (fails-- > 0) throw new Error('the disk')
    const before = repairs(world.view).length
    world.scene.transact(() => edit(world.scene))
    updates.push(before - repairs(world.view).length)
  }
  await world.begin({ repairScene })
  await world.pass(2 * REPAIR_DELAY_MS)
  expect(updates).toEqual([500, 200])
  await world.stop()
  await world.begin({ repairScene })
  await world.pass(2 * REPAIR_DELAY_MS)
  expect(updates).toEqual([500, 200, 500])
  expect(world.failures).toEqual([])
})

/** Somebody who edits alone for a while. */
interface Peer {
  readonly scene: Y.Doc
  readonly view: View
}

test('[V4] people who move things into things apart from each other, and one owner that repairs: all agree, nothing is lost', async () => {
  const seed = seedFromEnvironment()
  console.log(`seed ${seed}`)
  let mends = 0
  for (let run = seed; run < seed + 12; run += 1) mends += await agrees(run)
  expect(mends).toBeGreaterThan(0)
})

/** Answers how often it was repaired. */
async function agrees(seed: number): Promise<number> {
  const { below } = seededRandom(seed)
  const names = Array.from({ length: 6 }, (_, n) => `t${n}`)
  const world = await worldOf(...names)
  const peers = Array.from({ length: 3 }, (): Peer => {
    const scene = new Y.Doc()
    exchange(world.scene, scene)
    return { scene, view: createView(scene, null) }
  })
  for (let step = 0; step < 60; step += 1) {
    const peer = peers[below(peers.length)]
    if (peer === undefined) continue
    const [thing, host] = [names[below(6)] ?? 't0', below(7) === 0 ? 'root' : (names[below(6)] ?? 't1')]
    const edit = { view: peer.view, origin: 'peer' }
    const isAway = peer.view.artifact(id(thing))?.host === 'limbo'
    if (isAway && below(2) === 0) bringBack(edit, id(thing))
    else moveArtifact(edit, id(thing), { host: id(host), x: step, y: 0 })
    if (below(5) === 0) exchange(world.scene, peer.scene)
    if (below(8) === 0) await world.pass(below(2 * REPAIR_DELAY_MS))
  }
  for (const round of [1, 2]) {
    for (const { scene } of [...peers, ...peers]) exchange(world.scene, scene)
    await world.pass(2 * REPAIR_DELAY_MS)
    expect(repairs(world.view), `seed ${seed}, round ${round}`).toEqual([])
  }
  const { mends } = world
  for (const { scene, view } of peers) {
    exchange(world.scene, scene)
    expect(dump(view), `seed ${seed}`).toBe(freshDump(world.scene, new Y.Doc()))
    expect(reachable(view).size, `seed ${seed}`).toBe(names.length + 1)
  }
  await world.pass(20 * REPAIR_DELAY_MS)
  expect(world.mends, `seed ${seed}`).toBe(mends)
  return mends
}
