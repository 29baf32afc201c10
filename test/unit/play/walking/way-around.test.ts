// Ways round obstacles on a floor: every leg can be walked, and a walker who can get there does.
import { expect, test } from 'vitest'
import type { ThingData } from '../../../../shared/behavior/sandbox-protocol.ts'
import { inTheWay, type Space, type XY } from '../../../../shared/play/walking/floor-space.ts'
import { endOf, routeTo } from '../../../../shared/play/walking/way-around.ts'
import { seededRandom, seedFromEnvironment } from '../../../simulation/random.ts'
import { ROOT, spaceWith, thing } from './spaces.ts'

const box = (name: string, x: number, y: number, width = 40, height = 40): ThingData =>
  thing(name, x, y, { width, height })

const ada = (x: number, y: number): ThingData => box('ada', x, y, 32, 32)

/** Goes all legs one after the other; returns the last position. */
function walked(space: Space, walker: ThingData, legs: readonly XY[]): XY {
  let at: XY = { x: walker.x, y: walker.y }
  for (const leg of legs) at = endOf(space, walker, at, leg)
  return at
}

test('where nothing is in the way one goes straight', () => {
  expect(routeTo(spaceWith(box('chair', 500, 500)), ada(100, 100), { x: 300, y: 160 }, 0)).toEqual([
    { x: 300, y: 160 },
  ])
})

test('one goes round a single thing by one of its corners, and not further', () => {
  const space = spaceWith(box('chest', 300, 100, 40, 60))
  const legs = routeTo(space, ada(100, 110), { x: 500, y: 110 }, 0)
  expect(walked(space, ada(100, 110), legs)).toEqual({ x: 500, y: 110 })
  expect(legs).toEqual([
    { x: 268, y: 68 },
    { x: 340, y: 68 },
    { x: 500, y: 110 },
  ])
})

test('one finds out of a room by its door, also when that is exactly as wide as oneself', () => {
  const walls = [
    box('north', 200, 100, 300, 20),
    box('west', 200, 120, 20, 200),
    box('east', 480, 120, 20, 200),
    box('southwest', 200, 320, 124, 20),
    box('southeast', 356, 320, 144, 20),
  ]
  const space = spaceWith(...walls)
  const walker = ada(260, 160)
  expect(walked(space, walker, routeTo(space, walker, { x: 340, y: 20 }, 0))).toEqual({ x: 340, y: 20 })
})

test('a spot that is taken stands for the free one nearest to it', () => {
  const space = spaceWith(box('chest', 300, 100, 80, 80))
  const end = walked(space, ada(100, 124), routeTo(space, ada(100, 124), { x: 330, y: 130 }, 0))
  expect(inTheWay(space, ada(0, 0), ROOT, end, 0)).toBeNull()
  expect(Math.hypot(end.x - 330, end.y - 130)).toBeLessThan(70)
})

test('who is shut in goes as near as they get', () => {
  const space = spaceWith(box('wall', 0, 300, 940, 20))
  expect(walked(space, ada(100, 100), routeTo(space, ada(100, 100), { x: 500, y: 600 }, 0))).toEqual({
    x: 500,
    y: 268,
  })
})

test('who stands in a thing can leave it, and goes round the others', () => {
  const space = spaceWith(box('rug', 90, 90, 60, 60), box('chest', 300, 90, 40, 60))
  expect(walked(space, ada(100, 100), routeTo(space, ada(100, 100), { x: 500, y: 100 }, 0))).toEqual({
    x: 500,
    y: 100,
  })
})

test('on random floors each leg ends where it says, never further off than by going straight', () => {
  const seed = seedFromEnvironment()
  const random = seededRandom(seed)
  let [there, straight] = [0, 0]
  for (let floor = 0; floor < 200; floor += 1) {
    const count = 5 + random.below(120)
    const things = Array.from({ length: count }, (_, at) =>
      box(`t${at}`, random.below(900), random.below(1200), 10 + random.below(90), 10 + random.below(90)),
    )
    const space = spaceWith(...things)
    const walker = ada(random.below(900), random.below(1200))
    const to = { x: random.below(908), y: random.below(1200) }
    const legs = routeTo(space, walker, to, 0)
    const words = `seed ${seed}, floor ${floor}`
    if (legs.length > 1) expect(walked(space, walker, legs), words).toEqual(legs.at(-1))
    const end = walked(space, walker, legs)
    const direct = endOf(space, walker, walker, to)
    const far = ({ x, y }: XY): number => Math.hypot(x - to.x, y - to.y)
    const isFree = inTheWay(space, walker, ROOT, to, 0) === null
    if (isFree) expect(far(end), words).toBeLessThanOrEqual(far(direct))
    if (far(direct) === 0) straight += 1
    if (isFree && far(end) === 0) there += 1
  }
  console.log(`200 floors: ${there} got there, ${straight} of them straight`)
  expect(there).toBeGreaterThan(straight)
})
