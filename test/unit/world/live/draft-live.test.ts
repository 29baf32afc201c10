// A draft goes on from how its parent is now: what programs remember and when their timers are due, and no
// people.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { draftLive } from '../../../../shared/world/live/draft-live.ts'
import {
  faultsOf,
  liveMetaOf,
  memoryOf,
  outcomeOf,
  pageValuesOf,
  speechOf,
  timersOf,
} from '../../../../shared/world/live/live-state.ts'
import { liveAvatars } from '../../../../shared/world/live/live-document.ts'
import { createView } from '../../../../shared/world/view/world-view.ts'
import { id, make, makeWorld, ownerOf, ROOT } from '../made.ts'

const CLIENT = 77

function draftOf(
  scene: Y.Doc,
  live: Y.Doc,
): { readonly view: ReturnType<typeof createView>; readonly live: Y.Doc } {
  const copy = new Y.Doc()
  Y.applyUpdate(copy, draftLive(scene, live, CLIENT))
  return { view: createView(scene, copy), live: copy }
}

test('[Y3] a draft begins with the values, page values, memory and timers of its parent, and without people', () => {
  const world = makeWorld()
  make(world, 'lamp', 'root', { text: '#score 12\n' })
  make(world, 'away')
  const writer = ownerOf(world)
  writer.setMeta({ state: 'paused', epoch: 4, seen: 99 })
  writer.setField(id('lamp'), 'speed', 50)
  writer.setPageValue(id('lamp'), 'score', '15')
  writer.remember(id('lamp'), 'visits', [1, { by: 'ada' }])
  writer.setTimer(id('lamp'), '#1', { dueAt: 5, everyMs: 1_000 })
  writer.setFaults(id('lamp'), [{ message: 'no', line: 1, count: 2, at: 3, code: 0, kind: 'error' }])
  writer.say({ by: id('lamp'), person: null, voice: 'say', words: 'hello', at: 1, on: ROOT })
  writer.setOutcome('ada', 3, { ok: true, why: null }, 5)
  writer.make(id('ball'), { name: 'ball', place: { host: ROOT, x: 3, y: 0, facing: 'up', was: null } })
  writer.gone(id('away'))
  const { view, live } = draftOf(world.scene, world.live)
  expect(view.artifact(id('lamp'))?.properties.speed).toBe(50)
  expect(view.artifact(id('ball'))).toMatchObject({ name: 'ball', host: ROOT })
  expect(view.artifact(id('away')), 'what was carried off is in the draft, as it is written').not.toBeNull()
  expect([...pageValuesOf(live, id('lamp'))]).toEqual([['score', { value: '15', over: '12' }]])
  expect(memoryOf(live, id('lamp'))).toEqual({ visits: [1, { by: 'ada' }] })
  expect(timersOf(live, id('lamp')).get('#1')).toEqual({ dueAt: 5, everyMs: 1_000 })
  expect(liveMetaOf(live)).toEqual({ generation: 1, state: 'playing', epoch: 0, seen: 99 })
  expect(faultsOf(live, id('lamp'))).toEqual([])
  expect(speechOf(live)).toEqual([])
  expect(outcomeOf(live, 'ada')).toBeNull()
  expect(liveAvatars(live)).toBeNull()
})

test('[Y3] what somebody holds in the parent stands in the draft as it is written, and what they brought does not come', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const before = world.view.artifact(id('lamp'))
  const writer = ownerOf(world)
  const hand = { host: id('ada'), x: 0, y: 0, facing: 'up', was: null } as const
  const now = world.live.getMap('live').get('now')
  if (!(now instanceof Y.Map)) throw new Error('nothing happened yet')
  now.set('avatars', new Y.Map([['ada', new Y.Map([['kind', 'player']])]]))
  writer.setField(id('lamp'), 'place', hand)
  writer.setTaken(id('lamp'), { host: ROOT, x: 0, y: 0, facing: 'up' })
  writer.make(id('coin'), { name: 'coin', place: hand, brought: true, bringer: id('ada') })
  writer.remember(id('coin'), 'secret', 'of somebody')
  const { view, live } = draftOf(world.scene, world.live)
  expect(view.artifact(id('lamp'))).toMatchObject({ host: ROOT, place: before?.place })
  expect(view.artifact(id('coin'))).toBeNull()
  expect(memoryOf(live, id('coin'))).toEqual({})
})

test('[Y3] values that a past base does not have do not count in a draft of it', () => {
  const world = makeWorld()
  make(world, 'lamp')
  const past = new Y.Doc()
  Y.applyUpdate(past, Y.encodeStateAsUpdate(world.scene))
  make(world, 'box')
  const writer = ownerOf(world)
  writer.setField(id('box'), 'speed', 50)
  writer.remember(id('box'), 'n', 1)
  writer.remember(id('lamp'), 'n', 2)
  const { view, live } = draftOf(past, world.live)
  expect(view.artifact(id('box'))).toBeNull()
  expect(memoryOf(live, id('box'))).toEqual({})
  expect(memoryOf(live, id('lamp'))).toEqual({ n: 2 })
})
