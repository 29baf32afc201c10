// Which thing is at a spot of a floor: the one that is seen there.
import { expect, test } from 'vitest'
import { thingAt } from '../../../client/world/geometry/thing-at.ts'
import { orderMany } from '../../../shared/world/edits/batch-edits.ts'
import { moveArtifact } from '../../../shared/world/edits/place-edits.ts'
import { paintSprite } from '../../../shared/world/sprites.ts'
import { id, make, makeWorld, ROOT, type World } from '../world/made.ts'

const NOBODY = new Set<never>()

function put(world: World, name: string, x: number, y: number, sprite = 'box', side = 64): void {
  make(world, name, 'root', { place: { host: ROOT, x, y }, look: { sprite, width: side, height: side } })
}

test('[E3] of things over each other the uppermost is meant: by layer, by its lower edge, a ground by its upper', () => {
  const world = makeWorld()
  const at = (x: number, y: number, inHands: ReadonlySet<never> = NOBODY): string | null =>
    thingAt(world.view, ROOT, { x, y }, inHands)?.thing.id ?? null
  put(world, 'ground', 0, 0, paintSprite('#d8cfbd'), 400)
  put(world, 'behind', 100, 100)
  put(world, 'before', 120, 120)
  expect([at(10, 10), at(105, 105), at(130, 130), at(170, 170), at(500, 10)]).toEqual([
    'ground',
    'behind',
    'before',
    'before',
    null,
  ])
  orderMany(world, [{ id: id('behind'), order: 1 }])
  expect(at(130, 130)).toBe('behind')
  expect(thingAt(world.view, ROOT, { x: 130, y: 130 }, new Set([id('behind')]))?.thing.id).toBe('before')
  moveArtifact(world, id('behind'), { host: ROOT, x: 300, y: 3_000 })
  expect([at(130, 130), at(310, 3_010), at(364, 3_010), at(310, 3_064)]).toEqual([
    'before',
    'behind',
    null,
    null,
  ])
})
