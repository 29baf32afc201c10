// Commands for many things: one transaction or nothing at all, and never a circle.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import {
  groupMany,
  moveMany,
  orderMany,
  pinMany,
  resizeMany,
  sendManyToLimbo,
} from '../../../../shared/world/edits/batch-edits.ts'
import { moveArtifact } from '../../../../shared/world/edits/place-edits.ts'
import type { Edited } from '../../../../shared/world/edits/scene-edit.ts'
import { GROUP_MAX, NESTING_MAX, ORDER_MAX, SIZE_MAX } from '../../../../shared/world/limits.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { dump, exchange, id, make, makeWorld, putLive, raw, reachable, ROOT, type World } from '../made.ts'

const [A, B, C] = [id('a'), id('b'), id('c')]

function worldOfThree(): World {
  const world = makeWorld()
  for (const name of ['a', 'b', 'c']) make(world, name)
  return world
}

/** The origins of a scene's updates during some work. */
function updatesOf(scene: Y.Doc, work: () => void): unknown[] {
  const origins: unknown[] = []
  const listen = (_update: Uint8Array, origin: unknown): void => void origins.push(origin)
  scene.on('update', listen)
  work()
  scene.off('update', listen)
  return origins
}

const onRoot = (who: typeof A, x: number, y = 0) => ({ id: who, host: ROOT, x, y })

test('[D7] a command for many is one transaction, and none when one of them cannot be', () => {
  const world = worldOfThree()
  const commands: readonly (() => Edited)[] = [
    () => moveMany(world, [onRoot(A, 1), onRoot(B, 2.4)]),
    () => resizeMany(world, [{ id: A, x: 8, y: 8, width: 100, height: 50 }]),
    () =>
      orderMany(world, [
        { id: A, order: 1 },
        { id: B, order: -1 },
      ]),
    () => pinMany(world, [A, B], true),
    () => pinMany(world, [A, C], false),
    () => groupMany(world, [A, B], 'pair'),
    () => groupMany(world, [A, C], null),
    () => sendManyToLimbo(world, [A, B]),
    () => moveMany(world, [onRoot(A, 5), { id: B, host: A, x: 0, y: 0 }]),
  ]
  for (const command of commands) {
    const answers: Edited[] = []
    expect(updatesOf(world.scene, () => answers.push(command()))).toEqual(['test'])
    expect(answers).toEqual([{ ok: true }])
  }
  const before = dump(world.view)
  const gone = id('gone')
  const refusals: readonly (() => Edited)[] = [
    () => moveMany(world, [onRoot(A, 1), onRoot(gone, 2)]),
    () => moveMany(world, [onRoot(A, 1), onRoot(C, 1e9)]),
    () => moveMany(world, [onRoot(A, 1), onRoot(ROOT, 1)]),
    () => moveMany(world, [onRoot(A, 1), { id: C, host: gone, x: 1, y: 1 }]),
    () =>
      resizeMany(world, [
        { id: A, x: 1, y: 1, width: 10, height: 10 },
        { id: C, x: 1, y: 1, width: SIZE_MAX + 1, height: 1 },
      ]),
    () => resizeMany(world, [{ id: A, x: 1e9, y: 1, width: 10, height: 10 }]),
    () =>
      orderMany(world, [
        { id: A, order: 5 },
        { id: C, order: ORDER_MAX + 1 },
      ]),
    () => pinMany(world, [A, gone], true),
    () => groupMany(world, [A, gone], 'pair'),
    () => sendManyToLimbo(world, [A, gone]),
    () => sendManyToLimbo(world, [A, ROOT]),
  ]
  for (const [at, command] of refusals.entries()) {
    expect(updatesOf(world.scene, () => expect(command().ok, `refusal ${at}`).toBe(false))).toEqual([])
  }
  expect(dump(world.view)).toBe(before)
})

test('things cannot be put into each other by one move of both', () => {
  const world = worldOfThree()
  const both = moveMany(world, [
    { id: A, host: B, x: 0, y: 0 },
    { id: B, host: A, x: 0, y: 0 },
  ])
  expect(both).toMatchObject({ ok: false, code: 'inside' })
  const round = moveMany(world, [
    { id: A, host: B, x: 0, y: 0 },
    { id: B, host: C, x: 0, y: 0 },
    { id: C, host: A, x: 0, y: 0 },
  ])
  expect(round).toMatchObject({ ok: false, code: 'inside' })
  // The other way round, what was inside comes out first.
  moveMany(world, [{ id: A, host: B, x: 0, y: 0 }])
  expect(moveMany(world, [onRoot(A, 0), { id: B, host: A, x: 0, y: 0 }])).toEqual({ ok: true })
  expect(world.view.artifact(B)?.host).toBe(A)
})

test('boxes in boxes stay within their bound, also when several go at once', () => {
  const world = worldOfThree()
  let host = A
  for (let n = 2; n < NESTING_MAX; n += 1) host = make(world, `box-${n}`, host)
  const deep = moveMany(world, [
    { id: B, host, x: 0, y: 0 },
    { id: C, host: B, x: 0, y: 0 },
  ])
  expect(deep).toMatchObject({ ok: false, code: 'nesting' })
  expect(
    moveMany(world, [
      { id: B, host, x: 0, y: 0 },
      { id: C, host, x: 0, y: 0 },
    ]),
  ).toEqual({ ok: true })
})

test('[V4] a move into what broke a circle ends the circle, and makes no other', () => {
  const ada = worldOfThree()
  const scene = new Y.Doc()
  exchange(ada.scene, scene)
  const bob = { view: createView(scene, null), origin: 'bob' }
  moveArtifact(ada, A, { host: B, x: 0, y: 0 })
  moveArtifact(bob, B, { host: A, x: 0, y: 0 })
  exchange(ada.scene, scene)
  expect(ada.view.artifact(A)?.host).toBe('limbo')
  expect(ada.view.breaksCircle(A)).toBe(true)
  expect(moveMany(ada, [{ id: C, host: A, x: 0, y: 0 }])).toEqual({ ok: true })
  expect(moveArtifact(ada, B, { host: C, x: 0, y: 0 })).toEqual({ ok: true })
  for (const who of [A, B, C]) expect(ada.view.breaksCircle(who)).toBe(false)
  expect(ada.view.artifact(A)?.place?.host).toBe('limbo')
  expect(reachable(ada.view).size).toBe(ada.view.size)
})

test('who resizes writes the size and what moved with it, and leaves the rest to others', () => {
  const world = worldOfThree()
  putLive(world, 'a', 'place', { host: 'root', x: 40, y: 40, facing: 'left' })
  resizeMany(world, [{ id: A, x: 40, y: 40, width: 100, height: 64 }])
  expect(world.view.artifact(A)).toMatchObject({
    place: { x: 40, y: 40, facing: 'left' },
    look: { width: 100, height: 64 },
    live: new Set(['place']),
  })
  expect(raw(world.scene, 'a').get('place')).toMatchObject({ x: 0, y: 0 })
  resizeMany(world, [{ id: A, x: 32, y: 40, width: 108, height: 64 }])
  expect(world.view.artifact(A)).toMatchObject({ place: { x: 32, facing: 'left' }, live: new Set() })
})

test('an order and a pin are fields as others are: read with suspicion, and live stands over them', () => {
  const world = worldOfThree()
  orderMany(world, [{ id: A, order: -3 }])
  pinMany(world, [A], true)
  expect(world.view.artifact(A)).toMatchObject({ look: { order: -3 }, pinned: true })
  putLive(world, 'a', 'look.order', 7)
  putLive(world, 'a', 'pinned', false)
  expect(world.view.artifact(A)).toMatchObject({ look: { order: 7 }, pinned: false })
  pinMany(world, [A], true)
  expect(world.view.artifact(A)).toMatchObject({ look: { order: 7 }, pinned: true })
  pinMany(world, [A], false)
  expect(raw(world.scene, 'a').has('pinned')).toBe(false)
})

test('[D9] a group is what the scene says, to every replica; what is malformed reads as none', () => {
  const world = worldOfThree()
  groupMany(world, [A, B], 'pair')
  const groups = (): readonly unknown[] => [A, B, C].map((thing) => world.view.artifact(thing)?.group)
  expect(groups()).toEqual(['pair', 'pair', null])
  groupMany(world, [B], null)
  expect(groups()).toEqual(['pair', null, null])
  for (const malformed of ['', 'x'.repeat(GROUP_MAX + 1), 7, { of: 'pair' }]) {
    raw(world.scene, 'a').set('group', malformed)
    expect(groups()).toEqual([null, null, null])
  }
})
