// Where things are shown: lost hosts, circles, the root. The same whatever order it was written in.
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { ArtifactId } from '../../../../shared/world/address.ts'
import { createHosts, type Hosts } from '../../../../shared/world/view/resolved-hosts.ts'
import type { Host } from '../../../../shared/world/place.ts'
import { repairs } from '../../../../shared/world/edits/scene-repairs.ts'
import { moveArtifact, sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import { dump, exchange, freshDump, id, make, makeWorld, raw, reachable, ROOT, type World } from '../made.ts'
import * as Y from 'yjs'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { IS_HARD } from '../../../hard.ts'

function place(host: string): object {
  return { host, x: 1, y: 2, facing: 'up' }
}

function copyOf(world: World): World {
  const scene = new Y.Doc()
  const live = new Y.Doc()
  exchange(world.scene, scene)
  exchange(world.live, live)
  return { scene, live, view: createView(scene, live), origin: 'copy' }
}

test('[V4] two concurrent moves that make a circle are broken at the smallest id, on both replicas', () => {
  const ada = makeWorld()
  make(ada, 'a')
  make(ada, 'b')
  make(ada, 'in-a', 'a')
  const bob = copyOf(ada)
  expect(moveArtifact(ada, id('a'), { host: id('b'), x: 1, y: 1 }).ok).toBe(true)
  expect(moveArtifact(bob, id('b'), { host: id('a'), x: 2, y: 2 }).ok).toBe(true)
  exchange(ada.scene, bob.scene)
  expect(dump(ada.view)).toBe(dump(bob.view))
  expect(ada.view.limbo).toEqual(['a'])
  expect(ada.view.on(id('a'))).toEqual(['b', 'in-a'])
  expect(ada.view.artifact(id('a'))?.place?.host).toBe('b')
  expect(ada.view.artifact(id('a'))?.host).toBe('limbo')
  expect(repairs(ada.view)).toEqual([{ id: 'a', why: 'circle', document: 'scene' }])
})

test('[V4] a circle heals when one of its members is moved out', () => {
  const world = makeWorld()
  for (const name of ['a', 'b', 'c']) make(world, name)
  raw(world.scene, 'a').set('place', place('b'))
  raw(world.scene, 'b').set('place', place('c'))
  raw(world.scene, 'c').set('place', place('a'))
  expect(world.view.limbo).toEqual(['a'])
  raw(world.scene, 'b').set('place', place('root'))
  expect(world.view.limbo).toEqual([])
  expect(world.view.artifact(id('a'))?.host).toBe('b')
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('[V4] a thing in itself is a circle of one', () => {
  const world = makeWorld()
  make(world, 'a')
  raw(world.scene, 'a').set('place', place('a'))
  expect(world.view.limbo).toEqual(['a'])
  expect(world.view.on(id('a'))).toEqual([])
  expect(repairs(world.view)).toEqual([{ id: 'a', why: 'circle', document: 'scene' }])
})

test('[V4] a thing whose host is gone waits in limbo with its inside, and returns with its host', () => {
  const world = makeWorld()
  make(world, 'box')
  make(world, 'cup', 'box')
  make(world, 'tea', 'cup')
  const map = world.scene.getMap('artifacts')
  const box = raw(world.scene, 'box').clone()
  map.delete('box')
  expect(world.view.limbo).toEqual(['cup'])
  expect(world.view.on(id('cup'))).toEqual(['tea'])
  expect(repairs(world.view)).toEqual([{ id: 'cup', why: 'lost', document: 'scene' }])
  map.set('box', box)
  expect(world.view.limbo).toEqual([])
  expect(world.view.on(id('box'))).toEqual(['cup'])
})

test('repairs, once written, change nothing that is shown but that it is written', () => {
  const world = makeWorld()
  for (const name of ['a', 'b', 'lost', 'placeless', 'fine']) make(world, name)
  raw(world.scene, 'a').set('place', place('b'))
  raw(world.scene, 'b').set('place', place('a'))
  raw(world.scene, 'lost').set('place', place('nobody'))
  raw(world.scene, 'placeless').delete('place')
  const shown = new Map([...world.view.artifacts()].map((artifact) => [artifact.id, artifact.host]))
  expect(repairs(world.view).map((repair) => [repair.id, repair.why])).toEqual([
    ['a', 'circle'],
    ['lost', 'lost'],
    ['placeless', 'placeless'],
  ])
  for (const repair of repairs(world.view)) expect(sendToLimbo(world, repair.id).ok).toBe(true)
  expect(repairs(world.view)).toEqual([])
  expect(new Map([...world.view.artifacts()].map((artifact) => [artifact.id, artifact.host]))).toEqual(shown)
  expect(world.view.artifact(id('lost'))?.place?.was?.host).toBe('nobody')
})

test('a place on the root is not looked at', () => {
  const world = makeWorld()
  make(world, 'a')
  raw(world.scene, 'root').set('place', place('a'))
  expect(world.view.root).toBe(ROOT)
  expect(world.view.artifact(ROOT)).toMatchObject({ place: null, host: null })
  expect(world.view.on(ROOT)).toEqual(['a'])
  expect(repairs(world.view)).toEqual([])
})

test('[V4] of two roots one is the root, the other waits in limbo with all that is on it', () => {
  const world = makeWorld()
  make(world, 'a')
  world.scene.getMap('artifacts').set('second', new Y.Map())
  make(world, 'b', 'second')
  world.scene.getMap('meta').set('root', 'second')
  expect(world.view.root).toBe('second')
  expect(world.view.limbo).toEqual([ROOT])
  expect(world.view.on(ROOT)).toEqual(['a'])
  expect(world.view.on(id('second'))).toEqual(['b'])
  expect(reachable(world.view).size).toBe(4)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('[V4] without a root everything is in limbo, and comes back with the root', () => {
  const world = makeWorld()
  make(world, 'a')
  make(world, 'b', 'a')
  const changes: boolean[] = []
  world.view.subscribe((change) => changes.push(change.meta))
  world.scene.getMap('meta').set('root', 'nobody')
  expect(world.view.root).toBe(null)
  expect(world.view.limbo).toEqual([ROOT])
  expect(reachable(world.view).size).toBe(3)
  world.scene.getMap('meta').set('root', 'root')
  expect(world.view.root).toBe(ROOT)
  expect(world.view.limbo).toEqual([])
  expect(changes).toEqual([true, true])
})

test('[V4] any order of any writes shows the same, and each thing exactly once', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(id)
  const hostArb = fc.constantFrom<Host | null | 'remove'>(...names, 'limbo', null, 'remove')
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...names), hostArb, fc.boolean()), { maxLength: 60 }),
      (writes) => {
        const written = new Map<ArtifactId, Host | null>()
        const hosts = createHosts()
        for (const [thing, host, isResolved] of writes) {
          if (host === 'remove') {
            written.delete(thing)
            hosts.remove(thing)
          } else {
            written.set(thing, host)
            hosts.put(thing, host)
          }
          if (isResolved) {
            hosts.resolve()
            expect(shownBy(hosts, names)).toEqual(shownNaively(written, names))
          }
        }
        hosts.resolve()
        expect(shownBy(hosts, names)).toEqual(shownNaively(written, names))
        for (const host of [...names, 'limbo'] as const) {
          const on = names.filter((thing) => written.has(thing) && hosts.shown(thing) === host)
          expect(hosts.on(host)).toEqual(on)
        }
      },
    ),
    { numRuns: IS_HARD ? 2_000 : 300 },
  )
})

function shownBy(hosts: Hosts, names: readonly ArtifactId[]): (Host | null)[] {
  return names.map((thing) => hosts.shown(thing))
}

/** The rule as one would say it, with no thought of speed. */
function shownNaively(written: Map<ArtifactId, Host | null>, names: readonly ArtifactId[]): (Host | null)[] {
  const hostOf = (thing: ArtifactId): Host | null => {
    const host = written.get(thing) ?? null
    return host === null || host === 'limbo' || written.has(host) ? host : 'limbo'
  }
  return names.map((thing) => {
    const around: ArtifactId[] = []
    let at: Host | null = thing
    while (at !== null && at !== 'limbo' && !around.includes(at)) {
      around.push(at)
      at = hostOf(at)
    }
    const isSmallestOfCircle = at === thing && around.every((other) => thing <= other)
    return isSmallestOfCircle ? 'limbo' : hostOf(thing)
  })
}

let asked = 0

class CountingMap<Key, Value> extends Map<Key, Value> {
  override get(key: Key): Value | undefined {
    asked += 1
    return super.get(key)
  }
}

test('a chain of 20,000 boxes in boxes is resolved in one pass', () => {
  vi.stubGlobal('Map', CountingMap)
  onTestFinished(() => void vi.unstubAllGlobals())
  const hosts = createHosts()
  const count = 20_000
  hosts.put(id('b0'), null)
  for (let n = 1; n < count; n += 1) hosts.put(id(`b${n}`), id(`b${n - 1}`))
  asked = 0
  hosts.resolve()
  // Walking up from each box would be 200,000,000 steps.
  expect(asked).toBeGreaterThan(count)
  expect(asked).toBeLessThan(20 * count)
  expect(hosts.shown(id('b19999'))).toBe('b19998')
})
