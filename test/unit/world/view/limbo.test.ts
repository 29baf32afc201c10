import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { moveArtifact, sendToLimbo } from '../../../../shared/world/edits/place-edits.ts'
import {
  bringAllBack,
  deletable,
  emptyLimbo,
  inLimboSince,
  waitingIn,
} from '../../../../shared/world/edits/limbo-edits.ts'
import { sendManyToLimbo } from '../../../../shared/world/edits/batch-edits.ts'
import { artifactMaps, sceneArtifact } from '../../../../shared/world/scene/scene.ts'
import { exchange, freshDump, dump, id, make, makeWorld, putLive, reachable, ROOT } from '../made.ts'

const [BOX, BAG, COIN, LAMP] = [id('box'), id('bag'), id('coin'), id('lamp')]

/** A coin in a bag in a box, and a lamp beside it. */
function packed() {
  const world = makeWorld()
  make(world, 'box', 'root', { place: { host: ROOT, x: 5, y: 6 } })
  make(world, 'bag', 'box')
  make(world, 'coin', 'bag', { place: { host: BAG, x: 7, y: 8 } })
  make(world, 'lamp')
  return world
}

test('what was put away last waits first; what came nobody knows when, at the end', () => {
  const world = packed()
  sendManyToLimbo(world, [LAMP], 2000)
  sendToLimbo(world, BAG, 3000)
  sendToLimbo(world, BOX)
  expect(waitingIn(world.view)).toEqual([BAG, LAMP, BOX])
  expect(waitingIn(world.view).map((one) => inLimboSince(world.view, one))).toEqual([3000, 2000, null])
  bringAllBack(world, [LAMP])
  expect(sceneArtifact(world.scene, LAMP)?.get('place')).toEqual({ host: ROOT, x: 0, y: 0, facing: 'down' })
})

test('several things go to limbo and come back in one edit each, into each other as they were', () => {
  const world = packed()
  const edits: unknown[] = []
  world.scene.on('afterTransaction', ({ origin }: Y.Transaction) => edits.push(origin))
  sendManyToLimbo(world, [COIN, BAG, BOX, LAMP], 1)
  expect(world.view.limbo).toHaveLength(4)
  expect(bringAllBack(world, [COIN, LAMP, BAG, BOX])).toEqual({ ok: true })
  expect(edits).toEqual(['test', 'test'])
  expect([COIN, BAG, BOX, LAMP].map((one) => world.view.artifact(one)?.host)).toEqual([BAG, BOX, ROOT, ROOT])
  expect(world.view.artifact(COIN)?.place).toMatchObject({ x: 7, y: 8 })
})

test('what was in something that stays away comes back to the world’s floor', () => {
  const world = packed()
  sendManyToLimbo(world, [COIN], 1)
  sendManyToLimbo(world, [BAG], 2)
  bringAllBack(world, [COIN])
  expect(world.view.artifact(COIN)?.host).toBe(ROOT)
  sendManyToLimbo(world, [BOX], 3)
  bringAllBack(world, [BAG])
  expect(world.view.artifact(BAG)?.host).toBe(ROOT)
})

test('emptying limbo deletes what waits there with all that is in it, and no undo brings it back', () => {
  const world = packed()
  const undo = new Y.UndoManager([artifactMaps(world.scene)], { trackedOrigins: new Set([world.origin]) })
  expect(emptyLimbo(world)).toMatchObject({ ok: false })
  sendToLimbo(world, BOX)
  expect(new Set(deletable(world.view))).toEqual(new Set([BOX, BAG, COIN]))
  expect(emptyLimbo(world)).toEqual({ ok: true })
  expect([...artifactMaps(world.scene).keys()].sort()).toEqual(['lamp', 'root'])
  expect(world.view.limbo).toEqual([])
  undo.undo()
  expect(world.view.size).toBe(2)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('emptying limbo keeps what only play has put there or taken out, what has lost its host, and what code made', () => {
  const world = packed()
  make(world, 'cup')
  make(world, 'key')
  make(world, 'shelf')
  make(world, 'vase', 'shelf')
  sendManyToLimbo(world, [BOX], 1)
  // Play took the coin out of the box, put the cup into limbo, and made a spark in the bag.
  putLive(world, 'coin', 'place', { host: ROOT, x: 1, y: 1, facing: 'down' })
  putLive(world, 'cup', 'place', { host: 'limbo', x: 0, y: 0, facing: 'down' })
  putLive(world, 'key', 'place', { host: BAG, x: 0, y: 0, facing: 'down' })
  putLive(world, 'spark', 'name', 'spark')
  putLive(world, 'spark', 'place', { host: BAG, x: 3, y: 4, facing: 'up' })
  artifactMaps(world.scene).delete('shelf')
  expect(world.view.limbo).toContain(id('vase'))
  expect(new Set(deletable(world.view))).toEqual(new Set([BOX, BAG]))
  emptyLimbo(world)
  for (const kept of ['coin', 'cup', 'key', 'vase', 'lamp'])
    expect(artifactMaps(world.scene).has(kept)).toBe(true)
  expect(reachable(world.view).size).toBe(world.view.size)
  expect(dump(world.view)).toBe(freshDump(world.scene, world.live))
})

test('who moves a thing into what somebody else deletes at the same time finds it in limbo', () => {
  const ada = packed()
  const scene = new Y.Doc()
  exchange(ada.scene, scene)
  sendToLimbo(ada, BOX)
  exchange(ada.scene, scene)
  emptyLimbo(ada)
  sceneArtifact(scene, LAMP)?.set('place', { host: BAG, x: 0, y: 0, facing: 'down' })
  exchange(ada.scene, scene)
  expect(ada.view.limbo).toEqual([LAMP])
  expect(moveArtifact(ada, LAMP, { host: ROOT, x: 0, y: 0 })).toEqual({ ok: true })
})
